"""How is it kept who came, and in numbers only what they took to vote with; and how are the names erased?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumAttendanceRow, ForumPersonRow, ForumRow
from partnet_vote.forums.queries.people import person_of
from partnet_vote.forums.rules import Forum, people
from partnet_vote.forums.rules.people import Application, Person, Way
from partnet_vote.forums.service.registration import held, live_row, new_row
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

KEPT = ("registered", "waiting", "came", "walk_ins", "ages", "sectors")
"""The numbers that stay when names are erased."""


async def check_in(db: AsyncSession, actor: Actor, forum_id: UUID, person_id: UUID, way: Way) -> None:
    """A person is here and took a code or paper dots: that they came is kept with them, what they took is only counted.

    Whoever waited and came nevertheless is let in. Conflict on a second arrival: nobody takes two.
    """
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    forum = await _open_door(db, forum_id)
    row = await live_row(db, forum_id, person_id)
    if row.has_come:
        raise Conflict(Text("This person is here already."))
    row.has_come, row.placed_at = True, row.placed_at or await clock.now(db)
    await db.flush()
    await _hand_out(db, forum, way, 1)
    await audit.record(db, actor, "forum.check-in", f"forum:{forum_id}")


async def undo_check_in(db: AsyncSession, actor: Actor, forum_id: UUID, person_id: UUID, way: Way) -> None:
    """Take an arrival back; `way` is what the person gave back, for nobody knows who took what."""
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    forum = await _open_door(db, forum_id)
    row = await live_row(db, forum_id, person_id)
    if not row.has_come:
        raise Conflict(Text("This person is not here yet."))
    row.has_come = False
    await db.flush()
    await _hand_out(db, forum, way, -1)
    await audit.record(db, actor, "forum.undo-check-in", f"forum:{forum_id}")


async def walk_in(
    db: AsyncSession, actor: Actor, forum_id: UUID, wanted: Application, language: str, way: Way, attempt: UUID
) -> Person:
    """Somebody came without being registered: they are let in, chair or not; a name is not needed."""
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    forum = await _open_door(db, forum_id)
    wanted = people.trimmed(wanted)
    if len(wanted.name) > people.NAME:
        raise Refused(Text("At most {n} characters fit here.", n=people.NAME), "name")
    if wanted.table_id is not None and wanted.table_id not in {each.id for each in await queries.tables(db, forum_id)}:
        raise Refused(Text("Please choose one of the options."), "table")
    same = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, ForumPersonRow.attempt == attempt)
    before = (await db.execute(same)).scalar_one_or_none()
    if before is not None:
        return person_of(before)
    now = await clock.now(db)
    row = await new_row(db, forum, wanted, language, attempt)
    row.is_walk_in, row.has_come, row.placed_at = True, True, now
    await db.flush()
    await _hand_out(db, forum, way, 1)
    await audit.record(db, actor, "forum.walk-in", f"forum:{forum_id}")
    return person_of(row)


async def erase_due(db: AsyncSession) -> int:
    """Erase the people of the current city's forums whose time is over, and keep the numbers; how many people."""
    now = await clock.now(db)
    last = ForumRow.ends_at + func.make_interval(0, 0, 0, ForumRow.retention_days)
    some = select(ForumPersonRow.id).where(ForumPersonRow.forum_id == ForumRow.id).exists()
    due = select(ForumRow.id).where(last <= now, some).with_for_update(key_share=True, skip_locked=True)
    count = 0
    for forum in (await queries.by_ids(db, (await db.execute(due)).scalars().all())).values():
        count += await _erase(db, forum)
    return count


async def _erase(db: AsyncSession, forum: Forum) -> int:
    found = asdict(await queries.attendance(db, forum, is_over=True))
    kept: dict[str, Any] = {name: found[name] for name in KEPT}
    await _door(db, forum)
    mine = ForumAttendanceRow.forum_id == forum.id
    told = update(ForumAttendanceRow).where(mine).values(kept=kept, erased_at=func.now())
    await db.execute(told.execution_options(synchronize_session=False))
    gone = delete(ForumPersonRow).where(ForumPersonRow.forum_id == forum.id).returning(ForumPersonRow.id)
    count = len((await db.execute(gone.execution_options(synchronize_session=False))).all())
    await audit.record(db, None, "forum.erase-people", f"forum:{forum.id}", public=forum.is_public, count=count)
    return count


async def _open_door(db: AsyncSession, forum_id: UUID) -> Forum:
    """The forum, held, while its list is there: arrivals may also be put in order on the day after."""
    forum = await held(db, forum_id)
    attendance = await queries.attendance(db, forum, is_over=False)
    if attendance.erased_at is not None:
        raise Conflict(Text("The list of people was erased. Only its totals are kept."))
    if await clock.now(db) >= people.erased_from(forum):
        raise Conflict(Text("The list of people was erased. Only its totals are kept."))
    return forum


async def _hand_out(db: AsyncSession, forum: Forum, way: Way, change: int) -> None:
    """Count what was handed out or given back; Refused if nothing of it can come back."""
    await _door(db, forum)
    column = ForumAttendanceRow.codes if way is Way.CODE else ForumAttendanceRow.paper
    counted = (
        update(ForumAttendanceRow)
        .where(ForumAttendanceRow.forum_id == forum.id, column + change >= 0)
        .values({column: column + change})
        .returning(ForumAttendanceRow.id)
        .execution_options(synchronize_session=False)
    )
    if (await db.execute(counted)).scalar_one_or_none() is None:
        raise Refused(Text("Nobody has taken that yet, so it cannot be given back."), "way")


async def _door(db: AsyncSession, forum: Forum) -> None:
    """The forum's row of numbers, made by whoever comes first."""
    row = {"id": uuid4(), "city_id": db.info[CITY], "forum_id": forum.id, "codes": 0, "paper": 0}
    await db.execute(insert(ForumAttendanceRow).values(row).on_conflict_do_nothing(index_elements=["forum_id"]))
