"""What does a person reach of their own account?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from partnet_vote.accounts import queries, service
from partnet_vote.accounts.forms import ChangePasswordForm
from partnet_vote.accounts.screens import PER_PAGE, HomeScreen, PasswordScreen, SessionsScreen
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.access import SIGNED_IN, needs
from partnet_vote.platform.web.cookies import keep_session
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show


@get("/{city_slug:str}/staff", access=needs(Permission.CITY_STAFF_ENTER))
async def home(request: Request[Any, Any, Any], actor: TheActor) -> Response[str]:
    return show(request, HomeScreen.of(actor, request.app.state.staff_links))


@get("/{city_slug:str}/staff/sessions", access=SIGNED_IN)
async def sessions(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, city: TheCity, page: FromQuery[str] = ""
) -> Response[str]:
    assert actor.account_id is not None
    found = await queries.sessions(db, actor.account_id)
    shown = Paged.of(found, page, PER_PAGE)
    return show(request, SessionsScreen(shown, request.state.identity.session_id, city.timezone))


@post("/{city_slug:str}/staff/sessions/{session_id:uuid}/end", access=SIGNED_IN)
async def end_session(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, session_id: FromPath[UUID]
) -> Response[Any]:
    await service.end_one_session(db, actor, session_id)
    return see_other(request, "/staff/sessions", Text("The session is ended."))


@post("/{city_slug:str}/staff/sessions/end-others", access=SIGNED_IN)
async def end_others(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    count = await service.end_other_sessions(db, actor, request.state.identity.session_id)
    notice = TextN("{n} other session is ended.", "{n} other sessions are ended.", count)
    return see_other(request, "/staff/sessions", notice)


@get("/{city_slug:str}/staff/password", access=SIGNED_IN)
async def password_page(request: Request[Any, Any, Any]) -> Response[str]:
    return show(request, PasswordScreen(Form()))


@post("/{city_slug:str}/staff/password", access=SIGNED_IN, guards=[limited("password", 20, 900)])
async def change_password(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, ChangePasswordForm)
    here = request.state.identity.session_id
    token = await form.attempt(db, lambda value: service.change_password(db, actor, here, value.before, value.password))
    if token is None:
        return show(request, PasswordScreen(form), 422)
    answer = see_other(request, "/staff", Text("Your new password is set. Your other sessions are ended."))
    keep_session(request, answer, token)
    return answer


ROUTES = (home, sessions, end_session, end_others, password_page, change_password)
