"""What is wrong with the page that a browser shows?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from partnet_vote.platform.kernel.places import data

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "selectors": False}
VIOLATIONS = f"""() => axe.run({json.dumps(AXE)}).then(found => found.violations.map(
  each => `axe ${{each.id}}: ` + each.nodes.slice(0, 3).map(node => node.html.slice(0, 140)).join(' ')))"""
NARROW = 320
TEXTS = """() => {
  const found = new Set(), walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.parentElement.closest('script, style, [translate=no]')) found.add(walk.currentNode.data);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const e of document.querySelectorAll(`[${name}]`)) found.add(e.getAttribute(name));
  return [...found].map(text => text.replace(/\\s+/g, ' ').trim()).filter(Boolean);
}"""
EXPECTED = re.compile(r"status of 422|^htmx:(afterRequest|sendAbort)")
"""What a console says of a form refused in words, and of a request that the next one replaced."""
WIDEST = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(-3).map(e => e.outerHTML.slice(0, 100))"""


@dataclass(frozen=True)
class Variant:
    """In which language, how wide, how lit."""

    language: str
    width: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.scheme}"


@dataclass
class Window:
    """A page of a browser that remembers every complaint of its console."""

    page: Page
    variant: Variant
    complaints: list[str] = field(default_factory=list)

    def faults(self, *, with_axe: bool = True) -> list[str]:
        """Everything that is wrong with what is shown now; without axe where it has judged the like before."""
        found = self.complaints.copy()
        self.complaints.clear()
        found += violations(self.page) if with_axe else []
        found += [f"not translated: {text}" for text in untranslated(self.page, self.variant.language)]
        found += self._overflow()
        return found

    def _overflow(self) -> list[str]:
        height = 800
        self.page.set_viewport_size({"width": NARROW, "height": height})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        culprits = self.page.evaluate(WIDEST) if wide > NARROW else []
        self.page.set_viewport_size({"width": self.variant.width, "height": height})
        return [f"{wide} px wide at {NARROW}: {culprits}"] if wide > NARROW else []


@contextmanager
def window(
    browser: Browser, address: str, variant: Variant, cookies: list[dict[str, object]] | None = None, **wishes: object
) -> Iterator[Window]:
    """A fresh browser profile with one page, in the variant's language, width and light."""
    viewport = {"width": variant.width, "height": 800}
    context: BrowserContext = browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=variant.scheme,  # type: ignore[arg-type]
        base_url=address,
        locale=variant.language,
        **wishes,  # type: ignore[arg-type]
    )
    context.add_cookies([{"name": "partnet-language", "value": variant.language, "url": address}])
    context.add_cookies(cookies or [])  # type: ignore[arg-type]
    looked_through = Window(context.new_page(), variant)

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            looked_through.complaints.append(f"console: {message.text[:300]}")

    looked_through.page.on("console", heard)
    looked_through.page.on("pageerror", lambda error: looked_through.complaints.append(f"script: {error}"))
    try:
        yield looked_through
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds. It comes with every further document of the page: to send it costs more than half a run."""
    if not page.evaluate("'axe' in window"):
        page.add_init_script(AXE_SCRIPT)
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(VIOLATIONS)


class Untranslated:
    """English messages that a page in another language must not show."""

    def __init__(self, language: str) -> None:
        path = data("locale") / language / "LC_MESSAGES" / "partnet_vote.po"
        catalogue = read_po(path.open("rb"), locale=language) if path.exists() else ()
        plain, patterns = set[str](), list[str]()
        for message in catalogue:
            ids, strings = (x if isinstance(x, list | tuple) else (x,) for x in (message.id, message.string))
            for text in filter(None, ids):
                if text in strings or not any(strings):
                    continue
                if "%(" not in text:
                    plain.add(" ".join(text.split()))
                elif len(re.sub(r"%\(\w+\)s", "", text).split()) >= 2:
                    patterns.append(".+?".join(re.escape(part) for part in re.split(r"%\(\w+\)[sd]", text)))
        self._plain = plain
        self._pattern = re.compile("|".join(patterns) or r"(?!)")

    def among(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts that are English messages with a translation."""
        return [text for text in texts if text in self._plain or self._pattern.fullmatch(text)]


_known: dict[str, Untranslated] = {}


def untranslated(page: Page, language: str) -> list[str]:
    """Messages the page shows in English although its language has words for them."""
    return [] if language == "en" else english_among(page.evaluate(TEXTS), language)


def english_among(texts: Iterable[str], language: str) -> list[str]:
    """Those of the texts that are English messages for which this language has words."""
    if language == "en":
        return []
    if language not in _known:
        _known[language] = Untranslated(language)
    return _known[language].among(texts)
