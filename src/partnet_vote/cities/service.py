"""What may be done to a city?"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import rules
from partnet_vote.cities.models import CityRow, DistrictRow
from partnet_vote.cities.rules import CitySettings
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.db.session import scope
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

TAKEN = {
    "uq_cities_slug": Refused(Text("Another city already has this address."), "slug"),
    "uq_cities_host": Refused(Text("Another city already has this host name."), "host"),
}

OWNED = ("contests", "contest_options", "credentials", "entitlements", "proposals")
"""The tables of what can belong to a district."""
IN_USE = Conflict(Text("People of a roll, votes or proposals belong to this district. It stays."))


async def add(db: AsyncSession, actor: Actor, slug: str, settings: CitySettings) -> UUID:
    """Found a city; the transaction is narrowed to it from here on. Refused if the address is taken."""
    require(actor, Permission.INSTALLATION_CITIES_MANAGE)
    if issue := rules.slug_issue(slug):
        raise Refused(issue, "slug")
    row = CityRow(id=uuid4(), slug=slug, **_columns(settings))
    async with guarded(db, **TAKEN):
        db.add(row)
    await scope(db, row.id)
    await audit.record(db, actor, "city.add", f"city:{row.id}", slug=row.slug)
    return row.id


async def edit(db: AsyncSession, actor: Actor, city_id: UUID, settings: CitySettings) -> None:
    """Change a city's settings."""
    require(actor, Permission.CITY_SETTINGS_EDIT)
    row = await db.get(CityRow, city_id, with_for_update=True)
    if row is None:
        raise NotFound
    async with guarded(db, **TAKEN):
        for name, value in _columns(settings).items():
            setattr(row, name, value)
    await audit.record(db, actor, "city.edit", f"city:{city_id}")


async def add_district(
    db: AsyncSession, actor: Actor, code: str, name: str, *, position: int | None = None, boundary: str | None = None
) -> UUID:
    """Add a district to the current city, at the end unless a place is given; `boundary` is GeoJSON geometry."""
    require(actor, Permission.CITY_SETTINGS_EDIT)
    if position is None:
        position = len(await _districts(db))
    row = DistrictRow(id=uuid4(), code=code, name=name, position=position, boundary=boundary)
    taken = Refused(Text("This city already has a district with this code."), "code")
    async with guarded(db, uq_districts_city_id_code=taken):
        db.add(row)
    await audit.record(db, actor, "district.add", f"district:{row.id}", code=code)
    return row.id


async def rename_district(db: AsyncSession, actor: Actor, district_id: UUID, name: str) -> None:
    """Give a district another name; its code stays, because rolls and published votes name it."""
    row = await _district(db, actor, district_id)
    row.name = name
    await db.flush()
    await audit.record(db, actor, "district.edit", f"district:{row.id}", code=row.code)


async def move_district(db: AsyncSession, actor: Actor, district_id: UUID, by: int) -> None:
    """Move a district one place up (-1) or down (1) in the city's order."""
    row = await _district(db, actor, district_id)
    there = await _districts(db)
    here = there.index(row)
    if 0 <= here + by < len(there):
        there[here], there[here + by] = there[here + by], there[here]
    for place, each in enumerate(there):
        each.position = place
    await db.flush()
    await audit.record(db, actor, "district.move", f"district:{row.id}", code=row.code)


async def draw_district(db: AsyncSession, actor: Actor, district_id: UUID, content: bytes | None) -> None:
    """Take a district's boundary from the bytes of a GeoJSON file, or take it away. Refused on `file`."""
    row = await _district(db, actor, district_id)
    row.boundary = None if content is None else rules.boundary_of(content)
    await db.flush()
    await audit.record(db, actor, "district.edit", f"district:{row.id}", code=row.code)


async def remove_district(db: AsyncSession, actor: Actor, district_id: UUID) -> None:
    """Take a district away that was added by mistake; Conflict once anything belongs to it."""
    row = await _district(db, actor, district_id)
    async with guarded(db, **{f"fk_{table}_district_id": IN_USE for table in OWNED}):
        await db.delete(row)
    await audit.record(db, actor, "district.remove", f"district:{district_id}", code=row.code)


async def _district(db: AsyncSession, actor: Actor, district_id: UUID) -> DistrictRow:
    """The district, with every other one of its city locked: two who move at once take turns."""
    require(actor, Permission.CITY_SETTINGS_EDIT)
    row = next((each for each in await _districts(db) if each.id == district_id), None)
    if row is None:
        raise NotFound
    return row


async def _districts(db: AsyncSession) -> list[DistrictRow]:
    query = select(DistrictRow).order_by(DistrictRow.id).with_for_update().execution_options(populate_existing=True)
    rows = (await db.execute(query)).scalars()
    return sorted(rows, key=lambda row: (row.position, row.name))


def _columns(settings: CitySettings) -> dict[str, Any]:
    return asdict(settings) | {"languages": list(settings.languages)}
