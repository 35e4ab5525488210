"""Which batches of slips are there, and what was typed of them?"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth.models import SlipBatchRow, SlipEntryRow
from partnet_vote.booth.rules.slips import Batch, SlipState, Spoilt, Tally, Typed, slip_state, tally_of
from partnet_vote.tally.ballots.marks import Ballot


async def batches(db: AsyncSession, election_id: UUID) -> tuple[Batch, ...]:
    """The batches of a vote in the order of their numbers."""
    query = select(SlipBatchRow).where(SlipBatchRow.election_id == election_id).order_by(SlipBatchRow.number)
    return tuple(batch_of(row) for row in (await db.execute(query)).scalars())


async def batch(db: AsyncSession, election_id: UUID, number: int) -> Batch | None:
    """The batch of a vote with this number."""
    return next((each for each in await batches(db, election_id) if each.number == number), None)


async def slip_tally(db: AsyncSession, election_id: UUID) -> Tally:
    """Slips declared, ballots they gave, slips that did not count by reason."""
    return tally_of(await batches(db, election_id))


async def typed(db: AsyncSession, batch_id: UUID) -> dict[int, tuple[Typed, ...]]:
    """What was typed of a batch, by the number of the slip; empty once it is sealed."""
    query = select(SlipEntryRow).where(SlipEntryRow.batch_id == batch_id)
    found: dict[int, tuple[Typed, ...]] = {}
    for row in (await db.execute(query.order_by(SlipEntryRow.number, SlipEntryRow.id))).scalars():
        found[row.number] = (*found.get(row.number, ()), _typed(row))
    return found


async def typed_slip(db: AsyncSession, batch_id: UUID, number: int) -> tuple[Typed, ...]:
    """What was typed of one slip."""
    query = select(SlipEntryRow).where(SlipEntryRow.batch_id == batch_id, SlipEntryRow.number == number)
    return tuple(_typed(row) for row in (await db.execute(query.order_by(SlipEntryRow.id))).scalars())


async def progress(db: AsyncSession, election_id: UUID) -> Mapping[UUID, int]:
    """By batch: how many of its slips are settled; a sealed batch stands for itself."""
    mine = select(SlipBatchRow.id).where(SlipBatchRow.election_id == election_id)
    query = select(SlipEntryRow).where(SlipEntryRow.batch_id.in_(mine)).order_by(SlipEntryRow.id)
    slips: dict[tuple[UUID, int], list[Typed]] = {}
    for row in (await db.execute(query)).scalars():
        slips.setdefault((row.batch_id, row.number), []).append(_typed(row))
    done: dict[UUID, int] = {}
    for (batch_id, _), entries in slips.items():
        done[batch_id] = done.get(batch_id, 0) + (slip_state(entries) is SlipState.SETTLED)
    return done


async def declared(db: AsyncSession, election_id: UUID) -> tuple[int, int]:
    """(batches, slips) of a vote so far."""
    query = select(func.count(), func.coalesce(func.sum(SlipBatchRow.slips), 0))
    count, slips = (await db.execute(query.where(SlipBatchRow.election_id == election_id))).one()
    return count, int(slips)


def batch_of(row: SlipBatchRow) -> Batch:
    """The row as a value."""
    return Batch(
        id=row.id,
        election_id=row.election_id,
        number=row.number,
        place=row.place,
        slips=row.slips,
        style=row.style,
        entitlements=tuple(row.entitlements),
        declared_at=row.declared_at,
        office=row.office,
        sealing_at=row.sealing_at,
        sealed_at=row.sealed_at,
        spoilt={int(number): Spoilt(reason) for number, reason in row.spoilt.items()},
    )


def _typed(row: SlipEntryRow) -> Typed:
    ballot = Ballot.parse(row.ballot) if row.ballot is not None else None
    return Typed(row.number, row.by, ballot, Spoilt(row.spoilt) if row.spoilt else None)
