"""How does a person come in: by password, by a link to a new one, by an invitation?"""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from partnet_vote.accounts import service
from partnet_vote.accounts.forms import AcceptForm, ForgottenForm, NewPasswordForm, SignInForm
from partnet_vote.accounts.screens import ForgottenScreen, InvitationScreen, ResetScreen, SignInScreen
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC, SIGNED_IN
from partnet_vote.platform.web.cookies import clear_session, keep_session, session_token
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import Guesses, limited, right
from partnet_vote.platform.web.screens import absolute_url, go, see_other, show

QUARTER, HOUR = 900, 3600
"""Seconds."""
ANSWER_AFTER = 0.3
"""Seconds every answer about a forgotten password takes, whether there is such an account or not."""


@get("/{city_slug:str}/staff/sign-in", access=PUBLIC)
async def sign_in_page(request: Request[Any, Any, Any], next: FromQuery[str] = "") -> Response[str]:  # noqa: A002
    return show(request, SignInScreen(Form.of(next=next)))


@post(
    "/{city_slug:str}/staff/sign-in",
    access=PUBLIC,
    guards=[Guesses("sign-in", 30, QUARTER).guard, Guesses("sign-in-email", 10, QUARTER, field="email").guard],
)
async def sign_in(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[Any]:
    form = await read(request, SignInForm)
    browser, before = request.headers.get("user-agent", ""), session_token(request)
    token = await form.attempt(
        db,
        lambda value: service.sign_in(db, city.id, value.email, value.password, user_agent=browser, before=before),
    )
    if token is None or form.value is None:
        return show(request, SignInScreen(form), 422)
    await right(db, request)
    answer = go(request, form.value.next, "/staff")
    keep_session(request, answer, token)
    return answer


@post("/{city_slug:str}/staff/session/end", access=SIGNED_IN)
async def sign_out(request: Request[Any, Any, Any], db: Db) -> Response[Any]:
    await service.end_session(db, session_token(request) or "")
    answer = see_other(request, "/", Text("You are signed out."))
    clear_session(request, answer)
    return answer


@get("/{city_slug:str}/staff/reset", access=PUBLIC)
async def forgotten_page(request: Request[Any, Any, Any]) -> Response[str]:
    return show(request, ForgottenScreen(Form()))


@post(
    "/{city_slug:str}/staff/reset",
    access=PUBLIC,
    guards=[limited("forgotten", 20, HOUR), limited("forgotten-email", 3, HOUR, field="email")],
)
async def forgotten(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[str]:
    form = await read(request, ForgottenForm)
    if form.value is None:
        return show(request, ForgottenScreen(form), 422)
    address = absolute_url(request, "/staff/reset")
    await asyncio.gather(
        service.ask_for_reset(db, form.value.email, address=address, city_name=city.name), asyncio.sleep(ANSWER_AFTER)
    )
    return show(request, ForgottenScreen(form, is_sent=True))


@get("/{city_slug:str}/staff/reset/{token:str}", access=PUBLIC)
async def reset_page(request: Request[Any, Any, Any], db: Db, token: FromPath[str]) -> Response[Any]:
    if not await service.reset_is_valid(db, token):
        return see_other(request, "/staff/reset", Text("This link is not valid any more. Ask for a new one."))
    return show(request, ResetScreen(Form(), token))


@post(
    "/{city_slug:str}/staff/reset/{token:str}",
    access=PUBLIC,
    guards=[limited("reset", 30, QUARTER)],
)
async def reset(request: Request[Any, Any, Any], db: Db, token: FromPath[str]) -> Response[Any]:
    form = await read(request, NewPasswordForm)
    await form.attempt(db, lambda value: service.reset_password(db, token, value.password))
    if form.errors:
        return show(request, ResetScreen(form, token), 422)
    return see_other(request, "/staff/sign-in", Text("Your new password is set. Please sign in with it."))


@get("/{city_slug:str}/staff/invitations/{token:str}", access=PUBLIC)
async def invitation_page(request: Request[Any, Any, Any], db: Db, token: FromPath[str]) -> Response[str]:
    invitation = await service.invitation_of(db, token)
    return show(request, InvitationScreen.of(Form(), token, invitation))


@post(
    "/{city_slug:str}/staff/invitations/{token:str}",
    access=PUBLIC,
    guards=[limited("invitation", 30, QUARTER)],
)
async def accept(request: Request[Any, Any, Any], db: Db, token: FromPath[str]) -> Response[Any]:
    invitation = await service.invitation_of(db, token)
    form = await read(request, AcceptForm)
    account_id = await form.attempt(db, lambda value: service.accept_invitation(db, token, value.name, value.password))
    if account_id is None:
        return show(request, InvitationScreen.of(form, token, invitation), 422)
    answer = see_other(request, "/staff", Text("Welcome. Your account is ready."))
    browser, before = request.headers.get("user-agent", ""), session_token(request)
    if before:
        await service.end_session(db, before)
    keep_session(request, answer, await service.open_staff_session(db, account_id, user_agent=browser))
    return answer


ROUTES = (
    sign_in_page, sign_in, sign_out, forgotten_page, forgotten, reset_page, reset, invitation_page, accept,
)  # fmt: skip
