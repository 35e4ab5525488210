"""How do staff take over items of a forum as drafts of proposals?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import TextN
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.forms import ForumItemsForm
from partnet_vote.proposals.screens import ForumItemsScreen
from partnet_vote.proposals.staff.found import EDITORS, PROPOSALS

ITEMS = PROPOSALS + "/forum/{number:int}"


@get(ITEMS, access=EDITORS)
async def items_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    return show(request, await _screen(db, number, Form()))


@post(ITEMS, access=EDITORS)
async def draft_items(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    screen = await _screen(db, number, await read(request, ForumItemsForm))
    made = await screen.form.attempt(db, lambda value: service.draft_items(db, actor, screen.forum.id, value.entries))
    if made is None:
        return show(request, screen, 422)
    notice = TextN("{n} item is a draft of a proposal now.", "{n} items are drafts of proposals now.", len(made))
    return see_other(request, "/staff/proposals?status=draft", notice)


async def _screen(db: AsyncSession, number: int, form: Form[Any]) -> ForumItemsScreen:
    forum = await forums.forum(db, number)
    if forum is None:
        raise NotFound
    entries = await forums.shortlist(db, forum.id)
    taken = await queries.from_entries(db, [entry.id for entry in entries])
    return ForumItemsScreen(
        forum,
        tuple((str(entry.id), entry.text) for entry in entries if entry.id not in taken),
        tuple((entry.text, taken[entry.id]) for entry in entries if entry.id in taken),
        form,
    )


ROUTES = (items_page, draft_items)
