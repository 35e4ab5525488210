"""How is typed what stood on paper besides the dots, and how does a moderator group what people wrote?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.room import OwnItemsForm, TypedOwnItemsForm, UntypedOwnItemForm
from partnet_vote.forums.rules import Forum, Table, own_items as rules
from partnet_vote.forums.rules.room import RoomVote
from partnet_vote.forums.screens.own_items import RoomModerationScreen, TypedOwnItemsScreen
from partnet_vote.forums.staff.found import FACILITATORS, FORUM, TABLE, forum_at, table_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged, staying
from partnet_vote.platform.web.screens import see_other, show

TYPED, OWN_ITEMS = TABLE + "/own-items", FORUM + "/own-items"
MODERATORS = needs(Permission.CITY_OWN_ITEMS_MODERATE)


@get(TYPED, access=FACILITATORS)
async def typed(request: Request[Any, Any, Any], db: Db, number: FromPath[int], table: FromPath[int]) -> Response[str]:
    return await _typed(request, db, *await table_at(db, number, table), Form.of(attempt=uuid4()))


@post(TYPED, access=FACILITATORS)
async def type_own(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    form = await read(request, TypedOwnItemsForm)
    count = await form.attempt(
        db,
        lambda value: service.type_own(db, actor, forum.id, table, rules.lines_of(value.own_items), value.attempt),
    )
    if count is None:
        return await _typed(request, db, forum, found, form)
    notice = TextN("{n} own item was written down.", "{n} own items were written down.", count)
    return see_other(request, f"/staff/forums/{number}/tables/{table}/own-items", notice)


@post(TYPED + "/removal", access=FACILITATORS)
async def untype_own(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    form = await read(request, UntypedOwnItemForm)
    text = await form.attempt(db, lambda value: service.untype_own(db, actor, forum.id, table, value.item))
    if form.errors:
        return await _typed(request, db, forum, found, form)
    again = Text("Removed: “{text}”. If that was a mistake, type it again.", text=text or "")
    notice = again if text else Text("It was removed already.")
    return see_other(request, f"/staff/forums/{number}/tables/{table}/own-items", notice)


@get(OWN_ITEMS, access=MODERATORS)
async def own_items(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    return await _moderated(request, db, await forum_at(db, number), Form())


@post(OWN_ITEMS, access=MODERATORS)
async def decide(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, OwnItemsForm)
    await form.attempt(db, lambda value: service.decide_own(db, actor, forum.id, rules.Decision(**dict(value))))
    if form.errors:
        return await _moderated(request, db, forum, form)
    return see_other(request, _here(request, number), Text("Saved."))


async def _typed(
    request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, table: Table, form: Form[Any]
) -> Response[str]:
    vote = await _vote(db, forum)
    items = await queries.typed_own_items(db, vote, table.number)
    form.raw = {"attempt": str(uuid4()), **form.raw}
    return show(request, TypedOwnItemsScreen(forum, table, items, form), 422 if form.errors else 200)


async def _moderated(request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, form: Form[Any]) -> Response[str]:
    vote = await _vote(db, forum)
    items, is_counted = await queries.room_own_items(db, vote), vote.counted_at is not None
    piles, asked = rules.piles(items), request.query_params
    screen = RoomModerationScreen(
        forum,
        form,
        Paged.of(piles.waiting, asked.get("page", ""), rules.WAITING_A_PAGE),
        Paged.of(piles.groups, asked.get("decided", ""), rules.GROUPS_A_PAGE),
        _here(request, forum.number),
        is_counted,
    )
    return show(request, screen, 422 if form.errors else 200)


def _here(request: Request[Any, Any, Any], number: int) -> str:
    return staying(f"/staff/forums/{number}/own-items", request.query_params, "page", "decided")


async def _vote(db: AsyncSession, forum: Forum) -> RoomVote:
    vote = await queries.room_vote(db, forum.id)
    if vote is None or not vote.takes_own:
        raise NotFound(Text("People in this room do not write own items."))
    return vote


ROUTES = (typed, type_own, untype_own, own_items, decide)
