"""Where does somebody go who opens an address that only takes forms: by reload, bookmark, or another language?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from litestar import Litestar, Request
from litestar.routes import HTTPRoute

PARAMETER = re.compile(r"\{\w+:(\w+)\}")
FITS = {"int": re.compile(r"\d+"), "uuid": re.compile(r"[0-9a-fA-F-]{32,36}"), "str": re.compile(r"[^/]+")}
"""What may stand in an address for a parameter of a kind."""


def page_above(request: Request[Any, Any, Any]) -> str | None:
    """The address of the nearest page above this one as the reader's browser knows it, None if there is none."""
    parts = request.scope["path"].strip("/").split("/")
    pages = list(_pages(request.app))
    for length in range(len(parts) - 1, 0, -1):
        if any(_fits(page, parts[:length]) for page in pages):
            shown = parts[1:length] if request.scope.get("city_host") else parts[:length]
            return "/" + "/".join(shown)
    return None


def _pages(app: Litestar) -> Iterator[list[str]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute) and "GET" in route.methods:
            yield route.path.strip("/").split("/")


def _fits(page: list[str], parts: Iterable[str]) -> bool:
    given = list(parts)
    return len(page) == len(given) and all(_one_fits(*pair) for pair in zip(page, given, strict=True))


def _one_fits(wanted: str, given: str) -> bool:
    kind = PARAMETER.fullmatch(wanted)
    if kind is None:
        return wanted == given
    pattern = FITS.get(kind.group(1))
    return pattern is not None and pattern.fullmatch(given) is not None
