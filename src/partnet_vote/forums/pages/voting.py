"""How does a person in the room vote with a telephone, or at a kiosk that is passed round?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.room import EnterForm, OwnItemForm, TapForm
from partnet_vote.forums.pages.doors import is_script
from partnet_vote.forums.pages.found import FORUM, forum_at
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.room import Phase, RoomVote
from partnet_vote.forums.screens.room import DotsScreen, EnterScreen, JoinScreen, told_taps
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show

VOTE = FORUM + "/vote"
KIOSK_STAYS = timedelta(minutes=3)
"""A kiosk forgets whoever walked away; each touch begins the time anew."""
HALL = 2000
"""Tries of one address in ten minutes: a whole hall shares the address of its wifi. Each code locks by itself."""


@get("/{city_slug:str}/join", access=PUBLIC)
async def join(request: Request[Any, Any, Any], db: Db, code: FromQuery[str] = "") -> Response[Any]:
    typed = "".join(sign for sign in code if sign.isdecimal())[:10]
    number = await queries.open_number(db, typed) if typed else None
    return show(request, JoinScreen(typed)) if number is None else see_other(request, f"/forums/{number}/vote")


@get(VOTE, access=PUBLIC)
async def vote_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[str]:
    return await _shown(request, db, city, keyring, await forum_at(db, number), Form())


@get(FORUM + "/kiosk", access=PUBLIC)
async def kiosk(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    await forum_at(db, number)
    answer: Response[Any] = see_other(request, f"/forums/{number}/vote")
    _keep(request, answer, "kiosk", "1")
    _keep(request, answer, "room", "")
    return answer


@post(VOTE + "/code", access=PUBLIC, include_in_schema=False, guards=[limited("forum-code", HALL, 600)])
async def enter(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, EnterForm)
    if form.value is not None:
        stays = {"stays": KIOSK_STAYS} if _kept(request, "kiosk") else {}
        token = await service.enter_room(db, keyring, forum.id, form.value.code, **stays)
        if isinstance(token, str):
            answer: Response[Any] = see_other(request, f"/forums/{number}/vote")
            _keep(request, answer, "room", token)
            return answer
        form.refuse(Refused(token, "code"))
    return await _shown(request, db, city, keyring, forum, form)


@post(VOTE + "/taps", access=PUBLIC, include_in_schema=False)
async def tap(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    code_id = await service.code_of(db, keyring, forum.id, _kept(request, "room"))
    by_script = is_script(request)
    if code_id is None:
        return _shut_out(request, number, by_script)
    form = await read(request, TapForm)
    await form.attempt(db, lambda value: _touched(db, forum, code_id, value))
    if by_script:
        answer = await _told(db, code_id, form)
    elif form.errors:
        return await _shown(request, db, city, keyring, forum, form)
    else:
        touched = form.value and (form.value.plus or form.value.minus)
        answer = see_other(request, f"/forums/{number}/vote" + (f"#option-{touched}" if touched else ""))
    return await _still_here(request, db, keyring, answer, code_id)


@post(VOTE + "/own-item", access=PUBLIC, include_in_schema=False)
async def own_item(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    code_id = await service.code_of(db, keyring, forum.id, _kept(request, "room"))
    if code_id is None:
        return _shut_out(request, number, is_script(request))
    form = await read(request, OwnItemForm)
    await form.attempt(db, lambda value: service.write_own(db, forum.id, code_id, value.own_item))
    if is_script(request):
        texts = [str(text) for each in form.errors.values() for text in each]
        content = {"own_item": await queries.own_item_of(db, code_id), "refused": " ".join(texts)}
        answer = Response(content, status_code=422 if texts else 200, headers={"cache-control": "no-store"})
    elif form.errors:
        return await _shown(request, db, city, keyring, forum, form)
    else:
        answer = see_other(request, f"/forums/{number}/vote#own")
    return await _still_here(request, db, keyring, answer, code_id)


@post(VOTE + "/end", access=PUBLIC, include_in_schema=False)
async def end(request: Request[Any, Any, Any], number: FromPath[int]) -> Response[Any]:
    answer: Response[Any] = see_other(
        request, f"/forums/{number}/vote", Text("Your dots are saved. The next person may begin.")
    )
    _keep(request, answer, "room", "")
    return answer


async def _touched(db: AsyncSession, forum: Forum, code_id: UUID, value: TapForm) -> None:
    if value.undo:
        await service.undo(db, forum.id, code_id, value.tap)
    elif value.plus:
        await service.tap(db, forum.id, code_id, value.plus, 1, value.tap)
    elif value.minus:
        await service.tap(db, forum.id, code_id, value.minus, -1, value.tap)


async def _still_here(
    request: Request[Any, Any, Any], db: AsyncSession, keyring: Keyring, answer: Response[Any], code_id: UUID
) -> Response[Any]:
    """At a kiosk each touch begins the time anew after which the person is forgotten."""
    if _kept(request, "kiosk"):
        until = await clock.now(db) + KIOSK_STAYS
        _keep(request, answer, "room", service.renewed_pass(keyring, code_id, until))
    return answer


def _shut_out(request: Request[Any, Any, Any], number: int, by_script: bool) -> Response[Any]:
    """The code is not known here any more: a page leads to its field, a script says so."""
    text = Text("Please enter your code again.")
    if by_script:
        raise Denied(text)
    return see_other(request, f"/forums/{number}/vote", text)


async def _told(db: AsyncSession, code_id: UUID, form: Form[Any]) -> Response[Any]:
    """The taps that stand, for the page's script, and why this one does not."""
    texts = [str(text) for each in form.errors.values() for text in each]
    content = {"taps": told_taps(await queries.taps(db, code_id)), "refused": " ".join(texts)}
    return Response(content, status_code=422 if texts else 200, headers={"cache-control": "no-store"})


