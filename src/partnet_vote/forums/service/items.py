"""How are items written down at a table, put in order, merged and marked, by several people at once?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumItemRow, ForumSourceRow, ForumTableRow
from partnet_vote.forums.rules import ChangedMeanwhile, Forum, tables
from partnet_vote.forums.rules.tables import Hand, Item
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Permission, require
from partnet_vote.platform.kernel.text import Text


async def add_item(db: AsyncSession, hand: Hand, text: str, client_id: UUID | None = None) -> UUID:
    """Write one more item at the end; guests only where the facilitator lets them. Sent again it is the same item."""
    table, _ = await _at_table(db, hand, guests=True)
    if client_id is not None:
        known = select(ForumItemRow.id).where(ForumItemRow.table_id == table.id, ForumItemRow.client_id == client_id)
        if (before := (await db.execute(known)).scalar_one_or_none()) is not None:
            return before
    if issue := tables.item_issue(text):
        raise issue
    query = select(ForumItemRow.position).where(ForumItemRow.table_id == table.id)
    taken = (await db.execute(query)).scalars().all()
    if len(taken) >= tables.MOST_ITEMS:
        raise Refused(Text("This table is full. Merge or remove items first."), "text")
    row = ForumItemRow(
        id=uuid4(),
        table_id=table.id,
        client_id=client_id,
        position=max(taken, default=0) + 1,
        text=text.strip(),
        is_guest=hand.is_guest,
    )
    db.add(row)
    await db.flush()
    return row.id


async def edit_item(db: AsyncSession, hand: Hand, item_id: UUID, text: str, version: int) -> int:
    """Another wording, and its version; ChangedMeanwhile if somebody saved another one since `version` was read."""
    row = await _item(db, hand, item_id)
    if issue := tables.item_issue(text):
        raise issue
    if row.text != text.strip():  # else it was saved already, and the answer lost
        _refuse_changed(row, version)
        row.text, row.version = text.strip(), row.version + 1
        await db.flush()
    return row.version


async def move_item(db: AsyncSession, hand: Hand, item_id: UUID, by: int) -> None:
    """One place up (-1) or down (1) among the items that stand; at the end of the list nothing happens."""
    row = await _item(db, hand, item_id)
    standing = [item.id for item in await queries.items(db, row.table_id) if not item.is_removed]
    if row.id not in standing:
        raise Conflict(Text("This item was removed."))
    at = standing.index(row.id)
    to = min(max(at + by, 0), len(standing) - 1)
    standing.insert(to, standing.pop(at))
    for place, key in enumerate(standing, 1):
        await db.execute(update(ForumItemRow).where(ForumItemRow.id == key).values(position=place))


async def mark_item(db: AsyncSession, hand: Hand, item_id: UUID, marked: bool) -> None:
    """Mark an item for the shortlist, or take the mark away; at most as many as the forum says."""
    row = await _item(db, hand, item_id)
    forum = (await _at_table(db, hand))[1]
    items = await queries.items(db, row.table_id)
    if marked and (issue := tables.mark_issue(items, _among(items, item_id), forum.per_table)):
        raise Conflict(issue)
    if not marked:
        await _refuse_listed(db, item_id)
    row.marked_at = (row.marked_at or await clock.now(db)) if marked else None
    await db.flush()


async def remove_item(db: AsyncSession, hand: Hand, item_id: UUID, removed: bool) -> None:
    """Put an item aside, or back; its text stays either way."""
    row = await _item(db, hand, item_id)
    await _refuse_listed(db, item_id)
    row.removed_at, row.marked_at = (await clock.now(db) if removed else None), None
    await db.flush()


async def merge_items(
    db: AsyncSession, hand: Hand, item_id: UUID, other_id: UUID, text: str, versions: tuple[int, int]
) -> None:
    """Make one item of two under this wording; the other's text is kept inside. ChangedMeanwhile as in `edit_item`."""
    row, other = await _item(db, hand, item_id), await _item(db, hand, other_id)
    if row.id == other.id or row.table_id != other.table_id or row.removed_at or other.removed_at:
        raise Refused(Text("Choose another item of this table."), "other")
    if issue := tables.item_issue(text):
        raise issue
    _refuse_changed(row, versions[0])
    _refuse_changed(other, versions[1])
    await _refuse_listed(db, other_id)
    if row.text != text.strip():
        await _keep_wording(db, row)
    row.text, row.version = text.strip(), row.version + 1
    row.marked_at = row.marked_at or other.marked_at
    other.merged_into, other.marked_at, other.version = row.id, None, other.version + 1
    inside = update(ForumItemRow).where(ForumItemRow.merged_into == other.id)
    await db.execute(inside.values(merged_into=row.id, is_wording=False).execution_options(synchronize_session=False))
    await db.flush()


