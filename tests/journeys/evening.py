"""How do people run a forum by hand, from the first text to the last place on the wall? In browsers, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from playwright.sync_api import Browser, Locator, expect
from pypdf import PdfReader

from tests.builders.installation import Installation
from tests.builders.looking import Variant, window
from tests.builders.walking import Walk

CITY = "lipovec"
TITLE = "Fórum Lipovce na jaře: deset problémů"
TOPICS = ("Doprava", "Zdraví", "Mladí")
PASSWORD = "druhá osoba u stolu 7"
DESKTOP, PHONE = Variant("cs", 1280, "light"), Variant("cs", 390, "light")


@dataclass
class Evening:
    """A forum in Lipovec and whoever has a device in their hand."""

    browser: Browser
    demo: Installation
    number: int = 0
    codes: list[str] = field(default_factory=list)

    @contextmanager
    def person(self, variant: Variant = PHONE) -> Iterator[Walk]:
        """Somebody with a device of their own; at the end it must have had nothing to complain about."""
        with window(self.browser, self.demo.address, variant, accept_downloads=True) as opened:
            yield Walk(opened.page, variant.language)
            assert opened.complaints == []

    @contextmanager
    def staff(self, email: str, password: str) -> Iterator[Walk]:
        """Somebody who has signed in."""
        with self.person(DESKTOP) as walk:
            walk.go(f"/{CITY}/staff/sign-in")
            walk.fill("E-mail address", email)
            walk.fill("Password", password)
            walk.press("Sign in")
            walk.page.wait_for_url(f"**/{CITY}/staff")
            yield walk

    def organiser(self) -> Walk:
        """The town hall."""
        return self.staff(self.demo.told.email, self.demo.told.password)  # type: ignore[return-value]

    def helper(self) -> Walk:
        """The second person, who types what the first typed."""
        return self.staff(f"moderace@{CITY}.example", PASSWORD)  # type: ignore[return-value]

    @property
    def public(self) -> str:
        """The forum's page."""
        return f"/{CITY}/forums/{self.number}"

    @property
    def desk(self) -> str:
        """The organiser's page."""
        return f"/{CITY}/staff/forums/{self.number}"


def set_up(evening: Evening, walk: Walk) -> None:
    """The forum's texts and three tables, published."""
    walk.go(f"/{CITY}/staff/forums/new")
    walk.fill("Title", TITLE)
    for choice in ("kind", "term", "binding"):
        walk.page.locator(f"main [name={choice}]").first.check(force=True)
    walk.fill("Beginning", "2099-03-12T17:00")
    walk.fill("End", "2099-03-12T20:00")
    walk.fill("Place", "Sokolovna, Tyršova 5")
    walk.page.locator("main [name=languages]").first.check(force=True)
    walk.fill("Programme", "17.00 Zahájení\n17.15 Práce u stolů\n18.30 Hlasování")
    walk.fill("Places", "60")
    walk.fill("Items each table hands over", "2")
    walk.press("Save")
    found = re.search(r"/staff/forums/(\d+)$", walk.page.url)
    assert found, walk.page.url
    evening.number = int(found[1])
    for topic in TOPICS:
        walk.fill("Topic", topic)
        walk.press("Add the table")
        expect(walk.page.locator("#tables ~ *", has_text=topic).first).to_be_visible()
    walk.follow("Publish")
    walk.press("Publish")
    assert walk.word("Published") in walk.text


def register(evening: Evening, walk: Walk, name: str, email: str) -> None:
    """By the public form; where the letter is, is said."""
    walk.go(f"{evening.public}/registration")
    walk.fill("Name and surname", name)
    walk.page.locator("main [name=email]").fill(email)
    walk.page.locator("main [name=table]").nth(1).check(force=True)
    walk.page.locator("main [name=photo]").last.check(force=True)
    walk.page.locator("main form [type=submit]").click()
    walk.page.wait_for_load_state()
    assert walk.heading == walk.word("Look into your mailbox")


def let_in(evening: Evening, walk: Walk, name: str, way: str) -> None:
    """Check somebody in by name; they take a code or paper dots."""
    walk.go(f"{evening.desk}/entrance?q={name}")
    walk.page.locator("main .pv-item a", has_text=name).first.click()
    walk.page.locator(f"main [name=way][value={way}]").first.click()
    walk.page.wait_for_load_state()


