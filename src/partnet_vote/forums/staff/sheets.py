"""How do two people type the dots of a table's paper, each for themselves?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.room import SheetForm
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.screens.room import SheetScreen, differences
from partnet_vote.forums.staff.found import FACILITATORS, TABLE, table_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

SHEET = TABLE + "/sheet"


@get(SHEET, access=FACILITATORS)
async def sheet_page(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[str]:
    forum, found = await table_at(db, number, table)
    return await _shown(request, db, actor, forum, found, None)


@post(SHEET, access=FACILITATORS)
async def type_sheet(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    form = await read(request, SheetForm)
    agreed = await form.attempt(
        db, lambda value: service.type_sheet(db, actor, forum.id, found.number, value.people, value.by_entry())
    )
    if form.errors or agreed is None:
        return await _shown(request, db, actor, forum, found, form)
    if agreed:
        return see_other(request, f"/staff/forums/{number}/room", Text("Two people typed the same. The dots count."))
    return see_other(request, f"/staff/forums/{number}/tables/{table}/sheet", Text("Saved."))


async def _shown(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    actor: Actor,
    forum: Forum,
    table: Table,
    form: Form[Any] | None,
) -> Response[str]:
    vote = await queries.room_vote(db, forum.id)
    if vote is None:
        raise NotFound(Text("There is no vote in this room."))
    sheets = (await queries.sheets(db, vote.id)).get(table.id, ())
    own = next((sheet for sheet in sheets if sheet.by == actor.account_id), None)
    entries = await queries.shortlist(db, forum.id)
    typed = dict(own.dots) if own else {}
    if form is not None and form.value is not None:
        typed = form.value.by_entry()
    shown_form = form or Form.of(people=own.people if own else None)
    screen = SheetScreen(forum, table, entries, typed, shown_form, differences(sheets, entries))
    return show(request, screen, 422 if form and form.errors else 200)


ROUTES = (sheet_page, type_sheet)
