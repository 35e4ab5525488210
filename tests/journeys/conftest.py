"""What do the journeys share? One installation in which every journey has a vote of its own, one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration import projects
from partnet_vote.cli.demonstration.loading import Loader, evening, settings
from partnet_vote.elections.rules import ContestSettings, ElectionSettings, ElectorateChoice
from partnet_vote.residents import queries as rolls
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders.installation import Installation, installation
from tests.design.browser import browser

SECOND = "Druhé kolo rozpočtu 2026"
BUDGET = 2_000_000_00


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: its driver's loop must have ended before tests with a loop of their own begin."""
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo's story, and a second open vote in Lipovec for whoever comes without JavaScript."""
    with installation(tmp_path_factory.mktemp("journeys"), second_vote) as running:
        yield running


async def second_vote(loader: Loader) -> None:
    async with loader.planes.database.transaction() as db:
        city = await cities.by_slug(db, "lipovec")
        assert city is not None
    async with loader.planes.database.transaction(city.id) as db:
        (edition,) = await rolls.editions(db)
    base = ElectionSettings(title=SECOND, slug="druhe-kolo", intro="Zbylo na dva projekty.", language="cs")
    contest = ContestSettings(
        title="Co ještě zaplatit?", ballot=Knapsack(BUDGET), rule=RuleSpec("greedy", threshold=1), budget=BUDGET
    )
    zone = city.timezone
    times = settings(base, evening(zone, -2, 8), evening(zone, 14))
    electorate = ElectorateChoice(edition.id, min_age=15)
    election_id = await loader.draft(city.id, times, contest, projects.LIPOVEC_2026, electorate)
    await loader.freeze(city.id, election_id)
