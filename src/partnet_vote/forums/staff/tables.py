"""How do organisers set the tables of a forum?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.events import TableForm
from partnet_vote.forums.screens.staff import TableFormScreen, TableRemovalScreen, table_form
from partnet_vote.forums.staff.events import overview
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, TABLE, forum_at, table_at
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.screens import see_other, show


@post(FORUM + "/tables", access=ORGANISERS)
async def add_table(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found = await forum_at(db, number)
    form = await read(request, TableForm)
    await form.attempt(db, lambda value: service.add_table(db, actor, found.id, value.texts()))
    if form.errors:
        return await overview(request, db, city, actor, found, form)
    return see_other(request, f"/staff/forums/{number}#tables", Text("The table is added."))


@get(TABLE + "/texts", access=ORGANISERS)
async def table_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], table: FromPath[int]
) -> Response[str]:
    forum, found = await table_at(db, number, table)
    return show(request, TableFormScreen(forum, found, table_form(found)))


@post(TABLE + "/texts", access=ORGANISERS)
async def edit_table(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    form = await read(request, TableForm)
    await form.attempt(db, lambda value: service.edit_table(db, actor, found.id, value.texts(), value.version))
    if not form.errors:
        return see_other(request, f"/staff/forums/{number}#tables", Text("Saved."))
    if form.value is not None and form.value.version != found.version:
        form.raw = {**form.raw, "version": str(found.version)}
        return show(request, TableFormScreen(forum, found, form, is_overtaken=True), 409)
    return show(request, TableFormScreen(forum, found, form), 422)


@get(TABLE + "/removal", access=ORGANISERS)
async def removal_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], table: FromPath[int]
) -> Response[str]:
    forum, found = await table_at(db, number, table)
    return show(request, TableRemovalScreen(forum, found, await queries.why_a_table_stays(db, found.id)))


@post(TABLE + "/removal", access=ORGANISERS)
async def removal(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    _, found = await table_at(db, number, table)
    await service.remove_table(db, actor, found.id)
    return see_other(request, f"/staff/forums/{number}#tables", Text("The table is removed."))


ROUTES = (add_table, table_page, edit_table, removal_page, removal)
