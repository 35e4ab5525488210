"""What may be asked about the roll?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.residents.models import EditionRow, EntitlementRow
from partnet_vote.residents.rules import Cell, Edition, Entitlement

BATCH = 2000


async def editions(db: AsyncSession) -> tuple[Edition, ...]:
    """The city's roll editions, the newest first."""
    rows = await db.execute(_editions().order_by(EditionRow.as_of.desc(), EditionRow.name))
    return tuple(_edition(row, size) for row, size in rows)


async def edition(db: AsyncSession, edition_id: UUID) -> Edition | None:
    """One roll edition."""
    found = (await db.execute(_editions().where(EditionRow.id == edition_id))).one_or_none()
    return _edition(*found) if found else None


async def entitlement(db: AsyncSession, entitlement_id: UUID) -> Entitlement | None:
    """One entitlement that was not struck off."""
    return (await entitlements_by_ids(db, (entitlement_id,))).get(entitlement_id)


async def entitlements_by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Entitlement]:
    """The named entitlements that were not struck off."""
    rows = (await db.execute(select(EntitlementRow).where(EntitlementRow.id.in_(set(ids)), _standing()))).scalars()
    codes = await _district_codes(db)
    return {row.id: _entitlement(row, codes) for row in rows}


async def entitlements(db: AsyncSession, edition_id: UUID) -> AsyncIterator[Entitlement]:
    """Every entitlement of an edition, in the order of its key, read in batches."""
    codes = await _district_codes(db)
    of_edition = select(EntitlementRow).where(EntitlementRow.edition_id == edition_id, _standing())
    query = of_edition.order_by(EntitlementRow.id).limit(BATCH)
    last: UUID | None = None
    while True:
        rows = (await db.execute(query.where(EntitlementRow.id > last) if last else query)).scalars().all()
        for row in rows:
            yield _entitlement(row, codes)
        if len(rows) < BATCH:
            return
        last = rows[-1].id


async def profile(db: AsyncSession, edition_id: UUID) -> tuple[Cell, ...]:
    """How many entitlements share district, birth year and group: what styles and turnout are reckoned from."""
    keys = (EntitlementRow.district_id, EntitlementRow.birth_year, EntitlementRow.group_name)
    rows = await db.execute(
        select(*keys, func.count()).where(EntitlementRow.edition_id == edition_id, _standing()).group_by(*keys)
    )
    codes = await _district_codes(db)
    return tuple(Cell(codes.get(district), year, group, count) for district, year, group, count in rows)


def _editions() -> Select[EditionRow, int]:
    size = (
        select(func.count())
        .where(EntitlementRow.edition_id == EditionRow.id, _standing())
        .correlate(EditionRow)
        .scalar_subquery()
    )
    return select(EditionRow, size)


def _standing() -> ColumnElement[bool]:
    return EntitlementRow.removed_at.is_(None)


async def _district_codes(db: AsyncSession) -> dict[UUID | None, str]:
    return {district.id: district.code for district in await cities.districts(db)}


def _edition(row: EditionRow, size: int) -> Edition:
    return Edition(row.id, row.name, row.as_of, row.frozen_at is not None, size)


def _entitlement(row: EntitlementRow, codes: dict[UUID | None, str]) -> Entitlement:
    return Entitlement(
        id=row.id,
        edition_id=row.edition_id,
        is_person=row.pseudonym is not None,
        birth_year=row.birth_year,
        district=codes.get(row.district_id),
        group=row.group_name,
        district_id=row.district_id,
    )
