"""Are the pages of a survey in order in a real browser: made, voted in, typed by clerks, read by everybody?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from partnet_vote.booth.rules import Spoilt
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.elections import queries
from partnet_vote.forums.rules.own_items import Decision, Verdict
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.results import queries as results, service as results_service
from partnet_vote.tally.ballots.marks import Marks
from tests.builders import accounts, cities, slips, surveys
from tests.builders.installation import Installation, installation
from tests.builders.keys import activate, tab_to
from tests.builders.looking import Variant, Window, window
from tests.design.browser import browser

EMAIL = "survey@staff.example"
VARIANTS = (Variant("cs", 390, "light"), Variant("nb", 1280, "dark"))
WROTE = ("Kluziště", "Kluziště u řeky", "Zrušit poplatek za psa")


@dataclass
class Story:
    """What the walk goes through, filled before the program starts."""

    public: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    door: str = ""
    slug: str = ""
    code: str = ""
    year: str = ""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def told() -> Story:
    return Story()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, told: Story) -> Iterator[Installation]:
    async def more(loader: Loader) -> None:
        await tell(loader, told)

    with installation(tmp_path_factory.mktemp("survey"), more, tells=False) as found:
        yield found


async def tell(loader: Loader, told: Story) -> None:
    """An open survey with a batch half typed and one sealed, and in another town a published one."""
    survey = await surveys.opened(loader.planes, loader.keyring, [{"i1": 1}], slips=400)
    await slips.sealed(survey, ({"i1": 1, "i2": 1}, Spoilt.TOO_MANY, {"i3": 1}))
    half = await slips.declare(survey, 12, "Knihovna")
    one, other = slips.clerk(survey), slips.clerk(survey)
    await slips.type_all(survey, half.id, one, ({"i1": 1}, {"i2": 1, "i4": 1}, Spoilt.BLANK))
    await slips.type_all(survey, half.id, other, ({"i1": 1}, {"i2": 1}))
    full = await slips.declare(survey, 1, "Škola")
    for clerk in (one, other):
        await slips.type_all(survey, full.id, clerk, ({"i2": 1},))
    vote = survey.vote
    told.slug, told.door = vote.slug, f"/{vote.slug}/elections/{survey.election.slug}/vote"
    told.code, told.year = vote.codes[2][0].text, str(vote.codes[2][1])
    staff = f"/{vote.slug}/staff/elections/{survey.election.slug}"
    async with loader.planes.database.transaction(vote.city_id) as db:
        await accounts.member(db, *Role, email=EMAIL, password=accounts.PASSWORD)
        fresh, _ = await surveys.counted_forum(db)
        draft = await surveys.draft(db, loader.keyring, (await surveys.counted_forum(db))[0], slips=300)
        made = await queries.election(db, draft)
    assert made is not None
    told.public += [f"/{vote.slug}/forums/{survey.forum.number}", f"/{vote.slug}/forums/{survey.forum.number}/survey"]
    told.staff += [f"{staff}{part}" for part in ("", "/batches", "/batches/1", "/batches/1/protocol")]
    told.staff += [f"{staff}/batches/2{part}" for part in ("", "/slips/2", "/slips/3", "/slips/7")]
    told.staff.append(f"{staff}/batches/3/sealing")
    told.staff += [f"/{vote.slug}/staff/forums/{number}" for number in (survey.forum.number, f"{fresh.number}/survey")]
    told.staff += [f"/{vote.slug}/staff/elections/{made.slug}{part}" for part in ("", "/slips", "/shortlist")]
    await _published(loader, told)


async def _published(loader: Loader, told: Story) -> None:
    web = [Marks({"i1": 1, "i2": 1}, own_items=(text,)) for text in WROTE]
    survey = await surveys.opened(loader.planes, loader.keyring, web, slips=50)
    await slips.sealed(survey, ({"i1": 1}, {"i2": 1}, Spoilt.TOO_MANY, Spoilt.COPY))
    await surveys.close(survey)
    await survey.result.publish()
    moderator = cities.staff(survey.vote.city_id, Role.MODERATOR)
    async with loader.planes.database.transaction(survey.vote.city_id) as db:
        await accounts.member(db, *Role, email=f"other-{EMAIL}", password=accounts.PASSWORD)
        items = {each.text: each.id for each in await results.own_items(db, survey.election.id)}
        both = Decision(Verdict.PUBLISH, frozenset({items[WROTE[0]], items[WROTE[1]]}), "Kluziště")
        await results_service.decide_own_items(db, moderator, survey.election.id, both)
    result = survey.result.path + "/results"
    told.public += [result, f"{result}/slips", f"{result}/own-items"]
    told.staff.append(f"{survey.result.staff_path}/own-items")


def sign_in(opened: Window, slug: str, email: str) -> None:
    opened.page.goto(f"/{slug}/staff/sign-in")
    opened.page.fill("[name=email]", email)
    opened.page.fill("[name=password]", accounts.PASSWORD)
    opened.page.click("main form button[type=submit]")
    opened.page.wait_for_url(f"**/{slug}/staff")


@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_every_page_of_a_survey_is_in_order(
    running: Installation, chromium: Browser, told: Story, variant: Variant
) -> None:
    faults: list[str] = []
    with window(chromium, running.address, variant) as opened:
        for path in (*told.public, told.door, *told.staff):
            slug = path.split("/")[1]
            if path == told.staff[0] or (path == told.staff[-1]):
                sign_in(opened, slug, EMAIL if slug == told.slug else f"other-{EMAIL}")
            answer = opened.page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            opened.page.wait_for_load_state("networkidle")
            faults += [f"{path}: {fault}" for fault in opened.faults()]
    assert faults == [], "\n" + "\n".join(faults)


def test_somebody_votes_with_an_item_of_their_own(running: Installation, chromium: Browser, told: Story) -> None:
    faults: list[str] = []
    with window(chromium, running.address, VARIANTS[0]) as opened:
        page = opened.page
        page.goto(told.door)
        page.fill("[name=code]", told.code)
        page.fill("[name=birth_year]", told.year)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/vote/ballot")
        page.locator("[name=pick]").first.check()
        page.fill("[name=own-c1]", "Kluziště u školy")
        faults += opened.faults()
        page.click(".pv-bar button >> nth=0")
        page.wait_for_url("**/vote/review")
        assert "Kluziště u školy" in page.locator("main").inner_text()
        faults += opened.faults()
        page.click("form#ballot > button >> nth=0")
        page.wait_for_url("**/vote/receipt")
        assert "Kluziště" not in page.locator("main").inner_text()
    assert faults == []


@pytest.mark.parametrize(("slip", "scripts"), [(2, True), (3, False)], ids=["with a script", "without a script"])
def test_a_clerk_types_a_slip_by_keyboard(
    running: Installation, chromium: Browser, told: Story, slip: int, scripts: bool
) -> None:
    """A mark with the space bar, then Save; where two clerks differ both are shown."""
    with window(chromium, running.address, VARIANTS[0], java_script_enabled=scripts) as opened:
        page = opened.page
        sign_in(opened, told.slug, EMAIL)
        page.goto(next(path for path in told.staff if path.endswith(f"/batches/2/slips/{slip}")))
        assert scripts is False or page.locator("main .ds-alert, main [data-color=warning]").count()
        box = page.locator("[name=pick]").nth(1)
        was = box.is_checked()
        tab_to(page, box)
        page.keyboard.press("Space")
        assert box.is_checked() is not was
        activate(page, page.locator("main form button[type=submit]").first)
        assert "/batches/2" in page.url
        assert not page.title().startswith("Chyba")
