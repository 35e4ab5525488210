"""Can a city vote from the letter to the recount? One command, a browser, and the words on the pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.builders.installation import ROOT, Installation, first_code
from tests.builders.looking import Variant, window
from tests.builders.walking import Walk
from tests.journeys.conftest import SECOND

REASON = "Rada města rozhodla o konci usnesením 7/2026."
BENCHES = "Lavičky s opěrkou u zdravotního střediska"
FOUNTAIN = "Pítko a mlhovač na náměstí"
GARDEN = "Komunitní zahrada na Lipové"
SCHOOL = "Grønn skolegård ved Nordvik skole"
PIER = "Universelt utformet badeplass"


@dataclass(frozen=True)
class Journey:
    """One way of going through the story."""

    browser: Browser
    demo: Installation
    city: str
    title: str
    variant: Variant
    scripts: bool = True

    @contextmanager
    def person(self) -> Iterator[Walk]:
        """Somebody with a browser of their own; at the end it must have had nothing to complain about."""
        options = {"java_script_enabled": self.scripts, "accept_downloads": True}
        with window(self.browser, self.demo.address, self.variant, **options) as opened:
            yield Walk(opened.page, self.variant.language)
            assert opened.complaints == []

    @property
    def codes(self) -> list[tuple[str, str]]:
        """What the letters of this city hold."""
        return [(code, str(year)) for code, year in self.demo.told.codes[self.city]]


def enter(walk: Walk, journey: Journey, number: int) -> None:
    """From the installation's front page to the ballot, with the code of a letter."""
    walk.go("/")
    walk.page.locator(f"main a[href='/{journey.city}']").click()
    walk.page.locator("main .pv-card", has_text=journey.title).get_by_role(
        "link", name=walk.word("Start voting")
    ).click()
    code, year = journey.codes[number]
    walk.fill("Code from the letter", code.lower().replace("-", " "))
    walk.fill("Year of birth", year)
    walk.press("Continue to the ballot")
    assert walk.page.url.endswith("/vote/ballot")
    assert walk.word("Your vote has not been sent yet.") in walk.text


def send(walk: Walk, chosen: tuple[str, ...], left_out: str) -> str:
    """From the marked ballot over its review to the receipt's code; nothing tells afterwards what was chosen."""
    walk.press("Check my vote")
    assert walk.heading == walk.word("Check your vote")
    assert all(title in walk.text for title in chosen)
    assert left_out not in walk.text
    walk.press("Send my vote")
    assert walk.heading == walk.word("Your vote has been sent")
    assert not any(title in walk.page.content() for title in chosen)
    receipt = walk.page.locator(".pv-receipt").inner_text()
    walk.press("Sign out")
    assert walk.word("You are signed out. Nothing stays on this device.") in walk.text
    return receipt


def pick(walk: Walk, scripts: bool, *titles: str) -> None:
    """Mark projects on a knapsack ballot, and see the sum follow."""
    for title in titles:
        walk.page.locator(".pv-option", has_text=title).locator("[name=pick]").check(force=True)
    if not scripts:
        walk.press("Reckon again")
    said = walk.plural("%(num)s project", "%(num)s projects", len(titles))
    walk.page.locator(".pv-bar", has_text=said).wait_for()


def give(walk: Walk, title: str, points: int) -> None:
    """Give points by pressing plus so many times."""
    for given in range(1, points + 1):
        card = walk.page.locator(".pv-option", has_text=title)
        card.get_by_role("button", name=walk.word("Give one point to %(title)s", title=title)).click()
        walk.page.locator(".pv-option", has_text=title).locator("output", has_text=str(given)).wait_for()


def close_and_publish(walk: Walk, journey: Journey) -> None:
    """Staff sign in, end the vote with a public reason, count it and publish the result."""
    walk.go(f"/{journey.city}/staff/sign-in")
    walk.fill("E-mail address", f"urad@{journey.city}.example")
    walk.fill("Password", journey.demo.told.password)
    walk.press("Sign in")
    walk.page.locator("main").get_by_role("link", name=walk.word("Votes"), exact=True).click()
    walk.page.get_by_role("link", name=journey.title).click()
    walk.page.locator("a[href$='/deeds/close-early']").click()
    walk.page.locator("main form [type=submit]").click()
    assert walk.page.locator("[role=alert]").count()  # a deed without a reason is refused
    walk.fill("Reason for the public", REASON)
    walk.page.locator("main form [type=submit]").click()
    assert walk.word("Done, signed and published.") in walk.text
    assert REASON in walk.text
    count(walk)
    walk.press("Count the ballots")
    assert walk.word("Counted, not published") in walk.text
    walk.follow("Publish the result")
    walk.press("Publish the result")
    assert walk.word("Published") in walk.text


