"""Is every page in order: no axe violation, nothing blocked, no overflow, no word left in English?"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from partnet_vote.platform.web.access import Door
from tests.builders import routes
from tests.builders.installation import Installation
from tests.builders.looking import Variant, Window, window
from tests.gates.conftest import PHONE

MATRIX = [Variant(*each) for each in itertools.product(("cs", "nb", "en"), (390, 1280), ("light", "dark"))]
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
CITY = "/{city_slug:str}"
BATCHES = CITY + "/staff/elections/{election:str}/batches"
COUNT = CITY + "/staff/elections/{election:str}/count"
FORUM = CITY + "/forums/{number:int}"
TABLE = FORUM + "/tables/{table:int}"
HUBS = (FORUM, CITY + "/staff/forums/{number:int}")
"""Pages of which each is opened: a forum that is over leads to more than one still to come."""
OPEN = {"lipovec": "rozpocet-2026", "nordvik": "innbyggerbudsjettet-2026"}
"""The vote that is walked through in each town."""
BY_OTHER_WAYS = {
    "/api/{city_slug:str}/elections/{election:str}/results.json",  # for programs
    "/api/{city_slug:str}/forums/{number:int}/verified.json",
    CITY + "/staff/reset/{token:str}",  # by mail
    CITY + "/staff/invitations/{token:str}",
    CITY + "/pictures/{name:str}",  # shown, not linked
    CITY + "/elections/{election:str}/results/{number:int}",  # linked once a correction stands beside the first
    COUNT + "/publication",  # between the count and the publication: the journey's
    CITY + "/staff/proposals/{number:int}/pictures/{picture:uuid}",  # of the one proposal that has a picture
    CITY + "/staff/rolls/{edition_id:uuid}/piles/{pile:str}",  # once letters are printed
    *(
        f"{FORUM}/{part}"
        for part in (
            "qr.svg",
            "vote",
            "kiosk",
            "ranking",
            "ranking.csv",
            "ranking.json",
            "board",
            "board/qr.svg",
            "board/stream",
        )
    ),  # on the wall
    *(
        f"{TABLE}/{part}"
        for part in ("door/{key:str}", "add/{key:str}", "items", "items/guests.svg", "items/{item:uuid}")
    ),  # by a table's QR
    *(f"{FORUM}/{part}" for part in ("registration/sent", "places/{key:str}", "places/{key:str}/qr.svg")),  # by mail
    CITY + "/staff/forums/{number:int}/tables/{table:int}/door.svg",  # shown, not linked
    FORUM + "/photos/{photo:uuid}",
    CITY + "/staff/forums/{number:int}/photos/{photo:uuid}",
    CITY + "/staff/forums/{number:int}/tables/{table:int}/sheet",  # while dots on paper are typed
    FORUM + "/survey",  # once there is a shortlist
    CITY + "/staff/elections/{election:str}/shortlist",  # once the shortlist of a survey has changed
    *(f"{BATCHES}{part}" for part in ("", "/{batch:int}", "/{batch:int}/slips/{slip:int}", "/{batch:int}/protocol")),
    CITY + "/staff/elections/{election:str}/slips/sheet",  # of a vote that takes slips: tests/booth/test_slip_walk.py
    CITY + "/elections/{election:str}/results/slips",
    CITY + "/staff/elections/{election:str}/own-items",  # of a vote with own items: the same
    CITY + "/elections/{election:str}/results/own-items",
    f"{FORUM}/verified/summary",  # fetched by the forum's page
    CITY + "/staff/forums/{number:int}/verified/rule",  # until the survey is frozen: tests/results
    *(f"{FORUM}/{part}" for part in ("minutes", "mirror", "resolutions/{resolution:uuid}/file.pdf")),  # once written
    *(f"{FORUM}/verified/{{publication:int}}{part}" for part in ("", "/{name:str}")),  # once a list is published
}


def today() -> Variant:
    """The one of the other eleven variants whose turn it is: another one every day, the same all day."""
    others = [variant for variant in MATRIX if variant != PHONE]
    day = os.environ.get("VARIANT_DAY") or datetime.now(UTC).date().isoformat()
    return others[int(hashlib.sha256(day.encode()).hexdigest(), 16) % len(others)]


def variants() -> list[Variant]:
    return MATRIX if os.environ.get("FULL_MATRIX") == "1" else [PHONE, today()]


@pytest.fixture(scope="module")
def pages(reached: list[tuple[str, str, bool]]) -> list[tuple[str, str]]:
    """Who sees which address: a few examples of each route, by links and without parameters."""
    return [(who, path) for who, path, is_page in reached if is_page]


@pytest.fixture(scope="module")
def reached(demo: Installation, chromium: Browser, staff_cookies: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    """Every address that was opened, downloads too."""
    found: list[tuple[str, str, bool]] = []
    for who, starts in STARTS.items():
        with window(chromium, demo.address, PHONE, staff_cookies if who == "staff" else None) as opened:
            found += [(who, path, is_page) for path, is_page in _crawl(opened.page, starts, who)]
    return found


def _crawl(page: Page, starts: tuple[str, ...], who: str) -> Iterator[tuple[str, bool]]:
    fixed = [
        route.address(city_slug="lipovec")
        for route in routes.product()
        if {name for name, _ in route.parameters} <= {"city_slug"} and _is_for(route, who)
    ]
    waiting, seen = [*starts, *fixed], set[tuple[str, ...]]()
    while waiting:
        path = waiting.pop(0)
        route = routes.route_of(path)
        if route is None or not _is_for(route, who) or (key := _kind(route, path)) in seen:
            continue
        seen.add(key)
        answer = page.context.request.get(path)
        assert answer.status == 200, (who, path, answer.status)
        is_page = answer.headers["content-type"].startswith("text/html")
        yield (urlsplit(answer.url).path if is_page else path), is_page
        if not is_page:
            continue
        page.set_content(answer.text())
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        waiting += [urlsplit(link).path for link in links if link.startswith("/")]


def _is_for(route: routes.Route, who: str) -> bool:
    if route.method != "GET" or route.path.startswith(NO_PAGES) or route.access.door is Door.MACHINE:
        return False
    return route.access.door is (Door.STAFF if who == "staff" else Door.PUBLIC)


def _kind(route: routes.Route, path: str) -> tuple[str, ...]:
    """Pages that count as the same: one route, one city, one election."""
    place = dict(zip((name for name, _ in route.parameters), _values(route, path), strict=True))
    names = ("city_slug", "election", "kind", "edition_id", *(("number",) if route.path in HUBS else ()))
    return route.path, *(place.get(name, "") for name in names)


def _values(route: routes.Route, path: str) -> list[str]:
    parts = zip(route.path.split("/"), path.split("/"), strict=False)
    return [value for name, value in parts if name.startswith("{")]


def test_links_lead_to_every_page(reached: list[tuple[str, str, bool]]) -> None:
    """A page that no link leads to is either forgotten or must be named here."""
    opened = {found.path for _, path, _ in reached if (found := routes.route_of(path))}
    wanted = {route.path for route in routes.product() if _is_for(route, "guest") or _is_for(route, "staff")}
    missed = sorted(wanted - opened - BY_OTHER_WAYS)
    assert missed == [], "\n" + "\n".join(missed)


@pytest.mark.parametrize("variant", variants(), ids=str)
def test_every_page_is_in_order(
    demo: Installation,
    chromium: Browser,
    staff_cookies: list[dict[str, Any]],
    pages: list[tuple[str, str]],
    variant: Variant,
) -> None:
    faults: list[str] = []
    for who, group in itertools.groupby(pages, key=lambda page: page[0]):
        with window(chromium, demo.address, variant, staff_cookies if who == "staff" else None) as opened:
            for _, path in group:
                answer = opened.page.goto(path)
                assert answer is not None
                faults += [f"{who} {path}: {fault}" for fault in opened.faults()]
                if answer.status != 200 or not opened.page.locator("main h1").count():
                    faults.append(f"{who} {path}: status {answer.status}, or no heading")
    assert faults == [], "\n" + "\n".join(faults)


@pytest.mark.parametrize("variant", variants(), ids=str)
def test_every_step_of_a_vote_is_in_order(demo: Installation, chromium: Browser, variant: Variant) -> None:
    faults: list[str] = []
    for city in ("lipovec", "nordvik"):
        with window(chromium, demo.address, variant) as opened:
            for step in _steps(opened, demo, city):
                faults += [f"{city}, {step}: {fault}" for fault in opened.faults()]
    assert faults == [], "\n" + "\n".join(faults)


def _steps(opened: Window, demo: Installation, city: str) -> Iterator[str]:
    """A vote from the door to the receipt, with the mistakes people make on the way."""
    page, codes = opened.page, demo.told.codes[city]
    code, year = codes[MATRIX.index(opened.variant) % len(codes)]
    page.goto(f"/{city}/elections/{OPEN[city]}/vote")
    page.fill("[name=code]", "2222-2222-2222-2222")
    page.click("main form button[type=submit]")
    yield "a wrong code, refused"
    page.fill("[name=code]", code)
    page.fill("[name=birth_year]", str(year))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/vote/ballot")
    yield "the ballot"
    if city == "lipovec":
        for box in page.locator("[name=pick]").all():
            box.evaluate("box => box.click()")
        page.click(".pv-bar button >> nth=0")
        page.wait_for_selector("[role=alert]")
        yield "a ballot over the budget, refused"
        for box in page.locator("[name=pick]").all()[1:]:
            box.evaluate("box => box.click()")
    else:
        page.locator("[name=plus]").first.click()
        page.locator(".pv-option output", has_text="1").wait_for()
        yield "a point given"
    page.click(".pv-bar button >> nth=0")
    page.wait_for_url("**/vote/review")
    yield "the review"
    page.click("form#ballot > button >> nth=0")
    page.wait_for_url("**/vote/receipt")
    yield "the receipt"
    receipt = page.locator(".pv-code").first.inner_text()
    page.goto(page.locator("a[href$='/receipt']").get_attribute("href") or "")
    page.fill("[name=code]", receipt)
    page.click("main form button[type=submit]")
    yield "a receipt found"
