"""What follows a forum's evening: the survey on the web and on paper, the verified list, the pack for the archive?"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile
from zoneinfo import ZoneInfo

from partnet_vote.booth import service as booth
from partnet_vote.cities import queries as cities
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.elections import queries as elections
from partnet_vote.residents import queries as roll
from partnet_vote.residents.rules import Entitlement
from partnet_vote.tally.ballots.marks import Marks
from tests.builders.walking import Walk
from tests.journeys.evening import CITY, Evening

SURVEY = "Ověřovací anketa k jarnímu fóru"
PLACE = "Radnice, přízemí"
OWN = "Kluziště u řeky"


def declare_rule(evening: Evening, walk: Walk, top: int) -> None:
    """An item is verified if it is among the first so many in the room and in the survey: said before anybody votes."""
    walk.go(f"{evening.desk}/verified/rule")
    walk.fill("Among the first how many?", str(top))
    walk.press("Declare the rule")
    assert walk.heading == walk.word("Verified list")


def make_survey(evening: Evening, walk: Walk) -> str:
    """In one step, with everything on the shortlist; frozen, open, with slips. Its address among the votes."""
    now = datetime.now(ZoneInfo("Europe/Prague"))
    walk.go(f"{evening.desk}/survey")
    walk.fill("Title", SURVEY)
    walk.page.locator("main [name=marking][value=choices]").check(force=True)
    walk.fill("Marks a person has", "2")
    walk.page.locator("main [name=own_item]").check(force=True)
    walk.page.locator("main [name=edition_id]").select_option(index=1)
    walk.page.locator("main [name=opens_at]").fill(f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}")
    walk.page.locator("main [name=closes_at]").fill(f"{now + timedelta(days=14):%Y-%m-%dT%H:%M}")
    walk.page.locator("main [name=takes_slips]").check(force=True)
    walk.fill("Slips that are printed", "100")
    walk.page.locator("main [name=return_by]").fill(f"{now + timedelta(days=10):%Y-%m-%d}")
    walk.fill("Ballot boxes", PLACE)
    walk.press("Make the survey")
    found = re.search(r"/staff/elections/([a-z0-9-]+)$", walk.page.url)
    assert found, walk.text
    walk.go(f"/{CITY}/staff/elections/{found[1]}/freeze")
    walk.press("Freeze and publish")
    return found[1]


async def answers(loader: Loader, slug: str, marks: list[tuple[str, ...]]) -> int:
    """So many residents answer on the web, through the booth's own service; whoever marks is told by the titles."""
    async with loader.planes.database.transaction() as db:
        city = await cities.by_slug(db, CITY)
        assert city is not None
    async with loader.planes.database.transaction(city.id) as db:
        election = await elections.by_slug(db, slug)
        assert election is not None
        assert election.edition_id is not None
        (options,) = (await elections.option_texts(db, election.id)).values()
        people = [each.id async for each in roll.entitlements(db, election.edition_id)][-len(marks) :]
    await booth.keep_boxes(loader.planes, loader.keyring)  # the worker would in a moment
    key = {option.title: option.key for option in options}
    ballots: dict[UUID, tuple[str, ...]] = dict(zip(people, marks, strict=True))

    def choose(voter: Entitlement) -> Marks:
        return Marks({key[title]: 1 for title in ballots[voter.id]})

    return await loader.cast_all(city.id, election, frozenset(people), choose)


def answer(evening: Evening, walk: Walk, slug: str, number: int, items: tuple[str, ...], own: str = "") -> None:
    """A resident answers on a telephone, with the code of a letter."""
    code, year = evening.demo.told.codes[CITY][number]
    walk.go(f"/{CITY}/elections/{slug}")
    walk.page.locator("main a[href$='/vote']").first.click()
    walk.fill("Code from the letter", code)
    walk.fill("Year of birth", str(year))
    walk.press("Continue to the ballot")
    for title in items:
        walk.page.locator(".pv-option", has_text=title).locator("input").first.check(force=True)
    if own:
        walk.page.locator("main [name^=own-]").first.fill(own)
    walk.press("Check my vote")
    assert all(title in walk.text for title in items)
    walk.press("Send my vote")
    assert walk.heading == walk.word("Your vote has been sent")


def declare_batch(walk: Walk, slug: str, slips: int) -> str:
    """Slips of one ballot box, counted before anything is typed; the batch's address."""
    walk.go(f"/{CITY}/staff/elections/{slug}/batches")
    walk.page.locator("main [name=place]").fill(PLACE)
    walk.fill("Number of slips", str(slips))
    walk.press("Declare the batch")
    return re.sub(r"[?#].*", "", walk.page.url)


def type_slips(walk: Walk, batch: str, slips: list[tuple[str, ...] | str]) -> None:
    """Every slip as it lies there: its marks, or why it does not count."""
    for number, slip in enumerate(slips, 1):
        walk.go(f"{batch}/slips/{number}")
        if isinstance(slip, str):
            walk.page.locator(f"main [name=spoilt][value={slip}]").check(force=True)
        else:
            for title in slip:
                walk.page.locator("main label", has_text=title).locator("input").check(force=True)
        walk.press("Save and go on")


def seal(walk: Walk, batch: str) -> None:
    """Two have typed the same: the ballots go into the box."""
    walk.go(batch)
    walk.follow("Seal the batch")
    with walk.page.expect_navigation():
        walk.button("Seal the batch: put its ballots into the box").click()
    walk.go(batch)
    walk.page.get_by_text(walk.word("This batch is sealed. Its ballots are in the box.")).wait_for()


def publish_own_items(walk: Walk, slug: str) -> None:
    """Somebody has read what people wrote."""
    walk.go(f"/{CITY}/staff/elections/{slug}/own-items")
    walk.page.locator("main label", has_text=OWN).locator("input").first.check(force=True)
    walk.press("Publish the chosen items")
    walk.go(f"/{CITY}/elections/{slug}/results")
    walk.page.locator("main a[href$='/own-items']").first.click()
    walk.page.get_by_text(OWN).first.wait_for()


def publish_list(evening: Evening, walk: Walk) -> None:
    """Looked at, then published."""
    walk.go(f"{evening.desk}/verified")
    walk.press("Publish the verified list")
    assert walk.word("Published") in walk.text


def read_list(evening: Evening, walk: Walk) -> dict[str, str]:
    """What anybody reads: each item with its places and the verdict."""
    walk.go(f"{evening.public}/verified")
    rows = walk.page.locator("main table").first.locator("tbody tr")
    return {
        rows.nth(at).locator("th b").first.inner_text(): " ".join(rows.nth(at).inner_text().split())
        for at in range(rows.count())
    }


def take_pack(evening: Evening, walk: Walk) -> dict[str, str]:
    """The evidence pack: its sums hold; text of each readable file."""
    walk.go(f"{evening.desk}/outputs")
    with walk.page.expect_download() as download:
        walk.page.locator("main a[href$='evidence.zip']").click()
    place = evening.demo.folder / "evidence.zip"
    download.value.save_as(place)
    return opened(place)


def opened(place: Path) -> dict[str, str]:
    """Every file of a pack whose sums were checked; bytes that are no text read as nothing."""
    with ZipFile(place) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    sums = next(content for name, content in files.items() if "sha256" in name.lower()).decode()
    listed = dict(reversed(line.split(maxsplit=1)) for line in sums.splitlines() if line.strip())
    for name, content in files.items():
        if "sha256" not in name.lower():
            assert listed[name.strip("*")] == hashlib.sha256(content).hexdigest(), name
    return {name: content.decode("utf-8", "ignore") for name, content in files.items()}
