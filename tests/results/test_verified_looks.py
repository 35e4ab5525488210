"""Is the page of a verified list in order in a browser: no axe violation, no overflow, no word left in English?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.looking import Variant, window
from tests.builders.verified import Town, town
from tests.design.browser import browser

WIDE, PHONE = Variant("nb", 1280, "dark"), Variant("cs", 390, "light")
SESSION = "partnet"


@pytest.fixture(scope="module")
def the_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A server with a list that was corrected once."""
    with town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: its driver's loop must have ended before tests with a loop of their own begin."""
    with browser() as found:
        yield found


@pytest.mark.parametrize("variant", [PHONE, WIDE], ids=str)
def test_the_public_pages_are_in_order(chromium: Browser, the_town: Town, variant: Variant) -> None:
    with window(chromium, the_town.address, variant) as opened:
        for path in (the_town.public, f"{the_town.public}/1"):
            opened.page.goto(path)
            assert opened.faults() == []
        opened.page.goto(the_town.public.removesuffix("/verified"))
        opened.page.wait_for_selector("main [hx-get] b")
        assert re.match(r"\d+ ", opened.page.locator("main [hx-get] b").inner_text())
        assert opened.faults() == []


@pytest.mark.parametrize("variant", [PHONE, WIDE], ids=str)
def test_the_staff_pages_are_in_order(chromium: Browser, the_town: Town, variant: Variant) -> None:
    cookies: list[dict[str, object]] = [{"name": SESSION, "value": the_town.token, "url": the_town.address}]
    with window(chromium, the_town.address, variant, cookies) as opened:
        for rest in ("", "/rule", "/poll"):
            opened.page.goto(the_town.staff + rest)
            assert opened.page.url.endswith(f"/verified{rest}")
            assert opened.faults() == []
        opened.page.click("main form [type=submit]")
        assert opened.page.locator("[role=alert]").count() == 1  # a correction wants its reason
        assert opened.faults() == []
        opened.page.goto(f"/{the_town.slug}/staff/results")
        assert opened.faults() == []
