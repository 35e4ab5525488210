"""What did a table write down, and what stands on the shortlist?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from partnet_vote.forums.models import (
    ForumAllowanceRow,
    ForumDistinctRow,
    ForumEntryRow,
    ForumItemRow,
    ForumSourceRow,
    ForumTableRow,
)
from partnet_vote.forums.queries.events import tables
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import SIMILAR, Allowance, Credit, Entry, Item, Pair, Part, Standing


async def items(db: AsyncSession, table_id: UUID) -> tuple[Item, ...]:
    """What a table wrote down, in its order, removed items last; merged ones stand inside what they became."""
    return (await _items(db, ForumItemRow.table_id == table_id)).get(table_id, ())


async def items_by_table(db: AsyncSession, forum_id: UUID) -> dict[UUID, tuple[Item, ...]]:
    """The same of every table of a forum."""
    tables = select(ForumTableRow.id).where(ForumTableRow.forum_id == forum_id)
    return await _items(db, ForumItemRow.table_id.in_(tables))


async def _items(db: AsyncSession, which: ColumnElement[bool]) -> dict[UUID, tuple[Item, ...]]:
    query = (
        select(ForumItemRow, ForumSourceRow.id)
        .outerjoin(ForumSourceRow, ForumSourceRow.item_id == ForumItemRow.id)
        .where(which)
        .order_by(ForumItemRow.removed_at.is_not(None), ForumItemRow.position, ForumItemRow.id)
    )
    rows = (await db.execute(query)).all()
    merged: dict[UUID, tuple[Part, ...]] = {}
    for row, _ in rows:
        if row.merged_into is not None:
            part = Part(row.id, row.text, row.is_wording)
            merged[row.merged_into] = (*merged.get(row.merged_into, ()), part)
    found: dict[UUID, tuple[Item, ...]] = {}
    for row, source in rows:
        if row.merged_into is None:
            found[row.table_id] = (*found.get(row.table_id, ()), _item(row, source, merged))
    return found


def _item(row: ForumItemRow, source: UUID | None, merged: dict[UUID, tuple[Part, ...]]) -> Item:
    return Item(
        row.id,
        row.text,
        row.version,
        row.is_guest,
        row.marked_at is not None,
        source is not None,
        row.removed_at is not None,
        merged.get(row.id, ()),
        row.origin_id,
    )


async def standings(db: AsyncSession, forum: Forum) -> tuple[Standing, ...]:
    """How far each table of a forum is with its items."""
    waiting = func.count(ForumItemRow.marked_at).filter(ForumSourceRow.id.is_(None))
    query = (
        select(ForumItemRow.table_id, func.count(), func.count(ForumItemRow.marked_at), waiting)
        .join(ForumTableRow, ForumTableRow.id == ForumItemRow.table_id)
        .outerjoin(ForumSourceRow, ForumSourceRow.item_id == ForumItemRow.id)
        .where(
            ForumTableRow.forum_id == forum.id, ForumItemRow.merged_into.is_(None), ForumItemRow.removed_at.is_(None)
        )
        .group_by(ForumItemRow.table_id)
    )
    counts = {table_id: tuple(numbers) for table_id, *numbers in await db.execute(query)}
    last = (
        select(ForumAllowanceRow)
        .join(ForumTableRow, ForumTableRow.id == ForumAllowanceRow.table_id)
        .where(ForumTableRow.forum_id == forum.id)
        .order_by(ForumAllowanceRow.sequence)
    )
    allowed = {
        row.table_id: Allowance(row.marked, row.office, row.reason) for row in (await db.execute(last)).scalars()
    }
    return tuple(
        Standing(table, forum.per_table, *counts.get(table.id, (0, 0, 0)), allowance=allowed.get(table.id))
        for table in await tables(db, forum.id)
    )


async def shortlist(db: AsyncSession, forum_id: UUID) -> tuple[Entry, ...]:
    """The items of a forum's shortlist by number, each with the tables that named it."""
    found = (
        select(ForumEntryRow, ForumTableRow, ForumItemRow)
        .join(ForumSourceRow, ForumSourceRow.entry_id == ForumEntryRow.id)
        .join(ForumItemRow, ForumItemRow.id == ForumSourceRow.item_id)
        .join(ForumTableRow, ForumTableRow.id == ForumItemRow.table_id)
        .where(ForumEntryRow.forum_id == forum_id, ForumEntryRow.merged_into.is_(None))
        .order_by(ForumEntryRow.number, ForumTableRow.number, ForumItemRow.position)
    )
    entries: dict[UUID, ForumEntryRow] = {}
    named: dict[UUID, tuple[Credit, ...]] = {}
    school: set[UUID] = set()
    for row, table, item in await db.execute(found):
        if row.id not in entries and table.is_for_school:
            school.add(row.id)  # the first table decides: two lists are not merged
        entries[row.id] = row
        named[row.id] = (*named.get(row.id, ()), Credit(table.number, table.topic, item.text, item.origin_id, item.id))
    return tuple(
        Entry(row.id, row.number, row.text, row.version, named[row.id], row.id in school) for row in entries.values()
    )


async def similar(db: AsyncSession, forum_id: UUID) -> tuple[Pair, ...]:
    """Pairs of a shortlist that may mean the same and of which nobody has said otherwise, the most alike first."""
    one, other = aliased(ForumEntryRow), aliased(ForumEntryRow)
    likeness = func.similarity(one.folded, other.folded)
    told_apart = exists().where(
        or_(
            and_(ForumDistinctRow.one_id == one.id, ForumDistinctRow.other_id == other.id),
            and_(ForumDistinctRow.one_id == other.id, ForumDistinctRow.other_id == one.id),
        )
    )
    query = (
        select(one.id, other.id, likeness)
        .join(other, and_(other.forum_id == one.forum_id, other.number > one.number))
        .where(one.forum_id == forum_id, one.merged_into.is_(None), other.merged_into.is_(None))
        .where(likeness >= SIMILAR, ~told_apart)
        .order_by(likeness.desc(), one.number, other.number)
    )
    entries = {entry.id: entry for entry in await shortlist(db, forum_id)}
    return tuple(Pair(entries[a], entries[b], value) for a, b, value in await db.execute(query))
