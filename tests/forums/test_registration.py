"""Does everybody get a chair or a place in the queue, a letter in their language, and a way out?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow
from partnet_vote.forums import queries, service
from partnet_vote.forums.models import ForumPersonRow
from partnet_vote.forums.rules import Forum, TableTexts
from partnet_vote.forums.rules.people import AgeBand, Food, Need, Sector, Standing
from partnet_vote.forums.service.post import spoken
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from tests.builders import cities, forums as build, people
from tests.builders.people import letters, office, registered, says, subjects

NBSP = "\N{NO-BREAK SPACE}"
FACILITATOR = Actor(uuid4(), "Facilitator", roles=frozenset({Role.FACILITATOR}))


@pytest.fixture
async def forum(db: AsyncSession) -> Forum:
    """Two tables of one chair each, and a third chair for nobody: the forum has two."""
    await cities.city(db, "lipovec")
    made = await build.published(db, capacity=2)
    await build.table(db, made, "Doprava", capacity=1)
    await build.table(db, made, "Zeleň", capacity=5)
    return made


async def test_a_person_gets_a_chair_and_a_letter_in_their_language(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    (table, _) = await queries.tables(db, forum.id)
    wanted = says("  Jana  Zkušební ", " Jana@People.EXAMPLE", table.id, note=" Mám psa. ", needs=frozenset(Need))
    await service.register(db, await office(db, keyring), forum.id, wanted, "cs", uuid4())
    (person,) = await queries.people(db, forum.id)
    assert (person.name, person.email, person.note) == ("Jana Zkušební", "jana@people.example", "Mám psa.")
    assert (person.number, person.table_id, person.standing) == (1, table.id, Standing.PLACED)
    assert person.needs == frozenset(Need)
    (letter,) = await letters(db, "jana@people.example")
    text = letter.text.replace(NBSP, " ")
    key = (await office(db, keyring)).key(person.id, person.ticket)
    for words in (
        "čtvrtek 12. března 2099, 17:00–20:30", "Sokolovna, Tyršova 5", "1. Doprava", person.code,
        f"http://127.0.0.1/lipovec/forums/1/places/{key}", "http://127.0.0.1/lipovec/forums/1/forum.ics",
    ):  # fmt: skip
        assert words in text, words
    assert "\n\n\n" not in text
    with spoken("cs") as czech:
        assert letter.subject == czech.gettext("You are registered: %(forum)s") % {"forum": forum.title}


async def test_who_finds_no_chair_waits_and_moves_up_when_somebody_cancels(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    one, _, three, four = [await registered(db, keyring, forum) for _ in range(4)]
    assert [each.standing.value for each in (one, three, four)] == ["placed", "waiting", "waiting"]
    assert subjects(await letters(db, three.email or "")) == ["You are on the waiting list"]
    hers = await office(db, keyring)
    await service.withdraw(db, hers, forum.id, hers.key(one.id, one.ticket))
    assert (await people.by_email(db, forum, three.email or "")).standing is Standing.PLACED
    assert (await people.by_email(db, forum, four.email or "")).standing is Standing.WAITING
    assert subjects(await letters(db, three.email or "")) == [
        "A place became free for you",
        "You are on the waiting list",
    ]
    assert len(await letters(db, four.email or "")) == 1


async def test_of_who_cancels_nothing_stays_but_the_number(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    said = says(
        "Pavel", "p@people.example", needs=frozenset({Need.SIGNING}), food=frozenset({Food.VEGAN}), note="x",
        age_band=AgeBand.SENIOR, sector=Sector.CITY,
    )  # fmt: skip
    person = await registered(db, keyring, forum, said)
    hers = await office(db, keyring)
    key = hers.key(person.id, person.ticket)
    await service.withdraw(db, hers, forum.id, key)
    await service.withdraw(db, hers, forum.id, key)
    row = (await db.execute(select(ForumPersonRow))).scalar_one()
    kept = (row.name, row.email, row.note, row.needs, row.food, row.age_band, row.sector, row.may_be_photographed)
    assert kept == ("", None, "", [], [], None, None, None)
    assert (await service.place_of(db, hers, forum.id, key)).standing is Standing.CANCELLED
    assert subjects(await letters(db, "p@people.example")) == ["You are registered", "Your registration is cancelled"]
    again = await registered(db, keyring, forum, said)
    assert (again.number, again.standing) == (2, Standing.PLACED)


async def test_a_full_table_is_refused_with_others_and_waited_for_on_request(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    table, other = await queries.tables(db, forum.id)
    await registered(db, keyring, forum, says(table_id=table.id))
    with pytest.raises(Refused, match="There is room at these tables: 2") as refusal:
        await registered(db, keyring, forum, says(table_id=table.id))
    assert refusal.value.field == "table"
    stubborn = await registered(db, keyring, forum, says(table_id=table.id), waits=True)
    assert stubborn.standing is Standing.WAITING
    assert (await registered(db, keyring, forum, says(table_id=other.id))).standing is Standing.PLACED


async def test_a_full_forum_is_waited_for_without_asking(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    table, _ = await queries.tables(db, forum.id)
    for _ in range(2):
        await registered(db, keyring, forum)
    assert (await registered(db, keyring, forum, says(table_id=table.id))).standing is Standing.WAITING


async def test_a_double_click_is_one_registration_and_one_letter(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    attempt, wanted = uuid4(), says(email="a@people.example")
    for _ in range(2):
        await service.register(db, await office(db, keyring), forum.id, wanted, "en", attempt)
    assert len(await queries.people(db, forum.id)) == 1
    assert subjects(await letters(db, "a@people.example")) == ["You are registered"]


async def test_a_second_registration_changes_nothing_and_only_the_owner_of_the_address_learns_it(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    first = await registered(db, keyring, forum, says("Jana", "j@people.example"))
    other = says("Někdo jiný", "J@people.example", may_be_photographed=True)
    assert await service.register(db, await office(db, keyring), forum.id, other, "cs", uuid4()) is None
    assert await queries.people(db, forum.id) == (first,)
    found = await letters(db, "j@people.example")
    assert subjects(found) == ["You are registered", "You are registered already"], "in the language of the first time"
    key = (await office(db, keyring)).key(first.id, first.ticket)
    assert all(key in letter.text for letter in found)


async def test_nobody_registers_for_a_draft_or_once_it_has_begun(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    hers = await office(db, keyring)
    with pytest.raises(Conflict):
        await service.register(db, hers, (await build.draft(db)).id, says(), "en", uuid4())
    begun = datetime.now(UTC) - timedelta(minutes=1)
    late = await build.published(db, starts_at=begun, ends_at=begun + timedelta(hours=3))
    with pytest.raises(TooLate, match="has begun"):
        await service.register(db, hers, late.id, says(), "en", uuid4())
    with pytest.raises(NotFound):
        await service.register(db, hers, uuid4(), says(), "en", uuid4())


async def test_a_link_opens_one_persons_page_and_no_other(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    one, two = [await registered(db, keyring, forum) for _ in range(2)]
    hers = await office(db, keyring)
    key = hers.key(one.id, one.ticket)
    assert await service.place_of(db, hers, forum.id, key) == one
    for wrong in ("", one.ticket, key[:-1], key + "2", two.ticket + key[8:], "ž" * 24):
        with pytest.raises(NotFound):
            await service.place_of(db, hers, forum.id, wrong)
    other = await build.published(db)
    with pytest.raises(NotFound):
        await service.place_of(db, hers, other.id, key)


async def test_an_organiser_registers_a_person_without_an_address(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    hers, attempt = await office(db, keyring), uuid4()
    wanted = says("Bez pošty", None)
    person = await service.enrol(db, INSTALLATION, hers, forum.id, wanted, "cs", attempt)
    assert person == await service.enrol(db, INSTALLATION, hers, forum.id, wanted, "cs", attempt), "a double click"
    assert (person.email, person.standing) == (None, Standing.PLACED)
    known = await registered(db, keyring, forum)
    with pytest.raises(Refused) as refusal:
        await service.enrol(db, INSTALLATION, hers, forum.id, says(email=known.email), "cs", uuid4())
    assert refusal.value.field == "email"
    assert (await service.enrol(db, INSTALLATION, hers, forum.id, says(), "cs", uuid4())).standing is Standing.WAITING
    await service.cancel_person(db, INSTALLATION, hers, forum.id, person.id)
    assert [each.standing.value for each in await queries.people(db, forum.id)] == ["placed", "placed"]
    with pytest.raises(Conflict):
        await service.seat(db, INSTALLATION, hers, forum.id, person.id, None)


async def test_an_organiser_moves_people_between_tables(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    table, other = await queries.tables(db, forum.id)
    hers = await office(db, keyring)
    one = await registered(db, keyring, forum, says(table_id=table.id))
    two = await registered(db, keyring, forum, says(table_id=other.id))
    waiting = await registered(db, keyring, forum, says(table_id=table.id), waits=True)
    with pytest.raises(Refused, match="Table 1 is full"):
        await service.seat(db, INSTALLATION, hers, forum.id, two.id, table.id)
    with pytest.raises(Refused, match="forum is full"):
        await service.seat(db, INSTALLATION, hers, forum.id, waiting.id, other.id)
    await service.seat(db, INSTALLATION, hers, forum.id, one.id, other.id)
    await service.seat(db, INSTALLATION, hers, forum.id, one.id, other.id)
    assert (await people.by_email(db, forum, one.email or "")).table_id == other.id
    assert subjects(await letters(db, one.email or "")) == ["Another table for you", "You are registered"]
    with pytest.raises(NotFound):
        await service.seat(db, INSTALLATION, hers, forum.id, one.id, uuid4())
    await service.cancel_person(db, INSTALLATION, hers, forum.id, two.id)
    assert (await people.by_email(db, forum, waiting.email or "")).standing is Standing.PLACED


async def test_only_organisers_reach_people(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    hers, person = await office(db, keyring), await registered(db, keyring, forum)
    with pytest.raises(Denied):
        await service.enrol(db, FACILITATOR, hers, forum.id, says(), "cs", uuid4())
    with pytest.raises(Denied):
        await service.seat(db, FACILITATOR, hers, forum.id, person.id, None)
    with pytest.raises(Denied):
        await service.cancel_person(db, FACILITATOR, hers, forum.id, person.id)


async def test_nothing_personal_is_recorded(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    person = await registered(db, keyring, forum, says("Tajné Jméno", "tajne@people.example"))
    await service.cancel_person(db, INSTALLATION, await office(db, keyring), forum.id, person.id)
    events = (await db.execute(select(EventRow).where(EventRow.subject == f"forum:{forum.id}"))).scalars().all()
    assert {"forum.register", "forum.cancel-person"} <= {event.kind for event in events}
    told = " ".join(f"{event.kind} {event.subject} {event.data}" for event in events)
    for secret in ("Tajné", "tajne@", str(person.id), person.ticket):
        assert secret not in told


async def test_a_table_with_people_is_not_removed(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    table, other = await queries.tables(db, forum.id)
    person = await registered(db, keyring, forum, says(table_id=table.id))
    with pytest.raises(Conflict, match="People"):
        await service.remove_table(db, INSTALLATION, table.id)
    await service.cancel_person(db, INSTALLATION, await office(db, keyring), forum.id, person.id)
    await service.remove_table(db, INSTALLATION, table.id)
    assert [each.id for each in await queries.tables(db, forum.id)] == [other.id]


async def test_more_chairs_move_people_up_before_anybody_new_comes(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    for _ in range(2):
        await registered(db, keyring, forum)
    waiting = await registered(db, keyring, forum)
    now = await build.again(db, forum)
    texts = replace(build.TEN, capacity=3)
    await service.edit(db, INSTALLATION, forum.id, texts, now.version)
    assert (await registered(db, keyring, forum)).standing is Standing.WAITING
    assert (await people.by_email(db, forum, waiting.email or "")).standing is Standing.PLACED


async def test_a_bigger_table_is_a_chair_for_who_waits_for_it(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    table, _ = await queries.tables(db, forum.id)
    await registered(db, keyring, forum, says(table_id=table.id))
    waiting = await registered(db, keyring, forum, says(table_id=table.id), waits=True)
    await service.edit_table(db, INSTALLATION, table.id, TableTexts(topic="Doprava", capacity=2), table.version)
    assert await service.write_due(db, await office(db, keyring)) == 1
    assert (await people.by_email(db, forum, waiting.email or "")).standing is Standing.PLACED
    assert await service.write_due(db, await office(db, keyring)) == 0
