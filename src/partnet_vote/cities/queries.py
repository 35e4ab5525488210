"""What may be asked about cities?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities.models import CityRow, DistrictRow
from partnet_vote.cities.rules import City, District


async def by_slug(db: AsyncSession, slug: str) -> City | None:
    """The city at this address."""
    return _city((await db.execute(select(CityRow).where(CityRow.slug == slug))).scalar_one_or_none())


async def by_id(db: AsyncSession, city_id: UUID) -> City | None:
    """The city with this key."""
    return _city(await db.get(CityRow, city_id))


async def slug_of_host(db: AsyncSession, host: str) -> str | None:
    """The address of the city that owns this host name."""
    return (await db.execute(select(CityRow.slug).where(CityRow.host == host))).scalar_one_or_none()


async def every_city(db: AsyncSession) -> tuple[City, ...]:
    """All cities of the installation, by name."""
    rows = (await db.execute(select(CityRow))).scalars()
    return tuple(sorted((city for row in rows if (city := _city(row))), key=lambda city: city.name))


async def districts(db: AsyncSession) -> tuple[District, ...]:
    """The current city's districts, in the city's own order."""
    rows = (await db.execute(select(DistrictRow).order_by(DistrictRow.position, DistrictRow.name))).scalars()
    return tuple(_district(row) for row in rows)


async def districts_by_ids(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, District]:
    """The named districts, by key."""
    rows = (await db.execute(select(DistrictRow).where(DistrictRow.id.in_(set(ids))))).scalars()
    return {row.id: _district(row) for row in rows}


async def district_codes(db: AsyncSession) -> dict[UUID | None, str]:
    """The short codes of the current city's districts by key, without their outlines; None has no district."""
    rows = await db.execute(select(DistrictRow.id, DistrictRow.code))
    return {row.id: row.code for row in rows}


def _city(row: CityRow | None) -> City | None:
    if row is None:
        return None
    return City(
        id=row.id,
        slug=row.slug,
        name=row.name,
        subtitle=row.subtitle,
        languages=tuple(row.languages),
        timezone=row.timezone,
        currency=row.currency,
        accent=row.accent,
        crest=row.crest,
        contact_email=row.contact_email,
        contact_phone=row.contact_phone,
        contact_address=row.contact_address,
        host=row.host,
        about=row.about,
    )


def _district(row: DistrictRow) -> District:
    return District(row.id, row.code, row.name, row.boundary)
