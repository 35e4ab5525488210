"""Which forum does an address mean?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound

FORUM = "/{city_slug:str}/forums/{number:int}"
FRESH = 60
"""Seconds a proxy may keep a public page."""


async def forum_at(db: AsyncSession, number: int) -> Forum:
    """The published forum with this number."""
    found = await forums.forum(db, number)
    if found is None or not found.is_public:
        raise NotFound
    return found
