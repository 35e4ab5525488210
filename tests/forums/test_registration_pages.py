"""Can a resident register, see their place and give it back, and does nobody learn who is registered?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.people import Need, Standing, Way
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import cities, forums as build
from tests.builders.accounts import post
from tests.builders.people import by_email, letters, office, registered, says, subjects

PATH = "/lipovec/forums/1/registration"
SENT = {"name": "Jana Zkušební", "email": "jana@people.example", "photo": "false", "table": ""}


@pytest.fixture
async def forum(db: AsyncSession) -> Forum:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    made = await build.published(db, capacity=3)
    await build.table(db, made, "Doprava", capacity=1)
    await build.table(db, made, "Zeleň", capacity=5)
    return made


async def test_a_resident_registers_and_is_told_by_letter(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    assert f'href="{PATH}"' in (await client.get("/lipovec/forums/1")).text
    page = (await client.get(PATH)).text
    for words in (
        "3 places are free", "Any table", "1. Doprava", "1 free", "What becomes of your data", "Voluntary",
        "On 11 May 2099 everything about you is erased",
    ):  # fmt: skip
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words
    sent = SENT | {"table": "2", "needs": ["wheelchair", "hearing"], "food": "vegan", "sector": "school", "note": "Pes"}
    answer = await post(client, PATH, sent | {"attempt": str(uuid4())})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}/sent")
    page = (await client.get(f"{PATH}/sent")).text
    assert "A letter to jana@people.example is on its way" in page
    person = await by_email(db, forum, "jana@people.example")
    assert (person.language, person.needs) == ("en", {Need.WHEELCHAIR, Need.HEARING})
    assert person.table_id == (await queries.tables(db, forum.id))[1].id
    assert len(await letters(db, "jana@people.example")) == 1


async def test_a_letter_speaks_the_language_of_the_page(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    await post(client, PATH, SENT, headers={"accept-language": "cs"})
    assert (await by_email(db, forum, "jana@people.example")).language == "cs"


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"name": " "}, "Please fill this in.", "name"),
        ({"email": "jana"}, "Write an e-mail address such as", "email"),
        ({"email": ""}, "Please fill this in.", "email"),
        ({"photo": ""}, "Please fill this in.", "photo"),
        ({"table": "77"}, "Please choose one of the options.", "table"),
        ({"table": "x"}, "Please enter a whole number.", "table"),
        ({"needs": "dragon"}, "Please choose one of the options.", "needs"),
        ({"note": "n" * 301}, "At most 300 characters fit here.", "note"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum, changes: dict[str, str], words: str, field: str
) -> None:
    answer = await post(client, PATH, SENT | {"note": "Alergie na ořechy"} | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="error-{field}"' in answer.text
    assert ("Alergie na ořechy" in answer.text) is ("note" not in changes)
    assert await queries.people(db, forum.id) == ()


async def test_everything_that_is_wrong_is_said_at_once(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    answer = await post(client, PATH, {"name": "", "email": "jana", "photo": ""})
    assert all(f'id="error-{field}"' in answer.text for field in ("name", "email", "photo"))


async def test_a_full_table_suggests_others_and_offers_to_wait(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    table, _ = await queries.tables(db, forum.id)
    await registered(db, keyring, forum, says(table_id=table.id))
    assert 'name="waits"' not in (await client.get(PATH)).text
    answer = await post(client, PATH, SENT | {"table": "1"})
    assert answer.status_code == 422
    assert "Table 1 is full. There is room at these tables: 2." in answer.text
    assert 'name="waits"' in answer.text
    assert (await post(client, PATH, SENT | {"table": "1", "waits": "true"})).status_code == 303
    assert (await by_email(db, forum, "jana@people.example")).standing is Standing.WAITING


async def test_a_full_forum_says_so_before_and_takes_people_on_the_waiting_list(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    for _ in range(3):
        await registered(db, keyring, forum)
    page = (await client.get(PATH)).text
    assert "All places are taken" in page
    assert "Join the waiting list" in page
    assert (await post(client, PATH, SENT)).status_code == 303
    assert subjects(await letters(db, "jana@people.example")) == ["You are on the waiting list"]


async def test_the_answer_is_the_same_whether_an_address_is_registered_or_not(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    answers = []
    for _ in range(2):
        answer = await post(client, PATH, SENT | {"attempt": str(uuid4())})
        page = await client.get(answer.headers["location"])
        plain = re.sub(r'value="[0-9a-f]{64}"', "", page.text)
        answers.append((answer.status_code, answer.headers["location"], page.status_code, plain))
    assert answers[0] == answers[1]
    assert subjects(await letters(db, "jana@people.example")) == ["You are registered", "You are registered already"]


async def test_the_same_form_twice_is_one_registration(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    attempt = re.search(r'name="attempt" value="([0-9a-f-]{36})"', (await client.get(PATH)).text)
    assert attempt is not None
    for _ in range(2):
        assert (await post(client, PATH, SENT | {"attempt": attempt.group(1)})).status_code == 303
    assert len(await letters(db, "jana@people.example")) == 1


async def test_nobody_is_flooded_with_letters(client: httpx.AsyncClient, db: AsyncSession, forum: Forum) -> None:
    statuses = [(await post(client, PATH, SENT)).status_code for _ in range(8)]
    assert statuses == [303] * 6 + [429] * 2
    assert len(await letters(db, "jana@people.example")) == 6


async def test_ones_own_page_shows_the_place_and_gives_it_back(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum, says("Jana", "jana@people.example", note="Mám psa"))
    path = f"/lipovec/forums/1/places/{(await office(db, keyring)).key(person.id, person.ticket)}"
    answer = await client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    for words in ("Has a place", "Jana", "Mám psa", person.code, "Cancel my registration", f"{path}/qr.svg"):
        assert words in answer.text, words
    qr = await client.get(f"{path}/qr.svg")
    assert (qr.headers["content-type"], qr.headers["cache-control"]) == ("image/svg+xml", "no-store")
    for _ in range(2):
        assert (await post(client, f"{path}/cancellation")).status_code == 303
    page = (await client.get(path)).text
    assert "Registration cancelled" in page
    assert "Register again" in page
    assert "Jana" not in page
    assert await queries.people(db, forum.id) == ()


async def test_a_wrong_link_finds_nothing(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum)
    key = (await office(db, keyring)).key(person.id, person.ticket)
    for wrong in (person.ticket, key[:-1] + ("2" if key[-1] != "2" else "3"), "no-such-key"):
        assert (await client.get(f"/lipovec/forums/1/places/{wrong}")).status_code == 404
        assert (await client.get(f"/lipovec/forums/1/places/{wrong}/qr.svg")).status_code == 404
        assert (await post(client, f"/lipovec/forums/1/places/{wrong}/cancellation")).status_code == 404
    assert len(await queries.people(db, forum.id)) == 1


async def test_a_forum_that_has_begun_or_is_called_off_takes_nobody(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum)
    await service.cancel(db, INSTALLATION, forum.id, "Povodeň.")
    page = (await client.get(PATH)).text
    assert "This forum is cancelled." in page
    assert 'name="email"' not in page
    assert (await post(client, PATH, SENT)).status_code == 410
    assert PATH not in (await client.get("/lipovec/forums/1")).text
    key = (await office(db, keyring)).key(person.id, person.ticket)
    page = (await client.get(f"/lipovec/forums/1/places/{key}")).text
    assert "This forum does not take place" in page
    assert "qr.svg" not in page
    start = datetime.now(UTC) - timedelta(minutes=5)
    await build.published(db, starts_at=start, ends_at=start + timedelta(hours=2))
    assert "come to the door" in (await client.get("/lipovec/forums/2/registration")).text
    await build.draft(db)
    assert (await client.get("/lipovec/forums/3/registration")).status_code == 404


async def test_ones_own_page_changes_the_table(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    full = await build.table(db, forum, "Full one", capacity=1)
    free = await build.table(db, forum, "Free one", capacity=5)
    await registered(db, keyring, forum, says(table_id=full.id))
    person = await registered(db, keyring, forum, says("Jana", "jana@people.example"))
    path = f"/lipovec/forums/1/places/{(await office(db, keyring)).key(person.id, person.ticket)}"
    page = (await client.get(path)).text
    assert "I would like another table" in page
    answer = await post(client, f"{path}/table", {"table": str(full.number)})
    assert answer.status_code == 422
    assert f"Table {full.number} is full." in answer.text
    assert (await post(client, f"{path}/table", {"table": "99"})).status_code == 422
    assert (await post(client, f"{path}/table", {"table": str(free.number)})).headers["location"] == path
    assert (await queries.person(db, forum.id, person.id)).table_id == free.id  # type: ignore[union-attr]
    assert (await post(client, f"{path}/table", {"table": ""})).status_code == 303
    assert (await queries.person(db, forum.id, person.id)).table_id is None  # type: ignore[union-attr]
    wrong = path[:-1] + ("2" if path[-1] != "2" else "3")
    assert (await post(client, f"{wrong}/table", {"table": str(free.number)})).status_code == 404
    await service.check_in(db, INSTALLATION, forum.id, person.id, Way.CODE)
    assert "I would like another table" not in (await client.get(path)).text
    assert (await post(client, f"{path}/table", {"table": str(free.number)})).status_code == 409
    await service.cancel(db, INSTALLATION, forum.id, "Povodeň.")
    assert (await post(client, f"{path}/table", {"table": str(free.number)})).status_code == 410
