"""What do the gates share? One installation with its story told, one browser, one staff session, the variants."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries as people, service as accounts
from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration import projects
from partnet_vote.cli.demonstration.loading import Loader, evening, settings
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import ContestSettings, Election, ElectionSettings, ElectorateChoice
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.mail.outbox import OutboxRow
from partnet_vote.platform.web.screens import LANGUAGE_COOKIE
from partnet_vote.results import service as results
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import forums
from tests.builders.installation import Installation, installation
from tests.builders.looking import Variant, window
from tests.builders.objects import objects
from tests.builders.visiting import Walk, walk
from tests.design.browser import browser

MATRIX = [Variant(*each) for each in itertools.product(("cs", "nb", "en"), (390, 1280), ("light", "dark"))]
PHONE = Variant("cs", 390, "light")
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
SLUG = "lipovec"


def others() -> list[Variant]:
    """The variants beside the phone: one whose turn it is, another one every day, the same all day; or all eleven."""
    rest = [variant for variant in MATRIX if variant != PHONE]
    if os.environ.get("FULL_MATRIX") == "1":
        return rest
    day = os.environ.get("VARIANT_DAY") or datetime.now(UTC).date().isoformat()
    return [rest[int(hashlib.sha256(day.encode()).hexdigest(), 16) % len(rest)]]


@dataclass
class Story:
    """What happens in Lipovec besides the demo, filled before the program starts."""

    aside: list[str] = field(default_factory=list)
    """Addresses that no page links to: by letter, after a form, from elsewhere."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: its driver's loop must have ended before tests with a loop of their own begin."""
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def story() -> Story:
    return Story()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, story: Story) -> Iterator[Installation]:
    """The towns as the story leaves them; no gate may change what another one looks at."""

    async def more(loader: Loader) -> None:
        await one_of_everything(loader, story)

    with installation(tmp_path_factory.mktemp("gates"), more) as running:
        yield running


async def one_of_everything(loader: Loader, story: Story) -> None:
    """In Lipovec: a draft with all its parts, a vote to come, a deed that waits, an objection, a count, …"""
    async with loader.planes.database.transaction() as db:
        city = await cities.by_slug(db, SLUG)
        assert city is not None
    async with loader.planes.database.transaction(city.id) as db:
        made = await objects(db, loader.keyring, city.id, "Ukázka všeho")
        await forums.draft(db)
        published = await elections.by_slug(db, "rozpocet-2025")
        assert published is not None
        await results.lodge(db, loader.keyring, published.id, "Lavičky stály podle zápisu víc.")
        for person in await people.people(db):
            address = f"http://127.0.0.1/{SLUG}/staff/reset"
            await accounts.ask_for_reset(db, person.email, address=address, city_name="Lipovec")
        story.aside += await _mailed(db)
    await _counted(loader, city.id, published)
    story.aside += [
        *(f"/{SLUG}/{part}proposals/{made.values['number']}" for part in ("", "staff/")),  # the one with a picture
        f"/{SLUG}/elections/rozpocet-2025/results/1",  # linked once a correction stands beside it
        f"/{SLUG}/forums/1/verified/1",
    ]


async def _mailed(db: AsyncSession) -> list[str]:
    """Where letters lead, and what somebody sees who has just sent the form that brings one."""
    links = [link for text in await db.scalars(select(OutboxRow.text)) for link in LINK.findall(text)]
    return links + [link.split("/places/")[0] + "/registration/sent" for link in links if "/places/" in link]


async def _counted(loader: Loader, city_id: Any, like: Election) -> None:
    """A vote that is counted, and that nobody has published."""
    texts = ElectionSettings(title="Barva laviček", slug="barva-lavicek", intro="Vyberte barvu.", language="cs")
    chosen = settings(texts, evening("Europe/Prague", -2, 8), evening("Europe/Prague", 3))
    contest = ContestSettings(title="Jakou mají mít barvu?", ballot=SingleChoice(), rule=RuleSpec("top-k", seats=1))
    assert like.edition_id is not None
    voters = ElectorateChoice(like.edition_id, min_age=15)
    election_id = await loader.draft(city_id, chosen, contest, projects.LIPOVEC_2026[:3], voters)
    await loader.freeze(city_id, election_id)
    await loader.close(city_id, election_id, "Ukázka počítání.")
    await results.close_due(loader.planes, loader.keyring)
    async with loader.planes.database.transaction(city_id) as db:
        await results.count(db, loader.planes, INSTALLATION, election_id)


@pytest.fixture(scope="module")
def staff_cookies(demo: Installation, chromium: Browser) -> list[dict[str, Any]]:
    """The session of somebody who holds every office of Lipovec that the demo gives."""
    with window(chromium, demo.address, PHONE) as opened:
        opened.page.goto(f"/{SLUG}/staff/sign-in")
        opened.page.fill("[name=email]", demo.told.email)
        opened.page.fill("[name=password]", demo.told.password)
        opened.page.click("main form button[type=submit]")
        opened.page.wait_for_url(f"**/{SLUG}/staff")
        # without the language of the sign-in, or every variant would look at Czech pages
        return [dict(cookie) for cookie in opened.page.context.cookies() if cookie.get("name") != LANGUAGE_COOKIE]


@pytest.fixture(scope="module")
def walked(demo: Installation, staff_cookies: list[dict[str, Any]], story: Story) -> Callable[[str], Walk]:
    """Everything there is in a language."""
    return cache(lambda language: walk(demo.address, language, staff_cookies, story.aside))
