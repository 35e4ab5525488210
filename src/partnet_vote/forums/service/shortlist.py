"""How does the shortlist come together from the tables?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import (
    ForumAllowanceRow,
    ForumEntryRow,
    ForumItemRow,
    ForumSourceRow,
    ForumTableRow,
    RoomVoteRow,
)
from partnet_vote.forums.rules import tables
from partnet_vote.forums.service.events import locked
from partnet_vote.forums.service.handing import origin_link
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Conflict, NotFound
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text


async def gather(db: AsyncSession, actor: Actor, forum_id: UUID) -> int:
    """Put every marked item that is not there yet on the shortlist; how many came. Again for tables that are late."""
    _, forum = await locked(db, actor, forum_id)
    await refuse_voted(db, forum_id)
    query = (
        select(ForumItemRow)
        .join(ForumTableRow, ForumTableRow.id == ForumItemRow.table_id)
        .outerjoin(ForumSourceRow, ForumSourceRow.item_id == ForumItemRow.id)
        .where(ForumTableRow.forum_id == forum_id, ForumItemRow.marked_at.is_not(None), ForumSourceRow.id.is_(None))
        .order_by(ForumTableRow.number, ForumItemRow.position, ForumItemRow.id)
        .with_for_update(of=ForumItemRow)
    )
    rows = (await db.execute(query)).scalars().all()
    highest = select(func.coalesce(func.max(ForumEntryRow.number), 0)).where(ForumEntryRow.forum_id == forum_id)
    first = 1 + (await db.execute(highest)).scalar_one()
    for number, row in enumerate(rows, first):
        entry = ForumEntryRow(id=uuid4(), forum_id=forum_id, number=number, text=row.text, folded=folded(row.text))
        db.add(entry)
        await db.flush()
        db.add(ForumSourceRow(entry_id=entry.id, item_id=row.id))
        if step := origin_link(actor, row, entry.id):
            db.add(step)
    await db.flush()
    await audit.record(
        db, actor, "shortlist.gather", f"forum:{forum_id}", public=True, count=len(rows), number=forum.number
    )
    return len(rows)


async def allow_fewer(
    db: AsyncSession, actor: Actor, forum_id: UUID, table_number: int, marked: int, reason: str
) -> None:
    """Let a table hand over as few items as it marked, `marked` as it was read; everybody may read the reason."""
    _, forum = await locked(db, actor, forum_id)
    await refuse_voted(db, forum_id)
    await hold_tables(db, forum_id)
    found = {each.table.number: each for each in await queries.standings(db, forum)}
    if table_number not in found:
        raise NotFound
    table = found[table_number]
    if issue := tables.allowance_issue(table, marked, reason):
        raise issue
    highest = select(func.coalesce(func.max(ForumAllowanceRow.sequence), 0))
    query = highest.where(ForumAllowanceRow.table_id == table.table.id)
    row = ForumAllowanceRow(
        table_id=table.table.id,
        sequence=1 + (await db.execute(query)).scalar_one(),
        marked=marked,
        by=actor.account_id,
        office="installation" if actor.is_installation else ", ".join(sorted(actor.roles)),
        reason=reason.strip(),
    )
    db.add(row)
    await db.flush()
    await audit.record(
        db, actor, "shortlist.allow-fewer", f"forum:{forum_id}", public=True, number=table_number, count=marked
    )


async def hold_tables(db: AsyncSession, forum_id: UUID) -> None:
    """Nobody marks an item at the forum's tables until the transaction ends."""
    query = select(ForumTableRow.id).where(ForumTableRow.forum_id == forum_id).order_by(ForumTableRow.number)
    await db.execute(query.with_for_update(read=True))


async def refuse_voted(db: AsyncSession, forum_id: UUID) -> None:
    """Held against opening: what people vote on does not change under their hands."""
    query = select(RoomVoteRow).where(RoomVoteRow.forum_id == forum_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is not None and row.closes_at is not None:
        raise Conflict(Text("People vote on this shortlist already. It stays as it is."))
