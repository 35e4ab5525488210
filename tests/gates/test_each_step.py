"""Is every step of a vote in order, with the mistakes people make on the way?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.installation import Installation
from tests.builders.looking import Variant, Window, window
from tests.gates.conftest import MATRIX, PHONE, others

OPEN = {"lipovec": "rozpocet-2026", "nordvik": "innbyggerbudsjettet-2026"}
"""The vote that is walked through in each town."""


@pytest.mark.parametrize("variant", [PHONE, *others()], ids=str)
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
