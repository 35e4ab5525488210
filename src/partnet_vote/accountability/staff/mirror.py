"""How do organisers put young and old side by side, and hand items from the ones to the others?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.accountability import queries
from partnet_vote.accountability.screens.mirror import MirrorStaffScreen
from partnet_vote.accountability.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.forums import queries as forums
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.screens import show


@get(FORUM + "/mirror", access=ORGANISERS)
async def mirror_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    mirror = await queries.mirror(db, forum)
    is_adult = mirror is not None and mirror.old.id == forum.id
    vote = await forums.room_vote(db, forum.id)
    is_open = is_adult and (vote is None or vote.closes_at is None)
    tables = await forums.tables(db, forum.id) if is_open else ()
    return show(request, MirrorStaffScreen(forum, mirror, tables))


ROUTES = (mirror_page,)
