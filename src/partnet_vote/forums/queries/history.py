"""Which items of other lists name the same problem, by a person's word, and which ones may?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, column, func, literal_column, or_, select, values
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.types import Uuid

from partnet_vote.cities import queries as cities
from partnet_vote.forums.models import (
    ForumEditionRow,
    ForumEntryRow,
    ForumItemRow,
    ForumLinkStepRow,
    ForumSourceRow,
    ForumTableRow,
    RoomTotalRow,
    RoomVoteRow,
)
from partnet_vote.forums.queries import events
from partnet_vote.forums.queries.rooms import vote_of
from partnet_vote.forums.rules import Forum, Kind, Status, history, room
from partnet_vote.forums.rules.history import Edition, History, LinkStep, Occurrence, Suggestion, Verdict
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.tally.verified_list import Rank


async def editions(db: AsyncSession) -> tuple[Edition, ...]:
    """The editions that were typed in, the latest first."""
    rows = (await db.execute(select(ForumEditionRow))).scalars().all()
    language = await _language(db)
    return tuple(sorted((_typed(row, language) for row in rows), key=lambda each: (-each.year, each.title)))


async def edition(db: AsyncSession, edition_id: UUID) -> tuple[Edition, tuple[Occurrence, ...]] | None:
    """A typed edition with its items by place; the ones without a place last."""
    found = next((each for each in await editions(db) if each.id == edition_id), None)
    return None if found is None else (found, await items_of(db, found))


async def items_of(db: AsyncSession, edition: Edition) -> tuple[Occurrence, ...]:
    """The items of one year's list, the first place first, then in the order of the list."""
    of = ForumEntryRow.edition_id if edition.number is None else ForumEntryRow.forum_id
    query = select(ForumEntryRow).where(of == edition.id, ForumEntryRow.merged_into.is_(None))
    rows = (await db.execute(query)).scalars().all()
    kept = await _kept(db)
    found = [_occurrence(row, edition, kept) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.rank.first if each.rank else 1000, each.number)))


async def every_edition(db: AsyncSession) -> dict[UUID, Edition]:
    """Every list that anybody may read, held here or typed in, by the forum's or the edition's key."""
    typed = {each.id: each for each in await editions(db)}
    held = (each for each in await events.listed(db) if each.is_public and each.status is not Status.CANCELLED)
    return typed | {each.id: edition_of(each) for each in held}


async def previous(db: AsyncSession, forum: Forum) -> Edition | None:
    """The last edition before a forum, of the same kind: the one whose items are reported when it opens."""
    own = edition_of(forum)
    before = [
        each
        for each in (await every_edition(db)).values()
        if each.kind is forum.kind and each.id != forum.id and each.order < own.order
    ]
    return max(before, key=lambda each: each.order, default=None)


async def histories(db: AsyncSession, entry_ids: Collection[UUID]) -> dict[UUID, History]:
    """Those of the items that are linked to others, each with its chain."""
    links = [step.pair for step in await _standing(db) if step.verdict is Verdict.SAME]
    chains = history.chains(await _through_mergers(db, links))
    wanted = {each for key in entry_ids for each in chains.get(key, ())}
    if not wanted:
        return {}
    found = {each.entry_id: each for each in await occurrences(db, wanted)}
    made: dict[UUID, History] = {}
    for key in entry_ids:
        chain = sorted((found[each] for each in chains.get(key, ()) if each in found), key=lambda it: it.edition.order)
        if key in found and len(chain) > 1:
            made[key] = History(key, tuple(chain))
    return made


async def occurrences(db: AsyncSession, entry_ids: Iterable[UUID]) -> tuple[Occurrence, ...]:
    """The named items, as far as anybody may read their list."""
    query = select(ForumEntryRow).where(ForumEntryRow.id.in_(set(entry_ids)), ForumEntryRow.merged_into.is_(None))
    rows = (await db.execute(query)).scalars().all()
    known, kept = await every_edition(db), await _kept(db)
    return tuple(_occurrence(row, known[key], kept) for row in rows if (key := _list_of(row)) in known)


