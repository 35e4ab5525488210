"""How much must a visitor's line carry, and may a proxy carry it for us?"""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.builders.hall import hall
from tests.builders.installation import Installation
from tests.builders.looking import window
from tests.gates.conftest import PHONE

MOST = 95_000
"""Bytes of a first visit, compressed: HTML, styles, scripts and fonts; design.md, section 8."""
REQUESTS = 10
PACKED = ("text/", "application/javascript", "application/json", "image/svg")


@contextmanager
def visiting(chromium: Browser, demo: Installation) -> Iterator[tuple[Page, set[str]]]:
    """A fresh browser, and every address that it asked for."""
    with window(chromium, demo.address, PHONE) as opened:
        asked: set[str] = set()
        opened.page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
        yield opened.page, asked


def weigh(page: Page, addresses: Iterable[str]) -> dict[str, int]:
    """The compressed bytes of each; pictures come on top, they say what they show without being loaded."""
    found = {}
    for address in addresses:
        if "/pictures/" not in address:
            answer = page.context.request.get(address)
            body, kind = answer.body(), answer.headers.get("content-type", "")
            found[address] = len(gzip.compress(body, 6)) if kind.startswith(PACKED) else len(body)
    return found


def check(found: dict[str, int]) -> None:
    assert sum(found.values()) <= MOST, found
    assert len(found) <= REQUESTS, found


def test_the_results_are_light(chromium: Browser, demo: Installation) -> None:
    with visiting(chromium, demo) as (page, asked):
        page.goto("/lipovec/elections/rozpocet-2025/results", wait_until="networkidle")
        check(weigh(page, asked))


def test_the_ballot_is_light(chromium: Browser, demo: Installation) -> None:
    """As if the ballot were the first page: itself, and all that it and the door before it have fetched."""
    code, year = demo.told.codes["lipovec"][4]
    with visiting(chromium, demo) as (page, asked):
        page.goto("/lipovec/elections/rozpocet-2026/vote", wait_until="networkidle")
        door = page.url
        page.fill("[name=code]", code)
        page.fill("[name=birth_year]", str(year))
        page.click("main form button[type=submit]")
        page.wait_for_url("**/vote/ballot", wait_until="networkidle")
        check(weigh(page, asked - {door}))


def test_a_telephone_in_the_hall_carries_little(chromium: Browser, tmp_path: Path) -> None:
    """The room's network is the worst: the dots, all that they and the door before them have fetched."""
    with hall(tmp_path, 1) as room, window(chromium, room.address, PHONE) as opened:
        asked: set[str] = set()
        opened.page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
        opened.page.goto(f"{room.forum}/vote#{room.room.codes[0]}", wait_until="networkidle")
        opened.page.click("main form button[type=submit]")
        opened.page.wait_for_selector("#dots")
        opened.page.wait_for_load_state("networkidle")
        found = weigh(opened.page, asked - {f"{room.forum}/vote/code"})
        check(found)
        wall = opened.page.context.request.get(f"{room.forum}/board")
        assert len(gzip.compress(wall.body(), 6)) <= 4_000


PUBLIC = [
    "/lipovec/elections/rozpocet-2025/results",
    "/lipovec/elections/rozpocet-2025/results/1",
    "/lipovec/elections/rozpocet-2025/results/1/bundle.zip",
    "/lipovec/elections/rozpocet-2025/results/1/ranking.csv",
    "/lipovec/elections/rozpocet-2025/results/1/result.json",
    "/api/lipovec/elections/rozpocet-2025/results.json",
    "/lipovec/elections/rozpocet-2025/definition.json",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_proxy_may_keep_what_is_published(demo: Installation, path: str) -> None:
    first = urllib.request.urlopen(demo.address + path)
    assert "public" in first.headers["cache-control"]
    assert first.headers["etag"]
    assert first.headers["set-cookie"] is None
    again = urllib.request.Request(demo.address + path, headers={"If-None-Match": first.headers["etag"]})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again)
    assert unchanged.value.code == 304
    assert unchanged.value.headers["etag"] == first.headers["etag"]
