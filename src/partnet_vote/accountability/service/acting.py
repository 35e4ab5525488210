"""Who acts, in which office, on which forum?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission, require


async def organised(db: AsyncSession, actor: Actor, forum_id: UUID) -> Forum:
    """The forum, for somebody who may organise it; NotFound in another city."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    found = (await forums.by_ids(db, (forum_id,))).get(forum_id)
    if found is None:
        raise NotFound
    return found


def office_of(actor: Actor) -> str:
    """In which office somebody acts."""
    return "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
