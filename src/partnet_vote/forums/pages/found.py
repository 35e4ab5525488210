"""Which forum does a public address mean?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound

FORUMS = "/{city_slug:str}/forums"
FORUM = FORUMS + "/{number:int}"


async def forum_at(db: AsyncSession, number: int) -> Forum:
    """The published forum with this number."""
    found = await queries.forum(db, number)
    if found is None or not found.is_public:
        raise NotFound
    return found
