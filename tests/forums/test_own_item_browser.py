"""Does the telephone's page keep an own item while the network is away, and say whether it is saved?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.builders.hall import Hall, hall
from tests.builders.looking import window
from tests.forums.test_dots_browser import PHONE, telephone, touch


@pytest.fixture(scope="module")
def own_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall whose people may write an own item."""
    folder: Path = tmp_path_factory.mktemp("own")
    with hall(folder, 4, marks=3, per_item=3, takes_own=True) as running:
        yield running


def kept(hall: Hall) -> list[str]:
    async def ask(db: AsyncSession) -> list[str]:
        return sorted((await db.execute(text("select text from forum_own_items"))).scalars())

    return hall.deed(ask)


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-own] strong:visible")).to_contain_text(words, timeout=30_000)


def test_it_waits_for_the_network_and_is_kept_once(chromium: Browser, own_hall: Hall) -> None:
    with telephone(chromium, own_hall, 0) as opened:
        page, sent = opened.page, []

        def lose(route: Route) -> None:
            sent.append(route.request.post_data)
            if len(sent) == 1:
                route.fetch()  # the server has it, the telephone never hears of it
                route.abort()
            else:
                route.continue_()

        page.route("**/vote/own-item", lose)
        page.fill("[data-own] textarea", "Chybí koupaliště")
        page.click("[data-own] button")
        said(page, "Vlastní námět je uložen")
        assert len(sent) >= 2
        assert kept(own_hall) == ["Chybí koupaliště"]
        page.unroute("**/vote/own-item")
        page.context.set_offline(True)
        page.fill("[data-own] textarea", "Chybí plovárna")
        page.click("[data-own] button")
        said(page, "Zatím neuloženo")
        page.context.set_offline(False)
        said(page, "Vlastní námět je uložen")
        assert kept(own_hall) == ["Chybí plovárna"], "one code, one own item"
        touch(page, own_hall, 0)
        page.reload()
        expect(page.locator("[data-own] textarea")).to_have_value("Chybí plovárna")
        opened.complaints.clear()  # the console told of the requests that were not answered
        assert opened.faults() == []


def test_without_a_script_it_is_a_form(chromium: Browser, own_hall: Hall) -> None:
    with window(chromium, own_hall.address, PHONE, java_script_enabled=False) as opened:
        page = opened.page
        page.goto(f"{own_hall.forum}/vote")
        page.fill("[name=code]", own_hall.room.codes[1])
        page.click("main form button[type=submit]")
        page.fill("[data-own] textarea", "Kino")
        page.click("[data-own] button")
        expect(page.locator("[data-own] strong:visible")).to_contain_text("Vlastní námět je uložen")
        assert "Kino" in kept(own_hall)
