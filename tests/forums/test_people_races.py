"""Is the last chair given once, whoever else reaches for it at the same moment? With real commits."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from partnet_vote.forums import queries, service
from partnet_vote.forums.models import ForumPersonRow
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.people import Standing, Way
from partnet_vote.platform.db.session import CITY, Database
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import cities, forums as build
from tests.builders.people import letters, office, registered, says, subjects


class Town:
    """A city of its own with a forum of `chairs` chairs, committed."""

    def __init__(self, database: Database, keyring: Keyring, city_id: UUID, forum: Forum) -> None:
        self.database, self.keyring, self.city_id, self.forum = database, keyring, city_id, forum

    @classmethod
    async def with_chairs(cls, database: Database, keyring: Keyring, chairs: int) -> Town:
        async with database.transaction() as db:
            await cities.city(db)
            city_id = db.info[CITY]
            forum = await build.published(db, capacity=chairs)
        return cls(database, keyring, city_id, forum)

    async def register(self, email: str, attempt: UUID | None = None) -> None:
        async with self.database.transaction(self.city_id) as db:
            hers = await office(db, self.keyring)
            await service.register(db, hers, self.forum.id, says(email=email), "en", attempt or uuid4())

    async def standing(self) -> list[Standing]:
        async with self.database.transaction(self.city_id) as db:
            return [person.standing for person in await queries.people(db, self.forum.id)]


async def test_two_people_for_the_last_chair_one_sits_one_waits(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 3)
    await asyncio.gather(*(town.register(f"{uuid4().hex}@people.example") for _ in range(10)))
    found = await town.standing()
    assert found.count(Standing.PLACED) == 3
    assert found.count(Standing.WAITING) == 7
    assert found == sorted(found, key=lambda each: each is Standing.WAITING), "in the order of coming"


async def test_one_person_who_clicks_twice_is_registered_once(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 5)
    email, attempt = f"{uuid4().hex}@people.example", uuid4()
    await asyncio.gather(*(town.register(email, attempt) for _ in range(5)))
    assert await town.standing() == [Standing.PLACED]
    async with database.transaction(town.city_id) as db:
        assert subjects(await letters(db, email)) == ["You are registered"]


async def test_one_address_from_two_windows_is_registered_once(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 5)
    email = f"{uuid4().hex}@people.example"
    await asyncio.gather(*(town.register(email) for _ in range(3)))
    assert await town.standing() == [Standing.PLACED]


async def test_a_chair_that_becomes_free_goes_to_one(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 2)
    for _ in range(6):
        await town.register(f"{uuid4().hex}@people.example")
    async with database.transaction(town.city_id) as db:
        first, second, *_ = await queries.people(db, town.forum.id)

    async def leave(person_id: UUID, ticket: str) -> None:
        async with database.transaction(town.city_id) as db:
            hers = await office(db, keyring)
            await service.withdraw(db, hers, town.forum.id, hers.key(person_id, ticket))

    await asyncio.gather(
        *(leave(each.id, each.ticket) for each in (first, second, first)), town.register(f"{uuid4().hex}@x.example")
    )
    assert await town.standing() == [Standing.PLACED] * 2 + [Standing.WAITING] * 3


async def test_two_helpers_at_the_door_hand_out_one_thing(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 5)
    async with database.transaction(town.city_id) as db:
        person = await registered(db, keyring, town.forum)

    async def let_in(way: Way) -> None:
        async with database.transaction(town.city_id) as db:
            await service.check_in(db, INSTALLATION, town.forum.id, person.id, way)

    answers = await asyncio.gather(let_in(Way.CODE), let_in(Way.PAPER), let_in(Way.CODE), return_exceptions=True)
    assert [isinstance(answer, Conflict) for answer in answers].count(True) == 2
    async with database.transaction(town.city_id) as db:
        found = await queries.attendance(db, town.forum, is_over=False)
        assert (found.came, found.codes + found.paper) == (1, 1)


async def test_thirty_people_at_three_doors_are_counted_exactly(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 50)

    async def comes(number: int) -> None:
        async with database.transaction(town.city_id) as db:
            way = Way.CODE if number % 3 else Way.PAPER
            await service.walk_in(db, INSTALLATION, town.forum.id, says("", None), "cs", way, uuid4())

    await asyncio.gather(*(comes(number) for number in range(30)))
    async with database.transaction(town.city_id) as db:
        found = await queries.attendance(db, town.forum, is_over=False)
        assert (found.came, found.walk_ins, found.codes, found.paper) == (30, 30, 20, 10)
        query = select(func.count(ForumPersonRow.number.distinct())).where(ForumPersonRow.forum_id == town.forum.id)
        assert (await db.execute(query)).scalar_one() == 30


async def test_two_workers_write_each_letter_once(database: Database, keyring: Keyring) -> None:
    town = await Town.with_chairs(database, keyring, 50)
    addresses = [f"{uuid4().hex}@people.example" for _ in range(8)]
    for email in addresses:
        await town.register(email)
    async with database.transaction(town.city_id) as db:
        later = town.forum.starts_at.replace(day=19)
        await service.move(db, INSTALLATION, town.forum.id, later, later.replace(hour=20), "Jinde", "Voda.")

    async def work() -> int:
        async with database.transaction(town.city_id) as db:
            return await service.write_due(db, await office(db, keyring))

    assert sum(await asyncio.gather(*(work() for _ in range(3)))) == 8
    async with database.transaction(town.city_id) as db:
        for email in addresses:
            assert subjects(await letters(db, email)) == ["Moved", "You are registered"]


async def test_a_move_and_a_registration_at_once_lose_no_letter(database: Database, keyring: Keyring) -> None:
    """Whoever commits first, afterwards everybody knows where the forum is."""
    town = await Town.with_chairs(database, keyring, 50)
    email = f"{uuid4().hex}@people.example"
    later = town.forum.starts_at.replace(day=19)

    async def move() -> None:
        async with database.transaction(town.city_id) as db:
            await service.move(db, INSTALLATION, town.forum.id, later, later.replace(hour=20), "Jinde", "Voda.")

    others = [town.register(f"{uuid4().hex}@people.example") for _ in range(3)]
    await asyncio.gather(town.register(email), move(), *others)
    async with database.transaction(town.city_id) as db:
        await service.write_due(db, await office(db, keyring))
        assert any("Jinde" in letter.text for letter in await letters(db, email))


async def with_tables(database: Database, keyring: Keyring, chairs: int, capacity: int | None = None) -> Town:
    """Two tables of so many chairs."""
    async with database.transaction() as db:
        await cities.city(db)
        city_id = db.info[CITY]
        forum = await build.published(db, capacity=capacity)
        for topic in ("Doprava", "Zdraví"):
            await build.table(db, forum, topic, capacity=chairs)
    return Town(database, keyring, city_id, forum)


async def change(town: Town, person: Any, table_id: UUID | None) -> None:
    async with town.database.transaction(town.city_id) as db:
        hers = await office(db, town.keyring)
        await service.change_table(db, hers, town.forum.id, hers.key(person.id, person.ticket), table_id)


async def test_the_last_chair_of_a_table_goes_to_one_of_those_who_change_to_it(
    database: Database, keyring: Keyring
) -> None:
    town = await with_tables(database, keyring, 3)
    async with database.transaction(town.city_id) as db:
        one, other = await queries.tables(db, town.forum.id)
        there = [await registered(db, keyring, town.forum, says(table_id=other.id)) for _ in range(2)]
        here = [await registered(db, keyring, town.forum, says(table_id=one.id)) for _ in range(3)]
    done = await asyncio.gather(*(change(town, each, other.id) for each in here), return_exceptions=True)
    assert [each is None for each in done].count(True) == 1
    assert [isinstance(each, Refused) for each in done].count(True) == 2
    async with database.transaction(town.city_id) as db:
        found = await queries.people(db, town.forum.id)
    assert [each.table_id for each in found].count(other.id) == 3
    assert [each.table_id for each in found].count(one.id) == 2
    assert {each.standing for each in found} == {Standing.PLACED}
    assert {each.id for each in there} <= {each.id for each in found if each.table_id == other.id}


async def test_a_change_and_a_registration_for_the_last_chair_seat_one_of_them(
    database: Database, keyring: Keyring
) -> None:
    town = await with_tables(database, keyring, 2)
    async with database.transaction(town.city_id) as db:
        one, other = await queries.tables(db, town.forum.id)
        await registered(db, keyring, town.forum, says(table_id=other.id))
        mover = await registered(db, keyring, town.forum, says(table_id=one.id))

    async def come() -> None:
        async with database.transaction(town.city_id) as db:
            await registered(db, keyring, town.forum, says(table_id=other.id), waits=True)

    await asyncio.gather(change(town, mover, other.id), come(), return_exceptions=True)
    async with database.transaction(town.city_id) as db:
        found = await queries.people(db, town.forum.id)
    placed = [each.table_id for each in found if each.standing is Standing.PLACED]
    assert placed.count(other.id) == 2, "never three on two chairs, never one while somebody wants it"
    assert len(found) == 3


async def test_the_chair_left_behind_goes_to_who_waits_for_it(database: Database, keyring: Keyring) -> None:
    town = await with_tables(database, keyring, 1)
    async with database.transaction(town.city_id) as db:
        one, other = await queries.tables(db, town.forum.id)
        mover = await registered(db, keyring, town.forum, says(table_id=one.id))
        waiters = [await registered(db, keyring, town.forum, says(table_id=one.id), waits=True) for _ in range(2)]
    assert await town.standing() == [Standing.PLACED, Standing.WAITING, Standing.WAITING]
    await change(town, mover, other.id)
    assert await town.standing() == [Standing.PLACED, Standing.PLACED, Standing.WAITING]
    async with database.transaction(town.city_id) as db:
        assert subjects(await letters(db, mover.email or "")) == ["You are registered", "You changed your table"]
        moved_up = subjects(await letters(db, waiters[0].email or ""))
    assert len(moved_up) == 2, "waiting, then a place"


async def test_who_waits_may_choose_another_table_and_keeps_their_turn(database: Database, keyring: Keyring) -> None:
    town = await with_tables(database, keyring, 1)
    async with database.transaction(town.city_id) as db:
        one, other = await queries.tables(db, town.forum.id)
        await registered(db, keyring, town.forum, says(table_id=one.id))
        first = await registered(db, keyring, town.forum, says(table_id=one.id), waits=True)
        second = await registered(db, keyring, town.forum, says(table_id=one.id), waits=True)
    await asyncio.gather(change(town, second, other.id), change(town, first, other.id))
    standing = await town.standing()
    assert standing.count(Standing.PLACED) == 2, "the one free chair is given once"
    await change(town, first, None)
    assert (await town.standing())[0] is Standing.PLACED
