"""How does a forum come by its tables?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumTableRow
from partnet_vote.forums.rules import ChangedMeanwhile, Kind, TableTexts, events
from partnet_vote.forums.service.events import locked
from partnet_vote.platform.kernel.errors import Conflict, NotFound
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text


async def add_table(db: AsyncSession, actor: Actor, forum_id: UUID, texts: TableTexts) -> UUID:
    """Add a table under the forum's next number."""
    _, forum = await locked(db, actor, forum_id)
    if issue := events.table_issue(texts):
        raise issue
    number = 1 + max((table.number for table in await queries.tables(db, forum_id)), default=0)
    row = ForumTableRow(id=uuid4(), forum_id=forum_id, number=number, version=1, **_columns(texts, forum.kind))
    db.add(row)
    await db.flush()
    await audit.record(db, actor, "table.add", f"forum:{forum_id}", public=forum.is_public, number=number)
    return row.id


async def edit_table(db: AsyncSession, actor: Actor, table_id: UUID, texts: TableTexts, version: int) -> None:
    """Change what a table is about; ChangedMeanwhile if somebody saved it since `version` was read."""
    row = await locked_table(db, actor, table_id)
    if issue := events.table_issue(texts):
        raise issue
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has saved this table meanwhile. Nothing you wrote is lost."))
    kind = (await queries.by_ids(db, (row.forum_id,)))[row.forum_id].kind
    for name, value in _columns(texts, kind).items():
        setattr(row, name, value)
    row.version += 1
    await db.flush()
    await audit.record(db, actor, "table.edit", f"forum:{row.forum_id}", number=row.number)


async def remove_table(db: AsyncSession, actor: Actor, table_id: UUID) -> None:
    """Take a table away; the numbers of the others stay, they are on posters. Conflict once something hangs on it."""
    row = await locked_table(db, actor, table_id)
    if issue := await queries.why_a_table_stays(db, table_id):
        raise Conflict(issue)
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "table.remove", f"forum:{row.forum_id}", number=row.number)


async def locked_table(db: AsyncSession, actor: Actor, table_id: UUID) -> ForumTableRow:
    """The table, its forum held: whoever changes tables waits for whoever changes the forum."""
    query = select(ForumTableRow).where(ForumTableRow.id == table_id)
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    await locked(db, actor, row.forum_id)
    await db.refresh(row)
    return row


def _columns(texts: TableTexts, kind: Kind) -> dict[str, object]:
    return {
        "topic": texts.topic.strip(),
        "facilitator": texts.facilitator.strip(),
        "guarantor": texts.guarantor.strip(),
        "capacity": texts.capacity,
        "is_for_school": texts.is_for_school and kind is Kind.SCHOOL,
    }
