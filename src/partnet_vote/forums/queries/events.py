"""Which forums are there, and with which tables?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import (
    ForumAllowanceRow,
    ForumItemRow,
    ForumPersonRow,
    ForumRow,
    ForumStepRow,
    ForumTableRow,
)
from partnet_vote.forums.rules import Forum, Kind, Step, StepKind, Table, Term
from partnet_vote.platform.kernel.text import Text


async def listed(db: AsyncSession) -> tuple[Forum, ...]:
    """Every forum of the city, drafts too, the latest first."""
    rows = (await db.execute(select(ForumRow).order_by(ForumRow.starts_at.desc(), ForumRow.number))).scalars().all()
    return await _stood(db, rows)


async def by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Forum]:
    """The named forums."""
    rows = (await db.execute(select(ForumRow).where(ForumRow.id.in_(set(ids))))).scalars().all()
    return {found.id: found for found in await _stood(db, rows)}


async def forum(db: AsyncSession, number: int) -> Forum | None:
    """The forum with this number, whatever its status."""
    if not 0 < number < 2**31:
        return None
    rows = (await db.execute(select(ForumRow).where(ForumRow.number == number))).scalars().all()
    return next(iter(await _stood(db, rows)), None)


async def has_published(db: AsyncSession) -> bool:
    """Whether the city has a forum that anybody may read of."""
    query = select(ForumStepRow.id).where(ForumStepRow.kind == StepKind.PUBLISHED).limit(1)
    return (await db.execute(query)).first() is not None


async def tables(db: AsyncSession, forum_id: UUID) -> tuple[Table, ...]:
    """The tables of a forum by number."""
    query = select(ForumTableRow).where(ForumTableRow.forum_id == forum_id).order_by(ForumTableRow.number)
    return tuple(_table(row) for row in (await db.execute(query)).scalars())


async def table(db: AsyncSession, forum_id: UUID, number: int) -> Table | None:
    """The forum's table with this number."""
    return next((each for each in await tables(db, forum_id) if each.number == number), None)


async def why_a_table_stays(db: AsyncSession, table_id: UUID) -> Text | None:
    """What hangs on a table, so that it cannot be taken away."""
    if (await db.execute(select(ForumItemRow.id).where(ForumItemRow.table_id == table_id).limit(1))).first():
        return Text("Something is written at this table. It stays.")
    if (await db.execute(select(ForumPersonRow.id).where(ForumPersonRow.table_id == table_id).limit(1))).first():
        return Text("People are registered at this table. Move them to another one first.")
    stated = select(ForumAllowanceRow.id).where(ForumAllowanceRow.table_id == table_id).limit(1)
    if (await db.execute(stated)).first():
        return Text("It is stated why this table hands over fewer items. It stays, and with it the reason.")
    return None


async def _stood(db: AsyncSession, rows: Sequence[ForumRow]) -> tuple[Forum, ...]:
    steps: dict[UUID, list[Step]] = {}
    asked = select(ForumStepRow).where(ForumStepRow.forum_id.in_([row.id for row in rows]))
    for step in (await db.execute(asked.order_by(ForumStepRow.sequence))).scalars():
        said = Step(StepKind(step.kind), step.at, step.office, step.reason, step.old_start, step.old_place)
        steps.setdefault(step.forum_id, []).append(said)
    return tuple(_forum(row, steps[row.id]) for row in rows)


def _forum(row: ForumRow, steps: Sequence[Step]) -> Forum:
    return Forum(
        id=row.id,
        number=row.number,
        version=row.version,
        title=row.title,
        term=Term(row.term),
        kind=Kind(row.kind),
        is_binding=row.is_binding,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        languages=tuple(row.languages),
        intro=row.intro,
        programme=row.programme,
        capacity=row.capacity,
        per_table=row.per_table,
        retention_days=row.retention_days,
        steps=tuple(steps),
    )


def _table(row: ForumTableRow) -> Table:
    return Table(
        id=row.id,
        forum_id=row.forum_id,
        number=row.number,
        version=row.version,
        topic=row.topic,
        facilitator=row.facilitator,
        guarantor=row.guarantor,
        capacity=row.capacity,
        door=row.door,
        has_guests=row.has_guests,
        is_for_school=row.is_for_school,
    )
