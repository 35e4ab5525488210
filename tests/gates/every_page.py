"""What is wrong with any page of an installation, in one variant?"""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.builders.installation import Installation
from tests.builders.looking import Variant, english_among, window
from tests.builders.visiting import STARTS, Walk


def faults_of_pages(
    demo: Installation, chromium: Browser, cookies: list[dict[str, Any]], walked: Walk, variant: Variant
) -> list[str]:
    """Markup and words of every page; in the browser those that together show everything."""
    faults: list[str] = []
    for page in walked.pages:
        faults += [f"{page.who} {page.path}: {fault}" for fault in page.faults]
        english = english_among(page.texts, variant.language)
        faults += [f"{page.who} {page.path}: not translated: {text}" for text in english]
    look = walked.to_look_at()
    for who in STARTS:
        with window(chromium, demo.address, variant, cookies if who == "staff" else None) as opened:
            for path, is_judged in ((page.path, is_judged) for page, is_judged in look if page.who == who):
                answer = opened.page.goto(path)
                assert answer is not None
                faults += [f"{who} {path}: {fault}" for fault in opened.faults(with_axe=is_judged)]
                if answer.status != 200 or not opened.page.locator("main h1").count():
                    faults.append(f"{who} {path}: status {answer.status}, or no heading")
    return faults
