"""Can the tasks of an evening be done by keyboard alone, with a script and without?"""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Table
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, forums as build
from tests.builders.hall import SLUG, Hall
from tests.builders.keys import activate, tab_to, type_into
from tests.builders.looking import Variant, window

PHONE = Variant("en", 390, "light")
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without a script"])


def dots(hall: Hall, code: str) -> list[int]:
    """What the database has of a code, by item of the shortlist."""

    async def ask(db: AsyncSession) -> list[int]:
        query = text("select id from forum_codes where lookup = :lookup")
        code_id: UUID = (await db.execute(query, {"lookup": code[:4]})).scalar_one()
        given = await queries.dots_of(db, code_id)
        return [given.get(entry.id, 0) for entry in hall.room.entries[:3]]

    return hall.deed(ask)


@SCRIPTS
def test_somebody_gives_dots(chromium: Browser, the_hall: Hall, scripts: bool) -> None:
    """Two dots to the second item and one to the third, which is then taken back."""
    code = the_hall.room.codes[6 if scripts else 7]
    with window(chromium, the_hall.address, PHONE, java_script_enabled=scripts) as opened:
        page = opened.page
        page.goto(f"{the_hall.forum}/vote")
        type_into(page, page.locator("[name=code]"), code)
        activate(page, page.locator("main form button[type=submit]"))
        for at in (1, 1, 2):
            item = page.locator(f"#option-{the_hall.room.entries[at].id}")
            before = item.locator(".pv-dots svg:not([data-off])").count()
            activate(page, item.locator("[name=plus]"), leaves=not scripts)
            expect(item.locator(".pv-dots svg:not([data-off])")).to_have_count(before + 1, timeout=30_000)
        activate(page, page.locator("[data-undo] button"), leaves=not scripts)
        expect(item.locator(".pv-dots svg:not([data-off])")).to_have_count(0, timeout=30_000)
        if scripts:
            expect(page.locator("[data-bar] [data-state=saved]")).to_be_visible(timeout=30_000)
    assert dots(the_hall, code) == [0, 2, 0]


@SCRIPTS
def test_somebody_is_let_in(chromium: Browser, the_hall: Hall, scripts: bool) -> None:
    """A colleague signs in, and counts in somebody who takes paper dots."""
    email = f"door-{scripts}@staff.example".lower()

    async def colleague(db: AsyncSession) -> None:
        await accounts.member(db, Role.MODERATOR, email=email, password=accounts.PASSWORD)

    the_hall.deed(colleague)
    before = arrivals(the_hall)
    with window(chromium, the_hall.address, PHONE, java_script_enabled=scripts) as opened:
        page = opened.page
        page.goto(f"/{SLUG}/staff/forums/{the_hall.room.forum.number}/entrance")
        type_into(page, page.locator("[name=email]"), email)
        type_into(page, page.locator("[name=password]"), accounts.PASSWORD)
        activate(page, page.get_by_role("button", name="Sign in"))
        page.wait_for_url("**/entrance")
        tab_to(page, page.locator("[name=way]").first)
        page.keyboard.press("ArrowDown")
        expect(page.locator("[name=way][value=paper]")).to_be_checked()
        activate(page, page.get_by_role("button", name="Let in"))
    assert arrivals(the_hall) == before + 1


def arrivals(hall: Hall) -> int:
    """Who took paper dots."""

    async def ask(db: AsyncSession) -> int:
        return (await queries.attendance(db, hall.room.forum, is_over=False)).paper

    return hall.deed(ask)


@SCRIPTS
def test_a_table_writes_and_marks(chromium: Browser, the_hall: Hall, scripts: bool) -> None:
    """A facilitator opens the table by PIN, writes an item down, mends it, and marks it."""

    async def made(db: AsyncSession) -> Table:
        return await build.table(db, the_hall.room.forum, f"Keyboard {scripts}")

    table = the_hall.deed(made)
    key, pin = service.link_key(the_hall.keyring, table), service.pin(the_hall.keyring, table)
    with window(chromium, the_hall.address, PHONE, java_script_enabled=scripts) as opened:
        page = opened.page
        page.goto(f"{the_hall.forum}/tables/{table.number}/door/{key}")
        type_into(page, page.locator("[name=pin]"), pin)
        page.keyboard.press("Enter")
        page.wait_for_url("**/items")
        type_into(page, page.locator("#add textarea"), "Too much dust")
        activate(page, page.locator("#add button"), leaves=not scripts)
        written = page.locator("#items textarea").first
        expect(written).to_have_value("Too much dust", timeout=30_000)
        type_into(page, written, "Dust from the quarry")
        if not scripts:
            activate(page, page.locator("#items li").first.get_by_role("button", name="Save"))
        activate(page, page.locator("#items li").first.get_by_role("button", name="Mark"), leaves=not scripts)
        expect(page.locator("#marked")).to_contain_text("1", timeout=30_000)
    (item,) = the_hall.deed(lambda db: queries.items(db, table.id))
    assert (item.text, item.is_marked) == ("Dust from the quarry", True)
