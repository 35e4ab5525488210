"""Does an invitation let in exactly the person it was sent to, once?"""

from __future__ import annotations

from uuid import UUID

import httpx
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, service
from partnet_vote.accounts.models import AccountRow, InvitationRow
from partnet_vote.platform.kernel.permissions import Actor, Role
from tests.accounts.conftest import letters, link_in
from tests.builders import accounts as build, cities

NEW = "new.colleague@staff.example"
PASSWORD = build.PASSWORD


async def invite(client: httpx.AsyncClient, db: AsyncSession, *roles: str, email: str = NEW) -> str:
    answer = await build.post(
        client, "/lipovec/staff/people/invitations", {"email": email, "roles": list(roles) or ["clerk"]}
    )
    assert answer.status_code == 303, answer.text
    return link_in((await letters(db, email))[-1])


async def test_a_newcomer_accepts_and_is_signed_in(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    link = await invite(client, db, "clerk", "observer")
    client.cookies.clear()
    page = await client.get(link)
    assert page.status_code == 200
    assert NEW in page.text
    answer = await build.post(client, link, {"name": "Nová Kolegyně", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/lipovec/staff")
    page = await client.get("/lipovec/staff")
    assert "Nová Kolegyně" in page.text
    person = next(p for p in await queries.people(db) if p.email == NEW)
    assert person.roles == {Role.CLERK, Role.OBSERVER}


async def test_a_link_works_once(client: httpx.AsyncClient, db: AsyncSession, administrator: Actor) -> None:
    link = await invite(client, db)
    client.cookies.clear()
    assert (await build.post(client, link, {"name": "First", "password": PASSWORD})).status_code == 303
    client.cookies.clear()
    assert (await build.post(client, link, {"name": "Second", "password": PASSWORD})).status_code == 410
    assert (await client.get(link)).status_code == 410


async def test_a_refused_acceptance_leaves_the_link_alive(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    link = await invite(client, db)
    client.cookies.clear()
    answer = await build.post(client, link, {"name": "", "password": "short"})
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert (await build.post(client, link, {"name": "Named", "password": PASSWORD})).status_code == 303


async def test_a_link_dies_after_seven_days_and_when_withdrawn(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    old = await invite(client, db)
    await db.execute(update(InvitationRow).values(expires_at=func.now()))
    assert (await client.get(old)).status_code == 410
    withdrawn = await invite(client, db)
    (waiting,) = await queries.invitations(db)
    path = f"/lipovec/staff/people/invitations/{waiting.id}/withdrawal"
    assert NEW in (await client.get(path)).text
    assert (await build.post(client, path)).status_code == 303
    assert (await client.get(withdrawn)).status_code == 410
    assert (await build.post(client, path)).status_code == 404


async def test_a_second_invitation_replaces_the_first(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    first = await invite(client, db, "observer")
    second = await invite(client, db, "clerk")
    assert (await client.get(first)).status_code == 410
    assert (await client.get(second)).status_code == 200
    assert len(await queries.invitations(db)) == 1


async def test_an_existing_account_keeps_its_password(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    await cities.city(db, "nordvik")
    account_id = await build.member(db, Role.CLERK, email=NEW, password=PASSWORD)
    link = await invite(client, db, "observer")
    client.cookies.clear()
    assert "You have an account already" in (await client.get(link)).text
    answer = await build.post(client, link, {"name": "Taken Over", "password": "a password of somebody else"})
    assert answer.status_code == 422
    assert (await build.post(client, link, {"password": PASSWORD})).status_code == 303
    names = select(AccountRow.name).where(AccountRow.id == account_id)
    assert await db.scalar(names) == "Testing Person"


async def test_an_invitation_of_one_city_is_nothing_in_another(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor, lipovec: UUID
) -> None:
    await cities.city(db, "nordvik")
    await db.flush()
    link = await invite(client, db)
    client.cookies.clear()
    assert (await client.get(link.replace("lipovec", "nordvik"))).status_code == 410


async def test_the_letter_never_repeats_the_host_that_was_asked_for(
    client: httpx.AsyncClient, db: AsyncSession, administrator: Actor
) -> None:
    answer = await build.post(
        client,
        "/lipovec/staff/people/invitations",
        {"email": NEW, "roles": ["clerk"]},
        headers={"host": "evil.example", "origin": "http://evil.example"},
    )
    assert answer.status_code == 303
    (letter,) = await letters(db, NEW)
    assert "evil.example" not in letter.text


async def test_wrong_forms_are_shown_again(client: httpx.AsyncClient, administrator: Actor) -> None:
    answer = await build.post(client, "/lipovec/staff/people/invitations", {"email": "nobody", "roles": ["king"]})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    answer = await build.post(client, "/lipovec/staff/people/invitations", {"email": NEW})
    assert answer.status_code == 422


async def test_the_database_keeps_no_link(client: httpx.AsyncClient, db: AsyncSession, administrator: Actor) -> None:
    link = await invite(client, db)
    token = link.rpartition("/")[2]
    (waiting,) = await queries.invitations(db)
    assert token not in repr(waiting)
    row = await db.get_one(InvitationRow, waiting.id)
    assert token.encode() != row.token_hash
    assert len(row.token_hash) == 32
    assert (await service.invitation_of(db, token)).email == NEW
