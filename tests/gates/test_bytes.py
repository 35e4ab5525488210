"""How much must a visitor's line carry, and may a proxy carry it for us?"""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Response

from tests.builders.installation import Installation
from tests.builders.looking import window
from tests.gates.conftest import PHONE

MOST = 95_000
"""Bytes of a first visit, compressed: HTML, styles, scripts and fonts; design.md, section 8."""
REQUESTS = 10
PACKED = ("text/", "application/javascript", "application/json", "image/svg")


@contextmanager
def weighed(chromium: Browser, demo: Installation) -> Iterator[tuple[object, list[tuple[str, int]]]]:
    """A fresh browser, and what it had to fetch since the last clearing: (address, compressed bytes)."""
    with window(chromium, demo.address, PHONE) as opened:
        answers: list[Response] = []
        opened.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver marks its handlers
        yield opened.page, answers  # type: ignore[misc]


def weights(answers: list[Response]) -> list[tuple[str, int]]:
    found = []
    for answer in answers:
        if answer.status != 200 or "/pictures/" in answer.url:
            continue
        body, kind = answer.body(), answer.headers.get("content-type", "")
        found.append((answer.url, len(gzip.compress(body, 6)) if kind.startswith(PACKED) else len(body)))
    return found


def test_the_results_are_light(chromium: Browser, demo: Installation) -> None:
    with weighed(chromium, demo) as (page, answers):
        page.goto("/lipovec/elections/rozpocet-2025/results", wait_until="networkidle")
        found = weights(answers)
    assert sum(size for _, size in found) <= MOST, found
    assert len(found) <= REQUESTS, found


def test_the_ballot_is_light(chromium: Browser, demo: Installation) -> None:
    """As if the ballot were the first page: everything that it and the door before it have fetched."""
    code, year = demo.told.codes["lipovec"][4]
    with weighed(chromium, demo) as (page, answers):
        page.goto("/lipovec/elections/rozpocet-2026/vote", wait_until="networkidle")
        page.fill("[name=code]", code)
        page.fill("[name=birth_year]", str(year))
        found = dict(weights([answer for answer in answers if answer.request.resource_type != "document"]))
        answers.clear()
        page.click("main form button[type=submit]")
        page.wait_for_url("**/vote/ballot", wait_until="networkidle")
        found |= dict(weights([answer for answer in answers if answer.request.resource_type != "document"]))
        found[page.url] = len(gzip.compress(page.context.request.get(page.url).body(), 6))
    assert sum(found.values()) <= MOST, found
    assert len(found) <= REQUESTS, found


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
