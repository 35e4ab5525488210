"""Can an organiser see, move and register people, a helper let them in, and nobody else read a name?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.models import ForumRow
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.people import AgeBand, Food, Need, Standing, Way
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post
from tests.builders.people import came, letters, office, registered, says, subjects

STAFF = "/lipovec/staff/forums/1"
SENT = {"name": "Volá Telefonem", "email": "", "photo": "true", "table": "", "language": "cs"}


@pytest.fixture
async def forum(db: AsyncSession) -> Forum:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    made = await build.published(db, capacity=4)
    await build.table(db, made, "Doprava", capacity=1)
    await build.table(db, made, "Zeleň")
    return made


async def signed_in(client: httpx.AsyncClient, db: AsyncSession, role: Role = Role.MODERATOR) -> None:
    await accounts.sign_in(client, db, "lipovec", role)


async def numbers(db: AsyncSession, forum: Forum) -> tuple[int, int, int]:
    """(came, codes, paper dots)."""
    found = await queries.attendance(db, forum, is_over=False)
    return found.came, found.codes, found.paper


async def test_the_list_is_searched_filtered_and_sorted(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    await signed_in(client, db)
    table, other = await queries.tables(db, forum.id)
    assert "Nobody is registered yet" in (await client.get(f"{STAFF}/people")).text
    wheelchair = frozenset({Need.WHEELCHAIR})
    said = [
        says("Čeněk Ú", "cenek@people.example", table.id, needs=wheelchair, note="Alergie na ořechy"),
        says("Chmelová", "chm@people.example", other.id, needs=wheelchair, food=frozenset({Food.VEGAN})),
        says("Cibulka", "cib@people.example", age_band=AgeBand.OLD),
    ]
    people = [await registered(db, keyring, forum, each) for each in said]

    async def names(query: str, language: str = "cs") -> list[str]:
        page = (await client.get(f"{STAFF}/people?{query}", headers={"accept-language": language})).text
        listed = page[page.index("<tbody") :] if "<tbody" in page else ""
        found = {listed.index(each.name): each.name for each in said if each.name in listed}
        return [found[at] for at in sorted(found)]

    assert await names("") == ["Čeněk Ú", "Chmelová", "Cibulka"]
    assert await names("order=name") == ["Cibulka", "Čeněk Ú", "Chmelová"], "Czech: c, č, ch"
    assert await names("order=table") == ["Cibulka", "Čeněk Ú", "Chmelová"]
    assert await names("q=cenek") == ["Čeněk Ú"]
    assert await names(f"q={people[2].ticket}") == ["Cibulka"]
    assert await names("table=2") == ["Chmelová"]
    assert await names("table=any") == ["Cibulka"]
    assert await names("table=waiting") == []
    assert await names("page=77&table=x&order=x") == []
    await came(db, forum, 1)
    assert "Without a name" not in (await client.get(f"{STAFF}/people")).text, "a number, not a line"
    assert "Without a name" in (await client.get(f"{STAFF}/people?table=walk-in")).text
    page = (await client.get(f"{STAFF}/people")).text
    for words in ("A place for a wheelchair", "Vegan", "Alergie na ořechy", "What to prepare"):
        assert words in page, words
    assert "75 and more" not in page, "nobody's age is shown"
    person = (await client.get(f"{STAFF}/people/{people[2].id}")).text
    assert "75 and more" not in person


async def test_an_organiser_registers_moves_and_cancels_on_behalf(
    client: httpx.AsyncClient, db: AsyncSession, forum: Forum
) -> None:
    await signed_in(client, db)
    assert "Language of letters" in (await client.get(f"{STAFF}/people/new")).text
    answer = await post(client, f"{STAFF}/people", SENT | {"name": ""})
    assert answer.status_code == 422
    assert 'id="error-name"' in answer.text
    answer = await post(client, f"{STAFF}/people", SENT)
    (person,) = await queries.people(db, forum.id)
    assert answer.headers["location"] == f"{STAFF}/people/{person.id}"
    assert person.code in (await client.get(f"{STAFF}/people/{person.id}")).text
    assert (await post(client, f"{STAFF}/people/{person.id}/seat", {"table": "1"})).status_code == 303
    answer = await post(client, f"{STAFF}/people", SENT | {"name": "Druhý", "table": "2"})
    second = answer.headers["location"]
    answer = await post(client, f"{second}/seat", {"table": "1"})
    assert answer.status_code == 422
    assert "Table 1 is full" in answer.text
    assert (await post(client, f"{second}/seat", {"table": "9"})).status_code == 422
    assert (await post(client, f"{second}/cancellation")).status_code == 303
    assert [each.name for each in await queries.people(db, forum.id)] == ["Volá Telefonem"]
    assert "Registration cancelled" in (await client.get(second)).text
    assert (await post(client, f"{second}/seat", {"table": ""})).status_code == 409


async def test_a_helper_lets_people_in_by_their_qr_code_without_reading_a_name(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum, says("Tajné Jméno", note="tajné"))
    ticket = f"{STAFF}/entrance/{person.ticket}"
    answer = await client.get(ticket)
    assert (answer.status_code, "/staff/sign-in" in answer.headers["location"]) == (303, True)
    await signed_in(client, db, Role.FACILITATOR)
    page = (await client.get(ticket)).text
    assert person.code in page
    assert "ajné" not in page
    assert (await post(client, f"{ticket}/arrival")).status_code == 422
    answer = await post(client, f"{ticket}/arrival", {"way": "paper"})
    assert answer.headers["location"] == ticket
    page = (await client.get(ticket)).text
    assert "Let in. Hand out paper dots." in page
    assert "Is here" in page
    assert await numbers(db, forum) == (1, 0, 1)
    assert (await post(client, f"{ticket}/arrival", {"way": "code"})).status_code == 409
    answer = await post(client, f"{ticket}/departure", {"way": "code"})
    assert answer.status_code == 422
    assert "Nobody has taken that yet" in answer.text
    assert (await post(client, f"{ticket}/departure", {"way": "paper"})).status_code == 303
    assert await numbers(db, forum) == (0, 0, 0)
    answer = await client.get(f"{STAFF}/entrance?q={person.code}")
    assert answer.headers["location"] == ticket
    page = (await client.get(f"{STAFF}/entrance?q=Tajné")).text
    assert "Tajné Jméno" not in page
    for part in ("people", "people/new", f"people/{person.id}", "attendance"):
        assert (await client.get(f"{STAFF}/{part}")).status_code == 403, part
    page = (await client.get(STAFF)).text
    assert "Tajné" not in page
    assert f"{STAFF}/entrance" in page
    assert f"{STAFF}/people" not in page


async def test_an_organiser_finds_people_by_name_at_the_door(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum, says("Žaneta Řehořová"))
    await signed_in(client, db)
    page = (await client.get(f"{STAFF}/entrance?q=rehor")).text
    assert f"{STAFF}/entrance/{person.ticket}" in page
    assert "Nobody fits." in (await client.get(f"{STAFF}/entrance?q=nikdo")).text
    assert "Žaneta" in (await client.get(f"{STAFF}/entrance/{person.ticket}")).text
    hers = await office(db, keyring)
    await service.cancel_person(db, INSTALLATION, hers, forum.id, person.id)
    assert (await client.get(f"{STAFF}/entrance/{person.ticket}")).status_code == 409
    assert (await client.get(f"{STAFF}/entrance/22222222")).status_code == 404


async def test_walk_ins_are_let_in_and_counted(client: httpx.AsyncClient, db: AsyncSession, forum: Forum) -> None:
    await signed_in(client, db, Role.FACILITATOR)
    answer = await post(client, f"{STAFF}/entrance", {"name": "x"})
    assert answer.status_code == 422
    assert 'id="error-way"' in answer.text
    attempt = str(uuid4())
    for _ in range(2):
        answer = await post(client, f"{STAFF}/entrance", {"way": "code", "attempt": attempt, "table": "1"})
        assert answer.headers["location"] == f"{STAFF}/entrance"
    await post(client, f"{STAFF}/entrance", {"way": "paper", "name": "Kolemjdoucí"})
    assert await numbers(db, forum) == (2, 1, 1)
    page = (await client.get(STAFF)).text
    assert "1 registered, 1 here" in page


async def test_the_room_page_shows_what_was_handed_out_beside_who_voted(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    room = await build.room(db, keyring)
    await came(db, room.forum, 3)
    await came(db, room.forum, 2, Way.PAPER)
    await signed_in(client, db)
    page = (await client.get(f"{STAFF}/room")).text
    assert "3 took a code at the door" in page
    assert "2 took paper dots at the door" in page


async def test_the_attendance_list_is_for_signatures_and_says_how_long_it_is_kept(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    await registered(db, keyring, forum, says("Žaneta Řehořová"))
    await registered(db, keyring, forum, says("Adam Bez"))
    await came(db, forum, 1)
    for _ in range(2):
        await registered(db, keyring, forum, says("Čeká Ještě"))
    assert (await queries.people(db, forum.id))[-1].standing is Standing.WAITING
    await signed_in(client, db)
    page = (await client.get(f"{STAFF}/attendance")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "To be shredded on 11 May 2099." in page
    assert page.index("Adam Bez") < page.index("Žaneta Řehořová")
    assert page.count("Čeká Ještě") == 1, "who waits has nothing to sign"
    assert "Signature" in page


async def test_totals_come_after_the_forum_with_small_groups_hidden_and_outlive_the_names(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    await registered(db, keyring, forum, says("Tajné Jméno"))
    await came(db, forum, 14, age_band=AgeBand.YOUTH)
    await came(db, forum, 12)
    await came(db, forum, 3, age_band=AgeBand.OLD)
    await signed_in(client, db)
    assert "15 to 29" not in (await client.get(f"{STAFF}/people")).text
    end = datetime.now(UTC) - timedelta(days=1)
    times = {"starts_at": end - timedelta(hours=3), "ends_at": end}
    await db.execute(update(ForumRow).values(**times))
    page = (await client.get(f"{STAFF}/people")).text
    assert "15 to 29" in page
    assert "hidden" in page
    assert "<td data-num>3</td>" not in page
    times = {"starts_at": end - timedelta(days=70), "ends_at": end - timedelta(days=69)}
    await db.execute(update(ForumRow).values(**times))
    assert await service.erase_due(db) == 30
    page = (await client.get(f"{STAFF}/people")).text
    assert "Names were erased on" in page
    assert "15 to 29" in page
    assert "Tajné" not in page
    assert (await post(client, f"{STAFF}/entrance", {"way": "code"})).status_code == 409


async def test_a_moved_forum_is_told_to_who_was_registered_by_telephone_with_an_address(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    await signed_in(client, db)
    await post(client, f"{STAFF}/people", SENT | {"email": "tel@people.example", "language": "en"})
    moved = {"starts_at": "2099-03-19T17:00", "ends_at": "2099-03-19T20:30", "place": "Jinde", "reason": "Voda"}
    assert (await post(client, f"{STAFF}/move", moved)).status_code == 303
    await service.write_due(db, await office(db, keyring))
    assert subjects(await letters(db, "tel@people.example")) == ["Moved", "You are registered"]
