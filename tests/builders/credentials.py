"""How does a test come by an election with issuing keys and residents on its roll?"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.credentials.rules import Holder
from partnet_vote.elections.models import ElectionRow
from partnet_vote.platform.kernel.blind_rsa import load_public
from partnet_vote.platform.kernel.voting_token import TokenRequest, VoterSecret
from partnet_vote.residents.models import EditionRow, EntitlementRow


async def election(db: AsyncSession) -> UUID:
    """A bare election of the current city: enough for credentials to refer to."""
    row = ElectionRow(
        id=uuid4(),
        slug=f"vote-{uuid4().hex[:8]}",
        title="A vote",
        intro="",
        language="en",
        binding=False,
        revote=True,
        hidden_counts=True,
    )
    db.add(row)
    await db.flush()
    return row.id


async def residents(db: AsyncSession, count: int) -> list[Holder]:
    """People on a new roll edition of the current city, born from 1950 on, in two groups."""
    edition = EditionRow(id=uuid4(), name=f"Roll {uuid4().hex[:8]}", as_of=date(2026, 11, 1))
    db.add(edition)
    await db.flush()
    rows = [
        EntitlementRow(
            id=uuid4(),
            edition_id=edition.id,
            pseudonym=uuid4().bytes * 2,
            birth_year=1950 + n % 60,
            group_name=("north", "south")[n % 2],
        )
        for n in range(count)
    ]
    db.add_all(rows)
    await db.flush()
    return [Holder(row.id, row.district_id, row.birth_year, row.group_name) for row in rows]


def request(election_id: UUID, spki: bytes, style: int = 1, secret: VoterSecret | None = None) -> TokenRequest:
    """A voter's token request under the published key."""
    return (secret or VoterSecret.random()).request(election_id, style, load_public(spki))
