"""How does a test come by a closed box with known ballots, a count, a published result? With real commits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.booth import service as booth_service
from partnet_vote.booth.service import Planes
from partnet_vote.elections import service as elections
from partnet_vote.elections.rules import DeedKind, DeedRequest
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor
from partnet_vote.results import service
from partnet_vote.results.rules import Count, Objection, Publication
from partnet_vote.tally.ballots.marks import Ballot
from tests.builders import booth

BALLOTS = (("o1", "o2"), ("o1", "o2"), ("o1", "o3"), ("o1",), ("o2",), ("o4",))
"""Scores 4, 3, 1, 1 with costs 200 000, 450 000, 300 000, 600 000: o1, o2 and o3 fit one million, o4 does not."""


@dataclass(frozen=True)
class Result:
    """A vote that has ended, with its deeds at hand."""

    vote: booth.Vote

    @property
    def planes(self) -> Planes:
        return self.vote.planes

    @property
    def election_id(self) -> UUID:
        return self.vote.election.id

    @property
    def path(self) -> str:
        return f"/{self.vote.slug}/elections/{self.vote.election.slug}"

    @property
    def staff_path(self) -> str:
        return f"/{self.vote.slug}/staff/elections/{self.vote.election.slug}"

    async def count(self, actor: Actor = INSTALLATION) -> Count:
        async with self.planes.database.transaction(self.vote.city_id) as db:
            return await service.count(db, self.planes, actor, self.election_id)

    async def publish(self, digest: str | None = None, days: int = 14) -> Publication:
        """Count if no digest is given, and publish."""
        digest = digest or (await self.count()).digest
        async with self.planes.database.transaction(self.vote.city_id) as db:
            return await service.publish(db, self.planes, INSTALLATION, self.election_id, digest, days)

    async def correct(self, reason: str = "A table was printed twice.") -> Publication:
        async with self.planes.database.transaction(self.vote.city_id) as db:
            return await service.correct(db, self.planes, INSTALLATION, self.election_id, reason)

    async def object(self, text: str = "The benches cost more than that.", contact: str = "") -> Objection:
        async with self.planes.database.transaction(self.vote.city_id) as db:
            return await service.lodge(db, self.vote.keyring, self.election_id, text, contact)

    async def deed(self, kind: DeedKind, reason: str = "As the council decided.") -> None:
        async with self.planes.database.transaction(self.vote.city_id) as db:
            request = DeedRequest(kind, reason)
            await elections.request_deed(db, self.vote.keyring, INSTALLATION, self.election_id, request)


async def cast(
    planes: Planes, keyring: Keyring, ballots: Sequence[Sequence[str] | Ballot] = BALLOTS, **wishes: object
) -> Result:
    """An open vote with these ballots in its box, one a person: options of `c1`, or whole ballots."""
    vote = await booth.vote(planes, keyring, len(ballots), **wishes)
    whole = [each if isinstance(each, Ballot) else booth.ballot(*each) for each in ballots]
    tickets = [await vote.ticket(number) for number in range(len(whole))]
    await asyncio.gather(
        *(
            booth_service.cast(planes, vote.city_id, ticket, ballot, 1)
            for ticket, ballot in zip(tickets, whole, strict=True)
        )
    )
    return Result(vote)


async def closed(
    planes: Planes, keyring: Keyring, ballots: Sequence[Sequence[str] | Ballot] = BALLOTS, **wishes: object
) -> Result:
    """The same vote closed early, its box closed for good."""
    result = await cast(planes, keyring, ballots, **wishes)
    await result.deed(DeedKind.CLOSE_EARLY)
    vote = result.vote
    await service.close(planes, keyring, INSTALLATION, vote.city_id, vote.election.id)
    return result
