"""Which letters are due without anybody asking: moved, cancelled, reminded, moved up because there are more chairs?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumPersonRow, ForumRow
from partnet_vote.forums.queries.people import LIVE, PLACED, person_of
from partnet_vote.forums.rules import Forum, Status, StepKind, people
from partnet_vote.forums.service import post
from partnet_vote.forums.service.post import Office
from partnet_vote.forums.service.registration import advance, held
from partnet_vote.platform.db import clock

BATCH = 200
"""Letters of one transaction; the next run writes the others."""


async def write_due(db: AsyncSession, office: Office) -> int:
    """Write what is due to people of the current city's forums to come, each letter once; how many."""
    told = await _tell_changes(db, office)
    return told + await _remind(db, office) + await _move_up(db, office)


async def _tell_changes(db: AsyncSession, office: Office) -> int:
    """Moved or cancelled since the person was last told: one letter, from what they knew to what is true now."""
    count = 0
    for forum in (await _coming(db)).values():
        for row in await _people(db, forum.id, ForumPersonRow.told_step < len(forum.steps)):
            since = next((step for step in forum.steps[row.told_step :] if step.kind is StepKind.MOVED), None)
            if forum.status is Status.CANCELLED:
                await post.write(db, office, forum, person_of(row), "forum_cancelled", forum.steps[-1])
            elif since is not None and (since.old_start, since.old_place) != (forum.starts_at, forum.place):
                await post.write(db, office, forum, person_of(row), "forum_moved", since)
                row.reminded_at = None
            row.told_step, row.informed_at = len(forum.steps), await clock.now(db)
            count += 1
        await db.flush()
    return count


async def _remind(db: AsyncSession, office: Office) -> int:
    """Two days before; not to whoever heard of time and place within those two days anyway."""
    now, count = await clock.now(db), 0
    for forum in (await _coming(db)).values():
        if forum.status is not Status.PUBLISHED or not forum.starts_at - people.REMINDED <= now < forum.starts_at:
            continue
        is_due = (
            PLACED,
            ForumPersonRow.reminded_at.is_(None),
            ForumPersonRow.email.is_not(None),
            ForumPersonRow.informed_at <= forum.starts_at - people.REMINDED,
        )
        for row in await _people(db, forum.id, *is_due):
            await post.write(db, office, forum, person_of(row), "forum_reminder")
            row.reminded_at = now
            count += 1
        await db.flush()
    return count


async def _move_up(db: AsyncSession, office: Office) -> int:
    """Somebody may have added chairs or a table since they began to wait."""
    coming = ForumPersonRow.forum_id.in_((await _coming(db)).keys())
    query = select(ForumPersonRow.forum_id).where(coming, LIVE, ~PLACED).distinct().order_by(ForumPersonRow.forum_id)
    ids = (await db.execute(query)).scalars().all()
    return sum([await advance(db, office, await held(db, each)) for each in ids])


async def _coming(db: AsyncSession) -> dict[UUID, Forum]:
    """Forums that are not over; a cancelled one stays until then."""
    query = select(ForumRow.id).where(ForumRow.ends_at > await clock.now(db))
    found = await queries.by_ids(db, (await db.execute(query)).scalars().all())
    return {key: forum for key, forum in found.items() if forum.is_public}


async def _people(db: AsyncSession, forum_id: UUID, *which: ColumnElement[bool]) -> Sequence[ForumPersonRow]:
    """Some of a forum's people, held: whom somebody else is writing to at this moment are passed by."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, LIVE, *which)
    query = query.order_by(ForumPersonRow.number).limit(BATCH).with_for_update(skip_locked=True)
    return (await db.execute(query.execution_options(populate_existing=True))).scalars().all()
