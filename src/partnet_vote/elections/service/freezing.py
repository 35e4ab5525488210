"""How is a definition fixed and published, so that nobody can change it afterwards?"""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections import queries
from partnet_vote.elections.models import ContestRow, DefinitionRow
from partnet_vote.elections.service import drafts, origins
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

ALREADY = Conflict(Text("This vote is frozen already."))


async def freeze(db: AsyncSession, actor: Actor, election_id: UUID) -> str:
    """Publish the definition; returns its digest (`sha256:…`). Refused while an issue stands in the way.

    The lot's public seed is drawn here, before anybody can know a ballot.
    """
    require(actor, Permission.CITY_ELECTIONS_FREEZE)
    await drafts.lock(db, election_id)
    if await drafts.is_frozen(db, election_id):
        raise ALREADY
    await origins.take_over_texts(db, election_id)
    for contest in (await db.execute(select(ContestRow).where(ContestRow.election_id == election_id))).scalars():
        if not contest.rule.get("seed"):
            contest.rule = {**contest.rule, "seed": secrets.token_hex(16)}
    await db.flush()
    blocking = [issue for issue in await queries.issues_before_opening(db, election_id) if not issue.is_warning]
    if blocking:
        raise Refused(blocking[0].text)
    found = (await queries.draft(db, election_id)).definition
    assert found is not None  # a missing definition is an issue, refused above
    row = DefinitionRow(
        id=uuid4(), election_id=election_id, by=actor.account_id, canonical=found.canonical(), digest=found.digest
    )
    async with guarded(db, uq_election_definitions_election_id=ALREADY):
        db.add(row)
    await audit.record(db, actor, "election.freeze", f"election:{election_id}", public=True, digest=found.digest)
    return found.digest
