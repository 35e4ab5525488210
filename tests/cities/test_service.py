"""Are cities founded, kept apart, and told what is wrong?"""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries, service
from partnet_vote.cities.models import DistrictRow
from partnet_vote.platform.db.session import Database, UnscopedQuery, scope, unscoped
from partnet_vote.platform.kernel.errors import Denied, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities as build


async def test_a_city_is_founded_and_found(db: AsyncSession) -> None:
    city_id = await build.city(db, "lipovec")
    city = await queries.by_slug(db, "lipovec")
    assert city is not None
    assert city.id == city_id
    assert [d.name for d in await queries.districts(db)] == ["Sever", "Střed"]


async def test_an_address_belongs_to_one_city(db: AsyncSession) -> None:
    await build.city(db, "lipovec")
    with pytest.raises(Refused) as refusal:
        await service.add(db, INSTALLATION, "lipovec", build.LIPOVEC)
    assert refusal.value.field == "slug"


async def test_reserved_addresses_are_refused(db: AsyncSession) -> None:
    with pytest.raises(Refused):
        await service.add(db, INSTALLATION, "static", build.LIPOVEC)


async def test_staff_cannot_found_cities(db: AsyncSession) -> None:
    city_id = await build.city(db)
    with pytest.raises(Denied):
        await service.add(db, build.staff(city_id, Role.ADMINISTRATOR), "second", build.LIPOVEC)


async def test_districts_of_another_city_are_not_seen(db: AsyncSession) -> None:
    await build.city(db)
    other = await build.city(db)
    assert len(await queries.districts(db)) == 2
    await scope(db, other)
    assert {d.name for d in await queries.districts(db)} == {"Sever", "Střed"}
    async with unscoped(db):
        assert len((await db.execute(select(DistrictRow))).scalars().all()) == 4


async def test_an_unscoped_query_is_refused(rolled_back: Database) -> None:
    async with rolled_back.transaction() as db:
        with pytest.raises(UnscopedQuery):
            await db.execute(select(DistrictRow))


async def test_the_database_itself_hides_and_refuses_other_cities(db: AsyncSession) -> None:
    first = await build.city(db)
    second = await build.city(db)
    raw = text("select count(*) from districts")
    await scope(db, first)
    assert (await db.execute(raw)).scalar_one() == 2
    await db.execute(text("select set_config('app.city', '', true)"))
    assert (await db.execute(raw)).scalar_one() == 0
    await scope(db, first)
    sneak = text(
        "insert into districts (id, city_id, code, name, position) values (gen_random_uuid(), :c, 'x', 'x', 0)"
    )
    with pytest.raises(DBAPIError, match="row-level security"):
        async with db.begin_nested():
            await db.execute(sneak, {"c": second})