async def _shown(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, keyring: Keyring, forum: Forum, form: Form[Any]
) -> Response[str]:
    """The dots of whoever is in, else the field for the code."""
    vote = await queries.room_vote(db, forum.id)
    if vote is None:
        raise NotFound(Text("There is no vote in this room."))
    phase = vote.phase(await clock.wall_clock(db))
    is_kiosk = bool(_kept(request, "kiosk"))
    code_id = await service.code_of(db, keyring, forum.id, _kept(request, "room"))
    status = 422 if form.errors else 200
    if code_id is None or phase is not Phase.OPEN:
        return show(request, EnterScreen(forum, phase, form, is_kiosk), status)
    screen = await _dots(db, city, forum, vote, code_id, is_kiosk, form)
    return show(request, screen, status)


async def _dots(
    db: AsyncSession, city: Tenant, forum: Forum, vote: RoomVote, code_id: UUID, is_kiosk: bool, form: Form[Any]
) -> DotsScreen:
    assert vote.closes_at is not None, "an open vote has an end"
    return DotsScreen(
        forum,
        vote,
        await queries.shortlist(db, forum.id),
        await queries.taps(db, code_id),
        uuid4(),
        vote.closes_at,
        city.timezone,
        int(KIOSK_STAYS.total_seconds()) + 2 if is_kiosk else 0,
        form,
        await queries.own_item_of(db, code_id) if vote.takes_own else "",
    )


def _kept(request: Request[Any, Any, Any], name: str) -> str:
    return request.cookies.get(_cookie(request, name), "")


def _keep(request: Request[Any, Any, Any], answer: Response[Any], name: str, value: str) -> None:
    secure = request.app.state.house.csrf.https
    age = None if value else 0
    key = _cookie(request, name)
    answer.set_cookie(Cookie(key=key, value=value, max_age=age, path="/", httponly=True, secure=secure, samesite="lax"))


def _cookie(request: Request[Any, Any, Any], name: str) -> str:
    return ("__Host-" if request.app.state.house.csrf.https else "") + f"partnet-{name}"


ROUTES = (join, vote_page, kiosk, enter, tap, own_item, end)
