"""How does a test come by an election: a draft, a frozen one, an open one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import ContestSettings, Election, ElectionSettings, ElectorateChoice, OptionTexts
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.residents import service as residents_service
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import residents

KNAPSACK = ContestSettings(
    title="Which projects shall be built?",
    ballot=Knapsack(1_000_000_00),
    rule=RuleSpec("greedy"),
    budget=1_000_000_00,
)
OPTIONS = (
    OptionTexts(title="Lavičky u řeky", summary="Deset nových laviček.", cost=200_000_00, category="bench"),
    OptionTexts(title="Dětské hřiště", summary="Hřiště pro nejmenší.", cost=450_000_00, category="mood-smile"),
    OptionTexts(title="Výsadba stromů", summary="Dvacet lip podél cesty.", cost=300_000_00, category="trees"),
    OptionTexts(title="Osvětlení cesty", summary="Světla u školy.", cost=600_000_00, category="bulb"),
)


async def frozen_roll(db: AsyncSession, keyring: Keyring, content: str | None = None) -> UUID:
    """A frozen roll of 60 people in the district “sever”, unless another CSV text is given."""
    name = f"Roll {uuid4().hex[:6]}"
    edition_id = await residents.roll(db, keyring, residents.many(60) if content is None else content, name)
    await residents_service.freeze(db, INSTALLATION, edition_id)
    await db.flush()  # a page under test reads it in a session of its own
    return edition_id


async def draft(
    db: AsyncSession,
    keyring: Keyring,
    *,
    contest: ContestSettings = KNAPSACK,
    options: tuple[OptionTexts, ...] = OPTIONS,
    edition_id: UUID | None = None,
    opens_in: timedelta = timedelta(hours=-1),
    lasts: timedelta = timedelta(days=14),
    **changes: object,
) -> UUID:
    """A draft of the current city that is ready to be frozen; it would be open at once."""
    now = await clock.now(db)
    settings = ElectionSettings(
        title="Lipovec votes 2026",
        slug=f"vote-{uuid4().hex[:8]}",
        intro="Residents decide on small projects.",
        opens_at=now + opens_in,
        closes_at=now + opens_in + lasts,
    )
    election_id = await service.create(db, INSTALLATION, replace(settings, **changes))  # type: ignore[arg-type]
    edition_id = edition_id or await frozen_roll(db, keyring)
    await service.set_electorate(db, INSTALLATION, election_id, ElectorateChoice(edition_id))
    contest_id = await service.add_contest(db, INSTALLATION, election_id, contest)
    await service.add_options(db, INSTALLATION, contest_id, [service.NewOption(texts) for texts in options])
    return election_id


async def frozen(db: AsyncSession, keyring: Keyring, **wishes: object) -> Election:
    """A frozen election, open since an hour ago and for two weeks (`opens_in`, `lasts` change that).

    Its one contest is `c1` with options `o1` to `o4`, its one ballot style is 1.
    """
    election_id = await draft(db, keyring, **wishes)  # type: ignore[arg-type]
    await service.freeze(db, INSTALLATION, election_id)
    election = await queries.election(db, election_id)
    assert election is not None
    return election
