"""Does every deed that cannot be undone ask once more, name its thing, and let one go back?"""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import Door
from tests.builders import accounts, cities, forums, routes
from tests.builders.objects import Objects, objects

FINAL = ("removal", "withdrawal", "deactivation", "cancellation", "freeze", "sealing", "confirmation", "key", "count")
"""How the addresses of deeds end after which something is gone, fixed or ended for good."""
NOT_ASKED = {
    "POST /{city_slug:str}/staff/elections/{election:str}/count": "counting is done again as often as one likes",
    "POST /{city_slug:str}/staff/forums/{number:int}/people/{person:uuid}/cancellation": "asked on the person's page",
    "POST /{city_slug:str}/staff/forums/{number:int}/tables/{table:int}/own-items/removal": "typed again from paper",
    "POST /{city_slug:str}/staff/proposals/{number:int}/pictures/{picture:uuid}/removal": "asked on the picture's page",
}
"""Deeds that end so and have no page of their own, and why."""


@pytest.fixture
async def made(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> Objects:
    city_id = await cities.city(db, "lipovec")
    found = await objects(db, keyring, city_id)
    await accounts.sign_in(client, db, "lipovec", *Role)
    client.headers["accept-language"] = "en"
    return found


def test_every_final_deed_has_a_page_that_asks() -> None:
    pages = {route.path for route in routes.product() if route.method == "GET"}
    final = [
        route for route in routes.staff_routes() if route.method == "POST" and route.path.rpartition("/")[2] in FINAL
    ]
    assert len(final) > 20
    assert {str(route) for route in final if route.path not in pages} == {
        name for name in NOT_ASKED if not name.endswith("/count")
    }


@pytest.mark.parametrize(
    ("path", "thing", "label"),
    [
        ("/staff/forums/1/room/count", "Deset problémů", "End and count"),
        ("/staff/forums/1/tables/1/door", "table 1", "New link and PIN"),
        ("/staff/forums/1/photos/{photo}/removal", "Lidé u stolu", "Remove it"),
        ("/staff/forums/1/resolutions/{resolution}/removal", "Rada: 12/2098", "Remove it"),
        ("/staff/forums/1/minutes/withdrawal", "Version 1 stays here", "Withdraw the published minutes"),
        ("/staff/elections/{frozen}/waiting/{waiting}/confirmation", "The council decided so.", "Confirm"),
        ("/staff/forums/2/publication", "Draft forum", "Publish"),
        ("/staff/forums/1/cancellation", "Deset problémů", "Call the forum off"),
    ],
)
async def test_the_page_names_the_thing_and_a_way_back(
    client: httpx.AsyncClient, db: AsyncSession, made: Objects, path: str, thing: str, label: str
) -> None:
    if "/2/" in path:
        await forums.draft(db, title="Draft forum")
        await db.flush()
    address = "/lipovec" + path.format(frozen=made.frozen, **made.values)
    page = await client.get(address)
    assert page.status_code == 200
    text = page.text[page.text.index("<main") :]
    assert thing in text
    assert f'<form class="pv-actions" method="post" action="{address}">' in text or f'action="{address}"' in text
    assert re.search(rf"<button[^>]*>(<svg.*?</svg>)?<span>{label}|<button[^>]*>{label}", text)
    back = re.findall(r'<a class="ds-button"[^>]*href="([^"]+)"[^>]*>(?:<span>)?Do not do it, go back', text)
    assert (await client.get(back[0])).status_code == 200


async def test_the_page_is_not_the_deed(client: httpx.AsyncClient, made: Objects) -> None:
    room = "/lipovec/staff/forums/1/room"
    assert "End the vote and count?" in (await client.get(f"{room}/count")).text
    assert "It still runs" in (await client.get(f"{room}/count")).text
    assert "End and count" in (await client.get(room)).text
    assert (await accounts.post(client, f"{room}/count")).status_code == 303
    over = await client.get(f"{room}/count")
    assert (over.status_code, over.headers["location"]) == (303, room)
    photo = f"/lipovec/staff/forums/1/photos/{made.values['photo']}/removal"
    assert (await client.get(photo)).status_code == 200
    assert (await accounts.post(client, photo)).status_code == 303
    gone = await accounts.post(client, photo)
    assert (gone.status_code, "It is not here any more" in gone.text) == (404, True)


async def test_the_outline_of_a_district_is_asked_for(client: httpx.AsyncClient, made: Objects) -> None:
    here = f"/lipovec/staff/city/districts/{made.values['district']}"
    without = await client.get(f"{here}/outline/removal")
    assert (without.status_code, without.headers["location"]) == (303, here)
    square = '{"type":"Polygon","coordinates":[[[18,49],[18.1,49],[18.1,49.1],[18,49]]]}'
    sent = await accounts.post(client, f"{here}/outline", files={"file": ("a.geojson", square, "application/geo+json")})
    assert sent.status_code == 303, sent.text
    assert f'href="{here}/outline/removal"' in (await client.get(here)).text
    page = (await client.get(f"{here}/outline/removal")).text
    assert "Remove the outline of" in page
    assert "without a map" in page


async def test_only_whoever_may_do_it_is_asked(client: httpx.AsyncClient, db: AsyncSession, made: Objects) -> None:
    await accounts.sign_in(client, db, "lipovec", Role.OBSERVER)
    asked = [route for route in routes.staff_routes() if route.method == "GET" and route.path.endswith(FINAL)]
    wrong = []
    for route in asked:
        values = {"city_slug": "lipovec", "election": made.draft, **made.values, "number": 1}
        answer = await client.get(route.address(**values))
        if answer.status_code != 403 and not route.path.endswith("/count"):
            wrong.append((str(route), answer.status_code))
    assert Door.STAFF in {route.access.door for route in asked}
    assert wrong == []
