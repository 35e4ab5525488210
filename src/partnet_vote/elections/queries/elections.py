"""Which elections are there, how do they stand, what was published and done?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from partnet_vote.elections.models import DeedRequestRow, DeedRow, DefinitionRow, ElectionRow, SlipsRow
from partnet_vote.elections.queries.stored import deed_of, election_of, pending_of
from partnet_vote.elections.rules import Deed, Election, PendingDeed
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.tally.definition import Definition


async def by_slug(db: AsyncSession, slug: str) -> Election | None:
    """The election at this address of the current city, drafts included."""
    row = (await db.execute(select(ElectionRow).where(ElectionRow.slug == slug))).scalar_one_or_none()
    return (await _stood(db, [row]))[0] if row else None


async def election(db: AsyncSession, election_id: UUID) -> Election | None:
    """The election with this key."""
    row = (await db.execute(select(ElectionRow).where(ElectionRow.id == election_id))).scalar_one_or_none()
    return (await _stood(db, [row]))[0] if row else None


async def by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Election]:
    """The named elections."""
    rows = (await db.execute(select(ElectionRow).where(ElectionRow.id.in_(set(ids))))).scalars().all()
    return {each.id: each for each in await _stood(db, rows)}


async def listed(db: AsyncSession) -> tuple[Election, ...]:
    """Every election of the current city, drafts included, the latest to close first."""
    rows = (await db.execute(select(ElectionRow).order_by(ElectionRow.created_at.desc(), ElectionRow.id))).scalars()
    found = await _stood(db, rows.all())
    dated = [each for each in found if each.closes_at is not None]
    undated = [each for each in found if each.closes_at is None]
    return (*undated, *sorted(dated, key=lambda each: each.closes_at or 0, reverse=True))


async def definition(db: AsyncSession, election_id: UUID) -> tuple[Definition, str] | None:
    """The frozen definition and its canonical text (the digest is over its UTF-8 bytes); None for a draft."""
    found = select(DefinitionRow.canonical).where(DefinitionRow.election_id == election_id)
    canonical = (await db.execute(found)).scalar_one_or_none()
    return None if canonical is None else (_parsed(canonical), canonical)


@lru_cache(maxsize=64)
def _parsed(canonical: str) -> Definition:
    """A frozen text never changes, so its value need not be read twice."""
    return Definition.parse(canonical)


async def deeds(db: AsyncSession, election_id: UUID) -> tuple[Deed, ...]:
    """What was done after the freeze, in order."""
    return (await _deeds(db, [election_id])).get(election_id, ())


async def slips(db: AsyncSession, election_id: UUID) -> Slips | None:
    """On which terms the election takes slips of paper; None if it takes none."""
    row = (await db.execute(select(SlipsRow).where(SlipsRow.election_id == election_id))).scalar_one_or_none()
    return None if row is None else Slips(row.printed, row.return_by, row.places)


async def pending_deeds(db: AsyncSession, election_id: UUID) -> tuple[PendingDeed, ...]:
    """Deeds that wait for a second person, the oldest first."""
    rows = await db.execute(
        select(DeedRequestRow)
        .where(DeedRequestRow.election_id == election_id)
        .order_by(DeedRequestRow.asked_at, DeedRequestRow.id)
    )
    return tuple(pending_of(row) for row in rows.scalars())


async def _stood(db: AsyncSession, rows: Iterable[ElectionRow]) -> tuple[Election, ...]:
    rows = tuple(rows)
    ids = [row.id for row in rows]
    frozen = select(DefinitionRow).where(DefinitionRow.election_id.in_(ids)).options(defer(DefinitionRow.canonical))
    definitions = {row.election_id: row for row in (await db.execute(frozen)).scalars()}
    done = await _deeds(db, ids)
    return tuple(election_of(row, definitions.get(row.id), done.get(row.id, ())) for row in rows)


async def _deeds(db: AsyncSession, election_ids: Iterable[UUID]) -> dict[UUID, tuple[Deed, ...]]:
    rows = await db.execute(
        select(DeedRow).where(DeedRow.election_id.in_(set(election_ids))).order_by(DeedRow.sequence)
    )
    found: dict[UUID, tuple[Deed, ...]] = {}
    for row in rows.scalars():
        found[row.election_id] = (*found.get(row.election_id, ()), deed_of(row))
    return found
