"""Who is registered for a forum, how many chairs are left, and how many came?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import ForumAttendanceRow, ForumPersonRow
from partnet_vote.forums.queries.events import tables
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.people import (
    AgeBand,
    Attendance,
    Food,
    Need,
    Person,
    Seats,
    Sector,
    Standing,
    in_order,
    totals,
)

LIVE = ForumPersonRow.cancelled_at.is_(None)
PLACED = ForumPersonRow.placed_at.is_not(None)


async def seats(db: AsyncSession, forum: Forum) -> Seats:
    """The chairs of a forum and of its tables, and the people who have one."""
    query = (
        select(ForumPersonRow.table_id, func.count())
        .where(ForumPersonRow.forum_id == forum.id, LIVE, PLACED)
        .group_by(ForumPersonRow.table_id)
    )
    taken = {row.table_id: int(row[1]) for row in await db.execute(query)}
    return Seats(forum.capacity, {each.id: each.capacity for each in await tables(db, forum.id)}, taken)


async def people(db: AsyncSession, forum_id: UUID) -> tuple[Person, ...]:
    """Everybody who is registered or waits, in the order of coming; not for the eyes of facilitators."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, LIVE).order_by(ForumPersonRow.number)
    return tuple(person_of(row) for row in (await db.execute(query)).scalars())


async def person(db: AsyncSession, forum_id: UUID, person_id: UUID) -> Person | None:
    """One of them, cancelled ones too."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, ForumPersonRow.id == person_id)
    row = (await db.execute(query)).scalar_one_or_none()
    return None if row is None else person_of(row)


async def by_ticket(db: AsyncSession, forum_id: UUID, ticket: str) -> Person | None:
    """Whose ticket this is, cancelled ones too."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, ForumPersonRow.ticket == ticket)
    row = (await db.execute(query)).scalar_one_or_none()
    return None if row is None else person_of(row)


async def came_by_table(db: AsyncSession, forum_id: UUID) -> dict[UUID | None, int]:
    """How many of each table's people are here."""
    query = (
        select(ForumPersonRow.table_id, func.count())
        .where(ForumPersonRow.forum_id == forum_id, ForumPersonRow.has_come)
        .group_by(ForumPersonRow.table_id)
    )
    return {row.table_id: int(row[1]) for row in await db.execute(query)}


async def attendance(db: AsyncSession, forum: Forum, *, is_over: bool) -> Attendance:
    """The numbers of a forum's people.

    Ages and sectors are told of those who came, and only once it is over: who watched the totals while people arrive
    one by one would read each person's answer from the difference.
    """
    query = select(ForumAttendanceRow).where(ForumAttendanceRow.forum_id == forum.id)
    door = (await db.execute(query)).scalar_one_or_none()
    if door is not None and door.kept is not None:
        ordered = {**door.kept, "ages": in_order(door.kept["ages"], AgeBand)}
        ordered["sectors"] = in_order(door.kept["sectors"], Sector)
        return Attendance(codes=door.codes, paper=door.paper, erased_at=door.erased_at, **ordered)
    asked = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum.id, LIVE)
    rows: Sequence[ForumPersonRow] = (await db.execute(asked)).scalars().all()
    came = [row for row in rows if row.has_come]
    return Attendance(
        registered=sum(row.placed_at is not None and not row.is_walk_in for row in rows),
        waiting=sum(row.placed_at is None for row in rows),
        came=len(came),
        walk_ins=sum(row.is_walk_in for row in came),
        codes=0 if door is None else door.codes,
        paper=0 if door is None else door.paper,
        ages=totals((row.age_band for row in came), AgeBand) if is_over else {},
        sectors=totals((row.sector for row in came), Sector) if is_over else {},
    )


def person_of(row: ForumPersonRow) -> Person:
    """The row as a value."""
    waiting = Standing.PLACED if row.placed_at is not None else Standing.WAITING
    return Person(
        id=row.id,
        number=row.number,
        name=row.name,
        email=row.email,
        language=row.language,
        table_id=row.table_id,
        needs=frozenset(Need(each) for each in row.needs),
        food=frozenset(Food(each) for each in row.food),
        note=row.note,
        may_be_photographed=row.may_be_photographed,
        is_walk_in=row.is_walk_in,
        has_come=row.has_come,
        ticket=row.ticket,
        standing=waiting if row.cancelled_at is None else Standing.CANCELLED,
    )
