"""Do young and old stand side by side, and does what the young want come to the adult forum with its origin?"""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries
from partnet_vote.accountability.rules.mirror import mirrored
from partnet_vote.forums import queries as forums, service
from partnet_vote.forums.rules import Forum, Kind
from partnet_vote.forums.rules.history import Edition, Occurrence
from partnet_vote.forums.rules.tables import Entry, Hand
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums"


def seen(text: str, edition: Edition, *, for_school: bool = False) -> Occurrence:
    return Occurrence(entry_id=uuid4(), number=1, text=text, edition=edition, for_school=for_school)


async def both(db: AsyncSession) -> tuple[Forum, tuple[Entry, ...], Forum, tuple[Entry, ...]]:
    """An adult forum and a youth forum of the same year."""
    old = await build.published(db, "Doprava")
    old_items = await build.shortlist(db, old, "Chybí stín", "Hluk z průtahu")
    young = await build.published(db, kind=Kind.YOUTH, title="Fórum mladých")
    young_items = await build.shortlist(db, young, "Stín na hřišti", "Nuda o víkendech")
    return old, old_items, young, young_items


def test_only_what_somebody_linked_is_shared() -> None:
    old, young = (
        Edition(id=uuid4(), year=2026, title="x", kind=kind, language="cs") for kind in (Kind.CITY, Kind.YOUTH)
    )
    shade, noise = seen("Stín", old), seen("Hluk", old)
    also, bored, toilets = seen("Stín", young), seen("Nuda", young), seen("Záchody", young, for_school=True)
    mirror = mirrored(old, [young], [shade, noise], [also, bored, toilets], {shade.entry_id: {also.entry_id, uuid4()}})
    assert [(pair.old, pair.young) for pair in mirror.shared] == [(shade, (also,))]
    assert (mirror.only_young, mirror.only_old) == ((bored,), (noise,)), (
        "the school's own wishes ask nothing of the town"
    )
    nothing = mirrored(old, [young], [shade], [also], {})
    assert (nothing.shared, nothing.only_young, nothing.only_old) == ((), (also,), (shade,))


async def test_one_years_lists_stand_beside_each_other(db: AsyncSession) -> None:
    await cities.city(db)
    old, old_items, young, young_items = await both(db)
    await build.edition(db, 2098, "1. Loni", Kind.YOUTH)
    await build.same(db, old_items[0].id, young_items[0].id)
    for forum in (old, young):
        mirror = await queries.mirror(db, forum)
        assert mirror is not None
        assert mirror.old.id == old.id
        assert [each.title for each in mirror.young] == ["Fórum mladých"]
        assert [pair.old.text for pair in mirror.shared] == ["Chybí stín"]
        assert [each.text for each in mirror.only_young] == ["Nuda o víkendech"]
        assert [each.text for each in mirror.only_old] == ["Hluk z průtahu"]
    assert str((await forums.histories(db, [old_items[0].id]))[old_items[0].id].mark) == "None", (
        "no other year is meant"
    )


