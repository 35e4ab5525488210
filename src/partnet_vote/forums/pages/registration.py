"""How does a resident register for a forum, see their place, and give it back?"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.people import RegistrationForm, SeatForm
from partnet_vote.forums.pages.found import FORUM, forum_at
from partnet_vote.forums.rules import Forum, people
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.registration import (
    Asked,
    PersonView,
    PlaceScreen,
    RegistrationScreen,
    SeatChoice,
    SentScreen,
)
from partnet_vote.forums.service import Office
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.printed import qr_code
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import absolute_url, see_other, show

PLACE = FORUM + "/places/{key:str}"
OFTEN = [limited("forum-registration", 60, 3600), limited("forum-registration-to", 6, 3600, "email")]
"""A family or a class behind one address; and no more letters an hour to anybody."""


@get(FORUM + "/registration", access=PUBLIC)
async def registration_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]
) -> Response[str]:
    return await _shown(request, db, city, await forum_at(db, number), Form.of(attempt=uuid4()))


@post(FORUM + "/registration", access=PUBLIC, guards=OFTEN)
async def register(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    tables, office = await queries.tables(db, forum.id), office_of(request, city, keyring)
    form = await read(request, RegistrationForm)

    async def deed(value: RegistrationForm) -> None:
        wanted, language = value.application(tables), request.state.language
        await service.register(db, office, forum.id, wanted, language, value.attempt, waits=value.waits)

    await form.attempt(db, deed)
    if form.value is None or form.errors:
        return await _shown(request, db, city, forum, form)
    notice = Text("Thank you. A letter to {email} is on its way.", email=form.value.email)
    return see_other(request, f"/forums/{number}/registration/sent", notice)


@get(FORUM + "/registration/sent", access=PUBLIC)
async def registration_sent(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]
) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, SentScreen(ForumView.of(forum, city.timezone), contact_of(city)))


@get(PLACE, access=PUBLIC, include_in_schema=False)
async def place(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int], key: FromPath[str]
) -> Response[str]:
    return await _place(request, db, city, keyring, await forum_at(db, number), key, None)


@post(PLACE + "/table", access=PUBLIC, include_in_schema=False, guards=[limited("forum-place", 60, 900)])
async def change_table(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int], key: FromPath[str]
) -> Response[Any]:
    forum = await forum_at(db, number)
    tables, office = await queries.tables(db, forum.id), office_of(request, city, keyring)
    form = await read(request, SeatForm)
    await form.attempt(db, lambda it: service.change_table(db, office, forum.id, key, it.table_id(tables)))
    if form.errors:
        return await _place(request, db, city, keyring, forum, key, form)
    return see_other(request, f"/forums/{number}/places/{key}", Text("Saved."))


@get(PLACE + "/qr.svg", access=PUBLIC, include_in_schema=False)
async def place_qr(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int], key: FromPath[str]
) -> Response[bytes]:
    forum = await forum_at(db, number)
    person = await service.place_of(db, office_of(request, city, keyring), forum.id, key)
    content = qr_code(absolute_url(request, f"/staff/forums/{number}/entrance/{person.ticket}"))
    return Response(content, media_type="image/svg+xml", headers={"cache-control": "no-store"})


@post(PLACE + "/cancellation", access=PUBLIC, include_in_schema=False, guards=[limited("forum-place", 60, 900)])
async def give_back(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int], key: FromPath[str]
) -> Response[Any]:
    forum = await forum_at(db, number)
    await service.withdraw(db, office_of(request, city, keyring), forum.id, key)
    return see_other(request, f"/forums/{number}/places/{key}", Text("Your registration is cancelled."))


async def _place(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    city: Tenant,
    keyring: Keyring,
    forum: Forum,
    key: str,
    form: Form[Any] | None,
) -> Response[str]:
    """A person's own page; `form` is a wish for a table that was refused."""
    person = await service.place_of(db, office_of(request, city, keyring), forum.id, key)
    tables = await queries.tables(db, forum.id)
    mine = PersonView.of(person, tables)
    wish = form or Form.of(table=mine.table.number if mine.table else "")
    may_change = people.registration_issue(forum, await clock.now(db)) is None
    screen = PlaceScreen(
        ForumView.of(forum, city.timezone),
        mine,
        f"/forums/{forum.number}/places/{key}",
        people.erased_from(forum),
        SeatChoice(person, tables, await queries.seats(db, forum), may_change),
        wish,
    )
    return show(request, screen, 422 if form else 200)


def office_of(request: Request[Any, Any, Any], city: Tenant, keyring: Keyring) -> Office:
    """In whose name letters are written."""
    return Office(keyring, city, absolute_url(request, ""))


def contact_of(city: Tenant) -> str:
    """Whom to ask."""
    return ", ".join(filter(None, (city.contact_phone, city.contact_email)))


async def _shown(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, forum: Forum, form: Form[Any]
) -> Response[str]:
    asked = Asked(form, await queries.tables(db, forum.id), await queries.seats(db, forum))
    closed = people.registration_issue(forum, await clock.now(db))
    screen = RegistrationScreen(ForumView.of(forum, city.timezone), asked, form, closed, contact_of(city))
    return show(request, screen, 422 if form.errors else 200)


ROUTES = (registration_page, register, registration_sent, place, change_table, place_qr, give_back)
