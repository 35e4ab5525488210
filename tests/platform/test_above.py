"""Is an address that only takes forms a dead end for who reloads it, or changes the language there?"""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, routes

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(autouse=True)
async def lipovec(db: AsyncSession) -> None:
    await cities.city(db, "lipovec", host="hlas.lipovec.example")
    await db.flush()


async def test_a_browser_is_led_to_the_page_above(client: httpx.AsyncClient) -> None:
    for below in ("/lipovec/staff/people/invitations", "/lipovec/staff/proposals/publications"):
        answer = await client.get(below, headers=BROWSER)
        assert (answer.status_code, answer.headers["location"]) == (303, below.rpartition("/")[0])


async def test_on_the_citys_own_host_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/staff/people/invitations", headers=BROWSER | {"host": "hlas.lipovec.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/people")


async def test_a_program_is_told_which_methods_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.get("/lipovec/staff/people/invitations")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"OPTIONS", "POST"}
    assert (await client.put("/lipovec/staff/people", headers=BROWSER)).status_code == 405


async def test_no_form_of_ours_is_a_dead_end(client: httpx.AsyncClient) -> None:
    gets = {route.path for route in routes.product() if route.method == "GET"}
    keys = {"city_slug": "lipovec", "election": "vote", "number": "1", "table": "1", "batch": "1"}
    wrong = []
    for route in routes.product():
        if route.method == "GET" or route.path in gets:
            continue
        values = {name: keys.get(name, "0" * 8 + "-0000" * 3 + "-" + "0" * 12) for name, _ in route.parameters}
        answer = await client.get(route.address(**values), headers=BROWSER)
        if answer.status_code != 303:
            wrong.append((str(route), answer.status_code))
    assert wrong == []


async def test_a_refused_form_may_be_read_in_another_language(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    refused = await accounts.post(client, "/lipovec/staff/people/invitations", {"email": "no address"})
    assert refused.status_code == 422
    shown = await client.get("/display?lang=nb&back=/lipovec/staff/people/invitations")
    above = await client.get(shown.headers["location"], headers=BROWSER)
    assert (await client.get(above.headers["location"], headers=BROWSER)).status_code == 200