async def take_out(db: AsyncSession, hand: Hand, item_id: UUID, part_id: UUID) -> None:
    """Let an item that was merged into another one stand by itself again.

    With the last one the first wording comes back: then nothing is merged any more.
    """
    row = await _item(db, hand, item_id)
    await _refuse_listed(db, item_id)
    query = select(ForumItemRow).where(ForumItemRow.merged_into == item_id).order_by(ForumItemRow.created_at)
    inside = (await db.execute(query)).scalars().all()
    part = next((each for each in inside if each.id == part_id and not each.is_wording), None)
    if part is None:
        raise Conflict(Text("This item stands by itself already."))
    part.merged_into, part.version, row.version = None, part.version + 1, row.version + 1
    wordings = [each for each in inside if each.is_wording]
    if wordings and len(inside) == len(wordings) + 1:
        row.text = wordings[0].text
        for each in wordings:
            await db.delete(each)
    await db.flush()


async def let_guests(db: AsyncSession, hand: Hand, allowed: bool) -> None:
    """Let anybody at the table add items by its QR code, or no longer."""
    row, _ = await _at_table(db, hand)
    row.has_guests = allowed
    await db.flush()


async def _keep_wording(db: AsyncSession, row: ForumItemRow) -> None:
    """The first wording, too, stays readable when a merger brings a third one."""
    db.add(
        ForumItemRow(
            id=uuid4(),
            table_id=row.table_id,
            position=row.position,
            text=row.text,
            is_guest=row.is_guest,
            merged_into=row.id,
            is_wording=True,
        )
    )
    await db.flush()


async def _at_table(db: AsyncSession, hand: Hand, *, guests: bool = False) -> tuple[ForumTableRow, Forum]:
    """The table, held: whoever writes there waits for whoever is writing."""
    if hand.actor is not None:
        require(hand.actor, Permission.CITY_FORUMS_FACILITATE)
    query = select(ForumTableRow).where(ForumTableRow.id == hand.table_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    if hand.is_guest and not (guests and row.has_guests):
        raise Denied(Text("The facilitator writes the items at this table."))
    forum = (await queries.by_ids(db, (row.forum_id,)))[row.forum_id]
    if issue := tables.door_issue(forum, await clock.now(db)):
        raise TooLate(issue)
    return row, forum


async def _item(db: AsyncSession, hand: Hand, item_id: UUID) -> ForumItemRow:
    await _at_table(db, hand)
    query = select(ForumItemRow).where(ForumItemRow.id == item_id, ForumItemRow.table_id == hand.table_id)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.merged_into is not None:
        raise Conflict(Text("This item was merged into another one meanwhile."))
    return row


async def _refuse_listed(db: AsyncSession, item_id: UUID) -> None:
    query = select(ForumSourceRow.id).where(ForumSourceRow.item_id == item_id)
    if (await db.execute(query)).first() is not None:
        raise Conflict(Text("This item stands on the shortlist already."))


def _refuse_changed(row: ForumItemRow, version: int) -> None:
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has changed this item meanwhile. Nothing you wrote is lost."))


def _among(items: tuple[Item, ...], item_id: UUID) -> Item:
    return next(item for item in items if item.id == item_id)
