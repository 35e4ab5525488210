"""Where does everybody see what young and old want alike?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.accountability import queries
from partnet_vote.accountability.pages.found import FORUM, FRESH, forum_at
from partnet_vote.accountability.screens.mirror import MirrorScreen
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.screens import show


@get(FORUM + "/mirror", access=PUBLIC)
async def mirror(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, MirrorScreen(forum, await queries.mirror(db, forum)), public_for=FRESH)


ROUTES = (mirror,)
