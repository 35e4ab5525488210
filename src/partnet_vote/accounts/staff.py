"""What do people who work for a city reach: sign-in, their own account, and each other's?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import service
from partnet_vote.accounts.forms import SignInForm
from partnet_vote.accounts.screens import SignInScreen
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.access import PUBLIC, SIGNED_IN
from partnet_vote.platform.web.cookies import clear_session, keep_session, session_token
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import go, see_other, show

QUARTER = 900
"""Seconds."""


@get("/{city_slug:str}/staff/sign-in", access=PUBLIC)
async def sign_in_page(request: Request[Any, Any, Any], next: FromQuery[str] = "") -> Response[str]:  # noqa: A002
    return show(request, SignInScreen(Form.of(next=next)))


@post(
    "/{city_slug:str}/staff/sign-in",
    access=PUBLIC,
    guards=[limited("sign-in", 30, QUARTER), limited("sign-in-email", 10, QUARTER, field="email")],
)
async def sign_in(request: Request[Any, Any, Any], db: AsyncSession, city: Tenant) -> Response[Any]:
    form = await read(request, SignInForm)
    token = await form.attempt(
        db,
        lambda value: service.sign_in(
            db,
            city.id,
            value.email,
            value.password,
            user_agent=request.headers.get("user-agent", ""),
            before=session_token(request),
        ),
    )
    if token is None or form.value is None:
        return show(request, SignInScreen(form), 422)
    answer = go(request, form.value.next, "/staff")
    keep_session(request, answer, token)
    return answer


@post("/{city_slug:str}/staff/session/end", access=SIGNED_IN)
async def sign_out(request: Request[Any, Any, Any], db: AsyncSession) -> Response[Any]:
    await service.end_session(db, session_token(request) or "")
    answer = see_other(request, "/")
    clear_session(request, answer)
    return answer


ROUTES = (sign_in_page, sign_in, sign_out)