def let_in_without_name(evening: Evening, walk: Walk, way: str) -> None:
    """Somebody who came without having registered."""
    walk.go(f"{evening.desk}/entrance")
    walk.page.locator(f"main [name=way][value={way}]").first.check(force=True)
    walk.press("Let in")


def doors(evening: Evening, walk: Walk) -> list[tuple[str, str]]:
    """Link and PIN of each table, as they are handed to the facilitators."""
    walk.go(f"{evening.desk}/doors")
    cards = walk.page.locator("main section.pv-card")
    return [
        (cards.nth(at).locator("a.pv-code").first.inner_text(), cards.nth(at).locator("strong.pv-code").inner_text())
        for at in range(cards.count())
    ]


def write(walk: Walk, link: str, pin: str, items: Sequence[str], chosen: Sequence[str]) -> None:
    """A facilitator opens the table, writes its items, and marks what it hands over."""
    walk.go(link)
    walk.fill("PIN", pin)
    walk.press("Open the table")
    for text in items:
        walk.fill("What should be written down?", text)
        walk.press("Write it down")
        _of_item(walk, "Mark", text).wait_for()
    for text in chosen:
        _of_item(walk, "Mark", text).click()
        _of_item(walk, "Take the mark away", text).wait_for()
    expect(walk.page.locator("[data-bar] [data-state=saved]")).to_be_visible()


def _of_item(walk: Walk, message: str, text: str) -> Locator:
    """A button of an item, which names the item for whoever hears it."""
    return walk.page.get_by_role("button", name=f"{walk.word(message)} {text}", exact=True)


def prepare_room(evening: Evening, walk: Walk, codes: int) -> None:
    """The shortlist, two dots a person, a hidden wall, codes on paper, and the vote opens."""
    walk.go(f"{evening.desk}/shortlist")
    walk.press("Take over what is marked")
    walk.go(f"{evening.desk}/room")
    walk.fill("Dots of each person", "2")
    walk.fill("Most dots on one item", "1")
    walk.page.locator("main [name=is_hidden]").check(force=True)
    walk.press("Save")
    walk.page.locator("main summary", has_text=walk.word("Participant codes")).click()
    walk.fill("How many codes", str(codes))
    with walk.page.expect_download() as download:
        walk.button("Make a PDF with codes").click()
    sheets = download.value.path().read_bytes()
    evening.codes = codes_on(sheets)
    assert len(evening.codes) == codes
    walk.go(f"{evening.desk}/room")
    walk.fill("Minutes", "15")
    walk.press("Open the vote")


def codes_on(sheets: bytes) -> list[str]:
    """Codes as they stand on the printed sheets."""
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(sheets)).pages)
    return re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)


def give_dots(evening: Evening, walk: Walk, code: str, items: Sequence[str], *, kiosk: bool = False) -> None:
    """Enter one's code and give one's dots; the page says that they are saved."""
    walk.go(f"{evening.public}/{'kiosk' if kiosk else 'vote'}")
    walk.fill("Code from your paper", code.lower())
    walk.press("Continue")
    for given, text in enumerate(items, 1):
        card = walk.page.locator(".pv-dot-card", has_text=text)
        card.locator("[name=plus]").click()
        left = walk.word("%(left)s of %(all)s left", left=2 - given, all=2)
        walk.page.locator("[data-bar]", has_text=left).wait_for()
        expect(walk.page.locator("[data-state=saved]")).to_be_visible()
    if kiosk:
        walk.press("Done, the next person")


def type_paper(evening: Evening, walk: Walk, table: int, people: int, dots: dict[str, int]) -> None:
    """Type a table's sheet."""
    walk.go(f"{evening.desk}/tables/{table}/sheet")
    walk.fill("Number of people", str(people))
    for text, number in dots.items():
        walk.page.locator("main .pv-field", has_text=text).locator("[name=dots]").fill(str(number))
    walk.press("Save")


def count_and_reveal(evening: Evening, walk: Walk, wall: Walk, order: Sequence[str]) -> None:
    """Count; then each press shows one more place on the wall, the last one first."""
    walk.go(f"{evening.desk}/room")
    walk.follow("End and count")
    walk.press("End and count")
    for text in reversed(order):
        walk.press("Reveal the next place on the wall")
        wall.page.locator(".pj-main", has_text=text).wait_for(timeout=5000)
