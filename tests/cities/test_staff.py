"""Can an administrator, and nobody else, change the city and its districts?"""

from __future__ import annotations

import json
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries, service
from partnet_vote.platform.db.base import IdentityBase
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, proposals
from tests.builders.accounts import post

CITY = "/lipovec/staff/city"
SETTINGS = {
    "name": "Lipovec nad Řekou", "subtitle": "", "about": "První.", "languages": ["cs", "nb"], "leading": "nb",
    "timezone": "Europe/Prague", "currency": "CZK", "accent": "#1E5B7B", "crest": "crest-star",
    "contact_email": "", "contact_phone": "", "contact_address": "", "host": "Hlas.Lipovec.example",
}  # fmt: skip
SQUARE = {"type": "Polygon", "coordinates": [[[18, 49], [19, 49], [19, 50], [18, 49]]]}


async def administrator(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)


async def district(db: AsyncSession, name: str = "Sever") -> str:
    return next(str(each.id) for each in await queries.districts(db) if each.name == name)


async def test_settings_are_shown_as_they_are_and_saved(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await administrator(client, db)
    page = (await client.get(CITY)).text
    assert 'value="Lipovec rozhoduje"' in page
    assert 'value="crest-leaf" checked' in page
    assert (await post(client, CITY, SETTINGS)).status_code == 303
    saved = await queries.by_slug(db, "lipovec")
    assert saved is not None
    assert (saved.name, saved.subtitle, saved.languages) == ("Lipovec nad Řekou", "", ("nb", "cs"))
    assert (saved.accent, saved.crest, saved.host) == ("#1e5b7b", "crest-star", "hlas.lipovec.example")
    assert saved.contact_phone == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("languages", []), ("timezone", "Mars/Base"), ("currency", "XXX"), ("accent", "red"),
        ("crest", "crest-dragon"), ("host", "not a host"),
    ],
)  # fmt: skip
async def test_wrong_settings_are_refused_and_nothing_is_lost(
    client: httpx.AsyncClient, db: AsyncSession, field: str, value: object
) -> None:
    await administrator(client, db)
    answer = await post(client, CITY, {**SETTINGS, field: value})
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert "První." in answer.text
    saved = await queries.by_slug(db, "lipovec")
    assert saved is not None
    assert saved.name == "Lipovec"


async def test_a_host_of_another_city_is_refused(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "nordvik", host="hlas.lipovec.example")
    await administrator(client, db)
    answer = await post(client, CITY, SETTINGS)
    assert answer.status_code == 422
    assert 'href="#field-host"' in answer.text


