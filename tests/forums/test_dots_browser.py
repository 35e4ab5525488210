"""Is a touch shown at once, kept while the network is away, and counted once, whatever becomes of its answer?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from tests.builders.hall import Hall
from tests.builders.looking import Variant, Window, window

PHONE = Variant("cs", 390, "light")


@contextmanager
def telephone(chromium: Browser, hall: Hall, code: int) -> Iterator[Window]:
    """A telephone that came in by a code of its own."""
    with window(chromium, hall.address, PHONE) as opened:
        opened.page.goto(f"{hall.forum}/vote#{hall.room.codes[code]}")
        opened.page.click("main form button[type=submit]")
        opened.page.wait_for_selector("#dots")
        yield opened


def touch(page: Page, hall: Hall, at: int, sign: str = "plus") -> None:
    page.click(f"#option-{hall.room.entries[at].id} [name={sign}]")


def shown(page: Page, hall: Hall, at: int) -> int:
    """Filled dots of an item."""
    return page.locator(f"#option-{hall.room.entries[at].id} .pv-dots svg:not([data-off])").count()


def says(page: Page, words: str) -> None:
    """The bar says it, in words that can be seen."""
    expect(page.locator("[data-bar] strong:visible")).to_contain_text(words, timeout=30_000)


def given(hall: Hall, lookup: str) -> list[int]:
    """What the database has of a code, by item."""

    async def ask(db: AsyncSession) -> list[int]:
        query = text("select id from forum_codes where lookup = :lookup")
        code_id: UUID = (await db.execute(query, {"lookup": lookup})).scalar_one()
        dots = await queries.dots_of(db, code_id)
        return [dots.get(entry.id, 0) for entry in hall.room.entries[:4]]

    return hall.deed(ask)


def test_touches_wait_for_the_network_in_their_order_and_count_once(chromium: Browser, the_hall: Hall) -> None:
    with telephone(chromium, the_hall, 0) as opened:
        page, lookup = opened.page, the_hall.room.codes[0][:4]
        touch(page, the_hall, 0)
        says(page, "Tečky uložené")
        opened.page.context.set_offline(True)
        touch(page, the_hall, 1)
        touch(page, the_hall, 1)
        touch(page, the_hall, 0, "minus")
        assert [shown(page, the_hall, at) for at in range(2)] == [0, 2]
        says(page, "Nejste připojeni, tečka čeká")
        assert given(the_hall, lookup) == [1, 0, 0, 0]
        page.click("[data-undo] button")
        assert [shown(page, the_hall, at) for at in range(2)] == [1, 2]
        page.context.set_offline(False)
        says(page, "Tečky uložené")
        assert given(the_hall, lookup) == [1, 2, 0, 0]
        page.reload()
        assert [shown(page, the_hall, at) for at in range(2)] == [1, 2]
        opened.complaints.clear()  # the console told of the requests that were not answered
        assert opened.faults() == []


def test_an_answer_that_is_lost_does_not_count_a_touch_twice(chromium: Browser, the_hall: Hall) -> None:
    with telephone(chromium, the_hall, 1) as opened:
        page, sent = opened.page, []

        def lose(route: Route) -> None:
            sent.append(route.request.post_data)
            if len(sent) in {1, 2}:
                route.fetch()  # the server has it, the telephone never hears of it
                route.abort()
            elif len(sent) == 3:
                route.fulfill(status=503, body="full")
            else:
                route.continue_()

        page.route("**/vote/taps", lose)
        touch(page, the_hall, 2)
        touch(page, the_hall, 2)
        expect(page.locator("[data-state=waiting]")).to_be_visible()
        says(page, "Tečky uložené")
        assert given(the_hall, the_hall.room.codes[1][:4]) == [0, 0, 2, 0]
        assert sent[0] == sent[1] == sent[2] == sent[3] != sent[4]


def test_a_refused_touch_is_taken_back_with_the_reason(chromium: Browser, the_hall: Hall) -> None:
    """The same code on two telephones: each believes to have dots left."""
    with telephone(chromium, the_hall, 2) as one, telephone(chromium, the_hall, 2) as other:
        for _ in range(3):
            touch(one.page, the_hall, 0)
        says(one.page, "Tečky uložené")
        touch(other.page, the_hall, 1)
        expect(other.page.locator("[data-refused]")).to_contain_text("Tečka se vrátila")
        assert [shown(other.page, the_hall, at) for at in range(2)] == [3, 0]
        assert other.faults() == []


def test_after_a_minute_it_asks_and_whoever_leaves_waits_for_their_dots(chromium: Browser, the_hall: Hall) -> None:
    with telephone(chromium, the_hall, 3) as opened:
        page = opened.page
        page.clock.install()
        page.route("**/vote/taps", lambda route: route.abort())
        touch(page, the_hall, 0)
        says(page, "Nejste připojeni")
        page.click("main > form:last-of-type button")
        assert page.locator("#dots").is_visible()
        for _ in range(14):
            page.clock.run_for(5000)
        says(page, "Zatím neuloženo")
        page.unroute("**/vote/taps")
        page.click("[data-again]")
        says(page, "Tečky uložené")
        assert given(the_hall, the_hall.room.codes[3][:4]) == [1, 0, 0, 0]


def test_without_a_script_every_touch_is_a_form(chromium: Browser, the_hall: Hall) -> None:
    with window(chromium, the_hall.address, PHONE, java_script_enabled=False) as opened:
        page = opened.page
        page.goto(f"{the_hall.forum}/vote")
        page.fill("[name=code]", the_hall.room.codes[4])
        page.click("main form button[type=submit]")
        touch(page, the_hall, 3)
        touch(page, the_hall, 0)
        page.click("[data-undo] button")
        assert [shown(page, the_hall, at) for at in (0, 3)] == [0, 1]
        assert given(the_hall, the_hall.room.codes[4][:4]) == [0, 0, 0, 1]
