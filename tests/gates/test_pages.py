"""Does a link lead to every page, and is every page in order in Czech on a phone?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser

from tests.builders.installation import Installation
from tests.builders.visiting import Walk, wanted
from tests.gates.conftest import PHONE
from tests.gates.every_page import faults_of_pages

CITY = "/{city_slug:str}"
BATCHES = CITY + "/staff/elections/{election:str}/batches"
BY_OTHER_WAYS = {
    "/api/{city_slug:str}/elections/{election:str}/results.json",  # for programs
    "/api/{city_slug:str}/forums/{number:int}/verified.json",
    CITY + "/elections/{election:str}/vote/review",  # by reload; leads back to the ballot
    # of a survey with slips, or with own items, or whose shortlist has changed: tests/booth/test_slip_walk.py sees them
    BATCHES,
    *(f"{BATCHES}/{{batch:int}}{part}" for part in ("", "/slips/{slip:int}", "/sealing", "/protocol")),
    CITY + "/staff/elections/{election:str}/slips/sheet",
    CITY + "/staff/elections/{election:str}/shortlist",
    CITY + "/elections/{election:str}/results/slips",
    CITY + "/elections/{election:str}/results/own-items",
}


def test_links_lead_to_every_page(walked: Callable[[str], Walk]) -> None:
    """A page that no link leads to is either forgotten or must be named here."""
    opened = walked(PHONE.language).opened
    missed = sorted(wanted() - opened - BY_OTHER_WAYS)
    assert missed == [], "\n" + "\n".join(missed)
    assert sorted(BY_OTHER_WAYS & opened) == [], "links lead there after all"


def test_every_page_is_in_order(
    demo: Installation, chromium: Browser, staff_cookies: list[dict[str, Any]], walked: Callable[[str], Walk]
) -> None:
    faults = faults_of_pages(demo, chromium, staff_cookies, walked(PHONE.language), PHONE)
    assert faults == [], "\n" + "\n".join(faults)
