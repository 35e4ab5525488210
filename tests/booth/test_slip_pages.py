"""Do two clerks bring a batch of slips into the box through pages, and does a voter's own item come with the ballot?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.booth import queries
from partnet_vote.booth.rules import Spoilt
from partnet_vote.booth.service import Planes
from partnet_vote.elections import queries as elections, service as elections_service
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import service as residents_service
from partnet_vote.tally.ballots.marks import Marks
from tests.builders import accounts, booth, cities, slips, surveys
from tests.conftest import running

ENGLISH = {"accept-language": "en"}


@pytest.fixture
async def browser(committing_app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with running(committing_app) as client:
        client.headers.update(ENGLISH)
        yield client


@pytest.fixture
async def planes(migrated: embedded.Running, database: Database, keyring: Keyring) -> AsyncIterator[Planes]:
    async with booth.planes(migrated, database, keyring) as both:
        yield both


async def sign_in(browser: httpx.AsyncClient, survey: surveys.Survey, role: Role = Role.CLERK) -> None:
    browser.cookies.clear()
    async with survey.vote.planes.database.transaction() as db:
        await accounts.sign_in(browser, db, survey.vote.slug, role)


def place(survey: surveys.Survey) -> str:
    return f"/{survey.vote.slug}/staff/elections/{survey.election.slug}/batches"


async def test_two_clerks_type_and_seal_a_batch(browser: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await surveys.opened(planes, keyring, slips=10)
    await sign_in(browser, survey)
    here = place(survey)
    assert f"{here}" in (await browser.get(here.removesuffix("/batches"))).text
    wrong = await accounts.post(browser, here, {"place": "Radnice", "slips": "11"})
    assert (wrong.status_code, "10 more can come back" in wrong.text) == (422, True)
    declared = await accounts.post(browser, here, {"place": "Radnice", "slips": "3"})
    assert declared.headers["location"] == f"{here}/1"
    first = {"pick": ["c1-i1", "c1-i2"], "own-c1": "Kluziště", "spoilt": ""}
    answer = await accounts.post(browser, f"{here}/1/slips/1", first)
    assert answer.headers["location"] == f"{here}/1/slips/2"
    too_many = await accounts.post(browser, f"{here}/1/slips/2", {"pick": ["c1-i1", "c1-i2", "c1-i3"]})
    assert too_many.status_code == 422
    assert "choose below why it does not count" in too_many.text
    assert too_many.text.count("checked") == 4  # three marks and “it counts”: nothing typed is lost
    await accounts.post(browser, f"{here}/1/slips/2", {"pick": ["c1-i1"], "spoilt": "too-many"})
    last = await accounts.post(browser, f"{here}/1/slips/3", {"pick": ["c1-i4"]})
    assert last.headers["location"] == f"{here}/1"
    assert "/sealing" not in (await browser.get(f"{here}/1")).text

    await sign_in(browser, survey)
    blind = await browser.get(f"{here}/1/slips/1")
    assert "Kluziště" not in blind.text
    assert 'value="c1-i1" checked' not in blind.text
    await accounts.post(browser, f"{here}/1/slips/1", first)
    await accounts.post(browser, f"{here}/1/slips/2", {"spoilt": "too-many"})
    differs = await accounts.post(browser, f"{here}/1/slips/3", {"pick": ["c1-i5"]})
    assert differs.headers["location"] == f"{here}/1/slips/3"
    shown = await browser.get(f"{here}/1/slips/3")
    assert "Somebody else typed:" in shown.text
    assert "4. Dětský lékař: marked" in shown.text
    await accounts.post(browser, f"{here}/1/slips/3", {"pick": ["c1-i4"]})
    assert "/sealing" in (await browser.get(f"{here}/1")).text
    asked = (await browser.get(f"{here}/1/sealing")).text
    assert "Seal batch 1?" in asked
    assert "cannot be taken out" in asked
    sealed = await accounts.post(browser, f"{here}/1/sealing")
    assert sealed.headers["location"] == f"{here}/1/protocol"
    protocol = await browser.get(f"{here}/1/protocol")
    assert "More marks than allowed" in protocol.text
    again = await accounts.post(browser, f"{here}/1/sealing")
    assert again.status_code == 303
    async with planes.box.transaction() as box:
        assert await boxes.tokens_cast(box, survey.election.id) == 2
    assert "1 more can" not in (await browser.get(here)).text
    assert (await accounts.post(browser, f"{here}/1/slips/1", first)).status_code == 409
    assert (await browser.get(f"{here}/1/slips/1")).status_code == 404


async def test_who_may_not_type_sees_no_slip(browser: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await surveys.opened(planes, keyring, slips=10)
    batch = await slips.settled(survey, ({"i1": 1}, Spoilt.BLANK))
    for role in (Role.MODERATOR, Role.OBSERVER, Role.COUNTING_OFFICER):
        await sign_in(browser, survey, role)
        for path in ("", "/1", "/1/slips/1", "/1/protocol"):
            assert (await browser.get(place(survey) + path)).status_code == 403
        assert (await accounts.post(browser, f"{place(survey)}/1/sealing")).status_code == 403
    async with planes.database.transaction(survey.vote.city_id) as db:
        found = await queries.batch(db, survey.election.id, batch.number)
    assert found is not None
    assert found.sealed_at is None


async def test_an_own_item_goes_with_the_ballot_and_is_shown_before_it_is_sent(
    browser: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    survey = await surveys.opened(planes, keyring)
    base = f"/{survey.vote.slug}/elections/{survey.election.slug}/vote"
    code, year = survey.vote.codes[0]
    assert "Year of birth" in (await browser.get(base)).text
    assert (await accounts.post(browser, base, {"code": code.text, "birth_year": str(year)})).status_code == 303
    ballot = await browser.get(f"{base}/ballot")
    assert 'name="own-c1"' in ballot.text
    seq = re.findall(r'name="seq" value="(\d+)"', ballot.text)[0]
    form = {"seq": seq, "pick": ["c1-i3"], "own-c1": " Kluziště\tu  řeky " + "x" * 400}
    review = await accounts.post(browser, f"{base}/review", form)
    own = "Kluziště u řeky " + "x" * 284
    assert own in review.text
    assert own + "x" not in review.text
    assert (await accounts.post(browser, f"{base}/cast", form | {"own-c1": own})).status_code == 303
    await surveys.close(survey)
    async with planes.box.transaction() as box:
        (counted,) = await boxes.counted_ballots(box, survey.election.id)
    assert Marks({"i3": 1}, own_items=(own,)).own_items[0] in counted.ballot


async def test_no_field_for_own_items_where_none_are_allowed(
    browser: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    survey = await surveys.opened(planes, keyring, own_item=False)
    base = f"/{survey.vote.slug}/elections/{survey.election.slug}/vote"
    code, year = survey.vote.codes[0]
    await accounts.post(browser, base, {"code": code.text, "birth_year": str(year)})
    assert 'name="own-c1"' not in (await browser.get(f"{base}/ballot")).text
    review = await accounts.post(browser, f"{base}/review", {"seq": "1", "own-c1": "Bazén", "pick": ["c1-i1"]})
    assert review.status_code == 200
    assert "Bazén" not in review.text


async def test_holders_of_household_codes_are_not_asked_for_a_year(
    browser: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    async with planes.database.transaction() as db:
        slug = f"house-{uuid4().hex[:10]}"
        await cities.city(db, slug)
        edition = await residents_service.create(db, INSTALLATION, keyring, "Households", date(2026, 9, 1))
        keys = await residents_service.add_numbered(db, INSTALLATION, edition, 60)
        await residents_service.freeze(db, INSTALLATION, edition)
        election_id = await surveys.draft(db, keyring, edition_id=edition)
        await elections_service.freeze(db, INSTALLATION, election_id)
        election = await elections.election(db, election_id)
        codes = await residents_service.issue_codes(db, INSTALLATION, edition, keys[:1], "test")
    assert election is not None
    base = f"/{slug}/elections/{election.slug}/vote"
    assert "Year of birth" not in (await browser.get(base)).text
    assert (await accounts.post(browser, base, {"code": codes[0].text})).status_code == 303


async def test_a_large_batch_comes_in_pages_and_by_state(
    browser: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    survey = await surveys.opened(planes, keyring, slips=200)
    await sign_in(browser, survey)
    here = place(survey)
    assert "No batch is declared yet." in (await browser.get(here)).text
    await accounts.post(browser, here, {"place": "Radnice", "slips": "120"})
    await accounts.post(browser, f"{here}/1/slips/3", {"pick": ["c1-i4"]})
    first, second = (await browser.get(f"{here}/1")).text, (await browser.get(f"{here}/1?page=2")).text
    assert [len(set(re.findall(r"Slip (\d+)</a>", page))) for page in (first, second)] == [100, 20]
    assert "All slips (120)" in first
    assert "Typed once (1)" in first
    once = (await browser.get(f"{here}/1?state=once")).text
    assert re.findall(r"Slip (\d+)</a></th>", once) == ["3"]
    untyped = (await browser.get(f"{here}/1?state=untyped")).text
    assert f"{here}/1?state=untyped&amp;page=2" in untyped
    assert "No slip is in this state any more." in (await browser.get(f"{here}/1?state=settled")).text
    early = await browser.get(f"{here}/1/sealing")
    assert (early.status_code, early.headers["location"]) == (303, f"{here}/1")