async def test_a_colour_is_tried_without_being_saved(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await administrator(client, db)
    tried = await post(client, CITY, {**SETTINGS, "accent": "#00ff00", "deed": "try"})
    assert tried.status_code == 200
    assert 'id="colour"' in tried.text
    assert "style=" not in tried.text
    saved = await queries.by_slug(db, "lipovec")
    assert saved is not None
    assert saved.accent == "#8a1538"
    for accent, words in (("%23ffff00", "Contrast of the button"), ("nonsense", "Write a colour as #")):
        part = await client.get(f"{CITY}/colour?accent={accent}", headers={"HX-Request": "true"})
        assert part.status_code == 200
        assert words in part.text
        assert "<h1" not in part.text
    assert (await client.get(f"{CITY}/colour?accent=%23ffff00")).text.count("<h1") == 1


async def test_districts_are_added_renamed_and_moved(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await administrator(client, db)
    assert (await post(client, f"{CITY}/districts", {"name": "Jih", "code": "jih"})).status_code == 303
    assert [each.code for each in await queries.districts(db)] == ["sever", "stred", "jih"]
    answer = await post(client, f"{CITY}/districts", {"name": "Jih 2", "code": "jih"})
    assert answer.status_code == 422
    assert "already has a district with this code" in answer.text
    here = f"{CITY}/districts/{await district(db, 'Jih')}"
    assert (await post(client, f"{here}/place", {"by": "-1"})).status_code == 303
    assert (await post(client, f"{here}/place", {"by": "-1"})).status_code == 303
    assert (await post(client, f"{here}/place", {"by": "-1"})).status_code == 303  # it is the first already
    assert [each.code for each in await queries.districts(db)] == ["jih", "sever", "stred"]
    assert (await post(client, here, {"name": ""})).status_code == 422
    assert (await post(client, here, {"name": "Jižní Město"})).status_code == 303
    assert (await queries.districts(db))[0].name == "Jižní Město"


async def test_a_district_nobody_belongs_to_is_removed(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await administrator(client, db)
    await post(client, f"{CITY}/districts", {"name": "Omyl", "code": "omyl"})
    here = f"{CITY}/districts/{await district(db, 'Omyl')}"
    assert "Remove the district Omyl?" in (await client.get(f"{here}/removal")).text
    assert (await post(client, f"{here}/removal")).status_code == 303
    assert "omyl" not in [each.code for each in await queries.districts(db)]
    assert (await client.get(f"{here}/removal")).status_code == 404
    kept = await district(db)
    await proposals.draft(db, district_id=UUID(kept))
    answer = await post(client, f"{CITY}/districts/{kept}/removal")
    assert answer.status_code == 409
    assert "belong to this district. It stays." in answer.text
    assert UUID(kept) in [each.id for each in await queries.districts(db)]


def test_whatever_can_belong_to_a_district_is_asked() -> None:
    owned = {
        each.parent.table.name
        for table in IdentityBase.metadata.tables.values()
        for each in table.foreign_keys
        if each.column.table.name == "districts"
    }
    assert owned == set(service.OWNED)


async def test_an_outline_is_uploaded_and_removed(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await administrator(client, db)
    here = f"{CITY}/districts/{await district(db)}"
    wrong = {"file": ("sever.geojson", b"<svg/>", "application/geo+json")}
    answer = await post(client, f"{here}/outline", files=wrong)
    assert answer.status_code == 422
    assert "This is not GeoJSON" in answer.text
    right = {"file": ("sever.geojson", json.dumps(SQUARE).encode(), "application/geo+json")}
    assert (await post(client, f"{here}/outline", files=right)).status_code == 303
    assert json.loads((await queries.districts(db))[0].boundary or "") == SQUARE
    assert "It has 4 points." in (await client.get(here)).text
    assert (await post(client, f"{here}/outline/removal")).status_code == 303
    assert (await queries.districts(db))[0].boundary is None


PAGES = ("", "/colour", "/districts", "/districts/{district}")
DEEDS = ("", "/districts", "/districts/{district}", "/districts/{district}/place", "/districts/{district}/outline",
         "/districts/{district}/outline/removal", "/districts/{district}/removal")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
async def test_pages_open_for_administrators_alone(client: httpx.AsyncClient, db: AsyncSession, path: str) -> None:
    await cities.city(db, "lipovec")
    path = CITY + path.format(district=await district(db))
    assert (await client.get(path)).status_code == 303
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    assert (await client.get(path)).status_code == 403
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    for language in ("cs", "nb", "en"):
        page = await client.get(path, headers={"Accept-Language": language})
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


@pytest.mark.parametrize("path", DEEDS)
async def test_deeds_are_refused_to_others_and_from_other_cities(
    client: httpx.AsyncClient, db: AsyncSession, path: str
) -> None:
    await cities.city(db, "lipovec")
    theirs = await district(db)
    path = CITY + path.format(district=theirs)
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    assert (await post(client, path)).status_code == 403
    await cities.city(db, "nordvik")
    await accounts.sign_in(client, db, "nordvik", Role.ADMINISTRATOR)
    assert (await post(client, path)).status_code == 404
    if theirs in path:
        answer = await post(client, path.replace("lipovec", "nordvik"), {"name": "Taken", "by": "1"})
        assert answer.status_code == 404


async def test_a_district_keeps_its_code_when_renamed(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    actor = cities.staff(city_id, Role.ADMINISTRATOR)
    key = (await queries.districts(db))[0].id
    await service.rename_district(db, actor, key, "Nový Sever")
    first = (await queries.districts(db))[0]
    assert (first.code, first.name) == ("sever", "Nový Sever")
