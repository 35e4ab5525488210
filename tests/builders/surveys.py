"""How does a test come by a verification survey: a draft, an open, a closed, a published one, with its forum?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import service as booth_service
from partnet_vote.booth.service import Planes
from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import DeedKind, Election
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.elections.rules.surveys import SurveyPlan
from partnet_vote.forums import queries as forum_queries, service as forums_service
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries as residents, service as residents_service
from partnet_vote.results import service as results_service
from partnet_vote.tally.ballots.marks import Ballot, Marks
from tests.builders import booth, cities, elections, forums, results

ITEMS = ("Stín na náměstí", "Hluk z průtahu", "Přechod u školy", "Dětský lékař", "Lavičky u řeky", "Zubař")
"""A shortlist; its options in the survey are `i1` to `i6`."""
PLAN = SurveyPlan(
    title="Ověřovací anketa",
    question="Které problémy má město řešit nejdříve?",
    intro="Potvrďte výsledky fóra.",
    language="cs",
)


@dataclass(frozen=True)
class Survey:
    """A forum whose room has voted, and its survey with everything a test needs to go on."""

    forum: Forum
    entries: tuple[Entry, ...]
    result: results.Result

    @property
    def vote(self) -> booth.Vote:
        """The vote: its city, its election and the codes of its voters."""
        return self.result.vote

    @property
    def election(self) -> Election:
        """The survey's election as it was frozen."""
        return self.result.vote.election

    def option(self, number: int) -> str:
        """The key of the option that asks about this item of the shortlist."""
        return f"i{number}"


async def counted_forum(
    db: AsyncSession, dots: Sequence[int] = (6, 5, 4, 3, 2, 0), items: Sequence[str] = ITEMS, **changes: object
) -> tuple[Forum, tuple[Entry, ...]]:
    """A published forum with a shortlist whose items got these dots on paper, counted and shown."""
    forum = await forums.published(db, **changes)
    entries = await forums.shortlist(db, forum, *items)
    await forums_service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)
    await forums.settle(db, forum)
    await forums_service.open_room(db, INSTALLATION, forum.id, 15)
    table = (await forum_queries.tables(db, forum.id))[0].number
    given = {entry.id: number for entry, number in zip(entries, dots, strict=True)}
    people = max(-(-sum(dots) // 2), -(-max(dots) // 2))
    for _ in range(2):  # two people type the same sheet
        clerk = cities.staff(db.info[CITY], Role.MODERATOR)
        await forums_service.type_sheet(db, clerk, forum.id, table, people, given)
    await forums_service.count_room(db, INSTALLATION, forum.id)
    return await forums.again(db, forum), entries


async def draft(
    db: AsyncSession,
    keyring: Keyring,
    forum: Forum | None = None,
    *,
    edition_id: UUID | None = None,
    slips: int = 0,
    **wishes: object,
) -> UUID:
    """A survey in the making, ready to be frozen; it would be open at once. `wishes` change the plan.

    `slips` is how many slips of paper are printed; none unless it is given.
    """
    forum = forum or (await counted_forum(db))[0]
    now = await clock.now(db)
    plan = replace(
        PLAN,
        title=f"Ověřovací anketa {uuid4().hex[:6]}",
        edition_id=edition_id or await elections.frozen_roll(db, keyring),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=14),
    )
    election_id = await service.make_survey(db, INSTALLATION, forum.id, replace(plan, **wishes))  # type: ignore[arg-type]
    if slips:
        terms = Slips(slips, now.date() + timedelta(days=10), "Radnice\nKnihovna")
        await service.set_slips(db, INSTALLATION, election_id, terms)
    return election_id


async def opened(
    planes: Planes,
    keyring: Keyring,
    ballots: Sequence[Mapping[str, int] | Marks] = (),
    dots: Sequence[int] = (6, 5, 4, 3, 2, 0),
    items: Sequence[str] = ITEMS,
    before: Callable[[AsyncSession, Forum], Awaitable[object]] | None = None,
    **wishes: object,
) -> Survey:
    """An open survey in a city of its own with these web ballots cast: marks by option key (`i1` …), one a person.

    `before` is done before the survey is published."""
    slug = f"survey-{uuid4().hex[:12]}"
    async with planes.database.transaction() as db:
        city_id = await cities.city(db, slug)
        forum, entries = await counted_forum(db, dots, items)
        if before is not None:
            await before(db, forum)
        election_id = await draft(db, keyring, forum, **wishes)  # type: ignore[arg-type]
        await service.freeze(db, INSTALLATION, election_id)
        election = await queries.election(db, election_id)
        assert election is not None
        assert election.edition_id is not None
        people = [each async for each in residents.entitlements(db, election.edition_id)][: len(ballots) + 3]
        keys = [person.id for person in people]
        codes = await residents_service.issue_codes(db, INSTALLATION, election.edition_id, keys, "test")
    await booth_service.keep_boxes(planes, keyring)
    pairs = tuple((code, person.birth_year or 0) for code, person in zip(codes, people, strict=True))
    vote = booth.Vote(planes, keyring, city_id, slug, election, pairs)
    marks = [each if isinstance(each, Marks) else Marks(each) for each in ballots]
    tickets = [await vote.ticket(number) for number in range(len(marks))]
    await asyncio.gather(
        *(
            booth_service.cast(planes, city_id, ticket, Ballot(1, {"c1": each}), 1)
            for ticket, each in zip(tickets, marks, strict=True)
        )
    )
    return Survey(forum, entries, results.Result(vote))


async def closed(
    planes: Planes, keyring: Keyring, ballots: Sequence[Mapping[str, int] | Marks] = (), **wishes: object
) -> Survey:
    """The same survey closed early, its box closed for good."""
    survey = await opened(planes, keyring, ballots, **wishes)  # type: ignore[arg-type]
    await close(survey)
    return survey


async def close(survey: Survey) -> None:
    """End the voting and close the box for good."""
    await survey.result.deed(DeedKind.CLOSE_EARLY)
    vote = survey.vote
    await results_service.close(vote.planes, vote.keyring, INSTALLATION, vote.city_id, vote.election.id)


async def published(
    planes: Planes, keyring: Keyring, ballots: Sequence[Mapping[str, int] | Marks] = (), **wishes: object
) -> Survey:
    """The same survey counted and published."""
    survey = await closed(planes, keyring, ballots, **wishes)  # type: ignore[arg-type]
    await survey.result.publish()
    return survey
