"""Is nothing lost that a table writes down, however many write at once?"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.models import ForumRow
from partnet_vote.forums.rules import ChangedMeanwhile, Forum, Table
from partnet_vote.forums.rules.tables import DOOR_STAYS, Hand
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums as build


async def at_table(db: AsyncSession) -> tuple[Forum, Table, Hand]:
    await cities.city(db)
    forum = await build.published(db, "Doprava", "Zeleň")
    table = (await queries.tables(db, forum.id))[0]
    return forum, table, Hand(table.id)


async def texts(db: AsyncSession, table: Table) -> list[str]:
    return [item.text for item in await queries.items(db, table.id) if not item.is_removed]


async def over(db: AsyncSession, forum: Forum) -> None:
    await db.execute(
        update(ForumRow)
        .where(ForumRow.id == forum.id)
        .values(starts_at=text("now() - interval '3 days'"), ends_at=text("now() - interval '13 hours'"))
    )


async def test_items_are_written_edited_and_ordered(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    first, second, third = [await service.add_item(db, hand, each) for each in (" A ", "B", "C")]
    assert await texts(db, table) == ["A", "B", "C"]
    await service.move_item(db, hand, third, -1)
    assert await texts(db, table) == ["A", "C", "B"]
    await service.move_item(db, hand, first, -1)
    await service.move_item(db, hand, second, 1)
    assert await texts(db, table) == ["A", "C", "B"]
    await service.edit_item(db, hand, first, "AA", 1)
    assert await texts(db, table) == ["AA", "C", "B"]
    for wrong in (" ", "x" * 301):
        with pytest.raises(Refused):
            await service.add_item(db, hand, wrong)


async def test_the_second_editor_does_not_overwrite(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    item = await service.add_item(db, hand, "A")
    await service.edit_item(db, hand, item, "Mine", 1)
    with pytest.raises(ChangedMeanwhile):
        await service.edit_item(db, hand, item, "Yours", 1)
    assert await texts(db, table) == ["Mine"]


async def test_exactly_as_many_are_marked_as_the_forum_says(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    keys = [await service.add_item(db, hand, each) for each in "ABC"]
    for key in (keys[0], keys[1], keys[1]):
        await service.mark_item(db, hand, key, True)
    with pytest.raises(Conflict, match="2 items are marked"):
        await service.mark_item(db, hand, keys[2], True)
    await service.mark_item(db, hand, keys[0], False)
    await service.mark_item(db, hand, keys[2], True)
    assert [item.is_marked for item in await queries.items(db, table.id)] == [False, True, True]


async def test_a_removed_item_can_be_put_back_and_is_not_marked(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    key = await service.add_item(db, hand, "A")
    await service.mark_item(db, hand, key, True)
    await service.remove_item(db, hand, key, True)
    assert await texts(db, table) == []
    with pytest.raises(Conflict):
        await service.mark_item(db, hand, key, True)
    with pytest.raises(Conflict):
        await service.move_item(db, hand, key, 1)
    await service.remove_item(db, hand, key, False)
    item = (await queries.items(db, table.id))[0]
    assert (item.text, item.is_marked, item.is_removed) == ("A", False, False)


async def test_two_items_become_one_and_every_wording_stays(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    one, other, third = [await service.add_item(db, hand, each) for each in ("Málo stínu", "Chybí stromy", "Jiné")]
    await service.mark_item(db, hand, other, True)
    await service.merge_items(db, hand, one, other, "Chybí stín a stromy", (1, 1))
    item = (await queries.items(db, table.id))[0]
    assert item.text == "Chybí stín a stromy"
    assert {part.text for part in item.merged} == {"Málo stínu", "Chybí stromy"}
    assert item.is_marked
    assert await texts(db, table) == ["Chybí stín a stromy", "Jiné"]
    with pytest.raises(Conflict, match="merged"):
        await service.edit_item(db, hand, other, "x", 2)
    with pytest.raises(ChangedMeanwhile):
        await service.merge_items(db, hand, third, one, "x", (1, 1))
    await service.merge_items(db, hand, third, one, "Jiné", (1, 2))
    last = (await queries.items(db, table.id))[0]
    assert {part.text for part in last.merged} == {"Málo stínu", "Chybí stromy", "Chybí stín a stromy"}
    with pytest.raises(Refused):
        await service.merge_items(db, hand, third, third, "x", (2, 2))


async def test_a_merger_is_undone_to_the_letter(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    one, other, third = [await service.add_item(db, hand, each) for each in ("Málo stínu", "Chybí stromy", "Tma")]
    await service.merge_items(db, hand, one, other, "Chybí stín a stromy", (1, 1))
    await service.merge_items(db, hand, one, third, "Park", (2, 1))
    parts = {part.text: part.id for part in (await queries.items(db, table.id))[0].merged}
    with pytest.raises(Conflict):
        await service.take_out(db, hand, one, parts["Málo stínu"])  # a wording is no item
    await service.take_out(db, hand, one, third)
    assert await texts(db, table) == ["Park", "Tma"]
    await service.take_out(db, hand, one, other)
    assert await texts(db, table) == ["Málo stínu", "Chybí stromy", "Tma"]
    assert all(item.merged == () for item in await queries.items(db, table.id))
    with pytest.raises(Conflict):
        await service.take_out(db, hand, one, other)


async def test_wordings_that_came_with_an_item_are_not_taken_for_ones_own(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    one, other, third = [await service.add_item(db, hand, each) for each in ("A", "B", "C")]
    await service.merge_items(db, hand, one, other, "AB", (1, 1))
    await service.merge_items(db, hand, third, one, "C", (1, 2))
    for part in (await queries.items(db, table.id))[0].merged:
        await service.take_out(db, hand, third, part.id)
    assert set(await texts(db, table)) == {"A", "AB", "B", "C"}


async def test_what_a_device_sends_twice_is_written_once(db: AsyncSession) -> None:
    forum, table, hand = await at_table(db)
    client = uuid4()
    first = await service.add_item(db, hand, "A", client)
    assert await service.add_item(db, hand, "A", client) == first
    await service.add_item(db, Hand((await queries.tables(db, forum.id))[1].id), "A", client)
    assert await texts(db, table) == ["A"]
    assert await service.edit_item(db, hand, first, "B", 1) == 2
    assert await service.edit_item(db, hand, first, "B", 1) == 2  # its answer was lost
    with pytest.raises(ChangedMeanwhile):
        await service.edit_item(db, hand, first, "C", 1)


async def test_an_item_of_another_table_is_out_of_reach(db: AsyncSession) -> None:
    forum, table, hand = await at_table(db)
    other = (await queries.tables(db, forum.id))[1]
    key = await build.item(db, other, "Cizí")
    with pytest.raises(NotFound):
        await service.edit_item(db, hand, key, "x", 1)
    own = await service.add_item(db, hand, "A")
    with pytest.raises(NotFound):
        await service.merge_items(db, hand, own, key, "x", (1, 1))
    assert await texts(db, table) == ["A"]


async def test_guests_only_add_and_only_where_they_may(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    guest = Hand(table.id, is_guest=True)
    with pytest.raises(Denied):
        await service.add_item(db, guest, "A")
    await service.let_guests(db, hand, True)
    key = await service.add_item(db, guest, "A")
    assert (await queries.items(db, table.id))[0].is_guest
    for deed in (service.edit_item(db, guest, key, "x", 1), service.mark_item(db, guest, key, True)):
        with pytest.raises(Denied):
            await deed
    await service.let_guests(db, hand, False)
    with pytest.raises(Denied):
        await service.add_item(db, guest, "B")


async def test_staff_need_the_right_and_a_table_closes_after_the_forum(db: AsyncSession) -> None:
    forum, table, hand = await at_table(db)
    clerk = cities.staff(forum.id, Role.CLERK)
    with pytest.raises(Denied):
        await service.add_item(db, Hand(table.id, clerk), "A")
    await service.add_item(db, Hand(table.id, cities.staff(forum.id, Role.FACILITATOR)), "A")
    await over(db, forum)
    with pytest.raises(TooLate):
        await service.add_item(db, hand, "B")


async def test_a_table_with_items_stays(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    await service.add_item(db, hand, "A")
    with pytest.raises(Conflict, match="It stays"):
        await service.remove_table(db, INSTALLATION, table.id)


async def test_link_and_pin_open_one_table_until_renewed(db: AsyncSession, keyring: Keyring) -> None:
    forum, table, _ = await at_table(db)
    other = (await queries.tables(db, forum.id))[1]
    key, pin = service.link_key(keyring, table), service.pin(keyring, table)
    assert len(pin) == 6
    token = await service.open_door(db, keyring, forum, table, key, f" {pin[:3]} {pin[3:]} ")
    assert await service.opens(db, keyring, forum, table, token)
    assert not await service.opens(db, keyring, forum, other, token)
    for forged in ("", "x", token + "0", token.replace(".", ".9", 1), f"{table.id}..", f"{table.id}.{'9' * 30}.x"):
        assert not await service.opens(db, keyring, forum, table, forged), forged
    with pytest.raises(Refused):
        await service.open_door(db, keyring, forum, table, key, "000000" if pin != "000000" else "111111")
    with pytest.raises(NotFound):
        await service.open_door(db, keyring, forum, table, service.link_key(keyring, other), pin)
    await service.renew_door(db, INSTALLATION, table)
    renewed = await queries.table(db, forum.id, table.number)
    assert renewed is not None
    assert not await service.opens(db, keyring, forum, renewed, token)
    assert service.link_key(keyring, renewed) != key


async def test_a_door_closes_by_the_databases_clock(db: AsyncSession, keyring: Keyring) -> None:
    forum, table, _ = await at_table(db)
    key, pin = service.link_key(keyring, table), service.pin(keyring, table)
    token = await service.open_door(db, keyring, forum, table, key, pin)
    await over(db, forum)
    gone = await build.again(db, forum)
    assert gone.ends_at + DOOR_STAYS < forum.starts_at + timedelta(days=1)
    assert not await service.opens(db, keyring, gone, table, token)
    with pytest.raises(TooLate):
        await service.open_door(db, keyring, gone, table, key, pin)


async def test_many_at_one_table_lose_nothing_and_mark_no_more_than_two(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum = await build.published(db, "Doprava")
        table = (await queries.tables(db, forum.id))[0]
    hand = Hand(table.id)

    async def add(number: int) -> None:
        async with database.transaction(city_id) as db:
            await service.add_item(db, hand, f"Položka {number}")

    async def mark(key: object) -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.mark_item(db, hand, key, True)  # type: ignore[arg-type]
        except Conflict:
            return False
        return True

    async def edit(key: object, wording: str) -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.edit_item(db, hand, key, wording, 1)  # type: ignore[arg-type]
        except ChangedMeanwhile:
            return False
        return True

    await asyncio.gather(*(add(number) for number in range(12)))
    async with database.transaction(city_id) as db:
        items = await queries.items(db, table.id)
        taken = (await db.execute(text("select count(distinct position) from forum_items"))).scalar_one()
    assert {item.text for item in items} == {f"Položka {number}" for number in range(12)}
    assert taken == 12
    assert sum(await asyncio.gather(*(mark(item.id) for item in items))) == 2
    assert sum(await asyncio.gather(*(edit(items[0].id, f"Nové {number}") for number in range(6)))) == 1


async def test_a_table_belongs_to_its_city(db: AsyncSession) -> None:
    _, table, hand = await at_table(db)
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.add_item(db, hand, "A")
    assert await queries.items(db, table.id) == ()
