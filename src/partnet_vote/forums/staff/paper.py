"""What is printed for an evening without a network?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.forums import queries
from partnet_vote.forums.screens.paper import PaperScreen
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.staff.found import FACILITATORS, FORUM, forum_at
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import show


@get(FORUM + "/paper", access=FACILITATORS)
async def paper(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    tables, entries = await queries.tables(db, forum.id), await queries.shortlist(db, forum.id)
    vote = await queries.room_vote(db, forum.id)
    return show(request, PaperScreen(ForumView.of(forum, city.timezone), tables, entries, vote))


ROUTES = (paper,)
