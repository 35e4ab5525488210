"""What may any route answer besides its own, for the description at /schema?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar.enums import MediaType
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from partnet_vote.platform.web.access import Door, access_of
from partnet_vote.platform.web.errors import PROBLEM

EVERYWHERE = {
    303: "Go on there: to the sign-in, to what was done, or to where this now stands",
    404: "No such city, or nothing of that kind in it",
    410: "The time for this is over",
    503: "The database is away; try again after Retry-After seconds",
}
PUBLIC = {304: "Nothing has changed since the ETag that was sent"}
BEHIND_A_DOOR = {403: "Your office does not have the right to do this"}
UNSAFE = {
    200: "A page that shows what the form would do",
    403: "No right, no valid token, or sent from another site",
    409: "It is so already, or somebody was faster",
    413: "Too large",
    422: "The form again, with what is wrong in words",
    429: "Too often; try again later",
}


def problem_spec(text: str) -> ResponseSpec:
    """An error as programs read it (RFC 9457)."""
    return ResponseSpec(dict[str, Any], False, text, PROBLEM)  # type: ignore[arg-type]


def describe(handlers: Iterable[object]) -> None:
    """Add to each handler what the platform may answer in its place; what the handler itself says stays."""
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            texts = _texts(handler)
            common = {status: ResponseSpec(None, False, text) for status, text in texts.items()}
            if "GET" in handler.http_methods and not handler.media_type:
                common[200] = ResponseSpec(str, False, "The page", MediaType.HTML)
            handler.responses = common | dict(handler.responses or {})


def _texts(handler: BaseRouteHandler) -> dict[int, str]:
    assert isinstance(handler, HTTPRouteHandler)
    declared = access_of(handler)
    is_public = declared is not None and declared.door is Door.PUBLIC
    texts = EVERYWHERE | (PUBLIC if is_public else BEHIND_A_DOOR)
    return texts if handler.http_methods <= {"GET", "HEAD"} else texts | UNSAFE
