"""How is the vote in the room prepared, opened, extended, counted and revealed?"""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import (
    ParticipantCodeRow,
    RoomStepRow,
    RoomTotalRow,
    RoomVoteRow,
    TapRow,
)
from partnet_vote.forums.queries.rooms import vote_of
from partnet_vote.forums.rules import events, room, tables
from partnet_vote.forums.rules.room import Edge, Phase
from partnet_vote.forums.service.events import locked
from partnet_vote.forums.service.holding import room_held
from partnet_vote.forums.service.own_items import free_own_items
from partnet_vote.forums.service.shortlist import hold_tables
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text


async def prepare_room(
    db: AsyncSession,
    actor: Actor,
    forum_id: UUID,
    marks: int,
    per_item: int,
    *,
    is_hidden: bool,
    edge: Edge = Edge.ALL,
    takes_own: bool = False,
) -> None:
    """Say how people vote; it may be changed until the vote is opened."""
    await locked(db, actor, forum_id)
    if issue := room.rule_issue(marks, per_item):
        raise issue
    row = (await db.execute(select(RoomVoteRow).where(RoomVoteRow.forum_id == forum_id))).scalar_one_or_none()
    if row is None:
        row = RoomVoteRow(id=uuid4(), forum_id=forum_id, event_code=f"{secrets.randbelow(9000) + 1000}")
        db.add(row)
    elif row.closes_at is not None:
        raise Conflict(Text("The vote was opened already. Its rules stay."))
    row.marks, row.per_item, row.is_hidden, row.edge = marks, per_item, is_hidden, edge.value
    row.takes_own = takes_own
    await db.flush()
    await audit.record(db, actor, "room.prepare", f"forum:{forum_id}", public=True)


async def open_room(db: AsyncSession, actor: Actor, forum_id: UUID, minutes: int) -> None:
    """Let people vote for so many minutes, beginning now."""
    row = await _held(db, actor, forum_id)
    now = await clock.wall_clock(db)
    if vote_of(row).phase(now) is not Phase.READY:
        raise Conflict(Text("The vote was opened already."))
    if not await queries.shortlist(db, forum_id):
        raise Refused(Text("The shortlist is empty. Take over what the tables marked first."))
    await hold_tables(db, forum_id)
    forum = (await queries.by_ids(db, (forum_id,)))[forum_id]
    if issue := tables.unready_issue(await queries.standings(db, forum)):
        raise Refused(issue)
    row.closes_at = now + _minutes(minutes)
    await _step(db, actor, row, "opened")


async def extend_room(db: AsyncSession, actor: Actor, forum_id: UUID, minutes: int, reason: str) -> None:
    """Give more time, counted from now or from the end that was said, whichever is later; until it is counted."""
    row = await _held(db, actor, forum_id)
    now = await clock.wall_clock(db)
    if issue := events.reason_issue(reason):
        raise issue
    if row.closes_at is None or row.counted_at is not None:
        raise Conflict(Text("Only a vote that was opened and is not counted yet can be extended."))
    row.closes_at = max(now, row.closes_at) + _minutes(minutes)
    await _step(db, actor, row, "extended", reason)


async def count_room(db: AsyncSession, actor: Actor, forum_id: UUID) -> None:
    """End the vote, keep what each item got, and delete who gave what. Refused while a sheet is typed differently."""
    row = await _held(db, actor, forum_id)
    if row.closes_at is None or row.counted_at is not None:
        raise Conflict(Text("There is no open vote to be counted."))
    open_sheets = [each for each in (await queries.sheets(db, row.id)).values() if room.agreed(each) is None]
    if open_sheets:
        raise Refused(Text("The dots of a table are typed only once, or differently. Settle that first."))
    found = await queries.count(db, vote_of(row))
    for entry in await queries.shortlist(db, forum_id):
        by_code, on_paper = found.by_code.get(entry.id, 0), found.on_paper.get(entry.id, 0)
        db.add(RoomTotalRow(vote_id=row.id, entry_id=entry.id, by_code=by_code, on_paper=on_paper))
    mine = select(ParticipantCodeRow.id).where(ParticipantCodeRow.vote_id == row.id)
    await db.execute(delete(TapRow).where(TapRow.code_id.in_(mine)).execution_options(synchronize_session=False))
    await free_own_items(db, row.id)
    now = await clock.wall_clock(db)
    row.closes_at, row.counted_at = min(now, row.closes_at), now
    row.people_by_code, row.people_on_paper = found.people_by_code, found.people_on_paper
    await _step(db, actor, row, "counted")


async def reveal(db: AsyncSession, actor: Actor, forum_id: UUID, shown: int) -> None:
    """Show the next rank on the wall; `shown` is how many were shown when the button was pressed: twice is once."""
    row = await _held(db, actor, forum_id)
    if row.counted_at is None:
        raise Conflict(Text("There is nothing to reveal before the vote is counted."))
    if row.groups_shown == shown:
        row.groups_shown += 1
        await db.flush()


async def _held(db: AsyncSession, actor: Actor, forum_id: UUID) -> RoomVoteRow:
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    return await room_held(db, forum_id, to_change=True)


async def _step(db: AsyncSession, actor: Actor, row: RoomVoteRow, kind: str, reason: str = "") -> None:
    office = "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
    step = RoomStepRow(
        vote_id=row.id, kind=kind, by=actor.account_id, office=office, closes_at=row.closes_at, reason=reason.strip()
    )
    db.add(step)
    await db.flush()
    await audit.record(db, actor, f"room.{kind}", f"forum:{row.forum_id}", public=True)


def _minutes(minutes: int) -> timedelta:
    if not 1 <= minutes <= room.LONGEST:
        raise Refused(Text("Write a number from 1 to {n}.", n=room.LONGEST), "minutes")
    return timedelta(minutes=minutes)
