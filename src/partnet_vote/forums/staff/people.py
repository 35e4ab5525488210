"""How does an organiser see who is registered, move people between tables, and register them by telephone?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.people import EnrolmentForm, SeatForm
from partnet_vote.forums.rules import Forum, people as rules
from partnet_vote.forums.rules.people import Person, Standing
from partnet_vote.forums.screens.people import (
    PER_PAGE,
    EnrolmentScreen,
    PeopleScreen,
    PersonScreen,
    SignatureScreen,
    Wishes,
)
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.registration import Asked, PersonView
from partnet_vote.forums.service import Office
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.collation import sort_key
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import page_number
from partnet_vote.platform.web.screens import absolute_url, see_other, show

PEOPLE = FORUM + "/people"
PERSON = PEOPLE + "/{person:uuid}"


@get(PEOPLE, access=ORGANISERS)
async def people(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    forum, now = await forum_at(db, number), await clock.now(db)
    tables, found = await queries.tables(db, forum.id), await queries.people(db, forum.id)
    asked = request.query_params
    wishes = Wishes(*(asked.get(name, "")[:100] for name in ("q", "table", "order")))
    fitting = wishes.chosen(found, tables, request.state.language)
    placed = [person for person in found if person.standing is Standing.PLACED]
    is_over = forum.is_over(now)
    screen = PeopleScreen(
        forum,
        tables,
        await queries.attendance(db, forum, is_over=is_over),
        *rules.needs_of(placed),
        tuple(person for person in placed if person.note),
        fitting,
        wishes,
        page_number(asked.get("page", ""), len(fitting), PER_PAGE),
        rules.erased_from(forum),
        is_over,
        city.timezone,
        rules.registration_issue(forum, now) is None and forum.is_public,
    )
    return show(request, screen)


@get(PEOPLE + "/new", access=ORGANISERS)
async def new_person(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    form: Form[Any] = Form.of(attempt=uuid4(), language=city.languages[0])
    return await _enrolment(request, db, await forum_at(db, number), form)


@post(PEOPLE, access=ORGANISERS)
async def enrol(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, keyring: Secrets, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    tables, office = await queries.tables(db, forum.id), _office(request, city, keyring)
    form = await read(request, EnrolmentForm)

    async def deed(value: EnrolmentForm) -> Person:
        wanted = value.application(tables)
        return await service.enrol(db, actor, office, forum.id, wanted, value.language, value.attempt)

    person = await form.attempt(db, deed)
    if person is None:
        return await _enrolment(request, db, forum, form)
    is_placed = person.standing is Standing.PLACED
    notice = Text("Registered.") if is_placed else Text("There is no free place: the person is on the waiting list.")
    return see_other(request, f"/staff/forums/{number}/people/{person.id}", notice)


@get(PERSON, access=ORGANISERS)
async def person_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], person: FromPath[UUID]
) -> Response[str]:
    forum, found = await _person_at(db, number, person)
    tables = {each.id: each.number for each in await queries.tables(db, forum.id)}
    return await _person(request, db, forum, found, Form.of(table=tables.get(found.table_id) if found.table_id else ""))


@post(PERSON + "/seat", access=ORGANISERS)
async def seat(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    number: FromPath[int],
    person: FromPath[UUID],
) -> Response[Any]:
    forum, found = await _person_at(db, number, person)
    tables, office = await queries.tables(db, forum.id), _office(request, city, keyring)
    form = await read(request, SeatForm)

    async def deed(value: SeatForm) -> None:
        await service.seat(db, actor, office, forum.id, person, value.table_id(tables))

    await form.attempt(db, deed)
    if form.errors:
        return await _person(request, db, forum, found, form)
    return see_other(request, f"/staff/forums/{number}/people/{person}", Text("Saved."))


@post(PERSON + "/cancellation", access=ORGANISERS)
async def cancel(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    number: FromPath[int],
    person: FromPath[UUID],
) -> Response[Any]:
    forum, _ = await _person_at(db, number, person)
    await service.cancel_person(db, actor, _office(request, city, keyring), forum.id, person)
    return see_other(request, f"/staff/forums/{number}/people", Text("The registration is cancelled."))


@get(FORUM + "/attendance", access=ORGANISERS)
async def signatures(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    tables = await queries.tables(db, forum.id)
    placed = [each for each in await queries.people(db, forum.id) if each.standing is Standing.PLACED and each.name]
    placed.sort(key=lambda each: sort_key(each.name, request.state.language))
    views = tuple(PersonView.of(each, tables) for each in placed)
    return show(request, SignatureScreen(ForumView.of(forum, city.timezone), views, rules.erased_from(forum)))


async def _person_at(db: AsyncSession, number: int, person_id: UUID) -> tuple[Forum, Person]:
    forum = await forum_at(db, number)
    found = await queries.person(db, forum.id, person_id)
    if found is None:
        raise NotFound
    return forum, found


async def _person(
    request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, person: Person, form: Form[Any]
) -> Response[str]:
    tables, seats = await queries.tables(db, forum.id), await queries.seats(db, forum)
    screen = PersonScreen(forum, PersonView.of(person, tables), seats, tables, form)
    return show(request, screen, 422 if form.errors else 200)


async def _enrolment(request: Request[Any, Any, Any], db: AsyncSession, forum: Forum, form: Form[Any]) -> Response[str]:
    asked = Asked(form, await queries.tables(db, forum.id), await queries.seats(db, forum))
    return show(request, EnrolmentScreen(forum, asked, form), 422 if form.errors else 200)


def _office(request: Request[Any, Any, Any], city: Tenant, keyring: Keyring) -> Office:
    return Office(keyring, city, absolute_url(request, ""))


ROUTES = (people, new_person, enrol, person_page, seat, cancel, signatures)
