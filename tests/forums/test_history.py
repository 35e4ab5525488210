"""Is the same problem found in other years, and does a person's word hold until it is taken back?"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import ChangedMeanwhile, Kind, history
from partnet_vote.forums.rules.history import EditionTexts, Verdict
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums as build

CSV = "Rok;Pořadí;Položka\r\n2023;1;Parkování\r\n2023;2–3;Hluk; z průtahu\r\n2024;;Chybí lékař\r\n"


async def test_other_years_are_suggested_the_most_alike_first(db: AsyncSession) -> None:
    await cities.city(db)
    await build.edition(db, 2097, "1. Parkování v centru\n2. Hluk z průtahu")
    await build.edition(db, 2098, "4. Nedostatek parkovacích míst\n5. Chybí zubař")
    await build.edition(db, 2099, "1. Málo místa na parkování", Kind.YOUTH)
    await build.edition(db, 2100, "1. Parkování je vyřešeno")
    forum = await build.published(db)
    parking, doctor, _ = await build.shortlist(db, forum, "Parkování v centru města", "Málo zubařů", "Prázdné domy")
    found = await queries.suggestions(db, forum)
    years = [each.occurrence.edition.year for each in found[parking.id]]
    assert years[0] == 2097
    assert set(years) == {2097, 2098, 2099}, "a later year is no history; this year's young people are worth a look"
    assert [each.occurrence.text for each in found[doctor.id]] == ["Chybí zubař"]
    assert set(found) == {parking.id, doctor.id}
    searched = await queries.suggestions(db, forum, "hluku")
    assert [each.occurrence.text for each in searched[doctor.id]] == ["Hluk z průtahu"]


async def test_norwegian_letters_are_found_without_them(db: AsyncSession) -> None:
    await cities.city(db, languages=("nb",))
    await build.edition(db, 2098, "1. Øde båthavn ved fjæra")
    forum = await build.published(db, languages=("nb",))
    (entry,) = await build.shortlist(db, forum, "Båthavna ligger øde")
    assert [each.occurrence.text for each in (await queries.suggestions(db, forum))[entry.id]] == [
        "Øde båthavn ved fjæra"
    ]
    assert (await queries.suggestions(db, forum, "BATHAVN"))[entry.id]


async def test_a_chain_of_years_is_one_history(db: AsyncSession) -> None:
    await cities.city(db)
    (first,) = await build.edition(db, 2097, "3. Parkování")
    second, other = await build.edition(db, 2098, "5. Místa k parkování\n6. Hluk")
    forum = await build.published(db)
    entry, quiet = await build.shortlist(db, forum, "Parkování v centru", "Ticho")
    await build.same(db, first.entry_id, second.entry_id)
    await build.same(db, entry.id, second.entry_id)
    found = (await queries.histories(db, [entry.id, quiet.id]))[entry.id]
    assert [(each.edition.year, each.rank.first if each.rank else None) for each in found.occurrences] == [
        (2097, 3), (2098, 5), (2099, None),
    ]  # fmt: skip
    assert str(found.mark) == "In the top ten 2 times before"
    assert entry.id not in await queries.suggestions(db, forum), "what follows from links is not asked again"
    await build.counted(db, forum, {entry.id: 9, quiet.id: 1})
    found = (await queries.histories(db, [entry.id]))[entry.id]
    assert str(found.mark) == "Third time in the top ten"
    assert str((await queries.histories(db, [other.entry_id])).get(other.entry_id)) == "None"
    last = await queries.previous(db, forum)
    assert last is not None
    assert last.year == 2098


async def test_links_follow_an_item_that_is_merged(db: AsyncSession) -> None:
    await cities.city(db)
    (before,) = await build.edition(db, 2098, "1. Chybí stín")
    forum = await build.published(db)
    one, other = await build.shortlist(db, forum, "Stín na hřišti", "Stín ve městě")
    await build.same(db, other.id, before.entry_id)
    await service.merge_entries(db, INSTALLATION, forum.id, (one.id, other.id), "Stín všude", (1, 1))
    found = await queries.histories(db, [one.id])
    assert [each.text for each in found[one.id].occurrences] == ["Chybí stín", "Stín všude"]


async def test_a_word_stands_until_it_is_taken_back(db: AsyncSession) -> None:
    await cities.city(db)
    (before,) = await build.edition(db, 2098, "1. Chybí stín")
    forum = await build.published(db)
    entry, second = await build.shortlist(db, forum, "Chybí stín", "Hluk")
    pair = (entry.id, before.entry_id)
    await service.decide(db, INSTALLATION, pair, Verdict.DIFFERENT)
    assert await queries.suggestions(db, forum) == {}
    with pytest.raises(Conflict):
        await service.decide(db, INSTALLATION, pair, Verdict.SAME)
    await service.decide(db, INSTALLATION, pair, Verdict.UNDONE)
    assert entry.id in await queries.suggestions(db, forum)
    await service.decide(db, INSTALLATION, (before.entry_id, entry.id), Verdict.SAME)
    step, other = (await queries.links(db, [entry.id]))[entry.id][0]
    assert (step.verdict, step.office, other.text) == (Verdict.SAME, "installation", "Chybí stín")
    await service.decide(db, INSTALLATION, pair, Verdict.UNDONE)
    assert await queries.histories(db, [entry.id]) == {}
    with pytest.raises(Refused):
        await service.decide(db, INSTALLATION, (entry.id, second.id), Verdict.SAME)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text("update forum_link_steps set verdict = 'same'"))


async def test_only_organisers_of_the_city_decide(db: AsyncSession) -> None:
    first = await cities.city(db)
    (before,) = await build.edition(db, 2098, "1. Chybí stín")
    forum = await build.published(db)
    (entry,) = await build.shortlist(db, forum, "Chybí stín")
    with pytest.raises(Denied):
        await service.decide(db, cities.staff(first, Role.FACILITATOR), (entry.id, before.entry_id), Verdict.SAME)
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.decide(db, INSTALLATION, (entry.id, before.entry_id), Verdict.SAME)
    assert await queries.editions(db) == ()


async def test_an_edition_keeps_its_items_when_it_is_changed(db: AsyncSession) -> None:
    await cities.city(db)
    stays, gone, moved = await build.edition(db, 2098, "1. Stín\n2. Hluk\n3. Lékař")
    forum = await build.published(db)
    (entry,) = await build.shortlist(db, forum, "Stín")
    await build.same(db, stays.entry_id, entry.id)

    def texts(typed: str) -> EditionTexts:
        return EditionTexts(year=2098, title="Jiný název", kind=Kind.CITY, lines=history.lines_of(typed))

    edition_id = stays.edition.id
    await service.edit_edition(db, INSTALLATION, edition_id, texts("1. Lékař\n2. STÍN\nNové"), 1)
    found = await queries.edition(db, edition_id)
    assert found is not None
    assert [(each.text, each.rank.first if each.rank else None) for each in found[1]] == [
        ("Lékař", 1), ("STÍN", 2), ("Nové", None),
    ]  # fmt: skip
    keys = {each.entry_id for each in found[1]}
    assert stays.entry_id in keys
    assert moved.entry_id in keys
    assert gone.entry_id not in keys
    with pytest.raises(Refused, match="compared"):
        await service.edit_edition(db, INSTALLATION, edition_id, texts("1. Lékař"), 2)
    with pytest.raises(ChangedMeanwhile):
        await service.edit_edition(db, INSTALLATION, edition_id, texts("1. STÍN"), 1)
    with pytest.raises(Refused):
        await service.remove_edition(db, INSTALLATION, edition_id)
    with pytest.raises(Refused, match="there already"):
        await service.add_edition(db, INSTALLATION, texts("1. Jiné"))


async def test_years_come_from_a_file_whole_or_not_at_all(db: AsyncSession) -> None:
    await cities.city(db)
    assert (
        await service.import_editions(db, INSTALLATION, CSV.replace("Hluk; z", "Hluk z").encode("cp1250"), Kind.CITY)
        == 2
    )
    late, early = await queries.editions(db)
    assert (late.year, early.year) == (2024, 2023)
    ranks = [(each.text, str(each.rank or "")) for each in await queries.items_of(db, early)]
    assert ranks == [("Parkování", "1"), ("Hluk z průtahu", "2–3")]
    for wrong, words in (
        (b"a;b\n1;2", "column"), (b"year;item\nx;Hluk", "Line 2"), (b"year;rank;item\n2024;first;Hluk", "Line 2"),
        (b"year;item\n1900;Hluk", "1900"), (b"\xff\x00", "UTF-8"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            await service.import_editions(db, INSTALLATION, wrong, Kind.YOUTH)


async def test_two_who_decide_at_once_leave_one_word(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        (before,) = await build.edition(db, 2098, "1. Chybí stín")
        forum = await build.published(db, starts_at=datetime(2099, 3, 12, 9, tzinfo=UTC))
        (entry,) = await build.shortlist(db, forum, "Chybí stín")

    async def decide(verdict: Verdict) -> str:
        try:
            async with database.transaction(city_id) as db:
                await service.decide(db, INSTALLATION, (entry.id, before.entry_id), verdict)
        except Conflict:
            return "conflict"
        return "done"

    verdicts = (Verdict.SAME, Verdict.DIFFERENT, Verdict.SAME)
    assert sorted(await asyncio.gather(*(decide(each) for each in verdicts))) == ["conflict", "conflict", "done"]
    async with database.transaction(city_id) as db:
        assert len((await queries.links(db, [entry.id]))[entry.id]) == 1
