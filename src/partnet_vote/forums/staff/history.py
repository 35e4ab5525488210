"""How does an organiser link an item to the same problem in other lists?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.history import LinkForm
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.history import Verdict
from partnet_vote.forums.screens.history import HistoryStaffScreen, marks_of
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

HISTORY = FORUM + "/history"
NOTICES = {
    Verdict.SAME: Text("The two items are linked."),
    Verdict.DIFFERENT: Text("The two items are told apart."),
    Verdict.UNDONE: Text("It is taken back."),
}
LONGEST = 100
"""Characters of a search."""


@get(HISTORY, access=ORGANISERS)
async def history_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int], q: FromQuery[str] = ""
) -> Response[str]:
    forum = await forum_at(db, number)
    return await _shown(request, db, forum, city.timezone, Form(), q.replace("\x00", "").strip()[:LONGEST])


@post(HISTORY, access=ORGANISERS)
async def decide(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, LinkForm)
    await form.attempt(db, lambda value: service.decide(db, actor, (value.one, value.other), value.verdict))
    if form.errors or form.value is None:
        return await _shown(request, db, forum, city.timezone, form, "")
    place = f"/staff/forums/{number}/history#item-{form.value.one}"
    return see_other(request, place, NOTICES[form.value.verdict])


async def _shown(
    request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, zone: str, form: Form[Any], words: str
) -> Response[str]:
    entries = await queries.shortlist(db, forum.id)
    keys = [entry.id for entry in entries]
    screen = HistoryStaffScreen(
        forum,
        entries,
        await queries.links(db, keys),
        await queries.suggestions(db, forum, words),
        marks_of(await queries.histories(db, keys)),
        words,
        form,
        zone,
    )
    return show(request, screen, 422 if form.errors else 200)


ROUTES = (history_page, decide)
