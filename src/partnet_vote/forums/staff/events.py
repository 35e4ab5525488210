"""How do organisers prepare a forum, publish it, move it or call it off?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.events import CancellationForm, ForumForm, MoveForm, NewForumForm, in_zone
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.staff import (
    CancellationScreen,
    ForumFormScreen,
    ForumsStaffScreen,
    ForumStaffScreen,
    MoveScreen,
    forum_form,
    publication_screen,
)
from partnet_vote.forums.screens.words import clock_time
from partnet_vote.forums.staff.found import FACILITATORS, FORUM, FORUMS, ORGANISERS, forum_at
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show

ON_A_PAGE = 50
"""Forums."""


@get(FORUMS, access=FACILITATORS)
async def forums(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, page: FromQuery[str] = ""
) -> Response[str]:
    views = [ForumView.of(each, city.timezone) for each in await queries.listed(db)]
    screen = ForumsStaffScreen(Paged.of(views, page, ON_A_PAGE), actor.may(Permission.CITY_FORUMS_ORGANISE))
    return show(request, screen)


@get(FORUMS + "/new", access=ORGANISERS)
async def new_forum(request: Request[Any, Any, Any], city: TheCity) -> Response[str]:
    form: Form[Any] = Form.of(
        languages=city.languages[:1], per_table=2, retention_days=60, term="problems", kind="city", binding="false"
    )
    return show(request, ForumFormScreen(form, None, city))


@post(FORUMS, access=ORGANISERS)
async def add_forum(request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor) -> Response[Any]:
    form = await read(request, NewForumForm)
    made = await form.attempt(db, lambda value: service.add(db, actor, value.texts(city.timezone)))
    if made is None:
        return show(request, ForumFormScreen(form, None, city), 422)
    number = (await queries.by_ids(db, (made,)))[made].number
    notice = Text("The forum is saved as a draft. Now add its tables, then publish it.")
    return see_other(request, f"/staff/forums/{number}", notice)


@get(FORUM, access=FACILITATORS)
async def forum(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[str]:
    return await overview(request, db, city, actor, await forum_at(db, number), Form())


@get(FORUM + "/texts", access=ORGANISERS)
async def texts_page(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await forum_at(db, number)
    return show(request, ForumFormScreen(forum_form(found, city.timezone), found, city))


@post(FORUM + "/texts", access=ORGANISERS)
async def edit_texts(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found = await forum_at(db, number)
    form: Form[Any] = await read(request, ForumForm if found.is_public else NewForumForm)
    await form.attempt(
        db, lambda value: service.edit(db, actor, found.id, value.texts(city.timezone, found), value.version)
    )
    if not form.errors:
        return see_other(request, f"/staff/forums/{number}", Text("Saved."))
    if form.value is not None and form.value.version != found.version:
        form.raw = {**form.raw, "version": str(found.version)}  # sending once more replaces the other's text
        return show(request, ForumFormScreen(form, found, city, is_overtaken=True), 409)
    return show(request, ForumFormScreen(form, found, city), 422)


@get(FORUM + "/publication", access=ORGANISERS)
async def publication_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]
) -> Response[Any]:
    found = await forum_at(db, number)
    view = ForumView.of(found, city.timezone)
    if found.is_public or view.is_cancelled:
        return see_other(request, f"/staff/forums/{number}")
    return show(request, publication_screen(view, await queries.tables(db, found.id)))


@post(FORUM + "/publication", access=ORGANISERS)
async def publication(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    await service.publish(db, actor, (await forum_at(db, number)).id)
    return see_other(request, f"/staff/forums/{number}", Text("The forum is published."))


@get(FORUM + "/move", access=ORGANISERS)
async def move_page(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await forum_at(db, number)
    form: Form[Any] = Form.of(
        starts_at=clock_time(found.starts_at, city.timezone),
        ends_at=clock_time(found.ends_at, city.timezone),
        place=found.place,
    )
    return show(request, MoveScreen(found, form))


@post(FORUM + "/move", access=ORGANISERS)
async def move(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found, zone = await forum_at(db, number), city.timezone
    form = await read(request, MoveForm)
    await form.attempt(
        db,
        lambda value: service.move(
            db, actor, found.id, in_zone(value.starts_at, zone), in_zone(value.ends_at, zone), value.place, value.reason
        ),
    )
    if form.errors:
        return show(request, MoveScreen(found, form), 422)
    return see_other(request, f"/staff/forums/{number}", Text("The forum is moved. Its page says so."))


@get(FORUM + "/cancellation", access=ORGANISERS)
async def cancellation_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    return await _cancelling(request, db, await forum_at(db, number), Form())


@post(FORUM + "/cancellation", access=ORGANISERS)
async def cancellation(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found = await forum_at(db, number)
    form = await read(request, CancellationForm)
    await form.attempt(db, lambda value: service.cancel(db, actor, found.id, value.reason))
    if form.errors:
        return await _cancelling(request, db, found, form)
    return see_other(request, f"/staff/forums/{number}", Text("The forum is cancelled. Its page says why."))


async def _cancelling(
    request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, form: Form[Any]
) -> Response[str]:
    there = await queries.attendance(db, forum, is_over=False)
    return show(request, CancellationScreen(forum, form, there.registered + there.waiting), 422 if form.errors else 200)


async def overview(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, actor: Actor, found: Forum, form: Form[Any]
) -> Response[str]:
    """The forum's staff page; `form` is that of a new table."""
    may_organise = actor.may(Permission.CITY_FORUMS_ORGANISE)
    tables = await queries.tables(db, found.id)
    may_define = actor.may(Permission.CITY_ELECTIONS_DEFINE)
    screen = ForumStaffScreen(
        ForumView.of(found, city.timezone),
        tables,
        form,
        may_organise,
        may_define,
        await queries.attendance(db, found, is_over=False),
        await queries.seats(db, found),
        await queries.came_by_table(db, found.id),
    )
    return show(request, screen, 422 if form.errors else 200)


ROUTES = (
    forums,
    new_forum,
    add_forum,
    forum,
    texts_page,
    edit_texts,
    publication_page,
    publication,
    move_page,
    move,
    cancellation_page,
    cancellation,
)
