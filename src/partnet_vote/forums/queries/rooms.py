"""How does the vote in a room stand?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import (
    DotSheetRow,
    ForumRow,
    ParticipantCodeRow,
    RoomStepRow,
    RoomTotalRow,
    RoomVoteRow,
    TapRow,
)
from partnet_vote.forums.queries.written import shortlist
from partnet_vote.forums.rules import room
from partnet_vote.forums.rules.room import Count, Place, RoomStep, RoomVote, Sheet


async def room_vote(db: AsyncSession, forum_id: UUID) -> RoomVote | None:
    """The room vote of a forum, if it is prepared."""
    row = (await db.execute(select(RoomVoteRow).where(RoomVoteRow.forum_id == forum_id))).scalar_one_or_none()
    return None if row is None else vote_of(row)


async def room_steps(db: AsyncSession, vote_id: UUID) -> tuple[RoomStep, ...]:
    """What was done with a vote, in order."""
    query = select(RoomStepRow).where(RoomStepRow.vote_id == vote_id).order_by(RoomStepRow.at)
    rows = (await db.execute(query)).scalars()
    return tuple(RoomStep(row.kind, row.at, row.closes_at, row.reason) for row in rows)


async def open_number(db: AsyncSession, event_code: str) -> int | None:
    """The number of the forum whose room votes now under this event code."""
    query = (
        select(ForumRow.number)
        .join(RoomVoteRow, RoomVoteRow.forum_id == ForumRow.id)
        .where(RoomVoteRow.event_code == event_code, RoomVoteRow.counted_at.is_(None))
        .where(RoomVoteRow.closes_at > func.now())
        .order_by(ForumRow.starts_at.desc())
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def count(db: AsyncSession, vote: RoomVote) -> Count:
    """What was given so far; once it is counted, the count that was kept."""
    if vote.counted_at is not None:
        kept = (await db.execute(select(RoomTotalRow).where(RoomTotalRow.vote_id == vote.id))).scalars().all()
        return Count(
            vote.people_by_code,
            vote.people_on_paper,
            {row.entry_id: row.by_code for row in kept},
            {row.entry_id: row.on_paper for row in kept},
        )
    mine = (
        select(TapRow.code_id, TapRow.entry_id, func.sum(TapRow.change).label("dots"))
        .join(ParticipantCodeRow, ParticipantCodeRow.id == TapRow.code_id)
        .where(ParticipantCodeRow.vote_id == vote.id, ParticipantCodeRow.is_void.is_(False))
        .group_by(TapRow.code_id, TapRow.entry_id)
        .having(func.sum(TapRow.change) > 0)
        .subquery()
    )
    people = (await db.execute(select(func.count(mine.c.code_id.distinct())))).scalar_one()
    rows = await db.execute(select(mine.c.entry_id, func.sum(mine.c.dots)).group_by(mine.c.entry_id))
    by_code = {entry_id: int(dots) for entry_id, dots in rows}
    typed = [sheet for each in (await sheets(db, vote.id)).values() if (sheet := room.agreed(each))]
    on_paper: dict[UUID, int] = {}
    for sheet in typed:
        for entry_id, dots in sheet.dots.items():
            on_paper[entry_id] = on_paper.get(entry_id, 0) + dots
    return Count(people, sum(sheet.people for sheet in typed), by_code, on_paper)


async def room_ranking(db: AsyncSession, vote: RoomVote) -> tuple[Place, ...]:
    """Every item of the shortlist with its place as it stands now: for staff, and for `room.shown`."""
    entries = [entry.id for entry in await shortlist(db, vote.forum_id)]
    return room.ranking((await count(db, vote)).votes(entries), vote.edge)


async def sheets(db: AsyncSession, vote_id: UUID) -> dict[UUID, tuple[Sheet, ...]]:
    """By table: its paper as typed so far, by one person or more."""
    found: dict[UUID, tuple[Sheet, ...]] = {}
    query = select(DotSheetRow).where(DotSheetRow.vote_id == vote_id).order_by(DotSheetRow.id)
    for row in (await db.execute(query)).scalars():
        dots = {UUID(key): value for key, value in row.dots.items()}
        found[row.table_id] = (*found.get(row.table_id, ()), Sheet(row.table_id, row.by, row.people, dots))
    return found


async def dots_of(db: AsyncSession, code_id: UUID) -> dict[UUID, int]:
    """The dots a code has given, by item."""
    query = select(TapRow.entry_id, func.sum(TapRow.change)).where(TapRow.code_id == code_id).group_by(TapRow.entry_id)
    return {entry_id: int(dots) for entry_id, dots in await db.execute(query) if dots}


async def last_tap(db: AsyncSession, code_id: UUID) -> TapRow | None:
    """The last tap that was not taken back, nor itself takes one back."""
    return (await db.execute(_standing(code_id).order_by(TapRow.sequence.desc()).limit(1))).scalar_one_or_none()


async def taps(db: AsyncSession, code_id: UUID) -> tuple[tuple[UUID, int], ...]:
    """(item, +1 or -1) of every tap that stands, in their order: “undo” takes back the last one."""
    rows = (await db.execute(_standing(code_id).order_by(TapRow.sequence))).scalars()
    return tuple((row.entry_id, row.change) for row in rows)


def _standing(code_id: UUID) -> Select[TapRow]:
    undone = select(TapRow.undoes).where(TapRow.code_id == code_id, TapRow.undoes.is_not(None))
    return select(TapRow).where(TapRow.code_id == code_id, TapRow.undoes.is_(None), TapRow.id.not_in(undone))


async def code_counts(db: AsyncSession, vote_id: UUID) -> tuple[int, int]:
    """(codes that work, codes that were replaced)."""
    query = select(ParticipantCodeRow.is_void, func.count()).where(ParticipantCodeRow.vote_id == vote_id)
    rows = await db.execute(query.group_by(ParticipantCodeRow.is_void))
    found = {bool(is_void): int(number) for is_void, number in rows}
    return found.get(False, 0), found.get(True, 0)


def vote_of(row: RoomVoteRow) -> RoomVote:
    """The row as a value."""
    names: Sequence[str] = RoomVote.__slots__  # type: ignore[assignment]
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    values["edge"] = room.Edge(row.edge)
    return RoomVote(**values)
