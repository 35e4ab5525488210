"""How are a forum's minutes saved, published and withdrawn?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries
from partnet_vote.accountability.models import MinutesRow, MinutesStepRow
from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import StepKind
from partnet_vote.accountability.rules.reports import ChangedMeanwhile
from partnet_vote.accountability.service.acting import office_of, organised
from partnet_vote.audit import service as audit
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text

MEANWHILE = Text("Somebody else has saved the minutes meanwhile. Nothing you wrote is lost.")


async def save_minutes(db: AsyncSession, actor: Actor, forum_id: UUID, text: str, version: int) -> int:
    """Add a version after `version`; its number. ChangedMeanwhile if somebody has saved one since."""
    forum = await organised(db, actor, forum_id)
    if issue := outputs.minutes_issue(text):
        raise issue
    if (await queries.minutes(db, forum_id)).last != version:
        raise ChangedMeanwhile(MEANWHILE)
    number = version + 1
    row = MinutesRow(forum_id=forum_id, number=number, text=text.strip(), by=actor.account_id, office=office_of(actor))
    async with guarded(db, uq_forum_minutes_forum_id_number=ChangedMeanwhile(MEANWHILE)):
        db.add(row)
    await audit.record(db, actor, "minutes.edit", f"forum:{forum_id}", number=forum.number)
    return number


async def publish_minutes(db: AsyncSession, actor: Actor, forum_id: UUID, version: int) -> None:
    """Let everybody read this version."""
    await _step(db, actor, forum_id, StepKind.PUBLISHED, version)


async def withdraw_minutes(db: AsyncSession, actor: Actor, forum_id: UUID) -> None:
    """Take the minutes off the public pages; the versions stay."""
    await _step(db, actor, forum_id, StepKind.WITHDRAWN, 0)


async def _step(db: AsyncSession, actor: Actor, forum_id: UUID, kind: StepKind, version: int) -> None:
    forum = await organised(db, actor, forum_id)
    if issue := outputs.publication_issue(await queries.minutes(db, forum_id), kind, version):
        raise Conflict(issue)
    highest = select(func.coalesce(func.max(MinutesStepRow.sequence), 0)).where(MinutesStepRow.forum_id == forum_id)
    row = MinutesStepRow(
        forum_id=forum_id,
        sequence=1 + (await db.execute(highest)).scalar_one(),
        kind=kind,
        version=version,
        by=actor.account_id,
        office=office_of(actor),
    )
    async with guarded(db, uq_forum_minutes_steps_forum_id_sequence=Conflict(MEANWHILE)):
        db.add(row)
    deed = "publish" if kind is StepKind.PUBLISHED else "withdraw"
    await audit.record(db, actor, f"minutes.{deed}", f"forum:{forum_id}", public=True, number=forum.number)
