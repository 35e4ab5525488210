"""Is what people write besides their dots kept, grouped by a moderator, and never counted?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import own_items
from partnet_vote.forums.rules.own_items import Decision, Verdict
from partnet_vote.forums.rules.room import RoomVote
from partnet_vote.platform.db.session import CITY, Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums as build
from tests.builders.forums import Room


async def voting(db: AsyncSession, keyring: Keyring, codes: int = 3) -> Room:
    await cities.city(db)
    return await build.room(db, keyring, codes, takes_own=True)


async def vote_of(db: AsyncSession, room: Room) -> RoomVote:
    vote = await queries.room_vote(db, room.forum.id)
    assert vote is not None
    return vote


async def write(db: AsyncSession, keyring: Keyring, room: Room, at: int, words: str) -> UUID:
    code = await build.entered(db, keyring, room.forum, room.codes[at])
    await service.write_own(db, room.forum.id, code, words)
    return code


async def test_one_code_has_one_own_item_that_it_may_change_and_take_back(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    code = await write(db, keyring, room, 0, "  Chybí   koupaliště ")
    assert await queries.own_item_of(db, code) == "Chybí koupaliště"
    await service.write_own(db, room.forum.id, code, "Chybí bazén")
    assert await queries.own_item_of(db, code) == "Chybí bazén"
    with pytest.raises(Refused):
        await service.write_own(db, room.forum.id, code, "x" * 301)
    await service.write_own(db, room.forum.id, code, " ")
    assert await queries.own_item_of(db, code) == ""
    await service.write_own(db, room.forum.id, code, "")
    with pytest.raises(NotFound):
        await service.write_own(db, room.forum.id, uuid4(), "x")


async def test_it_changes_no_dot_and_no_place(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    code = await write(db, keyring, room, 0, "Stín")  # the very words of an item of the list
    await service.tap(db, room.forum.id, code, room.entries[1].id, 1, uuid4())
    await service.type_own(db, INSTALLATION, room.forum.id, 1, ("Stín", "Stín"), uuid4())
    for _ in range(2):
        found = await queries.count(db, await vote_of(db, room))
        assert found.votes([entry.id for entry in room.entries]) == {
            entry.id: int(at == 1) for at, entry in enumerate(room.entries)
        }
        assert (found.people_by_code, found.people_on_paper) == (1, 0)
        if (await vote_of(db, room)).counted_at is None:
            await service.count_room(db, INSTALLATION, room.forum.id)


async def test_counting_leaves_the_words_and_nobody_who_wrote_them(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    codes = [await write(db, keyring, room, at, f"Item {at}") for at in range(3)]
    await service.replace_code(db, INSTALLATION, keyring, room.forum.id, room.codes[2][:4])
    assert await queries.room_own_items(db, await vote_of(db, room)) == (), "nobody reads while people write"
    query = text("select id from forum_own_items where vote_id = :vote")
    before = {row.id for row in await db.execute(query, {"vote": (await vote_of(db, room)).id})}
    await service.count_room(db, INSTALLATION, room.forum.id)
    items = await queries.room_own_items(db, await vote_of(db, room))
    assert sorted(item.text for item in items) == ["Item 0", "Item 1"], "a replaced code's goes with its dots"
    assert not before & {item.id for item in items}, "the rows are others"
    left = text("select count(*) from forum_own_items where code_id is not null")
    assert (await db.execute(left)).scalar_one() == 0
    with pytest.raises(TooLate):
        await service.write_own(db, room.forum.id, codes[0], "late")


async def test_paper_is_typed_once_and_what_was_mistyped_is_taken_back(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    attempt, forum = uuid4(), room.forum.id
    assert await service.type_own(db, INSTALLATION, forum, 1, ("Koupaliště", "Koupaliště"), attempt) == 2
    assert await service.type_own(db, INSTALLATION, forum, 1, ("Koupaliště", "Koupaliště"), attempt) == 0
    assert await service.type_own(db, INSTALLATION, forum, 2, ("Kino",), attempt) == 1
    vote = await vote_of(db, room)
    first, second = await queries.typed_own_items(db, vote, 1)
    await service.untype_own(db, INSTALLATION, forum, 1, first.id)
    await service.untype_own(db, INSTALLATION, forum, 1, first.id)
    await service.untype_own(db, INSTALLATION, forum, 2, second.id)  # not of that table: nothing happens
    assert [item.text for item in await queries.typed_own_items(db, vote, 1)] == ["Koupaliště"]
    for texts in ((), ("x" * 301,), ("x",) * 101):
        with pytest.raises(Refused):
            await service.type_own(db, INSTALLATION, forum, 1, texts, uuid4())
    with pytest.raises(NotFound):
        await service.type_own(db, INSTALLATION, forum, 9, ("x",), uuid4())
    await service.count_room(db, INSTALLATION, forum)
    assert await service.type_own(db, INSTALLATION, forum, 1, ("Nalezený lístek",), uuid4()) == 1, "not counted anyway"


async def test_a_moderator_groups_like_ones_and_the_originals_stay(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    forum = room.forum.id
    await write(db, keyring, room, 0, "koupaliště")
    await service.type_own(db, INSTALLATION, forum, 1, ("Nemáme se kde koupat", "Pan X je zloděj", "Kino"), uuid4())
    with pytest.raises(Conflict):
        await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.PUBLISH, frozenset({uuid4()})))
    await service.count_room(db, INSTALLATION, forum)
    vote = await vote_of(db, room)
    assert (await queries.public_own_items(db, vote)).waiting == 4  # type: ignore[union-attr]
    key = {item.text: item.id for item in await queries.room_own_items(db, vote)}
    both = frozenset({key["koupaliště"], key["Nemáme se kde koupat"]})
    await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.PUBLISH, both, "Chybí koupaliště"))
    await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.PUBLISH, frozenset({key["Kino"]})))
    unkind = Decision(Verdict.WITHHOLD, frozenset({key["Pan X je zloděj"]}), reason="Jmenuje konkrétního člověka.")
    with pytest.raises(Refused):
        await service.decide_own(db, INSTALLATION, forum, replace(unkind, reason="ne"))
    await service.decide_own(db, INSTALLATION, forum, unkind)
    public = await queries.public_own_items(db, vote)
    assert public == own_items.OwnItems(
        (("Chybí koupaliště", 2), ("Kino", 1)), (("Jmenuje konkrétního člověka.", 1),), 0
    )
    assert {item.text for item in await queries.room_own_items(db, vote)} == set(key), "every word is kept"
    with pytest.raises(Conflict, match="decided"):
        await service.untype_own(db, INSTALLATION, forum, 1, key["Kino"])
    await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.REOPEN, both))
    assert (await queries.public_own_items(db, vote)).waiting == 2  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.PUBLISH, frozenset({uuid4()})))
    with pytest.raises(Refused):
        await service.decide_own(db, INSTALLATION, forum, Decision(Verdict.REOPEN, frozenset()))


async def test_who_may(db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    forum, city_id = room.forum.id, db.info[CITY]
    facilitator, clerk = cities.staff(city_id, Role.FACILITATOR), cities.staff(city_id, Role.OBSERVER)
    await service.type_own(db, facilitator, forum, 1, ("Kino",), uuid4())
    await service.count_room(db, INSTALLATION, forum)
    (item,) = await queries.room_own_items(db, await vote_of(db, room))
    for deed in (
        service.type_own(db, clerk, forum, 1, ("x",), uuid4()),
        service.untype_own(db, clerk, forum, 1, item.id),
        *(
            service.decide_own(db, facilitator, forum, Decision(verdict, frozenset({item.id}), reason="Because of it."))
            for verdict in Verdict
        ),
    ):
        with pytest.raises(Denied):
            await deed


async def test_where_the_rule_takes_none_there_is_none(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    room = await build.room(db, keyring, 1)
    with pytest.raises(NotFound):
        await write(db, keyring, room, 0, "x")
    with pytest.raises(NotFound):
        await service.type_own(db, INSTALLATION, room.forum.id, 1, ("x",), uuid4())


async def test_writing_while_the_vote_is_counted_is_kept_or_refused_never_left_on_a_code(
    database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as db:
        room = await voting(db, keyring, 8)
        city_id = db.info[CITY]
    async with database.transaction(city_id) as db:
        codes = [await build.entered(db, keyring, room.forum, code) for code in room.codes]

    async def one(at: int, code: UUID) -> bool:
        async with database.transaction(city_id) as db:
            await service.write_own(db, room.forum.id, code, f"Item {at}")
        return True

    async def count() -> None:
        async with database.transaction(city_id) as db:
            await service.count_room(db, INSTALLATION, room.forum.id)

    writers = [one(at, code) for at, code in enumerate(codes)]
    done = await asyncio.gather(*writers[:4], count(), *writers[4:], return_exceptions=True)
    told = [each for at, each in enumerate(done) if at != 4]
    assert done[4] is None
    assert all(each is True or isinstance(each, TooLate) for each in told), told
    async with database.transaction(city_id) as db:
        kept = await queries.room_own_items(db, await vote_of(db, room))
        held = text("select count(*) from forum_own_items where code_id is not null")
        assert (await db.execute(held)).scalar_one() == 0
    assert {item.text for item in kept} == {f"Item {at}" for at, each in enumerate(told) if each is True}


def test_lines_of_a_paper() -> None:
    assert own_items.lines_of(" Kino \r\n\n  Nemáme  kde \n") == ("Kino", "Nemáme kde")
