"""How are items of the shortlist that mean the same made one, and taken apart again?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ForumDistinctRow, ForumEntryRow, ForumItemRow, ForumSourceRow
from partnet_vote.forums.rules import ChangedMeanwhile, tables
from partnet_vote.forums.service.events import locked
from partnet_vote.forums.service.shortlist import refuse_voted
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text


async def merge_entries(
    db: AsyncSession, actor: Actor, forum_id: UUID, pair: tuple[UUID, UUID], text: str, versions: tuple[int, int]
) -> None:
    """Make one item of two under this wording, with credit to all their tables."""
    one, other = await _entries(db, actor, forum_id, pair)
    if issue := tables.item_issue(text):
        raise issue
    if (one.version, other.version) != versions:
        raise ChangedMeanwhile(Text("Somebody else has changed the shortlist meanwhile."))
    _word(one, text.strip())
    one.version += 1
    other.merged_into, other.version = one.id, other.version + 1
    moved = update(ForumSourceRow).where(ForumSourceRow.entry_id == other.id).values(entry_id=one.id)
    await db.execute(moved.execution_options(synchronize_session=False))
    await db.flush()
    await audit.record(db, actor, "shortlist.merge", f"forum:{forum_id}", public=True, number=one.number)


async def take_out_entry(
    db: AsyncSession, actor: Actor, forum_id: UUID, entry_id: UUID, item_id: UUID, version: int
) -> int:
    """Let what one table wrote stand by itself again, under a number of its own; that number.

    With the last one the first wording comes back. ChangedMeanwhile if the item is no longer what was read.
    """
    await locked(db, actor, forum_id)
    await refuse_voted(db, forum_id)
    row = (await _rows(db, forum_id)).get(entry_id)
    if row is None or row.merged_into:
        raise NotFound
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has changed the shortlist meanwhile."))
    query = select(ForumSourceRow, ForumItemRow).join(ForumItemRow, ForumItemRow.id == ForumSourceRow.item_id)
    inside = {
        item.id: (source, item) for source, item in await db.execute(query.where(ForumSourceRow.entry_id == row.id))
    }
    if item_id not in inside or len(inside) < 2:
        raise Conflict(Text("This item stands by itself already."))
    source, item = inside.pop(item_id)
    others = [each for _, each in inside.values()]
    own = await _stand_alone(db, forum_id, row, item, others)
    source.entry_id = own.id
    if len(others) == 1:
        _word(row, others[0].text)
    row.version += 1
    await db.flush()
    await audit.record(db, actor, "shortlist.take-out", f"forum:{forum_id}", public=True, number=own.number)
    return own.number


async def keep_entries(db: AsyncSession, actor: Actor, forum_id: UUID, pair: tuple[UUID, UUID]) -> None:
    """Say that two items do not mean the same; they are not shown side by side again."""
    one, other = sorted(row.id for row in await _entries(db, actor, forum_id, pair))
    known = select(ForumDistinctRow.id).where(ForumDistinctRow.one_id == one, ForumDistinctRow.other_id == other)
    if (await db.execute(known)).first() is None:  # the forum is held: nobody else adds it now
        db.add(ForumDistinctRow(one_id=one, other_id=other))
        await db.flush()
        await audit.record(db, actor, "shortlist.keep", f"forum:{forum_id}")


async def _entries(
    db: AsyncSession, actor: Actor, forum_id: UUID, pair: tuple[UUID, UUID]
) -> tuple[ForumEntryRow, ForumEntryRow]:
    await locked(db, actor, forum_id)
    await refuse_voted(db, forum_id)
    found = await _rows(db, forum_id)
    if len(found.keys() & set(pair)) < 2:
        raise NotFound
    one, other = found[pair[0]], found[pair[1]]
    if one.merged_into or other.merged_into:
        raise Refused(Text("Somebody else has changed the shortlist meanwhile."))
    return one, other


async def _rows(db: AsyncSession, forum_id: UUID) -> dict[UUID, ForumEntryRow]:
    """The forum's items by number, also those that were merged into others."""
    query = select(ForumEntryRow).where(ForumEntryRow.forum_id == forum_id).order_by(ForumEntryRow.number)
    return {row.id: row for row in (await db.execute(query.execution_options(populate_existing=True))).scalars()}


async def _stand_alone(
    db: AsyncSession, forum_id: UUID, row: ForumEntryRow, item: ForumItemRow, others: Sequence[ForumItemRow]
) -> ForumEntryRow:
    """The list's item for what one table wrote: one of those merged into `row`, if possible the one it came as.

    An item of so many tables' words has taken in one less, so there is always one; its wording may have changed.
    """
    rows = await _rows(db, forum_id)
    taken_in = [each for each in rows.values() if each is not row and _root(rows, each) is row]
    kept = {each.text for each in others}
    own = min(taken_in, key=lambda each: (each.text != item.text, each.text in kept, each.number))
    inside = update(ForumEntryRow).where(ForumEntryRow.merged_into == own.id)
    await db.execute(inside.values(merged_into=row.id).execution_options(synchronize_session=False))
    own.merged_into, own.version = None, own.version + 1
    _word(own, item.text)
    return own


def _word(row: ForumEntryRow, text: str) -> None:
    row.text, row.folded = text, folded(text)


def _root(rows: Mapping[UUID, ForumEntryRow], row: ForumEntryRow) -> ForumEntryRow:
    """The item that this one was merged into in the end."""
    while row.merged_into:
        row = rows[row.merged_into]
    return row
