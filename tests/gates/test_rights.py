"""Does every route open to those it declares, and to nobody else? Role × route × city, from the route table."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities_queries
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import GRANTS, Role
from partnet_vote.platform.web.access import Door
from tests.builders import accounts, cities, routes
from tests.builders.objects import Objects, objects

STAFF = routes.staff_routes()
OWN = frozenset({"city_slug", "kind", "token", "pile", "name"})
"""Parameters that name no object of a city."""
DRAFTS = ("/contests", "/weights", "/settings", "/electorate", "/removal", "/freeze", "/preview")
"""Parts of an election's address that exist while it is a draft."""
ELSEWHERE = ("/count/", "/piles/", "/batches", "/slips/sheet", "/elections/{election:str}/shortlist")
"""What needs a counted vote, printed letters, paper slips, a survey of a forum: the slices' own tests make them."""


@dataclass(frozen=True)
class Town:
    """A city of the test with one of everything."""

    slug: str
    objects: Objects

    def address(self, route: routes.Route, **others: str) -> str:
        """The route's address with this city's objects, or others."""
        election = self.objects.draft if any(part in route.path for part in DRAFTS) else self.objects.frozen
        own = next(({"key": key} for part, key in self.objects.keys.items() if part in route.path), {})
        return route.address(**{"city_slug": self.slug, "election": election, **self.objects.values, **own, **others})


async def town(db: AsyncSession, keyring: Keyring) -> Town:
    slug = f"town-{uuid4().hex[:10]}"
    city_id = await cities.city(db, slug)
    made = await objects(db, keyring, city_id)
    await db.flush()
    return Town(slug, made)


@pytest.fixture
async def towns(db: AsyncSession, keyring: Keyring) -> tuple[Town, Town]:
    """Ours, and another one."""
    return await town(db, keyring), await town(db, keyring)


async def ask(client: httpx.AsyncClient, route: routes.Route, address: str) -> httpx.Response:
    """A GET, or an empty form with a valid token."""
    if route.method == "GET":
        return await client.get(address)
    return await accounts.post(client, address)


def may(role: Role, route: routes.Route) -> bool:
    """What the declaration and the table of grants say."""
    return route.access.permissions <= GRANTS[role]


async def test_there_is_an_object_for_every_parameter(towns: tuple[Town, Town]) -> None:
    """Else the tests below would knock at doors behind which nothing stands; add it to tests/builders/objects.py."""
    known = towns[0].objects.values.keys() | {"city_slug", "election", "file_path", "path"}
    assert {name for route in routes.product() for name, _ in route.parameters} - known == set()


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_what_it_is_granted(
    client: httpx.AsyncClient, db: AsyncSession, towns: tuple[Town, Town], role: Role
) -> None:
    ours, _ = towns
    await accounts.sign_in(client, db, ours.slug, role)
    wrong = []
    for route in sorted(STAFF, key=lambda each: (may(role, each), each.method)):
        if may(role, route) and (route.method != "GET" or any(part in route.path for part in ELSEWHERE)):
            continue  # what the deed does then is the slice's own test
        answer = await ask(client, route, ours.address(route))
        away = answer.headers.get("location", "").startswith(f"/{ours.slug}/staff/sign-in")
        is_open = answer.status_code == 200 or (answer.status_code == 303 and not away)
        if is_open is not may(role, route) or (not is_open and answer.status_code != 403):
            wrong.append((str(route), answer.status_code, answer.headers.get("location")))
    assert wrong == []


async def test_a_deed_is_open_to_whom_it_is_granted(
    client: httpx.AsyncClient, db: AsyncSession, towns: tuple[Town, Town]
) -> None:
    """An empty form is refused for what it lacks, never for want of a right."""
    ours, _ = towns
    wrong = []
    for route in STAFF:
        role = next((each for each in Role if may(each, route)), None)
        assert role is not None, f"nobody may {route}"
        if route.method == "GET" or any(part in route.path for part in ELSEWHERE):
            continue
        point = await db.begin_nested()
        await accounts.sign_in(client, db, ours.slug, role)
        answer = await ask(client, route, ours.address(route))
        if answer.status_code not in {200, 303, 404, 409, 410, 422} or "/sign-in" in str(
            answer.headers.get("location", "") if "session" not in route.path else ""
        ):
            wrong.append((str(route), answer.status_code, answer.headers.get("location")))
        if point.is_active:
            await point.rollback()
    assert wrong == []


