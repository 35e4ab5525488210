"""Does the wall of the hall follow the vote by itself, also after its line was cut, and without a script?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.builders.hall import Hall
from tests.builders.looking import Variant, window
from tests.builders.wire import wire
from tests.forums.test_dots_browser import says, telephone, touch

WALL = Variant("cs", 1920, "dark")
SOON, RECOVERED = 15_000, 45_000
"""Milliseconds until a dot stands on the wall (a second, on a machine that is not busy), and after a cut."""


@contextmanager
def projector(chromium: Browser, hall: Hall, address: str = "", **wishes: object) -> Iterator[Page]:
    """The wall; a reload would be seen by the mark that is missing after it."""
    with window(chromium, hall.address, WALL, **wishes) as opened:
        opened.page.goto(hall.forum.replace(hall.address, address or hall.address) + "/board")
        if wishes.get("java_script_enabled", True):
            opened.page.evaluate("window.isTheSamePage = true")
        yield opened.page


def figures(page: Page) -> tuple[int, int]:
    """(people, dots) as the wall says them."""
    shown = page.locator(".pj-head dd")
    return int(shown.nth(0).inner_text()), int(shown.nth(1).inner_text())


def expect_figures(page: Page, people: int, dots: int, timeout: int = SOON) -> None:
    expect(page.locator(".pj-head dd").nth(1)).to_have_text(str(dots), timeout=timeout)
    expect(page.locator(".pj-head dd").nth(0)).to_have_text(str(people), timeout=timeout)


def expect_order(page: Page, hall: Hall, marks: dict[int, int]) -> None:
    """The rows begin with these items (by their place on the shortlist) and the marks of each."""
    for row, (at, dots) in enumerate(marks.items()):
        line = page.locator(".pj-rows > li").nth(row)
        expect(line.locator(".pj-title")).to_have_text(hall.room.entries[at].text, timeout=SOON)
        expect(line.locator(".pj-value")).to_have_text(str(dots), timeout=SOON)


def is_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSamePage === true"))


def test_counts_and_order_change_without_a_reload(chromium: Browser, the_hall: Hall) -> None:
    with projector(chromium, the_hall) as wall:
        people, dots = figures(wall)
        assert (people, dots) == (0, 0)
        with telephone(chromium, the_hall, 0) as one, telephone(chromium, the_hall, 1) as other:
            touch(one.page, the_hall, 3)
            expect_figures(wall, 1, 1)
            expect_order(wall, the_hall, {3: 1})
            touch(other.page, the_hall, 5)
            touch(other.page, the_hall, 5)
            says(other.page, "Tečky uložené")
            expect_figures(wall, 2, 3)
            expect_order(wall, the_hall, {5: 2, 3: 1})
            other.page.click("[data-undo] button")
            touch(one.page, the_hall, 3)
            touch(one.page, the_hall, 3)
            expect_figures(wall, 2, 4)
            expect_order(wall, the_hall, {3: 3, 5: 1})
        assert is_the_same_page(wall)
        assert not wall.locator("[data-lost]").is_visible()


def test_a_wall_that_was_offline_is_right_again_when_the_network_is_back(chromium: Browser, the_hall: Hall) -> None:
    with projector(chromium, the_hall) as wall, telephone(chromium, the_hall, 2) as phone:
        people, dots = figures(wall)
        wall.context.set_offline(True)
        touch(phone.page, the_hall, 7)
        says(phone.page, "Tečky uložené")
        wall.context.set_offline(False)
        expect_figures(wall, people + 1, dots + 1, RECOVERED)
        assert is_the_same_page(wall)


def test_a_wall_whose_line_is_cut_says_so_and_catches_up(chromium: Browser, the_hall: Hall) -> None:
    with (
        wire(the_hall.address) as line,
        projector(chromium, the_hall, line.address) as wall,
        telephone(chromium, the_hall, 3) as phone,
    ):
        people, dots = figures(wall)
        touch(phone.page, the_hall, 8)
        expect_figures(wall, people + 1, dots + 1)
        line.cut()
        touch(phone.page, the_hall, 8)
        touch(phone.page, the_hall, 9)
        says(phone.page, "Tečky uložené")
        expect(wall.locator("[data-lost]")).to_be_visible(timeout=RECOVERED)
        assert figures(wall) == (people + 1, dots + 1), "it keeps what it last heard"
        line.mend()
        expect_figures(wall, people + 1, dots + 3, RECOVERED)
        expect(wall.locator("[data-lost]")).to_be_hidden(timeout=RECOVERED)
        phone.page.click("[data-undo] button")
        expect_figures(wall, people + 1, dots + 2)
        assert is_the_same_page(wall)


def test_without_a_script_the_wall_loads_itself_anew(chromium: Browser, the_hall: Hall) -> None:
    with projector(chromium, the_hall, java_script_enabled=False) as wall:
        people, dots = figures(wall)
        with telephone(chromium, the_hall, 4) as phone:
            touch(phone.page, the_hall, 10)
            says(phone.page, "Tečky uložené")
        expect_figures(wall, people + 1, dots + 1, 30_000)
