"""May only administrators change staff, does a change work at once, and does one administrator always remain?"""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, service
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.errors import DeedError, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from tests.builders import accounts as build, cities


async def test_the_list_shows_people_and_invitations(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    await build.member(db, Role.CLERK, name="Zuzana Zelená")
    page = await client.get("/lipovec/staff/people")
    assert page.status_code == 200
    assert "Zuzana Zelená" in page.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_nobody_else_manages_accounts(
    client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID, role: Role
) -> None:
    actor = await build.sign_in(client, db, "lipovec", role)
    assert (await client.get("/lipovec/staff/people")).status_code == 403
    assert (await client.get("/lipovec/staff")).status_code == 200
    with pytest.raises(Denied):
        await service.change_roles(db, actor, actor.account_id or uuid4(), {Role.ADMINISTRATOR})
    with pytest.raises(Denied):
        await service.deactivate(db, actor, actor.account_id or uuid4())


async def test_a_change_of_roles_ends_sessions(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    clerk = await build.member(db, Role.CLERK)
    token = await service.open_staff_session(db, clerk)
    answer = await build.post(client, f"/lipovec/staff/people/{clerk}", {"roles": ["observer", "councillor"]})
    assert answer.status_code == 303
    assert await service.identify(db, token, lipovec) is None
    assert await queries.roles_of(db, clerk) == {Role.OBSERVER, Role.COUNCILLOR}


async def test_deactivation_asks_then_works_at_once_and_can_be_undone(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    clerk = await build.member(db, Role.CLERK, name="Karel Klika")
    token = await service.open_staff_session(db, clerk)
    path = f"/lipovec/staff/people/{clerk}"
    assert "Karel Klika" in (await client.get(f"{path}/deactivation")).text
    assert (await build.post(client, f"{path}/deactivation")).status_code == 303
    assert await service.identify(db, token, lipovec) is None
    assert await queries.roles_of(db, clerk) == frozenset()
    assert (await build.post(client, f"{path}/reactivation")).status_code == 303
    assert await queries.roles_of(db, clerk) == {Role.CLERK}


async def test_a_suspended_person_cannot_sign_in(db: AsyncSession, lipovec: UUID) -> None:
    clerk = await build.member(db, Role.CLERK, email="suspended@staff.example", password=build.PASSWORD)
    await service.deactivate(db, INSTALLATION, clerk)
    with pytest.raises(Refused):
        await service.sign_in(db, lipovec, "suspended@staff.example", build.PASSWORD)


async def test_the_last_administrator_stays(client: httpx.AsyncClient, administrator: Actor) -> None:
    path = f"/lipovec/staff/people/{administrator.account_id}"
    answer = await build.post(client, path, {"roles": ["clerk"]})
    assert answer.status_code == 422
    assert "last active administrator" in answer.text
    answer = await build.post(client, f"{path}/deactivation")
    assert answer.status_code == 422
    assert (await client.get("/lipovec/staff/people")).status_code == 200


async def test_a_suspended_administrator_does_not_count_as_one(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    other = await build.member(db, Role.ADMINISTRATOR)
    await service.deactivate(db, administrator, other)
    with pytest.raises(Refused):
        await service.deactivate(db, administrator, administrator.account_id or uuid4())


async def test_staff_of_another_city_are_strangers(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    await cities.city(db, "nordvik")
    stranger = await build.member(db, Role.CLERK)
    assert (await client.get("/nordvik/staff")).status_code == 404
    assert (await client.get("/nordvik/staff/people")).status_code == 404
    await scope(db, lipovec)
    assert (await client.get(f"/lipovec/staff/people/{stranger}")).status_code == 404
    with pytest.raises(NotFound):
        await service.deactivate(db, administrator, stranger)


async def test_two_administrators_who_remove_each_other_do_not_both_succeed(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        pair = [await build.member(db, Role.ADMINISTRATOR) for _ in range(2)]

    async def remove(victim: UUID, deed: str) -> bool:
        try:
            async with database.transaction(city_id) as db:
                if deed == "deactivate":
                    await service.deactivate(db, INSTALLATION, victim)
                else:
                    await service.change_roles(db, INSTALLATION, victim, {Role.CLERK})
                await asyncio.sleep(0.05)  # both hold their transactions open at once
        except DeedError:
            return False
        return True

    done = await asyncio.gather(remove(pair[0], "deactivate"), remove(pair[1], "change"))
    assert sorted(done) == [False, True]
    async with database.transaction(city_id) as db:
        remaining = [p for p in await queries.people(db) if p.is_active and Role.ADMINISTRATOR in p.roles]
    assert len(remaining) == 1
