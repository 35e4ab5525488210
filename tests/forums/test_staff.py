"""Can an organiser run a forum from the browser, and a facilitator only look?"""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.rules import Forum, Status
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums"
SENT = {
    "title": "Deset problémů", "kind": "city", "term": "problems", "binding": "false",
    "starts_at": "2099-03-12T17:00", "ends_at": "2099-03-12T20:30", "place": "Sokolovna",
    "languages": "cs", "programme": "17.00 Zahájení\r\n18.30 Hlasování", "capacity": "120", "per_table": "2",
}  # fmt: skip


async def organiser(client: httpx.AsyncClient, db: AsyncSession, *roles: Role) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", *(roles or (Role.MODERATOR,)))


async def now(db: AsyncSession) -> Forum:
    found = await queries.forum(db, 1)
    assert found is not None
    return found


async def test_an_organiser_writes_publishes_and_moves_a_forum(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    answer = await post(client, STAFF, SENT)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{STAFF}/1"
    made = await now(db)
    assert (made.starts_at.hour, made.capacity, made.is_binding) == (16, 120, False)  # Prague is an hour ahead of UTC
    assert (await post(client, f"{STAFF}/1/tables", {"topic": "Doprava", "facilitator": "Odbor"})).status_code == 303
    assert (await post(client, f"{STAFF}/1/publication")).status_code == 303
    assert (await post(client, f"{STAFF}/1/publication")).status_code == 409
    page = (await client.get(f"{STAFF}/1")).text
    for words in ("Doprava", "Move the forum", "Published"):
        assert words in page, words
    form = (await client.get(f"{STAFF}/1/texts")).text
    assert 'name="starts_at"' not in form
    sent = {key: value for key, value in SENT.items() if key not in ("starts_at", "ends_at", "place")}
    sent |= {"title": "Nové", "version": str(made.version)}
    assert (await post(client, f"{STAFF}/1/texts", sent)).status_code == 303
    moved = {"starts_at": "2099-03-19T17:00", "ends_at": "2099-03-19T20:30", "place": "Jinde"}
    assert (await post(client, f"{STAFF}/1/move", moved)).status_code == 422
    assert (await post(client, f"{STAFF}/1/move", {**moved, "reason": "Voda"})).status_code == 303
    forum = await now(db)
    assert (forum.title, forum.place, forum.starts_at.day) == ("Nové", "Jinde", 19)


async def test_what_is_wrong_is_said_and_nothing_is_lost(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    answer = await post(client, STAFF, {**SENT, "title": "", "ends_at": "2099-03-12T16:00", "kind": "party"})
    assert answer.status_code == 422
    for words in ("Please fill this in.", "Please choose one of the options.", "18.30 Hlasování", "<title>Error:"):
        assert words in answer.text, words
    answer = await post(client, STAFF, {**SENT, "ends_at": "2099-03-12T16:00"})
    assert "The end must come after the beginning." in answer.text
    assert (await post(client, STAFF, {**SENT, "languages": "xx"})).status_code == 422
    assert (await post(client, STAFF, {key: SENT[key] for key in SENT if key != "starts_at"})).status_code == 422
    assert await queries.forum(db, 1) is None


async def test_the_second_editor_keeps_the_text_and_is_told(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    await post(client, STAFF, SENT)
    assert (await post(client, f"{STAFF}/1/texts", {**SENT, "title": "A", "version": "1"})).status_code == 303
    answer = await post(client, f"{STAFF}/1/texts", {**SENT, "title": "B", "version": "1"})
    assert answer.status_code == 409
    assert 'value="B"' in answer.text
    assert 'name="version" value="2"' in answer.text
    await post(client, f"{STAFF}/1/tables", {"topic": "Doprava"})
    table = f"{STAFF}/1/tables/1/texts"
    assert (await post(client, table, {"topic": "C", "version": "1"})).status_code == 303
    assert (await post(client, table, {"topic": "D", "version": "1"})).status_code == 409
    assert (await post(client, table, {"topic": "", "version": "2"})).status_code == 422


async def test_a_forum_is_called_off_with_a_reason(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    await post(client, STAFF, SENT)
    assert (await client.get(f"{STAFF}/1/cancellation")).status_code == 200
    assert (await post(client, f"{STAFF}/1/cancellation", {"reason": ""})).status_code == 422
    assert (await post(client, f"{STAFF}/1/cancellation", {"reason": "Povodeň"})).status_code == 303
    assert (await now(db)).status is Status.CANCELLED


async def test_a_table_is_removed_after_a_question(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    made = await build.published(db, "Doprava", "Zeleň")
    await build.item(db, (await queries.tables(db, made.id))[1], "Stín")
    page = (await client.get(f"{STAFF}/1/tables/2/removal")).text
    assert "Something is written at this table. It stays." in page
    assert 'action="/lipovec/staff/forums/1/tables/2/removal"' not in page
    assert (await post(client, f"{STAFF}/1/tables/2/removal")).status_code == 409
    assert "Doprava" in (await client.get(f"{STAFF}/1/tables/1/removal")).text
    assert (await post(client, f"{STAFF}/1/tables/1/removal")).status_code == 303
    assert [each.number for each in await queries.tables(db, made.id)] == [2]
    assert (await client.get(f"{STAFF}/1/tables/1/removal")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/new",
        "/1",
        "/1/paper",
        "/1/texts",
        "/1/move",
        "/1/cancellation",
        "/1/tables/1/texts",
        "/1/tables/1/removal",
    ],
)
async def test_every_page_opens_for_organisers_alone(client: httpx.AsyncClient, db: AsyncSession, path: str) -> None:
    await organiser(client, db)
    await build.published(db, "Doprava")
    assert (await client.get(STAFF + path)).status_code == 200
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    assert (await client.get(STAFF + path)).status_code == (200 if path in ("", "/1", "/1/paper") else 403)
    await accounts.sign_in(client, db, "lipovec", Role.OBSERVER)
    assert (await client.get(STAFF + path)).status_code == 403


async def test_a_facilitator_sees_no_button_that_would_be_refused(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db, Role.FACILITATOR)
    await build.published(db, "Doprava")
    page = (await client.get(f"{STAFF}/1")).text
    for words in ("Move the forum", "Add a table", "Call the forum off", "New forum"):
        assert words not in page, words
