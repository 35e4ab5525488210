"""How does a reader choose the language and the size of the text, without a script?"""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE, OWN_PAGE, TEXT_COOKIE, TEXT_SIZES

YEAR = 365 * 86_400


@get(["/display", "/{city_slug:str}/display"], access=PUBLIC, include_in_schema=False)
async def display(
    request: Request[Any, Any, Any],
    lang: FromQuery[str | None] = None,
    text: FromQuery[str | None] = None,
    back: FromQuery[str] = "/",
) -> Redirect:
    """Keep the choice in a cookie and go back to the page; only to our own pages."""
    safe = back if OWN_PAGE.fullmatch(back) else "/"
    response = Redirect(safe, status_code=303, headers={"cache-control": "no-store"})
    for cookie in choose_display(request, lang, text):
        response.set_cookie(cookie)
    return response


def choose_display(request: Request[Any, Any, Any], lang: str | None, text: str | None) -> list[Cookie]:
    """Show this very answer in the chosen language and size, and keep the choice in the cookies returned."""
    csrf = request.app.state.house.csrf
    cookies: list[Cookie] = []
    if lang in LANGUAGES:
        request.state.language = lang
        cookies.append(csrf.cookie(LANGUAGE_COOKIE, lang, YEAR))
    if text in TEXT_SIZES:
        request.state.text_size = text
        cookies.append(csrf.cookie(TEXT_COOKIE, text, YEAR))
    return cookies
