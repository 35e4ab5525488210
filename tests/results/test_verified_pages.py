"""Does everybody see the list once it is published, staff what is missing before, and nobody a list too early?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth.service import Planes
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, forums, surveys, verified
from tests.builders.surveys import Survey
from tests.conftest import running


@pytest.fixture
async def visitor(committing_app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with real commits: it sees what the builders have done."""
    async with running(committing_app) as client:
        client.headers["accept-language"] = "en"
        yield client


async def sign_in(client: httpx.AsyncClient, survey: Survey, *roles: Role) -> None:
    client.cookies.clear()
    async with survey.vote.planes.database.transaction() as db:
        await accounts.sign_in(client, db, survey.vote.slug, *roles)


def public(survey: Survey, rest: str = "") -> str:
    return f"/{survey.vote.slug}/forums/{survey.forum.number}/verified{rest}"


def staff(survey: Survey, rest: str = "") -> str:
    return f"/{survey.vote.slug}/staff/forums/{survey.forum.number}/verified{rest}"


async def test_before_publication_nobody_sees_a_list(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    survey = await verified.surveyed(planes, keyring)
    page = await visitor.get(public(survey))
    assert page.status_code == 200
    assert "The list is not verified yet" in page.text
    assert "among the first 3 in each of these rankings: Forum, Survey" in page.text
    assert "Not verified" not in page.text
    for rest in ("/1", "/1/list.json", "/1/list.csv"):
        assert (await visitor.get(public(survey, rest))).status_code == 404
    body = (await visitor.get(f"/api{public(survey)}.json")).json()
    assert (body["list"], body["publications"]) == (None, [])
    inlet = await visitor.get(public(survey, "/summary"), headers={"hx-request": "true"})
    assert "How the list will be verified" in inlet.text
    assert "<html" not in inlet.text
    assert (await visitor.get(public(survey, "/summary"))).headers["location"] == public(survey)


async def test_the_published_list(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await verified.poll(survey)
    result = f"/{survey.vote.slug}/elections/{survey.election.slug}/results"
    assert public(survey) not in (await visitor.get(result)).text
    published = await verified.publish(survey)
    assert f'href="{public(survey)}"' in (await visitor.get(result)).text
    page = await visitor.get(public(survey))
    assert "<h1>2 of the 3 problems of the forum were confirmed by the survey</h1>" in page.text
    for words in (
        "Forum: place 5, 2 marks short of place 3.",
        "Survey: place 5–6, 2 marks short of place 3.",
        "Table 1, <span",
        "Only compared, without deciding: Poll.",
        "Agentura Dotaz: Názory obyvatel",
        "7 ballots were counted.",
        "never added",
    ):
        assert words in page.text, words
    assert page.text.index(surveys.ITEMS[0]) < page.text.index(surveys.ITEMS[1]) < page.text.index(surveys.ITEMS[4])
    assert page.headers["cache-control"] == "public, max-age=60"
    again = await visitor.get(public(survey), headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    inlet = await visitor.get(public(survey, "/summary"), headers={"hx-request": "true"})
    assert "<b>2 of the 3 problems" in inlet.text
    forum = await visitor.get(f"/{survey.vote.slug}/forums/{survey.forum.number}")
    assert f'hx-get="{public(survey, "/summary")}"' in forum.text
    assert f'href="{public(survey)}"' in forum.text
    data = await visitor.get(public(survey, "/1/list.json"))
    assert f"sha256:{hashlib.sha256(data.content).hexdigest()}" == published.digest
    assert published.digest in page.text
    body = (await visitor.get(f"/api{public(survey)}.json")).json()
    assert body["list"] == json.loads(data.content)
    assert body["publications"][0]["digest"] == published.digest


async def test_the_answer_in_the_citys_languages(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await verified.publish(survey)
    for language, words in (("cs", "potvrdila anketa"), ("nb", "bekreftet av undersøkelsen")):
        page = await visitor.get(public(survey), headers={"accept-language": language})
        assert words in page.text
        assert "2.–3." in page.text


async def test_the_list_for_spreadsheets(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await verified.publish(survey)
    answer = await visitor.get(public(survey, "/1/list.csv"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["number"] for row in rows] == ["1", "2", "5", "6", "3", "4"]
    assert [row["verified"] for row in rows] == ["yes", "yes", "no", "no", "no", "no"]
    fifth = rows[2]
    assert (fifth["room_place"], fifth["room_missed"], fifth["room_short"]) == ("5", "below", "2")
    assert (fifth["survey_place"], fifth["survey_shared_to"], fifth["survey_marks"]) == ("2", "3", "3")
    etag = answer.headers["etag"]
    assert (await visitor.get(public(survey, "/1/list.csv"), headers={"if-none-match": etag})).status_code == 304
    assert (await visitor.get(public(survey, "/1/list.xls"))).status_code == 404


async def test_staff_publish_what_they_looked_at(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await sign_in(visitor, survey, Role.COUNTING_OFFICER)
    page = await visitor.get(staff(survey))
    assert "Ready, not published" in page.text
    assert "2 of the 3 problems" in page.text
    digest = page.text.split('name="digest" value="')[1].split('"')[0]
    stale = await accounts.post(visitor, staff(survey, "/publication"), {"digest": "sha256:0"})
    assert stale.status_code == 409
    assert "Look at it again before you publish" in stale.text
    done = await accounts.post(visitor, staff(survey, "/publication"), {"digest": digest})
    assert (done.status_code, done.headers["location"]) == (303, staff(survey))
    council = await visitor.get(f"/{survey.vote.slug}/staff/results")
    assert "2 of the 3 problems of the forum" in council.text
    assert f'href="{public(survey)}"' in council.text
    assert (await visitor.get(public(survey))).status_code == 200
    refused = await accounts.post(
        visitor, staff(survey, "/correction"), {"digest": digest, "reason": "A good long reason."}
    )
    assert refused.status_code == 422
    assert "Nothing has changed since the list was published" in refused.text
    await verified.poll(survey)
    page = await visitor.get(staff(survey))
    assert "counting-officer" not in page.text
    assert "Counting officer" in page.text, "who published it is said in words"
    digest = page.text.split('name="digest" value="')[1].split('"')[0]
    short = await accounts.post(visitor, staff(survey, "/correction"), {"digest": digest, "reason": "No."})
    assert short.status_code == 422
    assert digest in short.text
    done = await accounts.post(visitor, staff(survey, "/correction"), {"digest": digest, "reason": "The poll came in."})
    assert done.status_code == 303
    visitor.cookies.clear()
    page = await visitor.get(public(survey))
    assert "The poll came in." in page.text
    assert "All publications of this list" in page.text
    first = await visitor.get(public(survey, "/1"))
    assert "This list was replaced by a corrected one." in first.text


async def test_who_of_the_staff_sees_the_preview(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    publishers = {Role.ADMINISTRATOR, Role.COUNTING_OFFICER}
    readers = publishers | {Role.MODERATOR, Role.OBSERVER}
    for role in (*readers, Role.CLERK, Role.COUNCILLOR):
        await sign_in(visitor, survey, role)
        page = await visitor.get(staff(survey))
        assert page.status_code == 200, role
        assert ("2 of the 3 problems" in page.text) is (role in readers), role
        assert ("sha256:" in page.text) is (role in publishers), role


async def test_the_rule_and_the_poll_are_typed_in(client: httpx.AsyncClient, db: AsyncSession) -> None:
    client.headers["accept-language"] = "en"
    city_id = await cities.city(db, "testov")
    await accounts.sign_in(client, db, "testov", Role.ADMINISTRATOR)
    await scope(db, city_id)
    forum, entries = await surveys.counted_forum(db)
    here = f"/testov/staff/forums/{forum.number}/verified"
    page = await client.get(here)
    assert "This forum has no survey yet." in page.text
    wrong = await accounts.post(client, here + "/rule", {"top": "0", "needed": "all", "edge": "in"})
    assert wrong.status_code == 422
    three = {"top": "3", "room": "true", "poll": "true", "needed": "2", "edge": "out"}
    assert (await accounts.post(client, here + "/rule", three)).status_code == 303
    page = await client.get(here)
    assert "among the first 3 in at least 2 of these rankings: Forum, Survey, Poll" in page.text
    assert 'value="3"' in (await client.get(here + "/rule")).text
    forum_page = await client.get(here.removesuffix("/verified"))
    assert f'href="{here}"' in forum_page.text
    report = {
        "source": "Agency",
        "taken_on": "2026-04-30",
        "sample": "620",
        "method": "By telephone",
        "measure": "percentages",
        "items": [str(entry.number) for entry in entries],
    }
    shares = ["31", "24,5 %", "x", "", "", ""]
    wrong = await accounts.post(client, here + "/poll", {**report, "numbers": shares})
    assert wrong.status_code == 422
    assert "Item 3: “x” is not a number." in wrong.text
    assert 'value="24,5 %"' in wrong.text  # nothing is lost
    done = await accounts.post(client, here + "/poll", {**report, "numbers": ["31", "24,5 %", "", "", "", ""]})
    assert done.status_code == 303
    page = await client.get(here + "/poll")
    assert 'value="24.5"' in page.text
    again = await accounts.post(client, here + "/poll", {**report, "numbers": ["31", "25", "", "", "", ""]})
    assert again.status_code == 422
    assert "Write the reason for the public" in again.text


async def test_a_draft_is_not_there_for_the_public(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "testov")
    forum = await forums.draft(db)
    for rest in ("", "/summary", "/1", "/1/list.json"):
        assert (await client.get(f"/testov/forums/{forum.number}/verified{rest}")).status_code == 404
    assert (await client.get(f"/api/testov/forums/{forum.number}/verified.json")).status_code == 404
