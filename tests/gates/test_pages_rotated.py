"""Is every page in order in other languages, on a desk, in the dark? One other variant a day, `check --all` all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.builders.installation import Installation
from tests.builders.looking import Variant
from tests.builders.visiting import Walk
from tests.gates.conftest import others
from tests.gates.every_page import faults_of_pages


@pytest.mark.parametrize("variant", others(), ids=str)
def test_every_page_is_in_order(
    demo: Installation,
    chromium: Browser,
    staff_cookies: list[dict[str, Any]],
    walked: Callable[[str], Walk],
    variant: Variant,
) -> None:
    faults = faults_of_pages(demo, chromium, staff_cookies, walked(variant.language), variant)
    assert faults == [], "\n" + "\n".join(faults)
