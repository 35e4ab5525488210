"""How does a test come by a voter in front of an open box? With real commits on both planes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth import service
from partnet_vote.booth.rules import Ticket
from partnet_vote.booth.service import Planes
from partnet_vote.credentials.service import Signer
from partnet_vote.elections.rules import Election
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.residents import queries as residents, service as residents_service
from partnet_vote.tally.ballots.marks import Ballot, Marks
from tests.builders import cities, elections


@dataclass(frozen=True)
class Vote:
    """An open election of a city of its own, and codes of the first people on its roll with their years."""

    planes: Planes
    keyring: Keyring
    city_id: UUID
    slug: str
    election: Election
    codes: tuple[tuple[PostedCode, int], ...]

    async def ticket(self, number: int = 0) -> Ticket:
        """Somebody on the roll who has entered the code."""
        code, year = self.codes[number]
        async with self.planes.database.transaction(self.city_id) as db:
            entered = await service.enter(db, self.election, code.text, year)
        assert isinstance(entered, Ticket), entered
        return entered


@asynccontextmanager
async def planes(server: embedded.Running, database: Database, keyring: Keyring) -> AsyncIterator[Planes]:
    """Both planes of the test's server, with real commits."""
    engine = engine_for(server.box_url)
    box = BallotBox(engine)
    yield Planes(database, box, Signer(keyring))
    await box.stop()
    await engine.dispose()


async def vote(planes: Planes, keyring: Keyring, voters: int = 3, **wishes: object) -> Vote:
    """A frozen and open election in a new city, with its box made."""
    async with planes.database.transaction() as db:
        slug = f"booth-{uuid4().hex[:12]}"
        city_id = await cities.city(db, slug)
        election = await elections.frozen(db, keyring, **wishes)
        assert election.edition_id
        people = [each async for each in residents.entitlements(db, election.edition_id)][:voters]
        keys = [person.id for person in people]
        codes = await residents_service.issue_codes(db, INSTALLATION, election.edition_id, keys, "test")
    await service.keep_boxes(planes, keyring)
    pairs = tuple((code, person.birth_year or 0) for code, person in zip(codes, people, strict=True))
    return Vote(planes, keyring, city_id, slug, election, pairs)


def ballot(*options: str, style: int = 1) -> Ballot:
    """A ballot with these options marked in the first contest."""
    return Ballot(style, {"c1": Marks(dict.fromkeys(options, 1))})
