"""How does a test find where a page leads: by its links, its forms, and what it loads by itself?"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.builders import routes

READ_AT = ("href", "src", "hx-get", "data-stream")
"""Attributes that name an address to be read."""


@dataclass(frozen=True)
class Lead:
    """One way on from a page."""

    method: str
    path: str


def leads(address: str, html: str) -> tuple[Lead, ...]:
    """Everything on its own host that the page at this address links to, loads or would send a form to."""
    parser = _Parser(address)
    parser.feed(html)
    return tuple(dict.fromkeys(parser.found))


def kind_of(route: routes.Route, path: str) -> tuple[str, ...]:
    """Pages that count as the same: one route, one city, one election, one forum."""
    parts = zip(route.path.split("/"), path.split("/"), strict=False)
    place = {name.strip("{}").partition(":")[0]: value for name, value in parts if name.startswith("{")}
    named = ["city_slug", "election", "kind", "edition_id", *(["number"] if "/forums/" in route.path else [])]
    return route.path, *(place.get(name, "") for name in named)


class _Parser(HTMLParser):
    """Reads a page once; a button's own address counts before its form's."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self._host = urlsplit(page).netloc
        self._method = "GET"
        self.found: list[Lead] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._method = (given.get("method") or "get").upper()
            self._add(self._method, given.get("action") or self._page)
        if "formaction" in given:
            self._add((given.get("formmethod") or self._method).upper(), given["formaction"])
        self._add("POST", given.get("hx-post"))
        for name in READ_AT:
            self._add("GET", given.get(name))

    def _add(self, method: str, address: str | None) -> None:
        if address is None or address.startswith(("mailto:", "tel:", "data:", "#")):
            return
        place = urlsplit(urljoin(self._page, address))
        if place.netloc == self._host:
            self.found.append(Lead(method, place.path))
