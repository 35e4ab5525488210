"""How is a closed box counted? Once for the result, in a worker thread, with everything the pages will say of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.ballotbox import queries as boxes
from partnet_vote.booth import service as booth
from partnet_vote.cities import queries as cities
from partnet_vote.credentials import queries as credentials
from partnet_vote.credentials.rules import Channel
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election, Kin, Phase
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents import queries as residents
from partnet_vote.residents.rules import Cell
from partnet_vote.results import queries
from partnet_vote.results.models import CountRow
from partnet_vote.results.rules import Account, Count, People, Turnout, account_of, turnout_of
from partnet_vote.results.rules.accounts import to_json
from partnet_vote.results.service.own_items import keep_own_items
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.bundle import outcome_text
from partnet_vote.tally.canonical import digest_of
from partnet_vote.tally.contest_count import ContestOutcome, contest_profile, count_election
from partnet_vote.tally.definition import Definition


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a closed box holds: the ballots that count and the receipt codes, each sorted by itself."""

    ballots: tuple[Ballot, ...]
    receipts: tuple[str, ...]
    closed_at: datetime


async def count(db: AsyncSession, planes: booth.Planes, actor: Actor, election_id: UUID) -> Count:
    """Count the closed box of an election and keep the outcome, for the counting officer's eyes until it is published.

    Counting again changes nothing as long as it gives the same. TooLate before the box is closed, Refused for an
    annulled vote.
    """
    require(actor, Permission.CITY_RESULTS_COUNT)
    await hold(db, election_id)
    return await count_anew(db, planes, actor, await ended(db, election_id), keep_equal=False)


async def count_anew(
    db: AsyncSession, planes: booth.Planes, actor: Actor, election: Election, *, keep_equal: bool
) -> Count:
    """The next count of an election whose lock is held; `keep_equal`: also if it gives what the last one gave."""
    definition = await definition_of(db, election.id)
    sealed = await sealed_box(planes, election.id)
    await keep_own_items(db, election.id, sealed.ballots)
    outcomes, accounts = await asyncio.to_thread(_counted, definition, sealed.ballots, election.withdrawn)
    outcome = outcome_text(outcomes)
    before = await queries.counts(db, election.id)
    if before and not keep_equal and before[-1].outcome == outcome:
        return before[-1]
    row = CountRow(
        id=uuid4(),
        election_id=election.id,
        number=len(before) + 1,
        by=actor.account_id,
        office=office_of(actor),
        closed_at=sealed.closed_at,
        ballots=len(sealed.ballots),
        issued=await credentials.issued(db, election.id),
        outcome=outcome,
        digest=digest_of(outcome),
        account=[to_json(account) for account in accounts],
        turnout=(await _turnout(db, election, definition)).to_json(),
    )
    db.add(row)
    await db.flush()
    # no digest before publication: the outcome of a small vote could be found by trying them all
    await audit.record(
        db,
        actor,
        "result.count",
        f"election:{election.id}",
        public=True,
        number=row.number,
        ballots=row.ballots,
    )
    return (await queries.counts_by_ids(db, [row.id]))[row.id]


async def preview(db: AsyncSession, actor: Actor, election_id: UUID) -> Count | None:
    """The newest count for those who may see it before publication; that they looked is recorded for everybody."""
    require(actor, Permission.CITY_RESULTS_PREVIEW)
    found = await queries.counts(db, election_id)
    if not found:
        return None
    published = await queries.publications(db, election_id)
    if all(each.count_id != found[-1].id for each in published):
        await audit.record(db, actor, "result.preview", f"election:{election_id}", public=True, number=found[-1].number)
    return found[-1]


async def hold(db: AsyncSession, election_id: UUID) -> None:
    """Count, publish and object one after the other, for each election."""
    await db.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": f"results:{election_id}"}
    )