async def links(db: AsyncSession, entry_ids: Collection[UUID]) -> dict[UUID, tuple[tuple[LinkStep, Occurrence], ...]]:
    """By item: what was said of it and another one, as it stands now, and that other one."""
    steps = [step for step in await _standing(db) if step.verdict is not Verdict.UNDONE]
    mine = [(key, step.other(key), step) for step in steps for key in step.pair if key in entry_ids]
    found = {each.entry_id: each for each in await occurrences(db, [other for _, other, _ in mine])}
    known: dict[UUID, tuple[tuple[LinkStep, Occurrence], ...]] = {}
    for key, other, step in mine:
        if other in found:
            known[key] = (*known.get(key, ()), (step, found[other]))
    return known


async def suggestions(db: AsyncSession, forum: Forum, words: str = "") -> dict[UUID, tuple[Suggestion, ...]]:
    """By item of a forum's shortlist: items of other lists that may name the same problem, the most alike first.

    Full text search (words by their beginning, accents gone) and trigrams find them. `words` searches for something
    else than the items' own wording. What was decided, or follows from links, is left out.
    """
    mine, other = aliased(ForumEntryRow), aliased(ForumEntryRow)
    own = (await db.execute(select(mine).where(mine.forum_id == forum.id, mine.merged_into.is_(None)))).scalars().all()
    texts = {row.id: folded(words) or row.folded for row in own}
    asked = [(key, text, history.word_query(text)) for key, text in texts.items()]
    if not asked:
        return {}
    wanted = values(column("entry_id", Uuid), column("folded", String), column("query", String), name="wanted").data(
        asked
    )
    trigrams = func.similarity(wanted.c.folded, other.folded)
    query = (
        select(wanted.c.entry_id, other, trigrams)
        .join(other, or_(trigrams >= history.ALIKE, _holds_words(other.folded, wanted.c.query)))
        .where(other.merged_into.is_(None), or_(other.forum_id.is_(None), other.forum_id != forum.id))
    )
    rows = [(key, row, float(alike)) for key, row, alike in await db.execute(query)]
    return await _offered(db, forum, texts, rows)


def _holds_words(
    text: ColumnElement[str] | InstrumentedAttribute[str], query: ColumnElement[str]
) -> ColumnElement[bool]:
    """Full text search without a dictionary: Czech has none in PostgreSQL, and the words' endings are cut already."""
    simple = literal_column("'simple'::regconfig")
    return and_(query != "", func.to_tsvector(simple, text).op("@@")(func.to_tsquery(simple, query)))


async def _offered(
    db: AsyncSession, forum: Forum, texts: Mapping[UUID, str], rows: Iterable[tuple[UUID, ForumEntryRow, float]]
) -> dict[UUID, tuple[Suggestion, ...]]:
    standing = [step for step in await _standing(db) if step.verdict is not Verdict.UNDONE]
    same = await _through_mergers(db, [step.pair for step in standing if step.verdict is Verdict.SAME])
    decided, chains = {step.pair for step in standing}, history.chains(same)
    known, kept, here = await every_edition(db), await _kept(db), edition_of(forum)
    found: dict[UUID, list[Suggestion]] = {}
    for entry_id, row, trigrams in rows:
        edition = known.get(_list_of(row))
        is_known = history.in_order(entry_id, row.id) in decided or row.id in chains.get(entry_id, ())
        if edition is None or is_known or not comparable(here, edition):
            continue
        alike = history.likeness(texts[entry_id], row.folded, trigrams)
        if alike >= history.ALIKE:
            found.setdefault(entry_id, []).append(Suggestion(_occurrence(row, edition, kept), alike))
    return history.best(found)


