"""Where does somebody go on from an address that only takes forms, or of a thing that is gone?"""

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
    return _nearest(request, len(_parts(request)) - 1)


def page_without(request: Request[Any, Any, Any]) -> str | None:
    """The page above the last thing that this address names, for when that thing is not there, or None."""
    template = str(request.scope.get("path_template", "")).strip("/").split("/")
    named = [at for at, part in enumerate(template) if part.startswith("{")]
    return _nearest(request, named[-1]) if len(named) > 1 else None


def _nearest(request: Request[Any, Any, Any], longest: int) -> str | None:
    parts, pages = _parts(request), list(_pages(request.app))
    for length in range(longest, 0, -1):
        if any(_fits(page, parts[:length]) for page in pages):
            shown = parts[1:length] if request.scope.get("city_host") else parts[:length]
            return "/" + "/".join(shown)
    return None


def _parts(request: Request[Any, Any, Any]) -> list[str]:
    return str(request.scope["path"]).strip("/").split("/")


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
