"""How do proposals become options, and how do their texts stay in step until the freeze?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries
from partnet_vote.elections.models import ContestRow, OptionRow
from partnet_vote.elections.service.contests import NewOption, add_options
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import queries as proposals
from partnet_vote.proposals.rules import Status

NO_KEYS: Mapping[UUID, str] = MappingProxyType({})


async def add_proposals(
    db: AsyncSession,
    actor: Actor,
    contest_id: UUID,
    proposal_ids: Sequence[UUID],
    *,
    keys: Mapping[UUID, str] = NO_KEYS,
) -> tuple[UUID, ...]:
    """Add published proposals as options, in this order; `keys` gives option keys of a file's own by proposal."""
    found = await proposals.by_ids(db, proposal_ids)
    chosen = [found[key] for key in proposal_ids if key in found and found[key].status is Status.PUBLISHED]
    if not chosen or len(chosen) != len(proposal_ids):
        raise Refused(Text("Choose proposals that are published."), "proposal_ids")
    new = [NewOption(queries.texts_of(each), keys.get(each.id), each.id, each.number) for each in chosen]
    return await add_options(db, actor, contest_id, new)


async def take_over_texts(db: AsyncSession, election_id: UUID) -> None:
    """Copy the proposals' present texts into their options, for the last time before the freeze."""
    query = (
        select(OptionRow)
        .join(ContestRow, ContestRow.id == OptionRow.contest_id)
        .where(ContestRow.election_id == election_id, OptionRow.proposal_id.is_not(None))
    )
    rows = (await db.execute(query)).scalars().all()
    found = await proposals.by_ids(db, [row.proposal_id for row in rows if row.proposal_id])
    for row in rows:
        proposal = found.get(row.proposal_id) if row.proposal_id else None
        if proposal is not None:
            for name, value in asdict(queries.texts_of(proposal)).items():
                if name != "language" or value:
                    setattr(row, name, value)
    await db.flush()
