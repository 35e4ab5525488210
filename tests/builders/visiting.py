"""How does a test come to every page of an installation, as a guest and as staff, and which of them must it look at?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from partnet_vote.platform.web.access import Door
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE
from tests.builders import routes
from tests.builders.crawling import kind_of, leads
from tests.builders.showing import Seen, cover, seen

STARTS = {"guest": ("/", "/lipovec", "/nordvik", "/lipovec/vote"), "staff": ("/lipovec/staff",)}
NO_PAGES = (
    "/static/",
    "/theme/",
    "/favicon.ico",
    "/display",
    "/schema",
    "/robots.txt",
    "/{city_slug:str}/robots.txt",
    "/{city_slug:str}/display",
)
"""What a browser fetches and nobody reads."""
FORUM = "/{city_slug:str}/forums/{number:int}/"
ENDLESS = FORUM + "board/stream"
INLETS = (FORUM + "verified/summary",)
"""Parts of other pages, which are seen there."""


@dataclass(frozen=True)
class Walk:
    """Who was where: the routes that were opened, and the pages among them."""

    opened: frozenset[str]
    pages: tuple[Seen, ...]

    def to_look_at(self) -> list[tuple[Seen, bool]]:
        """The pages that together show all there is of each route in each town, and whether axe must judge them, too.

        Axe is slow and asks nothing of a route: it need see what each town, with its colours, shows anywhere.
        """
        routed = _grouped(self.pages, lambda page: (page.who, _route(page), _town(page)))
        chosen = [page for pages in routed for page in cover(pages)]
        judged = {page for pages in _grouped(chosen, lambda page: (page.who, _town(page))) for page in cover(pages)}
        return [(page, page in judged) for page in chosen]


def _grouped(pages: Iterable[Seen], key: Callable[[Seen], tuple[str, ...]]) -> Iterable[list[Seen]]:
    groups: dict[tuple[str, ...], list[Seen]] = {}
    for page in pages:
        groups.setdefault(key(page), []).append(page)
    return groups.values()


def _route(page: Seen) -> str:
    route = routes.route_of(page.path)
    assert route is not None
    return route.path


def _town(page: Seen) -> str:
    return page.path.split("/")[1]


def walk(address: str, language: str, cookies: list[dict[str, Any]], aside: Iterable[str]) -> Walk:
    """Every address that links, forms' own addresses and things shown lead to; `aside` is what letters lead to."""
    opened, pages, spoken = set[str](), list[Seen](), {"name": LANGUAGE_COOKIE, "value": language}
    for who, starts in STARTS.items():
        with httpx.Client(base_url=address, timeout=60, follow_redirects=True) as client:
            for cookie in (spoken, *(cookies if who == "staff" else ())):
                client.cookies.set(cookie["name"], cookie["value"], domain="127.0.0.1")
            for route, path, html in _crawl(client, who, [*aside, *starts, *_fixed(who)], frozenset(opened)):
                opened.add(route.path)
                if html is not None and route.path not in INLETS:
                    pages.append(seen(who, path, html))
    return Walk(frozenset(opened), tuple(pages))


def wanted() -> frozenset[str]:
    """The routes that some page ought to lead to."""
    return frozenset(route.path for route in routes.product() if _is_for(route, "guest") or _is_for(route, "staff"))


def _crawl(
    client: httpx.Client, who: str, waiting: list[str], known: frozenset[str]
) -> Iterator[tuple[routes.Route, str, str | None]]:
    done = set[tuple[str, ...]]()
    for path in waiting:  # it grows
        route = routes.route_of(path)
        if route is None or not _is_for(route, who) or (key := kind_of(route, path)) in done:
            continue
        if who == "staff" and route.path in known:
            continue  # guests have seen it
        done.add(key)
        with client.stream("GET", path) as answer:
            assert answer.status_code == 200, (who, path, answer.status_code)
            is_page = answer.headers["content-type"].startswith("text/html")
            next(answer.iter_bytes()) if route.path == ENDLESS else answer.read()
        yield route, (answer.url.path if is_page else path), (answer.text if is_page else None)
        if is_page:
            waiting += [lead.path for lead in leads(str(answer.url), answer.text) if lead.method == "GET"]


def _fixed(who: str) -> list[str]:
    fixed = (route for route in routes.product() if {name for name, _ in route.parameters} <= {"city_slug"})
    return [route.address(city_slug="lipovec") for route in fixed if _is_for(route, who)]


def _is_for(route: routes.Route, who: str) -> bool:
    """Staff walk their own pages, and those of a forum that stand on a wall or are opened by a table's link."""
    if route.method != "GET" or route.path.startswith(NO_PAGES) or route.access.door is Door.MACHINE:
        return False
    if who == "staff":
        return route.access.door is Door.STAFF or route.path.startswith(FORUM)
    return route.access.door is Door.PUBLIC
