"""Does the shortlist hold what the tables marked, once, with credit to each?"""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import ChangedMeanwhile, Forum
from partnet_vote.forums.rules.tables import Entry, Hand
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums as build


async def test_marked_items_come_by_table_and_late_ones_follow(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db, "Doprava", "Zeleň")
    first, second = await queries.tables(db, forum.id)
    await build.item(db, second, "Zarostlá cesta", marked=True)
    await build.item(db, first, "Nebezpečný přechod", marked=True)
    await build.item(db, first, "Neoznačené")
    assert await service.gather(db, INSTALLATION, forum.id) == 2
    assert await service.gather(db, INSTALLATION, forum.id) == 0
    late = await build.item(db, second, "Chybí stín", marked=True)
    assert await service.gather(db, INSTALLATION, forum.id) == 1
    entries = await queries.shortlist(db, forum.id)
    assert [(entry.number, entry.text) for entry in entries] == [
        (1, "Nebezpečný přechod"), (2, "Zarostlá cesta"), (3, "Chybí stín"),
    ]  # fmt: skip
    assert [(credit.table_number, credit.topic) for credit in entries[0].credits] == [(1, "Doprava")]
    with pytest.raises(Conflict, match="shortlist"):
        await service.mark_item(db, Hand(second.id), late, False)
    with pytest.raises(Conflict, match="shortlist"):
        await service.remove_item(db, Hand(second.id), late, True)
    standings = await queries.standings(db, forum)
    assert [(each.table.number, each.items, each.marked, each.waiting) for each in standings] == [
        (1, 2, 1, 0), (2, 2, 2, 0),
    ]  # fmt: skip
    assert [each.is_marked for each in standings] == [False, True]


async def test_the_vote_opens_once_every_table_marked_exactly_its_number(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db, "Doprava", "Zeleň")
    first, second = await queries.tables(db, forum.id)
    for text in ("Přechod", "Hluk"):
        await build.item(db, first, text, marked=True)
    await build.item(db, second, "Stín", marked=True)
    await service.gather(db, INSTALLATION, forum.id)
    await service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)
    with pytest.raises(Refused, match="exactly") as refusal:
        await service.open_room(db, INSTALLATION, forum.id, 5)
    assert refusal.value.text.values["tables"] == "2"
    await build.item(db, second, "Lavičky", marked=True)
    with pytest.raises(Refused, match="Take them over"):
        await service.open_room(db, INSTALLATION, forum.id, 5)
    await service.gather(db, INSTALLATION, forum.id)
    await service.open_room(db, INSTALLATION, forum.id, 5)


async def test_a_table_with_fewer_items_needs_a_reason_that_holds_only_for_them(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    forum = await build.published(db, "Doprava", "Zeleň")
    first, second = await queries.tables(db, forum.id)
    for text in ("Přechod", "Hluk"):
        await build.item(db, first, text, marked=True)
    await build.item(db, second, "Stín", marked=True)
    await service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)
    why = "U stolu seděli jen dva lidé."
    for number, marked, reason in ((1, 2, why), (2, 0, why), (2, 1, "  krátce "), (2, 1, "x" * 301)):
        with pytest.raises(Refused):
            await service.allow_fewer(db, INSTALLATION, forum.id, number, marked, reason)
    with pytest.raises(NotFound):
        await service.allow_fewer(db, INSTALLATION, forum.id, 3, 0, why)
    with pytest.raises(Denied):
        await service.allow_fewer(db, cities.staff(city_id, Role.FACILITATOR), forum.id, 2, 1, why)
    await service.allow_fewer(db, INSTALLATION, forum.id, 2, 1, why)
    assert [(each.is_marked, each.allowed and each.allowed.reason) for each in await queries.standings(db, forum)] == [
        (True, None), (True, why),
    ]  # fmt: skip
    extra = await build.item(db, second, "Lavičky", marked=True)
    assert (await queries.standings(db, forum))[1].allowed is None, "they handed over two after all"
    await service.mark_item(db, Hand(second.id), extra, False)
    await service.gather(db, INSTALLATION, forum.id)
    await service.open_room(db, INSTALLATION, forum.id, 5)
    with pytest.raises(Conflict):
        await service.allow_fewer(db, INSTALLATION, forum.id, 2, 1, why)


async def test_a_table_about_which_something_is_stated_stays(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db, "Doprava")
    table = (await queries.tables(db, forum.id))[0]
    await service.allow_fewer(db, INSTALLATION, forum.id, 1, 0, "U stolu nikdo neseděl.")
    with pytest.raises(Conflict):
        await service.remove_table(db, INSTALLATION, table.id)


