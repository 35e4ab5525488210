"""Does everybody in the room vote once, and is nothing lost or doubled?"""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.models import TapRow
from partnet_vote.forums.rules.room import RoomVote
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.platform.kernel.text import Text
from tests.builders import cities, forums as build
from tests.builders.forums import Room


async def vote_of(db: AsyncSession, room: Room) -> RoomVote:
    found = await queries.room_vote(db, room.forum.id)
    assert found is not None
    return found


async def votes(db: AsyncSession, room: Room) -> list[int]:
    count = await queries.count(db, await vote_of(db, room))
    return list(count.votes([entry.id for entry in room.entries]).values())


async def end_time(db: AsyncSession) -> None:
    await db.execute(text("update forum_room_votes set closes_at = clock_timestamp() - interval '1 second'"))


async def test_dots_are_given_taken_and_taken_back(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    forum, (one, two, *_) = room.forum.id, room.entries
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, forum, code, one.id, 1, uuid4())
    await service.tap(db, forum, code, one.id, 1, uuid4())
    with pytest.raises(Refused, match="all your dots"):
        await service.tap(db, forum, code, two.id, 1, uuid4())
    await service.tap(db, forum, code, one.id, -1, uuid4())
    await service.tap(db, forum, code, two.id, 1, uuid4())
    assert await queries.dots_of(db, code) == {one.id: 1, two.id: 1}
    for left in ({one.id: 1}, {one.id: 2}, {one.id: 1}, {}, {}):
        await service.undo(db, forum, code, uuid4())
        assert await queries.dots_of(db, code) == left
    with pytest.raises(Refused, match="no dot to take"):
        await service.tap(db, forum, code, one.id, -1, uuid4())


async def test_a_tap_sent_twice_counts_once(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    forum, (one, two, *_) = room.forum.id, room.entries
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    client, other = uuid4(), uuid4()
    for _ in range(3):
        await service.tap(db, forum, code, one.id, 1, client)
    assert await votes(db, room) == [1, 0, 0, 0]
    with pytest.raises(Conflict):
        await service.tap(db, forum, code, two.id, 1, client)
    for _ in range(2):
        await service.undo(db, forum, code, other)
    assert await votes(db, room) == [0, 0, 0, 0]


async def test_stacking_follows_the_rule(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring, marks=3, per_item=1)
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, room.forum.id, code, room.entries[0].id, 1, uuid4())
    with pytest.raises(Refused, match="No more dots fit"):
        await service.tap(db, room.forum.id, code, room.entries[0].id, 1, uuid4())


