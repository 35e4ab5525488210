"""Which forum or table does an address of the staff pages mean?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.web.access import needs

ORGANISERS = needs(Permission.CITY_FORUMS_ORGANISE)
FACILITATORS = needs(Permission.CITY_FORUMS_FACILITATE)
FORUMS = "/{city_slug:str}/staff/forums"
FORUM = FORUMS + "/{number:int}"
TABLE = FORUM + "/tables/{table:int}"


async def forum_at(db: AsyncSession, number: int) -> Forum:
    """The forum with this number, drafts too."""
    found = await queries.forum(db, number)
    if found is None:
        raise NotFound
    return found


async def table_at(db: AsyncSession, number: int, table: int) -> tuple[Forum, Table]:
    """The forum and its table."""
    forum = await forum_at(db, number)
    found = await queries.table(db, forum.id, table)
    if found is None:
        raise NotFound
    return forum, found
