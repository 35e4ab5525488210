"""How is it said that two items of different lists name the same problem, or that they do not?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ForumEntryRow, ForumLinkStepRow
from partnet_vote.forums.rules import history
from partnet_vote.forums.rules.history import Verdict
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

MEANWHILE = Text("Somebody else has decided about these two meanwhile.")


async def decide(db: AsyncSession, actor: Actor, pair: tuple[UUID, UUID], verdict: Verdict) -> None:
    """Link two items, tell them apart, or take that back; every word stays, with who and when."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    one, other = history.in_order(*pair)
    await _refuse_same_list(db, one, other)
    query = select(ForumLinkStepRow).where(ForumLinkStepRow.one_id == one, ForumLinkStepRow.other_id == other)
    last = (await db.execute(query.order_by(ForumLinkStepRow.sequence.desc()).limit(1))).scalar_one_or_none()
    if issue := history.verdict_issue(Verdict(last.verdict) if last else None, verdict):
        raise Conflict(issue)
    step = ForumLinkStepRow(
        one_id=one,
        other_id=other,
        sequence=1 + (last.sequence if last else 0),
        verdict=verdict,
        by=actor.account_id,
        office="installation" if actor.is_installation else ", ".join(sorted(actor.roles)),
    )
    async with guarded(db, uq_forum_link_steps_one_id_other_id_sequence=Conflict(MEANWHILE)):
        db.add(step)
    await audit.record(db, actor, f"item.{verdict}", f"item:{one}", public=verdict is not Verdict.DIFFERENT)


async def _refuse_same_list(db: AsyncSession, one: UUID, other: UUID) -> None:
    query = select(ForumEntryRow).where(ForumEntryRow.id.in_((one, other)), ForumEntryRow.merged_into.is_(None))
    rows = (await db.execute(query)).scalars().all()
    if len(rows) != 2:
        raise NotFound
    if (rows[0].forum_id, rows[0].edition_id) == (rows[1].forum_id, rows[1].edition_id):
        raise Refused(Text("Both items stand on the same list. Merge them there."))
