"""Does who comes too late for a thing read so, and find a way on; and does a program read an error as data?"""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import Door
from tests.builders import accounts, cities, routes
from tests.builders.objects import objects
from tests.builders.routes import NOBODY

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "en"}
BACK = re.compile(r'<a class="ds-button" href="([^"]+)"><svg[^>]*><use[^>]*#arrow-left"')
STALE = "It is not here any more"


async def test_who_acts_on_a_thing_that_is_gone_reads_so_and_finds_a_way_on(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    """Of every staff form below a thing: all that its address names is there, but the last."""
    city_id = await cities.city(db, "lipovec")
    made = await objects(db, keyring, city_id)
    await accounts.sign_in(client, db, "lipovec", *Role)
    wrong, seen = [], 0
    for route in routes.product():
        if route.access.door is not Door.STAFF or route.method != "POST" or len(route.parameters) < 2:
            continue
        if "{batch:int}" in route.path:  # this vote takes no slips: what lies above is not there either
            continue
        last, kind = route.parameters[-1]
        vote = made.frozen if "/count" in route.path else made.draft
        values = {"city_slug": "lipovec", "election": vote, **made.values, last: NOBODY[kind]}
        values["number"] = NOBODY["int"] if last == "number" else "1"
        answer = await accounts.post(client, route.address(**values), {}, headers=BROWSER)
        seen += 1
        back = BACK.search(answer.text)
        if answer.status_code != 404 or back is None:
            wrong.append((str(route), answer.status_code, "no way on"))
            continue
        above = await client.get(unescape(back[1]), headers=BROWSER)
        if above.status_code != 200:
            wrong.append((str(route), above.status_code, back[1]))
    assert seen > 80
    assert wrong == []


async def test_the_page_says_what_happened(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    path = f"/lipovec/staff/people/invitations/{NOBODY['uuid']}/withdrawal"
    gone = await accounts.post(client, path, {}, headers=BROWSER)
    assert (gone.status_code, STALE in gone.text) == (404, True)
    looked = await client.get(path, headers=BROWSER)
    assert (looked.status_code, STALE in looked.text, looked.text.count("could not find")) == (404, False, 2)
    assert "Perhaps the address is mistyped" in looked.text
    assert BACK.search(looked.text)[1] == "/lipovec/staff/people"  # type: ignore[index]


@pytest.mark.parametrize(
    "path",
    [
        "/api/lipovec/elections/none/results.json",
        "/api/none/elections/none/results.json",
        "/api/nothing",
        "/lipovec/elections/none/definition.json",
        "/lipovec/elections/none/results/1/ranking.csv",
        "/nothing.json",
        "/schema/nothing",
        "/schema/nothing.yaml",
    ],
)
async def test_a_program_reads_that_nothing_is_there(client: httpx.AsyncClient, db: AsyncSession, path: str) -> None:
    await cities.city(db, "lipovec")
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["title"], problem["type"]) == (404, "Not Found", "about:blank")
    assert problem["detail"]


async def test_a_person_reads_a_page_all_the_same(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    answer = await client.get("/lipovec/elections/none/results/1/ranking.csv", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    api = await client.get("/api/lipovec/elections/none/results.json", headers=BROWSER)
    assert api.headers["content-type"] == "application/problem+json"


async def test_the_description_says_how_an_error_is_told(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/schema/openapi.json")).json()["paths"]
    assert not [path for path in paths if path.startswith("/schema")]
    told = paths["/api/{city_slug}/elections/{election}/results.json"]["get"]["responses"]
    assert list(told["404"]["content"]) == ["application/problem+json"]
    assert list(told["400"]["content"]) == ["application/problem+json"]
