"""Which browser do the tests look through?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

import dev

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def executable() -> str:
    """The Chromium, Chrome or Edge of this machine; without one the test is skipped, or fails where none may skip."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, dev.BROWSERS)), None)
    found = found or next((place for place in dev.BROWSER_PLACES if Path(place).exists()), None)
    if found is None and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("there is no browser here, and REQUIRE_BROWSER forbids to do without")
    if found is None:
        pytest.skip("NO BROWSER FOUND: install Chromium, Chrome or Edge, or name one in CHROMIUM")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    found = executable()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()
