"""What did people in the room write besides their dots?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import ForumTableRow, RoomOwnItemRow
from partnet_vote.forums.rules.own_items import OwnItems, RoomOwnItem, shown
from partnet_vote.forums.rules.room import RoomVote


async def room_own_items(db: AsyncSession, vote: RoomVote) -> tuple[RoomOwnItem, ...]:
    """Everything that was written, for the moderator, by its random key; nothing before the count."""
    return await _items(db, vote) if vote.counted_at is not None else ()


async def typed_own_items(db: AsyncSession, vote: RoomVote, table_number: int) -> tuple[RoomOwnItem, ...]:
    """What was typed from a table's paper."""
    return tuple(each for each in await _items(db, vote) if each.table == table_number)


async def own_item_of(db: AsyncSession, code_id: UUID) -> str:
    """What a person wrote by their code, until the vote is counted; nothing if there is nothing."""
    query = select(RoomOwnItemRow.text).where(RoomOwnItemRow.code_id == code_id)
    return (await db.execute(query)).scalar_one_or_none() or ""


async def public_own_items(db: AsyncSession, vote: RoomVote) -> OwnItems | None:
    """What the public may read of them beside the ranking; None if nobody wrote anything."""
    found = shown(await room_own_items(db, vote))
    return found if found.total else None


async def _items(db: AsyncSession, vote: RoomVote) -> tuple[RoomOwnItem, ...]:
    query = (
        select(RoomOwnItemRow, ForumTableRow.number)
        .outerjoin(ForumTableRow, ForumTableRow.id == RoomOwnItemRow.table_id)
        .where(RoomOwnItemRow.vote_id == vote.id)
        .order_by(RoomOwnItemRow.id)
    )
    return tuple(
        RoomOwnItem(row.id, row.text, number, row.wording, row.withheld) for row, number in await db.execute(query)
    )
