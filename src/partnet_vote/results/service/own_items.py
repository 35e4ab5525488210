"""How do own items leave the ballots they came with, and who lets the public read them?

They are taken out of the counted ballots with the first count, shuffled, each under a random key and without a time.
Nothing kept here says on which ballot an item stood; the ballot box itself still could (docs/threat-model.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import service as room
from partnet_vote.forums.rules.own_items import Decision
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.results.models import OwnItemRow
from partnet_vote.tally.ballots.marks import Ballot


async def keep_own_items(db: AsyncSession, election_id: UUID, ballots: Sequence[Ballot]) -> None:
    """Take the own items out of the counted ballots, once; the count's lock is held."""
    held = select(OwnItemRow.id).where(OwnItemRow.election_id == election_id).limit(1)
    if (await db.execute(held)).first():
        return
    found = [(name, text) for ballot in ballots for name, marks in ballot.contests.items() for text in marks.own_items]
    secrets.SystemRandom().shuffle(found)
    db.add_all(
        OwnItemRow(id=uuid4(), election_id=election_id, contest=name, text=text, wording=None, withheld=None)
        for name, text in found
    )
    await db.flush()


async def decide_own_items(db: AsyncSession, actor: Actor, election_id: UUID, decision: Decision) -> None:
    """Let the public read items from ballots, withhold them, or let them wait again."""
    rows = select(OwnItemRow).where(OwnItemRow.election_id == election_id, OwnItemRow.id.in_(decision.items))
    await room.carry_out(db, actor, decision, rows.order_by(OwnItemRow.id), f"election:{election_id}")
