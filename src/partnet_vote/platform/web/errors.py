"""What does a person see when a deed was not done?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from partnet_vote.platform.db.rate_limits import TooOften
from partnet_vote.platform.kernel.errors import Busy, Conflict, DeedError, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web import cookies
from partnet_vote.platform.web.above import page_above, page_without
from partnet_vote.platform.web.access import Door, Identity, SignInNeeded, access_of
from partnet_vote.platform.web.languages import LANGUAGES, negotiate
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE, Screen, city_url, own_address, show

STATUS: dict[type[DeedError], int] = {
    TooOften: 429,
    NotFound: 404,
    Denied: 403,
    Refused: 422,
    Conflict: 409,
    TooLate: 410,
    Busy: 503,
}
log = structlog.get_logger()
GONE = "client disconnected prematurely"
"""How Litestar says that a browser broke off its own request, as every mark does that quickly follows another."""
PROBLEM = "application/problem+json"
FOR_PROGRAMS = (".json", ".csv", ".pb", ".zip", ".ics")
"""How addresses end that programs ask for, and people by a link only."""
UNKNOWN = Text("We could not find this page.")
PERHAPS = Text("Perhaps the address is mistyped, or what stood here was removed.")
NOT_HERE = Text("It is not here any more: somebody has removed or finished it meanwhile. Nothing else was done.")


@dataclass(frozen=True)
class ErrorScreen(Screen):
    """One template for all errors: what happened, and a way back."""

    template: ClassVar[str] = "errors/error.html"
    status: int
    text: Text
    above: str | None = None
    """Where one may go on, as the reader's browser knows it."""
    is_gone: bool = False
    """Whether somebody came too late for a thing that was there when they saw it."""

    @property
    def lead(self) -> Text:
        """What happened, where the title does not say it all already."""
        return PERHAPS if self.text.msgid == UNKNOWN.msgid else self.text


def on_deed_error(request: Request[Any, Any, Any], error: DeedError) -> Response[Any]:
    """A deed's error in words, with its status."""
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, Busy) else None
    is_stale = isinstance(error, NotFound) and error.is_plain and request.method == "POST"
    return _answer(request, status, NOT_HERE if is_stale else error.text, headers)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own errors: unknown address, wrong method, malformed parameters."""
    if error.detail == GONE:
        return Response(None, status_code=400)
    if error.status_code >= 500:
        return on_unexpected(request, error)
    if error.status_code == 404 or isinstance(error, ValidationException):
        status = 404 if error.status_code == 404 else 400
        text = UNKNOWN if status == 404 else Text("This address is not complete.")
        return _answer(request, status, text)
    if error.status_code == 405 and request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        above = page_above(request)
        if above is not None:
            return Redirect(above, status_code=303)
    texts = {
        405: Text("This page cannot be used that way."),
        413: Text("This is too large to be sent."),
    }
    text = texts.get(error.status_code, Text("This request could not be understood."))
    return _answer(request, error.status_code, text, error.headers)


def on_database_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The database is away or full: say so, and when to come back."""
    log.error("database error", error=type(error).__name__, path=_template_path(request))
    away = isinstance(error, PoolTimeout | OSError) or getattr(error, "connection_invalidated", False)
    if not away and isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlstate", None) or ""
        away = code[:2] in {"08", "53", "57"}
    if away:
        text = Text("The service cannot save anything right now. Please try again in a minute.")
        return _answer(request, 503, text, {"retry-after": "30"})
    return on_unexpected(request, error)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Our own fault: logged without the person's data, answered without ours."""
    log.error("unexpected error", error=type(error).__name__, path=_template_path(request), exc_info=error)
    return _answer(request, 500, Text("Something went wrong on our side. Nothing was saved."))


def _answer(
    request: Request[Any, Any, Any], status: int, text: Text, headers: dict[str, str] | None = None
) -> Response[Any]:
    if "identity" not in request.state:
        request.state.identity = Identity()
        accepted, chosen = request.headers.get("accept-language", ""), request.cookies.get(LANGUAGE_COOKIE)
        request.state.language = negotiate(accepted, ("en", *LANGUAGES), chosen)
    if _is_program(request):
        return problem(status, text, headers)
    return show(request, ErrorScreen(status, text, _above(request, status), text is NOT_HERE), status, headers=headers)


def _above(request: Request[Any, Any, Any], status: int) -> str | None:
    """What lies above a thing that is not there, or the page on which something was refused; nothing outside a city."""
    if request.state.identity.tenant is None:
        return None
    return page_without(request) if status == 404 else page_above(request) if status in ON_THE_WAY else None


ON_THE_WAY = frozenset({409, 410, 422})
"""What was refused on the way of something that is there: its page is where one goes on."""


def problem(status: int, text: Text, headers: dict[str, str] | None = None) -> Response[str]:
    """An error as programs read it (RFC 9457)."""
    title = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": str(text)})
    return Response(body, status_code=status, media_type=PROBLEM, headers=headers or {})


async def no_page_of_the_framework(response: Response[Any]) -> Response[Any]:
    """What is not there below /schema: only programs ask there."""
    return problem(404, UNKNOWN) if response.status_code == 404 else response


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Staff go to the sign-in page and come back; voters to the start of the vote."""
    tenant = request.state.identity.tenant
    door = access_of(request.route_handler)
    if door is not None and door.door is Door.VOTER:
        start = city_url(request, tenant, f"/elections/{request.path_params.get('election', '')}/vote")
        was_in = cookies.session_token(request) is not None
        if was_in and request.method == "POST" and not _is_htmx(request):
            return Redirect(f"{start}/again", status_code=307)  # with all that was marked: the browser sends it again
        return _leave_for(request, start + ("?again=1" if was_in or request.method == "POST" else ""))
    if tenant is None:
        return _answer(request, 403, Text("You do not have the right to do this."))
    back = own_address(request) if request.method == "GET" else ""
    query = f"?next={quote(back, safe='')}" if back else ""
    return _leave_for(request, city_url(request, tenant, "/staff/sign-in") + query)


def _leave_for(request: Request[Any, Any, Any], address: str) -> Response[Any]:
    """Another page instead of this one; htmx would follow a 303 itself and put that page into a part of the old one."""
    if _is_htmx(request):
        return Response(None, status_code=204, headers={"hx-redirect": address})
    return Redirect(address, status_code=303)


def _is_htmx(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


def _is_program(request: Request[Any, Any, Any]) -> bool:
    """Whether a program asks: by what it accepts, or by an address that is no page, unless a browser opened it."""
    path, accepts = request.scope["path"], request.headers.get("accept", "")
    if accepts.startswith("application/json") or path.startswith(("/api/", "/schema/")) or _is_machine(request):
        return True
    return path.endswith(FOR_PROGRAMS) and "text/html" not in accepts


def _is_machine(request: Request[Any, Any, Any]) -> bool:
    handler = request.scope.get("route_handler")
    access = access_of(handler) if handler is not None else None
    return access is not None and access.door is Door.MACHINE


def _template_path(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("path_template", ""))


HANDLERS: dict[Any, Any] = {
    DeedError: on_deed_error,
    HTTPException: on_http_error,
    DBAPIError: on_database_error,
    PoolTimeout: on_database_error,
    OSError: on_database_error,
    Exception: on_unexpected,
}
