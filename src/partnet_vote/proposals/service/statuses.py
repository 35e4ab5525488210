"""How is a proposal published, withdrawn with a reason, and brought back?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.models import ProposalRow, StatusRow
from partnet_vote.proposals.rules import Status
from partnet_vote.proposals.service.steps import step_row
from partnet_vote.proposals.service.texts import locked


async def publish(db: AsyncSession, actor: Actor, proposal_id: UUID) -> None:
    """Show a draft to everybody; Conflict if it is no draft."""
    row, steps = await _standing(db, actor, proposal_id)
    if steps[-1].status == Status.WITHDRAWN:
        raise Conflict(Text("This proposal is withdrawn. Take the withdrawal back first."))
    await _step(db, actor, row, steps, Status.PUBLISHED)
    await audit.record(db, actor, "proposal.publish", f"proposal:{row.id}", public=True, number=row.number)


async def publish_many(db: AsyncSession, actor: Actor, proposal_ids: Iterable[UUID]) -> int:
    """Publish those of the named proposals that are drafts; how many there were."""
    published = 0
    for proposal_id in sorted(set(proposal_ids)):  # one order for all, so that two clerks never wait for each other
        _, steps = await _standing(db, actor, proposal_id)
        if steps[-1].status == Status.DRAFT:
            await publish(db, actor, proposal_id)
            published += 1
    return published


async def withdraw(db: AsyncSession, actor: Actor, proposal_id: UUID, reason: str) -> None:
    """Take a proposal out of the list; whoever has its address reads the reason there."""
    row, steps = await _standing(db, actor, proposal_id)
    reason = reason.strip()
    if not reason:
        raise Refused(Text("Please fill this in."), "reason")
    if len(reason) > rules.REASON:
        raise Refused(Text("At most {n} characters fit here.", n=rules.REASON), "reason")
    is_public = any(step.status == Status.PUBLISHED for step in steps)
    await _step(db, actor, row, steps, Status.WITHDRAWN, reason)
    await audit.record(db, actor, "proposal.withdraw", f"proposal:{row.id}", public=is_public, number=row.number)


async def restore(db: AsyncSession, actor: Actor, proposal_id: UUID) -> Status:
    """Take a withdrawal back: the proposal is again what it was before; its status now."""
    row, steps = await _standing(db, actor, proposal_id)
    if steps[-1].status != Status.WITHDRAWN:
        raise Conflict(rules.REFUSALS[Status.DRAFT])
    before = Status(steps[-2].status)
    await _step(db, actor, row, steps, before)
    is_public = before is Status.PUBLISHED
    await audit.record(db, actor, "proposal.restore", f"proposal:{row.id}", public=is_public, number=row.number)
    return before


async def _standing(db: AsyncSession, actor: Actor, proposal_id: UUID) -> tuple[ProposalRow, list[StatusRow]]:
    """The proposal, locked, with every step so far."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    row = await locked(db, proposal_id)
    query = select(StatusRow).where(StatusRow.proposal_id == proposal_id).order_by(StatusRow.sequence)
    return row, list((await db.execute(query)).scalars())


async def _step(
    db: AsyncSession, actor: Actor, row: ProposalRow, steps: list[StatusRow], status: Status, reason: str = ""
) -> None:
    if issue := rules.step_issue(Status(steps[-1].status), status):
        raise Conflict(issue)
    db.add(step_row(actor, row.id, steps[-1].sequence + 1, status, reason))
    await db.flush()