async def test_items_that_are_alike_stand_side_by_side(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    entries = await build.shortlist(
        db,
        forum,
        "Chybí stín na hřištích",
        "Málo lékařů",
        "CHYBI STIN na hristi",
        "Hluk z průtahu",
        "Málo dětských lékařů",
    )
    pairs = await queries.similar(db, forum.id)
    assert {(pair.one.number, pair.other.number) for pair in pairs} == {(1, 3), (2, 5)}
    assert all(0.3 <= pair.likeness <= 1 for pair in pairs)
    assert pairs[0].likeness >= pairs[1].likeness
    await service.keep_entries(db, INSTALLATION, forum.id, (entries[4].id, entries[1].id))
    await service.keep_entries(db, INSTALLATION, forum.id, (entries[1].id, entries[4].id))
    assert [(pair.one.number, pair.other.number) for pair in await queries.similar(db, forum.id)] == [(1, 3)]


async def test_merged_items_credit_every_table(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    one, _, other = await build.shortlist(db, forum, "Chybí stín", "Hluk", "Chybí stín na hřišti")
    await service.merge_entries(db, INSTALLATION, forum.id, (one.id, other.id), "Chybí stín všude", (1, 1))
    entries = await queries.shortlist(db, forum.id)
    assert [entry.text for entry in entries] == ["Chybí stín všude", "Hluk"]
    assert [(credit.table_number, credit.text) for credit in entries[0].credits] == [
        (1, "Chybí stín"), (2, "Chybí stín na hřišti"),
    ]  # fmt: skip
    assert await queries.similar(db, forum.id) == ()
    with pytest.raises(Refused):
        await service.merge_entries(db, INSTALLATION, forum.id, (one.id, other.id), "x", (2, 2))


async def test_what_was_merged_is_taken_apart_again(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    one, two, three = await build.shortlist(db, forum, "Stín", "Hluk", "Stín na hřišti")
    await service.merge_entries(db, INSTALLATION, forum.id, (two.id, three.id), "Hluk a stín", (1, 1))
    await service.merge_entries(db, INSTALLATION, forum.id, (one.id, two.id), "Stín všude", (1, 2))
    (whole,) = await queries.shortlist(db, forum.id)
    parts = {credit.text: credit.item_id for credit in whole.credits}
    assert set(parts) == {"Stín", "Hluk", "Stín na hřišti"}
    with pytest.raises(ChangedMeanwhile):
        await _take_out(db, forum, whole, parts["Hluk"], whole.version - 1)
    assert await _take_out(db, forum, whole, parts["Hluk"], whole.version) == 2
    rest, own = await queries.shortlist(db, forum.id)
    assert [rest.text, own.text] == ["Stín všude", "Hluk"]
    assert [credit.text for credit in own.credits] == ["Hluk"]
    assert await _take_out(db, forum, rest, parts["Stín na hřišti"], rest.version) == 3
    found = await queries.shortlist(db, forum.id)
    assert [(entry.number, entry.text) for entry in found] == [(1, "Stín"), (2, "Hluk"), (3, "Stín na hřišti")]
    with pytest.raises(Conflict, match="by itself"):
        await _take_out(db, forum, found[0], parts["Stín"], found[0].version)


async def _take_out(db: AsyncSession, forum: Forum, entry: Entry, item: UUID | None, version: int) -> int:
    assert item
    return await service.take_out_entry(db, INSTALLATION, forum.id, entry.id, item, version)


async def test_a_merger_over_a_newer_wording_is_refused(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    one, two, three = await build.shortlist(db, forum, "A", "B", "C")
    await service.merge_entries(db, INSTALLATION, forum.id, (one.id, two.id), "AB", (1, 1))
    with pytest.raises(ChangedMeanwhile):
        await service.merge_entries(db, INSTALLATION, forum.id, (one.id, three.id), "AC", (1, 1))
    with pytest.raises(Refused):
        await service.merge_entries(db, INSTALLATION, forum.id, (one.id, three.id), " ", (2, 1))


async def test_only_organisers_of_the_city_touch_it(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    forum = await build.published(db)
    one, other = await build.shortlist(db, forum, "A", "B")
    facilitator = cities.staff(city_id, Role.FACILITATOR)
    for deed in (
        service.gather(db, facilitator, forum.id),
        service.keep_entries(db, facilitator, forum.id, (one.id, other.id)),
        service.merge_entries(db, facilitator, forum.id, (one.id, other.id), "x", (1, 1)),
    ):
        with pytest.raises(Denied):
            await deed
    second = await build.published(db)
    with pytest.raises(NotFound):
        await service.keep_entries(db, INSTALLATION, second.id, (one.id, other.id))


async def test_two_who_gather_at_once_double_nothing(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum = await build.published(db, "Doprava")
        table = (await queries.tables(db, forum.id))[0]
        for text in ("A", "B"):
            await build.item(db, table, text, marked=True)

    async def gather() -> int:
        async with database.transaction(city_id) as db:
            return await service.gather(db, INSTALLATION, forum.id)

    assert sorted(await asyncio.gather(*(gather() for _ in range(4)))) == [0, 0, 0, 2]
    async with database.transaction(city_id) as db:
        assert len(await queries.shortlist(db, forum.id)) == 2


async def test_marking_and_opening_at_once_leaves_no_item_behind(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum = await build.published(db, "Doprava")
        table = (await queries.tables(db, forum.id))[0]
        await build.item(db, table, "A", marked=True)
        late = await build.item(db, table, "B")
        await service.gather(db, INSTALLATION, forum.id)
        await service.allow_fewer(db, INSTALLATION, forum.id, 1, 1, "U stolu sedí jeden.")
        await service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)

    async def mark() -> None:
        async with database.transaction(city_id) as db:
            await service.mark_item(db, Hand(table.id), late, True)
            await asyncio.sleep(0.3)  # the mark is not committed yet when the vote is opened

    async def open_it() -> None:
        await asyncio.sleep(0.1)
        async with database.transaction(city_id) as db:
            await service.open_room(db, INSTALLATION, forum.id, 5)

    done = await asyncio.gather(mark(), open_it(), return_exceptions=True)
    assert done[0] is None
    assert isinstance(done[1], Refused), "opening waited for the mark, and saw that it is not taken over"
