"""Does the shortlist hold what the tables marked, once, with credit to each?"""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import ChangedMeanwhile
from partnet_vote.forums.rules.tables import Hand
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
    assert await queries.item_counts(db, forum.id) == {first.id: (2, 1), second.id: (2, 2)}


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
