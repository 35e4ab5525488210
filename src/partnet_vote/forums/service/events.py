"""How does a forum come to be, and how is it published, moved or cancelled?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumRow, ForumStepRow
from partnet_vote.forums.rules import ChangedMeanwhile, Forum, ForumTexts, Status, StepKind, events
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text


async def add(db: AsyncSession, actor: Actor, texts: ForumTexts) -> UUID:
    """Add a forum as a draft under the city's next number. Refused beside the wrong field."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    if issue := events.texts_issue(texts):
        raise issue
    row = ForumRow(id=uuid4(), number=await _next_number(db), **_columns(texts))
    db.add(row)
    await db.flush()
    db.add(_step(actor, row.id, 1, StepKind.DRAFTED))
    await db.flush()
    await audit.record(db, actor, "forum.add", f"forum:{row.id}", number=row.number)
    return row.id


async def edit(db: AsyncSession, actor: Actor, forum_id: UUID, texts: ForumTexts, version: int) -> None:
    """Change the texts; ChangedMeanwhile if somebody saved it since `version` was read.

    Time and place of a published forum are changed by `move`, which tells people why.
    """
    row, found = await locked(db, actor, forum_id)
    if issue := events.texts_issue(texts):
        raise issue
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has saved this forum meanwhile. Nothing you wrote is lost."))
    if found.status is Status.CANCELLED:
        raise Conflict(Text("This forum is cancelled."))
    stays = (found.starts_at, found.ends_at, found.place) == (texts.starts_at, texts.ends_at, texts.place.strip())
    if found.status is Status.PUBLISHED and not stays:
        raise Refused(Text("People know this time and place. Use “Move the forum” and say why."), "starts_at")
    _write(row, _columns(texts))
    await db.flush()
    await audit.record(db, actor, "forum.edit", f"forum:{row.id}", public=found.is_public, number=row.number)


async def publish(db: AsyncSession, actor: Actor, forum_id: UUID) -> None:
    """Show a draft to everybody."""
    row, found = await locked(db, actor, forum_id)
    await _take(db, actor, found, StepKind.PUBLISHED)
    await audit.record(db, actor, "forum.publish", f"forum:{row.id}", public=True, number=row.number)


async def move(
    db: AsyncSession, actor: Actor, forum_id: UUID, starts_at: datetime, ends_at: datetime, place: str, reason: str
) -> None:
    """Another time or place for a published forum; the old ones stay on its page, with the reason."""
    row, found = await locked(db, actor, forum_id)
    if issue := events.reason_issue(reason) or events.times_issue(starts_at, ends_at):
        raise issue
    if not place.strip():
        raise Refused(Text("Please fill this in."), "place")
    if (found.starts_at, found.ends_at, found.place) == (starts_at, ends_at, place.strip()):
        raise Refused(Text("Time and place are the same as before."), "starts_at")
    await _take(db, actor, found, StepKind.MOVED, reason, old_start=found.starts_at, old_place=found.place)
    _write(row, {"starts_at": starts_at, "ends_at": ends_at, "place": place.strip()})
    await db.flush()
    await audit.record(db, actor, "forum.move", f"forum:{row.id}", public=True, number=row.number)


async def cancel(db: AsyncSession, actor: Actor, forum_id: UUID, reason: str) -> None:
    """Call a forum off; whoever knows of it reads why."""
    row, found = await locked(db, actor, forum_id)
    if issue := events.reason_issue(reason):
        raise issue
    await _take(db, actor, found, StepKind.CANCELLED, reason)
    await audit.record(db, actor, "forum.cancel", f"forum:{row.id}", public=found.is_public, number=row.number)


async def locked(db: AsyncSession, actor: Actor, forum_id: UUID) -> tuple[ForumRow, Forum]:
    """The forum, held for an organiser's change until the transaction ends; NotFound in another city."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    query = select(ForumRow).where(ForumRow.id == forum_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row, (await queries.by_ids(db, (forum_id,)))[forum_id]


async def _take(db: AsyncSession, actor: Actor, forum: Forum, kind: StepKind, reason: str = "", **moved: Any) -> None:
    if issue := events.step_issue(forum, kind):
        raise Conflict(issue)
    db.add(_step(actor, forum.id, len(forum.steps) + 1, kind, reason, **moved))
    await db.flush()


def _step(
    actor: Actor,
    forum_id: UUID,
    sequence: int,
    kind: StepKind,
    reason: str = "",
    *,
    old_start: datetime | None = None,
    old_place: str = "",
) -> ForumStepRow:
    office = "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
    return ForumStepRow(
        forum_id=forum_id,
        sequence=sequence,
        kind=kind,
        by=actor.account_id,
        office=office,
        reason=reason.strip(),
        old_start=old_start,
        old_place=old_place,
    )


def _columns(texts: ForumTexts) -> dict[str, Any]:
    columns = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(texts).items()}
    return columns | {"languages": list(texts.languages), "term": texts.term.value, "kind": texts.kind.value}


def _write(row: ForumRow, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1


async def _next_number(db: AsyncSession) -> int:
    """The next number of the city; whoever adds meanwhile waits, so that no number is given twice."""
    await db.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": f"forums:{db.info[CITY]}"}
    )
    return 1 + (await db.execute(select(func.coalesce(func.max(ForumRow.number), 0)))).scalar_one()
