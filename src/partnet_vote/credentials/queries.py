"""What may be asked about credentials? Never of whom one asks what they voted: nobody here knows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.credentials.models import CredentialRow, IssuingKeyRow
from partnet_vote.credentials.rules import Channel, Credential, IssuedCount, TurnoutCell


async def public_keys(db: AsyncSession, election_id: UUID) -> dict[int, bytes]:
    """The published issuing key (SPKI) of every ballot style."""
    chosen = select(IssuingKeyRow).where(IssuingKeyRow.election_id == election_id).order_by(IssuingKeyRow.style)
    return {row.style: row.spki for row in (await db.execute(chosen)).scalars()}


async def credential_of(db: AsyncSession, election_id: UUID, entitlement_id: UUID) -> Credential | None:
    """The credential of an entitlement in an election, if it has one."""
    return (await credentials_of(db, election_id, [entitlement_id])).get(entitlement_id)


async def credentials_of(
    db: AsyncSession, election_id: UUID, entitlement_ids: Iterable[UUID]
) -> dict[UUID, Credential]:
    """The credentials of these entitlements in an election, by entitlement."""
    chosen = select(CredentialRow).where(
        CredentialRow.election_id == election_id, CredentialRow.entitlement_id.in_(set(entitlement_ids))
    )
    rows = (await db.execute(chosen)).scalars()
    return {
        row.entitlement_id: Credential(row.entitlement_id, row.style, Channel(row.channel), row.issued_on)
        for row in rows
    }


async def has_credential(db: AsyncSession, election_id: UUID, entitlement_id: UUID) -> bool:
    """Whether the entitlement has been given its credential: “you have voted”, as far as this plane knows."""
    return await credential_of(db, election_id, entitlement_id) is not None


async def issued(db: AsyncSession, election_id: UUID) -> int:
    """How many credentials an election has issued."""
    chosen = select(func.count(CredentialRow.id)).where(CredentialRow.election_id == election_id)
    return (await db.execute(chosen)).scalar_one()


async def issued_counts(db: AsyncSession, election_id: UUID) -> tuple[IssuedCount, ...]:
    """Credentials by ballot style and way."""
    keys = (CredentialRow.style, CredentialRow.channel)
    chosen = select(*keys, func.count()).where(CredentialRow.election_id == election_id).group_by(*keys).order_by(*keys)
    return tuple(IssuedCount(style, Channel(channel), n) for style, channel, n in await db.execute(chosen))


async def turnout(db: AsyncSession, election_id: UUID) -> tuple[TurnoutCell, ...]:
    """Credentials by district, birth year, group and way; whoever shows them suppresses small cells."""
    keys = (CredentialRow.district_id, CredentialRow.birth_year, CredentialRow.group_name, CredentialRow.channel)
    chosen = select(*keys, func.count()).where(CredentialRow.election_id == election_id).group_by(*keys)
    return tuple(
        TurnoutCell(district, year, group, Channel(channel), n)
        for district, year, group, channel, n in await db.execute(chosen)
    )
