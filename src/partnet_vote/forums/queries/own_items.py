"""What did people in the room write besides their dots?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import ForumTableRow, RoomOwnItemRow
from partnet_vote.forums.rules.own_items import OwnItem, OwnItems, shown
from partnet_vote.forums.rules.room import RoomVote


async def room_own_items(db: AsyncSession, vote: RoomVote) -> tuple[OwnItem, ...]:
    """Everything that was written, for the moderator, by its random key; nothing before the count."""
    return await _items(db, _written(vote)) if vote.counted_at is not None else ()


async def typed_own_items(db: AsyncSession, vote: RoomVote, table_number: int) -> tuple[OwnItem, ...]:
    """What was typed from a table's paper."""
    table = ForumTableRow.id == RoomOwnItemRow.table_id
    return await _items(db, _written(vote).join(ForumTableRow, table).where(ForumTableRow.number == table_number))


async def own_item_of(db: AsyncSession, code_id: UUID) -> str:
    """What a person wrote by their code, until the vote is counted; nothing if there is nothing."""
    query = select(RoomOwnItemRow.text).where(RoomOwnItemRow.code_id == code_id)
    return (await db.execute(query)).scalar_one_or_none() or ""


async def public_own_items(db: AsyncSession, vote: RoomVote) -> OwnItems | None:
    """What the public may read of them beside the ranking; None if nobody wrote anything."""
    found = shown(await room_own_items(db, vote))
    return found if found.total else None


async def _items(db: AsyncSession, query: Select[RoomOwnItemRow]) -> tuple[OwnItem, ...]:
    rows = (await db.execute(query.order_by(RoomOwnItemRow.id))).scalars()
    return tuple(OwnItem(row.id, row.text, row.wording, row.withheld) for row in rows)


def _written(vote: RoomVote) -> Select[RoomOwnItemRow]:
    return select(RoomOwnItemRow).where(RoomOwnItemRow.vote_id == vote.id)
