"""How does a test walk through pages as a person does: by the words on buttons, links and labels?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from playwright.sync_api import Locator, Page

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.web.languages import Language, load


@dataclass
class Walk:
    """A person at a page, reading one language."""

    page: Page
    language: str

    @cached_property
    def _speech(self) -> Language:
        return load(data("locale"))[self.language]

    def word(self, message: str, **values: object) -> str:
        """A message in the person's language."""
        return self._speech.gettext(message) % values if values else self._speech.gettext(message)

    def plural(self, one: str, many: str, n: int) -> str:
        """A counted message in the person's language."""
        return self._speech.ngettext(one, many, n) % {"num": n}

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def follow(self, message: str) -> None:
        """Follow the link with these words."""
        self.link(message).first.click()
        self.page.wait_for_load_state()

    def press(self, message: str) -> None:
        """Press the button with these words."""
        self.button(message).first.click()
        self.page.wait_for_load_state()

    def link(self, message: str) -> Locator:
        """Links with these words."""
        return self.page.get_by_role("link", name=self.word(message))

    def button(self, message: str) -> Locator:
        """Buttons with these words."""
        return self.page.get_by_role("button", name=self.word(message), exact=True)

    def fill(self, label: str, text: str) -> None:
        """Write into the field with this label."""
        self.page.get_by_label(self.word(label)).fill(text)

    @property
    def text(self) -> str:
        """What the page's main part says."""
        return " ".join(self.page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ").split())

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("main h1").inner_text()
