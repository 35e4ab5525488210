"""Is nothing lost or doubled that a facilitator types while the network goes and others write too?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Table
from partnet_vote.forums.rules.tables import Hand, Item
from tests.builders import forums as build
from tests.builders.hall import Hall
from tests.builders.looking import Variant, Window, window

PHONE = Variant("cs", 390, "light")


class Desk:
    """A table of its own for each test, and what the database has of it."""

    def __init__(self, hall: Hall) -> None:
        async def make(db: AsyncSession) -> Table:
            return await build.table(db, hall.room.forum, "Veřejná prostranství")

        self.hall, self.table = hall, hall.deed(make)
        self.address = f"{hall.forum}/tables/{self.table.number}/items"

    @property
    def items(self) -> tuple[Item, ...]:
        """What is written, in its order."""

        async def ask(db: AsyncSession) -> tuple[Item, ...]:
            return await queries.items(db, self.table.id)

        return self.hall.deed(ask)

    @property
    def texts(self) -> list[str]:
        """The wordings of what stands."""
        return [item.text for item in self.items if not item.is_removed]

    def write(self, *texts: str) -> None:
        """Somebody else writes."""

        async def add(db: AsyncSession) -> None:
            for text in texts:
                await service.add_item(db, Hand(self.table.id), text)

        self.hall.deed(add)

    @contextmanager
    def opened(self, chromium: Browser, **wishes: object) -> Iterator[Window]:
        """A facilitator came in by link and PIN."""
        with window(chromium, self.hall.address, PHONE, **wishes) as found:
            key, pin = service.link_key(self.hall.keyring, self.table), service.pin(self.hall.keyring, self.table)
            found.page.goto(self.address.removesuffix("items") + f"door/{key}")
            found.page.fill("[name=pin]", pin)
            found.page.click("main form button[type=submit]")
            found.page.wait_for_url("**/items")
            yield found


@pytest.fixture
def desk(the_hall: Hall) -> Desk:
    return Desk(the_hall)


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-bar] strong:visible")).to_contain_text(words, timeout=30_000)


def field(page: Page, at: int) -> Locator:
    """The field of an item."""
    return page.locator("#items textarea").nth(at)


def write(page: Page, text: str) -> None:
    page.fill("#add textarea", text)
    page.press("#add textarea", "Enter")


def test_it_saves_while_one_types_and_shows_what_others_write(chromium: Browser, desk: Desk) -> None:
    with desk.opened(chromium) as opened:
        page = opened.page
        write(page, "Málo stínu")
        says(page, "Vše je uložené")
        field(page, 0).press("End")
        field(page, 0).press_sequentially(" na náměstí")
        says(page, "Vše je uložené")
        assert desk.texts == ["Málo stínu na náměstí"]
        field(page, 0).focus()
        desk.write("Hluk")
        expect(field(page, 1)).to_have_value("Hluk", timeout=30_000)
        assert field(page, 0).evaluate("field => field === document.activeElement")
        page.click("#items li:nth-child(2) button:has-text('Nahoru')")
        expect(field(page, 0)).to_have_value("Hluk", timeout=30_000)
        page.click("#items li:nth-child(2) button:has-text('Označit')")
        expect(page.locator("#marked")).to_contain_text("1", timeout=30_000)
        assert [item.is_marked for item in desk.items] == [False, True]
        assert opened.faults() == []


def test_what_is_typed_without_a_network_waits_survives_a_reload_and_is_written_once(
    chromium: Browser, desk: Desk
) -> None:
    desk.write("Hluk", "Parkování")
    with desk.opened(chromium) as opened:
        page = opened.page
        says(page, "Vše je uložené")
        page.context.set_offline(True)
        write(page, "Chybí lavičky")
        write(page, "Chybí koše")
        field(page, 0).fill("Hluk na průtahu")
        page.fill("#add textarea", "Rozepsané")
        says(page, "Neuloženo: nejste připojeni")
        assert desk.texts == ["Hluk", "Parkování"]
        lost: list[str] = []

        def lose(route: Route) -> None:
            if route.request.method == "POST" and len(lost) < 2:
                lost.append(route.request.post_data or "")
                route.fetch()  # written, and the answer lost
                route.abort()
            else:
                route.continue_()

        page.route("**/items**", lose)
        page.context.set_offline(False)
        page.reload()
        expect(page.locator("#add textarea")).to_have_value("Rozepsané")
        expect(page.locator("#items textarea")).to_have_count(4, timeout=40_000)
        says(page, "Ještě není zapsáno")
        assert desk.texts == ["Hluk na průtahu", "Parkování", "Chybí lavičky", "Chybí koše"]
        assert len(lost) == 2


def test_whoever_comes_second_sees_both_wordings_and_chooses(chromium: Browser, desk: Desk) -> None:
    desk.write("Hluk", "Tma")
    with desk.opened(chromium) as one, desk.opened(chromium) as other:
        other.page.context.set_offline(True)
        for at, text in enumerate(("Hluk z dálnice", "Tma v parku")):
            field(other.page, at).fill(text)
            field(one.page, at).fill(text.replace("z dálnice", "od trati").replace("v parku", "u školy"))
        says(one.page, "Vše je uložené")
        other.page.context.set_offline(False)
        says(other.page, "vyberte jedno ze dvou znění")
        boxes = other.page.locator("#items .pv-alert")
        expect(boxes).to_have_count(2, timeout=30_000)
        expect(boxes.nth(0)).to_contain_text("Hluk od trati")
        expect(boxes.nth(0)).to_contain_text("Hluk z dálnice")
        other.complaints.clear()  # the console tells of the network that was cut, and of the answer 409
        assert other.faults() == []
        boxes.nth(0).locator("[data-keep=text]").click()
        expect(boxes).to_have_count(1, timeout=30_000)
        boxes.nth(0).locator("[data-keep=theirs]").click()
        says(other.page, "Vše je uložené")
        assert desk.texts == ["Hluk z dálnice", "Tma u školy"]
        expect(field(other.page, 1)).to_have_value("Tma u školy", timeout=30_000)
        expect(field(one.page, 0)).to_have_value("Hluk z dálnice", timeout=30_000)


def test_the_table_is_run_without_a_script(chromium: Browser, desk: Desk) -> None:
    desk.write("Hluk", "Tma")
    with desk.opened(chromium, java_script_enabled=False) as opened:
        page = opened.page
        field(page, 0).fill("Hluk z dálnice")
        page.click("#items li:nth-child(1) button:has-text('Uložit')")
        page.click("#items li:nth-child(2) button:has-text('Nahoru')")
        page.fill("#add textarea", "Prach")
        page.click("#add button")
        assert desk.texts == ["Tma", "Hluk z dálnice", "Prach"]
        assert not page.locator("[data-bar]").is_visible()
