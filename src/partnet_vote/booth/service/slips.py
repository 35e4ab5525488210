"""How are slips of paper declared and typed, each by two people who do not see each other's typing?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.booth import queries
from partnet_vote.booth.models import SlipBatchRow, SlipEntryRow
from partnet_vote.booth.queries.slips import declared
from partnet_vote.booth.rules.slips import SlipState, Spoilt, declared_issue, slip_state
from partnet_vote.booth.service.entering import demand_open
from partnet_vote.elections import queries as elections, rules as election_rules, service as elections_service
from partnet_vote.elections.rules import Election, Kin
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents import service as residents
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.definition import Definition, ballot_illegalities

SEALED = Conflict(Text("This batch is sealed. Nothing in it can be changed any more."))


async def declare(db: AsyncSession, actor: Actor, election_id: UUID, place: str, slips: int) -> int:
    """Declare a batch of slips before any of it is typed; its number. Never more slips than were printed.

    As many rights to a ballot are made, without a person, as the batch has slips: it can never give more ballots.
    """
    require(actor, Permission.CITY_SLIPS_ENTER)
    await elections_service.lock(db, election_id)
    election, definition = await _taking_votes(db, election_id)
    allowed = await elections.slips(db, election_id)
    if allowed is None:
        raise Refused(Text("This vote takes no slips of paper."))
    batches, before = await declared(db, election_id)
    if issue := declared_issue(place, slips, before, allowed.printed):
        raise issue
    style = election_rules.style_for(definition, Kin(is_person=False)).style
    if style is None:
        raise Refused(Text("No ballot of this vote is for everybody, so a slip without a person has none."))
    row = SlipBatchRow(
        id=uuid4(),
        election_id=election_id,
        number=batches + 1,
        place=place.strip(),
        slips=slips,
        style=style,
        entitlements=list(await residents.slip_entitlements(db, election.id, slips)),
        declared_by=actor.account_id,
        office="installation" if actor.is_installation else ", ".join(sorted(actor.roles)),
        spoilt={},
    )
    db.add(row)
    await db.flush()
    await audit.record(
        db, actor, "slips.declare", f"election:{election_id}", public=True, number=row.number, count=slips
    )
    return row.number


async def type_slip(
    db: AsyncSession, actor: Actor, batch_id: UUID, number: int, ballot: Ballot | None, spoilt: Spoilt | None
) -> SlipState:
    """Type one slip, or correct one's own typing of it; how far the slip has come by that.

    Refused if the ballot is not legal: then the slip is spoilt, with its reason. Conflict once the batch is sealed.
    """
    require(actor, Permission.CITY_SLIPS_ENTER)
    if actor.account_id is None:
        raise Denied(Text("Slips are typed by two people who are signed in."))
    row = await held(db, batch_id, to_change=False)
    if row.sealing_at is not None:
        raise SEALED
    if not 1 <= number <= row.slips:
        raise NotFound
    election, definition = await _taking_votes(db, row.election_id)
    if (ballot is None) == (spoilt is None):
        raise Refused(Text("Choose whether the slip counts, or why it does not."), "spoilt")
    if ballot is not None:
        _demand_legal(election, definition, row.style, ballot)
    mine = select(SlipEntryRow).where(
        SlipEntryRow.batch_id == batch_id, SlipEntryRow.number == number, SlipEntryRow.by == actor.account_id
    )
    entry = (await db.execute(mine)).scalar_one_or_none()
    if entry is None:
        entry = SlipEntryRow(id=uuid4(), batch_id=batch_id, number=number, by=actor.account_id)
        db.add(entry)
    entry.ballot, entry.spoilt = ballot.canonical() if ballot else None, spoilt
    await db.flush()
    return slip_state(await queries.typed_slip(db, batch_id, number))


async def held(db: AsyncSession, batch_id: UUID, *, to_change: bool) -> SlipBatchRow:
    """The batch's row until the transaction ends: shared by those who type, alone by who seals."""
    query = select(SlipBatchRow).where(SlipBatchRow.id == batch_id).with_for_update(read=not to_change)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def _taking_votes(db: AsyncSession, election_id: UUID) -> tuple[Election, Definition]:
    election, found = await elections.election(db, election_id), await elections.definition(db, election_id)
    if election is None or found is None:
        raise NotFound
    await demand_open(db, election)
    return election, found[0]


def _demand_legal(election: Election, definition: Definition, style: int, ballot: Ballot) -> None:
    if ballot.style != style:
        raise Refused(Text("This is not your ballot."))
    if not ballot.contests:
        raise Refused(Text("Nothing is marked. If nothing stands on the slip, say so below."), "spoilt")
    withdrawn = {contest: sorted(options) for contest, options in election.withdrawn.items()}
    for illegality in ballot_illegalities(definition, ballot, withdrawn):
        raise Refused(election_rules.why_illegal(definition, illegality))
