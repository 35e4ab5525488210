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

from partnet_vote.audit import service as audit
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.results.models import OwnItemRow
from partnet_vote.results.rules.own_items import SHORTEST_REASON, decision_issue
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


async def publish_own_items(
    db: AsyncSession, actor: Actor, election_id: UUID, items: Sequence[UUID], wording: str
) -> None:
    """Let the public read these items under one wording; an empty one leaves each in its own words."""
    rows = await _chosen(db, actor, election_id, items)
    if issue := decision_issue(len(rows), wording or "-", "wording"):
        raise issue
    for row in rows:
        row.wording, row.withheld = wording.strip() or row.text, None
    await _done(db, actor, election_id, "publish", len(rows))


async def withhold_own_items(
    db: AsyncSession, actor: Actor, election_id: UUID, items: Sequence[UUID], reason: str
) -> None:
    """Keep these items from the public, which reads how many and why."""
    rows = await _chosen(db, actor, election_id, items)
    if issue := decision_issue(len(rows), reason, "reason", SHORTEST_REASON):
        raise issue
    for row in rows:
        row.wording, row.withheld = None, reason.strip()
    await _done(db, actor, election_id, "withhold", len(rows))


async def reopen_own_items(db: AsyncSession, actor: Actor, election_id: UUID, items: Sequence[UUID]) -> None:
    """Take a decision back: the items wait again."""
    rows = await _chosen(db, actor, election_id, items)
    if issue := decision_issue(len(rows), "-", "items"):
        raise issue
    for row in rows:
        row.wording = row.withheld = None
    await _done(db, actor, election_id, "reopen", len(rows))


async def _chosen(db: AsyncSession, actor: Actor, election_id: UUID, items: Sequence[UUID]) -> Sequence[OwnItemRow]:
    require(actor, Permission.CITY_OWN_ITEMS_MODERATE)
    query = select(OwnItemRow).where(OwnItemRow.election_id == election_id, OwnItemRow.id.in_(set(items)))
    rows = (await db.execute(query.order_by(OwnItemRow.id).with_for_update())).scalars().all()
    if len(rows) != len(set(items)):
        raise NotFound
    return rows


async def _done(db: AsyncSession, actor: Actor, election_id: UUID, deed: str, count: int) -> None:
    await db.flush()
    await audit.record(db, actor, f"own-item.{deed}", f"election:{election_id}", public=True, count=count)