async def test_codes_are_entered_as_people_type_and_lock_after_five_tries(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    code = room.codes[0]
    assert len(code.replace("-", "")) == 12
    for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
        assert isinstance(await service.enter_room(db, keyring, room.forum.id, typed), str), typed
    for typed in ("", "AAAA", code + "A", "0" * 12):
        assert isinstance(await service.enter_room(db, keyring, room.forum.id, typed), Text), typed
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for _ in range(5):
        assert isinstance(await service.enter_room(db, keyring, room.forum.id, wrong), Text)
    answer = await service.enter_room(db, keyring, room.forum.id, code)
    assert isinstance(answer, Text)
    assert "locked" in str(answer)
    assert isinstance(await service.enter_room(db, keyring, room.forum.id, room.codes[1]), str)


async def test_a_pass_cannot_be_made_up(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    token = await service.enter_room(db, keyring, room.forum.id, room.codes[0])
    assert isinstance(token, str)
    for forged in ("", "x", token + "0", token.replace(".", ".9", 1), "a" * 36 + ".1.x", f"{uuid4()}.{'9' * 12}.x"):
        assert await service.code_of(db, keyring, room.forum.id, forged) is None, forged
    other = await build.room(db, keyring)
    assert await service.code_of(db, keyring, other.forum.id, token) is None


async def test_a_replaced_codes_dots_no_longer_count(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    forum, one = room.forum.id, room.entries[0]
    old = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, forum, old, one.id, 1, uuid4())
    (new,) = await service.replace_code(db, INSTALLATION, keyring, forum, room.codes[0][:4].lower())
    assert await votes(db, room) == [0, 0, 0, 0]
    with pytest.raises(Denied):
        await service.tap(db, forum, old, one.id, 1, uuid4())
    assert isinstance(await service.enter_room(db, keyring, forum, room.codes[0]), Text)
    code = await build.entered(db, keyring, room.forum, new)
    await service.tap(db, forum, code, one.id, 1, uuid4())
    assert await votes(db, room) == [1, 0, 0, 0]
    with pytest.raises(Refused):
        await service.replace_code(db, INSTALLATION, keyring, forum, room.codes[0][:4])
    assert await queries.code_counts(db, (await vote_of(db, room)).id) == (2, 1)


async def test_the_databases_clock_ends_the_vote_and_a_reason_extends_it(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    forum, one = room.forum.id, room.entries[0]
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await end_time(db)
    with pytest.raises(TooLate):
        await service.tap(db, forum, code, one.id, 1, uuid4())
    with pytest.raises(TooLate):
        await service.undo(db, forum, code, uuid4())
    with pytest.raises(Refused):
        await service.extend_room(db, INSTALLATION, forum, 5, " ")
    await service.extend_room(db, INSTALLATION, forum, 5, "Nefungovala wifi.")
    saved = uuid4()
    await service.tap(db, forum, code, one.id, 1, saved)
    await end_time(db)
    await service.tap(db, forum, code, one.id, 1, saved)  # its answer was lost: saved is saved
    assert await votes(db, room) == [1, 0, 0, 0]
    with pytest.raises(Conflict):
        await service.open_room(db, INSTALLATION, forum, 5)
    with pytest.raises(Refused):
        await service.extend_room(db, INSTALLATION, forum, 241, "x")


async def test_counting_keeps_the_sums_and_forgets_who_gave_what(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    forum, (one, two, *_) = room.forum.id, room.entries
    for typed, entry in zip(room.codes, (one, two), strict=True):
        code = await build.entered(db, keyring, room.forum, typed)
        await service.tap(db, forum, code, entry.id, 1, uuid4())
        await service.tap(db, forum, code, one.id, 1, uuid4())
    await service.count_room(db, INSTALLATION, forum)
    assert await votes(db, room) == [3, 1, 0, 0]
    vote = await vote_of(db, room)
    assert vote.people_by_code == 2
    assert (await db.execute(select(func.count()).select_from(TapRow))).scalar_one() == 0
    with pytest.raises(TooLate):
        await service.tap(db, forum, code, one.id, 1, uuid4())
    for deed in (
        service.count_room(db, INSTALLATION, forum),
        service.extend_room(db, INSTALLATION, forum, 5, "x"),
        service.make_codes(db, INSTALLATION, keyring, forum, 1),
    ):
        with pytest.raises(Conflict):
            await deed
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text("update forum_room_totals set by_code = 99"))


async def test_paper_counts_once_two_people_typed_the_same(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    room = await build.room(db, keyring)
    forum, (one, two, *_) = room.forum.id, room.entries
    first, second = cities.staff(city_id, Role.FACILITATOR), cities.staff(city_id, Role.MODERATOR)
    assert not await service.type_sheet(db, first, forum, 1, 3, {one.id: 4, two.id: 1})
    assert not await service.type_sheet(db, first, forum, 1, 3, {one.id: 4, two.id: 1})  # the same person again
    assert await votes(db, room) == [0, 0, 0, 0]
    assert not await service.type_sheet(db, second, forum, 1, 3, {one.id: 4, two.id: 2})
    with pytest.raises(Refused, match="only once, or differently"):
        await service.count_room(db, INSTALLATION, forum)
    assert await service.type_sheet(db, second, forum, 1, 3, {one.id: 4, two.id: 1})
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, forum, code, one.id, 1, uuid4())
    await service.count_room(db, INSTALLATION, forum)
    assert await votes(db, room) == [5, 1, 0, 0]
    assert ((await vote_of(db, room)).people_on_paper, (await vote_of(db, room)).people_by_code) == (3, 1)


async def test_paper_with_more_dots_than_people_can_give_is_refused(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    room = await build.room(db, keyring, per_item=1)
    forum, (one, two, *_) = room.forum.id, room.entries
    clerk = cities.staff(city_id, Role.FACILITATOR)
    for people, dots in ((2, {one.id: 2, two.id: 3}), (2, {one.id: 3}), (2, {one.id: -1}), (-1, {}), (501, {})):
        with pytest.raises(Refused):
            await service.type_sheet(db, clerk, forum, 1, people, dots)
    with pytest.raises(NotFound):
        await service.type_sheet(db, clerk, forum, 9, 1, {})
    with pytest.raises(NotFound):
        await service.type_sheet(db, clerk, forum, 1, 1, {uuid4(): 1})
    with pytest.raises(Denied):
        await service.type_sheet(db, INSTALLATION, forum, 1, 1, {})


async def test_a_shortlist_under_vote_stays_as_it_is(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring)
    with pytest.raises(Conflict):
        await service.gather(db, INSTALLATION, room.forum.id)
    pair = (room.entries[0].id, room.entries[1].id)
    with pytest.raises(Conflict):
        await service.merge_entries(db, INSTALLATION, room.forum.id, pair, "x", (1, 1))
    with pytest.raises(Conflict):
        await service.prepare_room(db, INSTALLATION, room.forum.id, 3, 1, is_hidden=False)


async def test_nobody_votes_on_nothing_and_only_organisers_open(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    forum = await build.published(db)
    with pytest.raises(NotFound):
        await service.open_room(db, INSTALLATION, forum.id, 5)
    for marks, per_item in ((0, 0), (11, 1), (2, 3), (2, 0)):
        with pytest.raises(Refused):
            await service.prepare_room(db, INSTALLATION, forum.id, marks, per_item, is_hidden=False)
    await service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)
    with pytest.raises(Refused, match="empty"):
        await service.open_room(db, INSTALLATION, forum.id, 5)
    facilitator = cities.staff(city_id, Role.FACILITATOR)
    for deed in (
        service.prepare_room(db, facilitator, forum.id, 2, 2, is_hidden=False),
        service.open_room(db, facilitator, forum.id, 5),
        service.count_room(db, facilitator, forum.id),
        service.make_codes(db, facilitator, keyring, forum.id, 1),
        service.replace_code(db, facilitator, keyring, forum.id, "AAAA"),
        service.reveal(db, facilitator, forum.id, 0),
    ):
        with pytest.raises(Denied):
            await deed


async def test_fifty_taps_at_once_from_one_code_give_two_dots(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        room = await build.room(db, keyring, 1)
        code = await build.entered(db, keyring, room.forum, room.codes[0])
    client = uuid4()

    async def tap(number: int) -> bool:
        try:
            async with database.transaction(city_id) as db:
                key = client if number < 25 else uuid4()
                await service.tap(db, room.forum.id, code, room.entries[0].id, 1, key)
        except Refused:
            return False
        return True

    done = await asyncio.gather(*(tap(number) for number in range(50)))
    assert sum(done[25:]) <= 2
    async with database.transaction(city_id) as db:
        assert await votes(db, room) == [2, 0, 0, 0]


async def test_every_tap_before_the_count_is_counted_and_none_after(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        room = await build.room(db, keyring, 20)
        codes = [await build.entered(db, keyring, room.forum, code) for code in room.codes]

    async def tap(code: UUID) -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.tap(db, room.forum.id, code, room.entries[1].id, 1, uuid4())
        except TooLate:
            return False
        return True

    async def count() -> None:
        async with database.transaction(city_id) as db:
            await service.count_room(db, INSTALLATION, room.forum.id)

    *done, _ = await asyncio.gather(*(tap(code) for code in codes), count())
    async with database.transaction(city_id) as db:
        assert await votes(db, room) == [0, sum(done), 0, 0]
        assert (await vote_of(db, room)).people_by_code == sum(done)
