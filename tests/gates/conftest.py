"""What do the gates share? One installation with its story told, one browser, one staff session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.elections import queries as elections
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE
from partnet_vote.results import service as results
from tests.builders.installation import Installation, installation
from tests.builders.looking import Variant, window
from tests.builders.objects import objects
from tests.design.browser import browser

PHONE = Variant("cs", 390, "light")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: its driver's loop must have ended before tests with a loop of their own begin."""
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The towns as the story leaves them; no gate may change what another one looks at."""
    with installation(tmp_path_factory.mktemp("gates"), one_of_everything) as running:
        yield running


async def one_of_everything(loader: Loader) -> None:
    """In Lipovec: a draft with all its parts, a vote to come, a deed that waits, an objection, …"""
    async with loader.planes.database.transaction() as db:
        city = await cities.by_slug(db, "lipovec")
        assert city is not None
    async with loader.planes.database.transaction(city.id) as db:
        await objects(db, loader.keyring, city.id, "Ukázka všeho")
        published = await elections.by_slug(db, "rozpocet-2025")
        assert published is not None
        await results.lodge(db, loader.keyring, published.id, "Lavičky stály podle zápisu víc.")


@pytest.fixture(scope="module")
def staff_cookies(demo: Installation, chromium: Browser) -> list[dict[str, Any]]:
    """The session of somebody who holds every office of Lipovec that the demo gives."""
    with window(chromium, demo.address, PHONE) as opened:
        opened.page.goto("/lipovec/staff/sign-in")
        opened.page.fill("[name=email]", demo.told.email)
        opened.page.fill("[name=password]", demo.told.password)
        opened.page.click("main form button[type=submit]")
        opened.page.wait_for_url("**/lipovec/staff")
        # without the language of the sign-in, or every variant would look at Czech pages
        return [dict(cookie) for cookie in opened.page.context.cookies() if cookie.get("name") != LANGUAGE_COOKIE]
