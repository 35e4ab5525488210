"""How are people let in at the door of the hall: by their QR code, by their name, or without being registered?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.people import ArrivalForm, WalkInForm
from partnet_vote.forums.rules import Forum, people
from partnet_vote.forums.rules.people import Person, Standing, Way
from partnet_vote.forums.screens.people import EntranceScreen, TicketScreen, Wishes
from partnet_vote.forums.screens.registration import Asked, PersonView
from partnet_vote.forums.staff.found import FACILITATORS, FORUM, forum_at
from partnet_vote.platform.kernel.errors import Conflict, NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

DOOR = FORUM + "/entrance"
TICKET = DOOR + "/{ticket:str}"
MOST_FOUND = 20
HANDED = {
    Way.CODE: Text("Let in. Hand out a participant code."),
    Way.PAPER: Text("Let in. Hand out paper dots."),
}


@get(DOOR, access=FACILITATORS)
async def door(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    words = request.query_params.get("q", "")[:100].strip()
    ticket = people.read_ticket(words)
    if ticket is not None and await queries.by_ticket(db, forum.id, ticket):
        return see_other(request, f"/staff/forums/{number}/entrance/{ticket}")
    form: Form[Any] = Form.of(attempt=uuid4())
    return await _door(request, db, actor, forum, form, words)


@post(DOOR, access=FACILITATORS)
async def walk_in(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    tables = await queries.tables(db, forum.id)
    form = await read(request, WalkInForm)

    async def deed(value: WalkInForm) -> Person:
        wanted, language = value.application(tables), request.state.language
        return await service.walk_in(db, actor, forum.id, wanted, language, value.way, value.attempt)

    if await form.attempt(db, deed) is None or form.value is None:
        return await _door(request, db, actor, forum, form, "")
    return see_other(request, f"/staff/forums/{number}/entrance", HANDED[form.value.way])


@get(TICKET, access=FACILITATORS)
async def ticket_page(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], ticket: FromPath[str]
) -> Response[str]:
    return await _ticket(request, db, actor, *await _at(db, number, ticket), Form())


@post(TICKET + "/arrival", access=FACILITATORS)
async def arrival(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], ticket: FromPath[str]
) -> Response[Any]:
    forum, person = await _at(db, number, ticket)
    form = await read(request, ArrivalForm)
    await form.attempt(db, lambda value: service.check_in(db, actor, forum.id, person.id, value.way))
    if form.value is None or form.errors:
        return await _ticket(request, db, actor, forum, person, form)
    return see_other(request, f"/staff/forums/{number}/entrance/{person.ticket}", HANDED[form.value.way])


@post(TICKET + "/departure", access=FACILITATORS)
async def departure(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], ticket: FromPath[str]
) -> Response[Any]:
    forum, person = await _at(db, number, ticket)
    form = await read(request, ArrivalForm)
    await form.attempt(db, lambda value: service.undo_check_in(db, actor, forum.id, person.id, value.way))
    if form.value is None or form.errors:
        return await _ticket(request, db, actor, forum, person, form)
    notice = Text("The arrival is taken back.")
    return see_other(request, f"/staff/forums/{number}/entrance/{person.ticket}", notice)


async def _at(db: AsyncSession, number: int, typed: str) -> tuple[Forum, Person]:
    forum = await forum_at(db, number)
    ticket = people.read_ticket(typed)
    found = await queries.by_ticket(db, forum.id, ticket) if ticket else None
    if found is None:
        raise NotFound
    if found.standing is Standing.CANCELLED:
        raise Conflict(Text("This registration was cancelled. If the person has come, let them in without one."))
    return forum, found


async def _door(
    request: Request[Any, Any, Any], db: AsyncSession, actor: Actor, forum: Forum, form: Form[Any], words: str
) -> Response[str]:
    """Names are searched by organisers only; who facilitates types a code."""
    tables, sees_names = await queries.tables(db, forum.id), actor.may(Permission.CITY_FORUMS_ORGANISE)
    found: tuple[PersonView, ...] = ()
    if words and sees_names:
        everybody = await queries.people(db, forum.id)
        found = Wishes(words, order="name").chosen(everybody, tables, request.state.language)[:MOST_FOUND]
    asked = Asked(form, tables, await queries.seats(db, forum))
    attendance = await queries.attendance(db, forum, is_over=False)
    screen = EntranceScreen(forum, attendance, words, found, asked, form, sees_names)
    return show(request, screen, 422 if form.errors else 200)


async def _ticket(
    request: Request[Any, Any, Any], db: AsyncSession, actor: Actor, forum: Forum, person: Person, form: Form[Any]
) -> Response[str]:
    view = PersonView.of(person, await queries.tables(db, forum.id))
    screen = TicketScreen(forum, view, form, actor.may(Permission.CITY_FORUMS_ORGANISE))
    return show(request, screen, 422 if form.errors else 200)


ROUTES = (door, walk_in, ticket_page, arrival, departure)
