"""Where do people read, and see on the wall, what became of last year's list?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from partnet_vote.accountability import queries
from partnet_vote.accountability.pages.found import FORUM, FRESH, forum_at
from partnet_vote.accountability.screens.reports import ReportScreen, ReportWallScreen
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.screens import show

REPORT = FORUM + "/report"


@get(REPORT, access=PUBLIC)
async def report(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, ReportScreen(forum, await queries.report(db, forum)), public_for=FRESH)


@get(REPORT + "/wall", access=PUBLIC)
async def wall(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], item: FromQuery[str] = ""
) -> Response[str]:
    forum = await forum_at(db, number)
    found = await queries.report(db, forum)
    if found is None:
        raise NotFound
    chosen = int(item) if item.isdecimal() and len(item) < 4 else 0
    return show(request, ReportWallScreen(forum, found, min(chosen, len(found.lines))), public_for=FRESH)


ROUTES = (report, wall)
