"""How does a test come by a forum and its tables?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Forum, ForumTexts, Kind, Table, TableTexts, Term, history
from partnet_vote.forums.rules.history import EditionTexts, Occurrence, Verdict
from partnet_vote.forums.rules.tables import Entry, Hand
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role

TEN = ForumTexts(
    title="Deset problémů Lipovce",
    term=Term.PROBLEMS,
    kind=Kind.CITY,
    is_binding=False,
    starts_at=datetime(2099, 3, 12, 16, 0, tzinfo=UTC),
    ends_at=datetime(2099, 3, 12, 19, 30, tzinfo=UTC),
    place="Sokolovna, Tyršova 5",
    languages=("cs",),
    intro="Přijďte říct, co vás trápí.",
    programme="17.00 Zahájení\n17.15 Práce u stolů\n18.30 Hlasování",
    capacity=120,
    per_table=2,
)


@dataclass(frozen=True)
class Room:
    """A forum whose room votes, its shortlist, and the codes on paper."""

    forum: Forum
    entries: tuple[Entry, ...]
    codes: tuple[str, ...]


async def draft(db: AsyncSession, **changes: object) -> Forum:
    """A forum that only staff see."""
    forum_id = await service.add(db, INSTALLATION, replace(TEN, **changes))  # type: ignore[arg-type]
    return (await queries.by_ids(db, (forum_id,)))[forum_id]


async def published(db: AsyncSession, *topics: str, **changes: object) -> Forum:
    """A forum that everybody may read of, with these tables."""
    made = await draft(db, **changes)
    for topic in topics:
        await table(db, made, topic)
    await service.publish(db, INSTALLATION, made.id)
    return await again(db, made)


async def table(db: AsyncSession, forum: Forum, topic: str = "Doprava", **changes: object) -> Table:
    """One more table."""
    texts = replace(TableTexts(topic=topic), **changes)  # type: ignore[arg-type]
    table_id = await service.add_table(db, INSTALLATION, forum.id, texts)
    return next(each for each in await queries.tables(db, forum.id) if each.id == table_id)


async def again(db: AsyncSession, forum: Forum) -> Forum:
    """The forum as it is now."""
    return (await queries.by_ids(db, (forum.id,)))[forum.id]


async def item(db: AsyncSession, table: Table, text: str, *, marked: bool = False) -> UUID:
    """Something written down at a table."""
    hand = Hand(table.id, INSTALLATION)
    item_id = await service.add_item(db, hand, text)
    if marked:
        await service.mark_item(db, hand, item_id, True)
    return item_id


async def shortlist(db: AsyncSession, forum: Forum, *texts: str) -> tuple[Entry, ...]:
    """A shortlist of these items, two a table."""
    for at in range(0, len(texts), 2):
        where = await table(db, forum, f"Stůl {at // 2 + 1}")
        for text in texts[at : at + 2]:
            await item(db, where, text, marked=True)
    await service.gather(db, INSTALLATION, forum.id)
    return await queries.shortlist(db, forum.id)


async def settle(db: AsyncSession, forum: Forum) -> None:
    """Say of every table that handed over too few why that is all."""
    for each in await queries.standings(db, await again(db, forum)):
        if not each.is_marked:
            why = "Only as many people sat here."
            await service.allow_fewer(db, INSTALLATION, forum.id, each.table.number, each.marked, why)


async def room(db: AsyncSession, keyring: Keyring, codes: int = 2, *texts: str, **rule: Any) -> Room:
    """An open room vote on a shortlist, with codes printed."""
    forum = await published(db)
    entries = await shortlist(db, forum, *(texts or ("Stín", "Hluk", "Přechod", "Lékař")))
    values: dict[str, Any] = {"marks": 2, "per_item": 2, "is_hidden": False} | rule
    await service.prepare_room(db, INSTALLATION, forum.id, **values)
    made = await service.make_codes(db, INSTALLATION, keyring, forum.id, codes) if codes else ()
    await settle(db, forum)
    await service.open_room(db, INSTALLATION, forum.id, 15)
    return Room(forum, entries, made)


async def entered(db: AsyncSession, keyring: Keyring, forum: Forum, code: str) -> UUID:
    """The code a telephone came in by."""
    token = await service.enter_room(db, keyring, forum.id, code)
    assert isinstance(token, str)
    code_id = await service.code_of(db, keyring, forum.id, token)
    assert code_id is not None
    return code_id


async def by_number(db: AsyncSession, number: int) -> Forum:
    """The forum of the current city with this number."""
    found = await queries.forum(db, number)
    assert found is not None
    return found


async def edition(db: AsyncSession, year: int, typed: str, kind: Kind = Kind.CITY) -> tuple[Occurrence, ...]:
    """An earlier year's list as it is typed in: “1. Parking”."""
    texts = EditionTexts(year=year, title=f"Fórum {year}", kind=kind, lines=history.lines_of(typed))
    edition_id = await service.add_edition(db, INSTALLATION, texts)
    found = await queries.edition(db, edition_id)
    assert found is not None
    return tuple(sorted(found[1], key=lambda each: each.number))


async def same(db: AsyncSession, one: UUID, other: UUID) -> None:
    """A person's word that two items name the same problem."""
    await service.decide(db, INSTALLATION, (one, other), Verdict.SAME)


async def counted(db: AsyncSession, forum: Forum, dots: dict[UUID, int], people: int = 10) -> None:
    """A room whose paper was typed by two people and counted; the ranking is public."""
    await service.prepare_room(db, INSTALLATION, forum.id, 10, 10, is_hidden=False)
    await settle(db, forum)
    await service.open_room(db, INSTALLATION, forum.id, 15)
    where = (await queries.tables(db, forum.id))[0]
    for _ in range(2):
        typist = Actor(uuid4(), "Testing Person", db.info[CITY], frozenset({Role.MODERATOR}))
        await service.type_sheet(db, typist, forum.id, where.number, people, dots)
    await service.count_room(db, INSTALLATION, forum.id)
