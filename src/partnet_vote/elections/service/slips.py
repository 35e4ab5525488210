"""How does an election come to take slips of paper, or not to, while it is a draft?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections.models import SlipsRow
from partnet_vote.elections.rules.slips import Slips, slips_issue
from partnet_vote.elections.service import drafts
from partnet_vote.platform.kernel.permissions import Actor


async def set_slips(db: AsyncSession, actor: Actor, election_id: UUID, slips: Slips | None) -> None:
    """Take slips of paper on these terms, or none; only while the election is a draft."""
    await drafts.draft_for_change(db, actor, election_id)
    if slips is not None and (issue := slips_issue(slips)):
        raise issue
    row = (await db.execute(select(SlipsRow).where(SlipsRow.election_id == election_id))).scalar_one_or_none()
    if slips is None:
        if row is not None:
            await db.delete(row)
    elif row is None:
        terms = {"printed": slips.printed, "return_by": slips.return_by, "places": slips.places}
        db.add(SlipsRow(id=uuid4(), election_id=election_id, **terms))
    else:
        row.printed, row.return_by, row.places = slips.printed, slips.return_by, slips.places
    await db.flush()
    await audit.record(db, actor, "election.slips", f"election:{election_id}", count=slips.printed if slips else 0)