def count(walk: Walk) -> None:
    """To the page of the count; the worker may have closed the box already, else we do."""
    walk.page.locator("main").get_by_role("link", name=walk.word("Count"), exact=True).click()
    if walk.button("Close the box now").count():
        walk.press("Close the box now")
    assert walk.button("Count the ballots").count() == 1


def read_result(walk: Walk, journey: Journey, ranking: tuple[tuple[str, str], ...], receipt: str) -> Path:
    """Anybody reads the ranking with its reasons, finds the receipt, and takes the bundle home."""
    walk.go(f"/{journey.city}")
    walk.follow(journey.title)
    rows = walk.page.locator("table").first.locator("tbody tr")
    for number, (title, score) in enumerate(ranking):
        row = " ".join(rows.nth(number).inner_text().split())
        assert title in row
        assert score in row
    reasons = walk.page.locator("table").first.locator(".pv-reason").all_inner_texts()
    assert len(reasons) == rows.count() - len(ranking)  # why each of the others gets nothing
    assert all(reason.strip() for reason in reasons)
    assert walk.word("How it was counted") in walk.text
    walk.page.locator("main summary", has_text=walk.word("All files and checksums")).click()
    with walk.page.expect_download() as download:
        walk.page.locator("a[href$='bundle.zip']").click()
    bundle = journey.demo.folder / f"{journey.variant}-{journey.scripts}.zip"
    download.value.save_as(bundle)
    walk.follow("Check your receipt")
    walk.fill("Receipt code", receipt.lower())
    walk.press("Look it up")
    assert walk.word("This vote is in the ballot box") in walk.text
    return bundle


def verify(bundle: Path, receipt: str) -> str:
    """The second command: a recount without any server."""
    words = [sys.executable, "-m", "partnet_vote.cli", "verify", str(bundle), "--receipt", receipt]
    done = subprocess.run(
        words, cwd=bundle.parent, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Your receipt code is in the list" in done.stdout
    assert "Everything holds." in done.stdout
    return done.stdout


def whole_story(journey: Journey) -> None:
    """Two residents of Lipovec vote; staff close, count and publish; the ranking is read and recounted."""
    with journey.person() as one:
        enter(one, journey, 0)
        pick(one, journey.scripts, BENCHES, FOUNTAIN)
        first = send(one, (BENCHES, FOUNTAIN), GARDEN)
    with journey.person() as other:
        enter(other, journey, 1)
        pick(other, journey.scripts, BENCHES)
        second = send(other, (BENCHES,), FOUNTAIN)
        assert second != first
    with journey.person() as staff:
        close_and_publish(staff, journey)
    with journey.person() as reader:
        bundle = read_result(reader, journey, ((BENCHES, "2"), (FOUNTAIN, "1")), first)
    assert "2 ballots, 2 receipt codes" in verify(bundle, second)


def test_in_lipovec(chromium: Browser, demo: Installation) -> None:
    assert first_code(demo.said("Vote")) == tuple(map(str, demo.told.codes["lipovec"][0]))
    assert demo.told.email in demo.said("Staff")
    whole_story(Journey(chromium, demo, "lipovec", "Participativní rozpočet 2026", Variant("cs", 1280, "light")))


def test_in_lipovec_without_javascript(chromium: Browser, demo: Installation) -> None:
    whole_story(Journey(chromium, demo, "lipovec", SECOND, Variant("cs", 1280, "light"), scripts=False))


@pytest.mark.parametrize("scheme", ["light"])
def test_in_norwegian_on_a_phone(chromium: Browser, demo: Installation, scheme: str) -> None:
    journey = Journey(chromium, demo, "nordvik", "Innbyggerbudsjettet 2026", Variant("nb", 390, scheme))
    with journey.person() as one:
        enter(one, journey, 0)
        give(one, SCHOOL, 3)
        give(one, PIER, 1)
        receipt = send(one, (SCHOOL, PIER), "Felleshage på Lia")
    with journey.person() as staff:
        close_and_publish(staff, journey)
    with journey.person() as reader:
        bundle = read_result(reader, journey, ((SCHOOL, "3"), (PIER, "1")), receipt)
        assert reader.page.locator("html").get_attribute("lang") == "nb"
    assert "1 ballots, 1 receipt codes" in verify(bundle, receipt)