async def ended(db: AsyncSession, election_id: UUID) -> Election:
    """The election, if voting is over and it stands; NotFound for a draft."""
    election = await elections.election(db, election_id)
    if election is None or not election.is_frozen:
        raise NotFound
    phase = election_rules.phase(election, await clock.wall_clock(db))
    if phase is Phase.ANNULLED:
        raise Refused(Text("This vote was annulled. There is no result to count or publish."))
    if phase is not Phase.CLOSED:
        raise TooLate(Text("Voting has not ended yet."))
    return election


async def definition_of(db: AsyncSession, election_id: UUID) -> Definition:
    """The frozen definition."""
    found = await elections.definition(db, election_id)
    if found is None:
        raise NotFound
    return found[0]


async def sealed_box(planes: booth.Planes, election_id: UUID) -> Sealed:
    """The content of the closed box; TooLate before."""
    async with planes.box.transaction() as box:
        state = await boxes.state(box, election_id)
        if state is None:
            raise NotFound(Text("This vote has no ballot box yet."))
        ballots = await boxes.counted_ballots(box, election_id)
        receipts = await boxes.receipts(box, election_id)
    return Sealed(await asyncio.to_thread(_parsed, [each.ballot for each in ballots]), receipts, state.sealed_at)


def office_of(actor: Actor) -> str:
    """Which office did it, as the public reads it."""
    return "installation" if actor.is_installation else ", ".join(sorted(actor.roles))


def _parsed(texts: Iterable[str]) -> tuple[Ballot, ...]:
    """The ballots; equal texts are read once."""
    known: dict[str, Ballot] = {}
    return tuple(known.get(text) or known.setdefault(text, Ballot.parse(text)) for text in texts)


def _counted(
    definition: Definition, ballots: tuple[Ballot, ...], withdrawn: Mapping[str, frozenset[str]]
) -> tuple[tuple[ContestOutcome, ...], tuple[Account, ...]]:
    """Outcome and account of every contest."""
    outcomes = count_election(definition, ballots, withdrawn)
    accounts: list[Account] = []
    for outcome in outcomes:
        contest = definition.contest_by_id[outcome.contest]
        having = {style.number for style in definition.styles if contest.id in style.contests}
        marked = ((ballot.style, ballot.marks(contest.id)) for ballot in ballots if ballot.style in having)
        profile = contest_profile(definition, contest.id, marked, withdrawn.get(contest.id, ()))
        accounts.append(account_of(contest, outcome, profile))
    return outcomes, tuple(accounts)


async def entitled(db: AsyncSession, election: Election, definition: Definition) -> list[tuple[int, Cell]]:
    """Everybody who could have voted, with the number of their ballot style."""
    profile = await residents.profile(db, election.edition_id) if election.edition_id else ()
    found = [(election_rules.style_for(definition, _kin(cell)).style, cell) for cell in profile]
    return [(style, cell) for style, cell in found if style is not None]


def _kin(cell: Cell) -> Kin:
    return Kin(cell.district, cell.birth_year, cell.group, is_person=cell.birth_year is not None)


async def _turnout(db: AsyncSession, election: Election, definition: Definition) -> Turnout:
    """Who took part, by what stood in the roll when they did; small groups are never kept with the count."""
    districts = await cities.districts(db)
    codes = {district.id: district.code for district in districts}
    cells = await credentials.turnout(db, election.id)
    channels: dict[str, int] = {}
    for cell in cells:
        channels[cell.channel.value] = channels.get(cell.channel.value, 0) + cell.credentials
    return turnout_of(
        [
            People(codes.get(cell.district_id) if cell.district_id else None, cell.birth_year, cell.credentials)
            for cell in cells
            if cell.channel is not Channel.PAPER
        ],
        [People(cell.district, cell.birth_year, cell.count) for _, cell in await entitled(db, election, definition)],
        dict(sorted(channels.items())),
        election_rules.opening_year(definition),
        definition.weight_classes,
        [district.code for district in districts],
        off_roll=channels.get(Channel.PAPER.value, 0),
    )


async def eligible(db: AsyncSession, election: Election) -> int:
    """How many could vote in a frozen election."""
    cells = await entitled(db, election, await definition_of(db, election.id))
    return sum(cell.count for _, cell in cells)
