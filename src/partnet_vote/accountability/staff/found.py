"""Which forum does an address of the staff pages mean?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.web.access import needs

ORGANISERS = needs(Permission.CITY_FORUMS_ORGANISE)
FORUM = "/{city_slug:str}/staff/forums/{number:int}"


async def forum_at(db: AsyncSession, number: int) -> Forum:
    """The forum with this number, drafts too."""
    found = await forums.forum(db, number)
    if found is None:
        raise NotFound
    return found
