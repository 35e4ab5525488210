"""Which election, contest or option does an address of the staff pages mean?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries
from partnet_vote.elections.rules import Contest, Election
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.web.access import needs

READERS = needs(Permission.CITY_ELECTIONS_READ)
EDITORS = needs(Permission.CITY_ELECTIONS_DEFINE)
FREEZERS = needs(Permission.CITY_ELECTIONS_FREEZE)


async def election_at(db: AsyncSession, slug: str) -> Election:
    """The election at this address."""
    found = await queries.by_slug(db, slug)
    if found is None:
        raise NotFound
    return found


async def contest_at(db: AsyncSession, slug: str, contest_id: UUID) -> tuple[Election, Contest]:
    """The contest of this election."""
    election = await election_at(db, slug)
    contest = await queries.contest(db, contest_id)
    if contest is None or contest.election_id != election.id:
        raise NotFound
    return election, contest
