"""In which cookie does a browser keep its session's token?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from partnet_vote.platform.web.csrf import Csrf


def session_token(request: Request[Any, Any, Any]) -> str | None:
    """The token this browser sent, if any; nothing is known yet of whether it is alive."""
    return request.cookies.get(_csrf(request).session_cookie)


def keep_session(request: Request[Any, Any, Any], answer: Response[Any], token: str) -> None:
    """Let the browser keep a new session until it is closed."""
    csrf = _csrf(request)
    answer.set_cookie(csrf.cookie(csrf.session_cookie, token))


def clear_session(request: Request[Any, Any, Any], answer: Response[Any]) -> None:
    """Take the session out of the browser; the server has ended it already."""
    csrf = _csrf(request)
    name = csrf.session_cookie
    answer.set_cookie(Cookie(key=name, value="", max_age=0, path="/", httponly=True, secure=csrf.https, samesite="lax"))


def _csrf(request: Request[Any, Any, Any]) -> Csrf:
    return request.app.state.house.csrf