async def test_a_guest_is_sent_to_the_door(client: httpx.AsyncClient, towns: tuple[Town, Town]) -> None:
    ours, _ = towns
    wrong = []
    for route in STAFF:
        answer = await ask(client, route, ours.address(route))
        if answer.status_code != 303 or not answer.headers["location"].startswith(f"/{ours.slug}/staff/sign-in"):
            wrong.append((str(route), answer.status_code))
    assert wrong == []


async def test_a_voter_without_a_ticket_is_sent_to_the_door(
    client: httpx.AsyncClient, towns: tuple[Town, Town]
) -> None:
    ours, _ = towns
    wrong = []
    for route in routes.product():
        if route.access.door is Door.VOTER:
            answer = await ask(client, route, ours.address(route))
            door = f"/{ours.slug}/elections/{ours.objects.frozen}/vote{'?again=1' if route.method == 'POST' else ''}"
            if (answer.status_code, answer.headers.get("location")) != (303, door):
                wrong.append((str(route), answer.status_code))
    assert wrong == []


async def test_another_citys_administrator_finds_nothing(
    client: httpx.AsyncClient, db: AsyncSession, towns: tuple[Town, Town]
) -> None:
    ours, theirs = towns
    await accounts.sign_in(client, db, theirs.slug, *Role)
    wrong = []
    for route in STAFF:
        answer = await ask(client, route, ours.address(route))
        if answer.status_code != 404:
            wrong.append((str(route), answer.status_code))
    assert wrong == []


async def test_another_citys_objects_are_not_found_under_ones_own(
    client: httpx.AsyncClient, db: AsyncSession, towns: tuple[Town, Town]
) -> None:
    """Decidim's CVE-2026-45330: an administrator of one tenant approved another one's objects by their ids."""
    ours, theirs = towns
    await accounts.sign_in(client, db, theirs.slug, *Role)
    wrong = []
    for route in routes.product():
        named = [name for name, _ in route.parameters if name not in OWN]
        if not route.is_of_a_city or not named or route.access.door is Door.VOTER or route.path.endswith("/vote/end"):
            continue
        for name in named:
            other = ours.address(route).split("/")[route.path.split("/").index(_part(route, name))]
            if theirs.address(route, **{name: other}) == theirs.address(route):
                continue  # numbers are counted in each city
            answer = await ask(client, route, theirs.address(route, **{name: other}))
            if answer.status_code != 404:
                wrong.append((str(route), name, answer.status_code, answer.headers.get("location")))
    assert wrong == []


def _part(route: routes.Route, name: str) -> str:
    return next(part for part in route.path.split("/") if part.startswith(f"{{{name}:"))


async def test_the_other_city_is_untouched_after_all_that(
    client: httpx.AsyncClient, db: AsyncSession, towns: tuple[Town, Town]
) -> None:
    ours, theirs = towns
    await accounts.sign_in(client, db, theirs.slug, *Role)
    before = await counts(db, ours.slug)
    for route in STAFF:
        if route.method != "GET":
            await accounts.post(client, ours.address(route))
            await accounts.post(client, ours.address(route, city_slug=theirs.slug))
    assert await counts(db, ours.slug) == before


async def counts(db: AsyncSession, slug: str) -> dict[str, int]:
    """Rows of every table that belongs to the city."""
    from sqlalchemy import func, select

    from partnet_vote.platform.db.base import CityOwned, IdentityBase

    city = await cities_queries.by_slug(db, slug)
    assert city is not None
    await scope(db, city.id)
    found = {}
    for mapper in IdentityBase.registry.mappers:
        if issubclass(mapper.class_, CityOwned):
            found[mapper.class_.__name__] = await db.scalar(select(func.count()).select_from(mapper.class_)) or 0
    return found
