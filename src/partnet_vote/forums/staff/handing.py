"""How does an organiser hand an item of young people to the adult forum?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from partnet_vote.forums import service
from partnet_vote.forums.forms.items import HandOverForm
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.screens import see_other


@post(FORUM + "/handed-items", access=ORGANISERS)
async def hand_over(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, HandOverForm)
    await form.attempt(db, lambda value: service.hand_over(db, actor, value.entry, forum.id, value.table))
    refused = next(iter(form.errors.values()), ())
    notice = refused[0] if refused else Text("The item stands at the table now, with its origin.")
    return see_other(request, f"/staff/forums/{number}/mirror", notice)


ROUTES = (hand_over,)