def comparable(here: Edition, other: Edition) -> bool:
    """Whether items of another list are worth comparing: earlier lists, and this year's of other people."""
    return other.order < here.order or (other.year == here.year and other.kind is not here.kind)


def edition_of(forum: Forum) -> Edition:
    """A forum as one year's edition."""
    return Edition(
        id=forum.id,
        year=forum.starts_at.year,  # in UTC: nobody meets in the first hour of a year
        title=forum.title,
        kind=forum.kind,
        language=forum.languages[0],
        number=forum.number,
        starts_at=forum.starts_at,
    )


async def _standing(db: AsyncSession) -> list[LinkStep]:
    """The last word on every pair of the city."""
    query = select(ForumLinkStepRow).order_by(ForumLinkStepRow.sequence)
    steps = (await db.execute(query)).scalars()
    last = {(row.one_id, row.other_id): row for row in steps}
    return [LinkStep(pair, Verdict(row.verdict), row.at, row.office) for pair, row in last.items()]


async def _through_mergers(db: AsyncSession, pairs: list[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """The pairs, and for each item that was merged into another one a pair of the two."""
    keys = {key for pair in pairs for key in pair}
    query = select(ForumEntryRow.id, ForumEntryRow.merged_into).where(
        ForumEntryRow.id.in_(keys), ForumEntryRow.merged_into.is_not(None)
    )
    gone = [(one, into) for one, into in await db.execute(query) if into is not None]
    return [*pairs, *gone] if keys else pairs


@dataclass(frozen=True, slots=True)
class _Kept:
    """Places in rooms whose ranking anybody may read, and the items of schools' own lists."""

    places: Mapping[UUID, Rank]
    school: Collection[UUID]


async def _kept(db: AsyncSession) -> _Kept:
    query = (
        select(ForumSourceRow.entry_id)
        .join(ForumItemRow, ForumItemRow.id == ForumSourceRow.item_id)
        .join(ForumTableRow, ForumTableRow.id == ForumItemRow.table_id)
        .where(ForumTableRow.is_for_school)
    )
    school = frozenset((await db.execute(query)).scalars())
    return _Kept(await _public_ranks(db, school), school)


async def _public_ranks(db: AsyncSession, school: Collection[UUID]) -> dict[UUID, Rank]:
    votes = (await db.execute(select(RoomVoteRow).where(RoomVoteRow.counted_at.is_not(None)))).scalars().all()
    query = select(RoomTotalRow).where(RoomTotalRow.vote_id.in_([row.id for row in votes]))
    totals: dict[UUID, dict[UUID, int]] = {}
    for row in (await db.execute(query)).scalars():
        totals.setdefault(row.vote_id, {})[row.entry_id] = row.by_code + row.on_paper
    now, found = await clock.now(db), dict[UUID, Rank]()
    for vote in votes:
        places = room.ranking(totals.get(vote.id, {}), room.Edge(vote.edge))
        if room.is_public(vote_of(vote), places, now):
            lists = room.by_list(places, school)
            found |= {place.entry_id: place.rank for each in lists for place in each if place.rank.votes > 0}
    return found


def _list_of(row: ForumEntryRow) -> UUID:
    key = row.forum_id or row.edition_id
    assert key is not None, "every item stands on one list"
    return key


def _occurrence(row: ForumEntryRow, edition: Edition, kept: _Kept) -> Occurrence:
    typed = Rank(row.first, row.last or row.first, 0) if row.first is not None else None
    return Occurrence(
        entry_id=row.id,
        number=row.number,
        text=row.text,
        edition=edition,
        rank=typed or kept.places.get(row.id),
        for_school=row.id in kept.school,
    )


def _typed(row: ForumEditionRow, language: str) -> Edition:
    made = Edition(id=row.id, year=row.year, title=row.title, kind=Kind(row.kind), language=language)
    return replace(made, version=row.version)


async def _language(db: AsyncSession) -> str:
    city = await cities.by_id(db, db.info[CITY])
    return city.languages[0] if city else "en"
