"""Which own items came with the counted ballots?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.rules.own_items import OwnItem, OwnItems, shown
from partnet_vote.results.models import OwnItemRow
from partnet_vote.results.queries.published import publications


async def own_items(db: AsyncSession, election_id: UUID) -> tuple[OwnItem, ...]:
    """Every own item for the moderator, by its random key: the order tells nothing."""
    query = select(OwnItemRow).where(OwnItemRow.election_id == election_id).order_by(OwnItemRow.id)
    rows = (await db.execute(query)).scalars()
    return tuple(OwnItem(row.id, row.text, row.wording, row.withheld) for row in rows)


async def published_own_items(db: AsyncSession, election_id: UUID) -> OwnItems | None:
    """What the public may read of them; None before the result is published."""
    if not await publications(db, election_id):
        return None
    return shown(await own_items(db, election_id))