async def test_an_item_is_handed_over_once_and_keeps_its_origin(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    old, _, young, young_items = await both(db)
    bored = young_items[1]
    with pytest.raises(Denied):
        await service.hand_over(db, cities.staff(city_id, Role.FACILITATOR), bored.id, old.id, 1)
    with pytest.raises(NotFound):
        await service.hand_over(db, INSTALLATION, bored.id, old.id, 9)
    with pytest.raises(NotFound):
        await service.hand_over(db, INSTALLATION, uuid4(), old.id, 1)
    await service.hand_over(db, INSTALLATION, bored.id, old.id, 1)
    with pytest.raises(Refused, match="already"):
        await service.hand_over(db, INSTALLATION, bored.id, old.id, 2)
    with pytest.raises(Refused, match="young people"):
        await service.hand_over(db, INSTALLATION, bored.id, young.id, 1)
    table = (await forums.tables(db, old.id))[0]
    (item,) = await forums.items(db, table.id)
    assert (item.text, item.origin_id) == ("Nuda o víkendech", bored.id)
    await service.mark_item(db, Hand(table.id, INSTALLATION), item.id, True)
    await service.gather(db, INSTALLATION, old.id)
    entry = (await forums.shortlist(db, old.id))[-1]
    assert entry.credits[0].origin_id == bored.id
    mirror = await queries.mirror(db, old)
    assert mirror is not None
    assert [pair.old.text for pair in mirror.shared] == ["Nuda o víkendech"]


async def test_two_who_hand_over_at_once_write_one_item(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        old, _, _, young_items = await both(db)

    async def hand() -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.hand_over(db, INSTALLATION, young_items[1].id, old.id, 1)
        except Refused:
            return False
        return True

    assert sorted(await asyncio.gather(hand(), hand(), hand())) == [False, False, True]


async def test_a_school_has_a_list_of_its_own(db: AsyncSession) -> None:
    await cities.city(db)
    school = await build.published(db, kind=Kind.SCHOOL, title="Školní fórum", per_table=2)
    town = await build.table(db, school, "Pro město")
    own = await build.table(db, school, "Pro školu", is_for_school=True)
    for where, text in ((town, "Stín"), (town, "Cyklostezka"), (own, "Záchody"), (own, "Jídelna")):
        await build.item(db, where, text, marked=True)
    await service.gather(db, INSTALLATION, school.id)
    entries = {entry.text: entry for entry in await forums.shortlist(db, school.id)}
    assert {text for text, entry in entries.items() if entry.for_school} == {"Záchody", "Jídelna"}
    dots = {entries["Záchody"].id: 9, entries["Jídelna"].id: 5, entries["Stín"].id: 7, entries["Cyklostezka"].id: 7}
    await build.counted(db, school, dots)
    ranks = {
        each.text: str(each.rank) for each in await forums.occurrences(db, [entry.id for entry in entries.values()])
    }
    assert ranks == {"Záchody": "1", "Jídelna": "2", "Stín": "1–2", "Cyklostezka": "1–2"}
    adult = await build.published(db)
    await build.shortlist(db, adult, "Hluk")
    with pytest.raises(Refused, match="young people"):
        await service.hand_over(db, INSTALLATION, entries["Záchody"].id, adult.id, 1)
    city_table = await build.table(db, adult, "Doprava", is_for_school=True)
    assert not city_table.is_for_school, "only a school forum has a school's list"


async def test_the_mirror_in_the_browser(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    await build.published(db)
    assert "no adult list beside" in (await client.get("/lipovec/forums/1/mirror")).text
    old, old_items, _, young_items = await both(db)
    page = (await client.get(f"{STAFF}/{old.number}/mirror")).text
    assert page.count('name="entry"') == 2
    history = (await client.get(f"{STAFF}/{old.number}/history")).text
    assert "Stín na hřišti" in history, "this year's young people are suggested"
    pair = {"one": str(old_items[0].id), "other": str(young_items[0].id), "verdict": "same"}
    assert (await post(client, f"{STAFF}/{old.number}/history", pair)).status_code == 303
    public = (await client.get(f"/lipovec/forums/{old.number}/mirror")).text
    for words in ("Wanted by young and old", "Stín na hřišti", "Only young people want", "Nuda o víkendech"):
        assert words in public, words
    sent = {"entry": str(young_items[1].id), "table": "1"}
    answer = await post(client, f"{STAFF}/{old.number}/handed-items", sent)
    assert answer.headers["location"] == f"{STAFF}/{old.number}/mirror"
    assert "with its origin" in (await client.get(answer.headers["location"])).text
    answer = await post(client, f"{STAFF}/{old.number}/handed-items", sent)
    assert "handed over already" in (await client.get(answer.headers["location"])).text
    assert f"/forums/{old.number}/mirror" in (await client.get(f"/lipovec/forums/{old.number}/record")).text
    table = (await forums.tables(db, old.id))[0]
    (item,) = await forums.items(db, table.id)
    await service.mark_item(db, Hand(table.id, INSTALLATION), item.id, True)
    await service.gather(db, INSTALLATION, old.id)
    entry = (await forums.shortlist(db, old.id))[-1]
    page = (await client.get(f"/lipovec/forums/{old.number}/shortlist/{entry.number}")).text
    assert "Handed over by young people:" in page
    assert "Fórum mladých" in page
