"""What do the forum's browser tests share? One hall a file, one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.builders.hall import Hall, hall
from tests.design.browser import browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: its driver's loop must have ended before tests with a loop of their own begin."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def the_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall that votes with three dots; each test takes codes, or a table, of its own."""
    with hall(tmp_path_factory.mktemp("hall"), 8, marks=3, per_item=3) as running:
        yield running
