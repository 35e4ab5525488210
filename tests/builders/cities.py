"""How does a test come by a city?"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import service
from partnet_vote.cities.rules import CitySettings
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role

LIPOVEC = CitySettings(
    name="Lipovec",
    subtitle="Lipovec rozhoduje",
    about="",
    languages=("cs", "en", "nb"),
    timezone="Europe/Prague",
    currency="CZK",
    accent="#8a1538",
    crest="crest-leaf",
    contact_email="hlas@lipovec.example",
    contact_phone="+420 555 010 101",
    contact_address="Náměstí 1, Lipovec",
    host=None,
)


async def city(db: AsyncSession, slug: str | None = None, **changes: object) -> UUID:
    """A new city with two districts; the session is narrowed to it."""
    slug = slug or f"city-{uuid4().hex[:10]}"
    city_id = await service.add(db, INSTALLATION, slug, replace(LIPOVEC, **changes))  # type: ignore[arg-type]
    for position, (code, name) in enumerate((("sever", "Sever"), ("stred", "Střed"))):
        await service.add_district(db, INSTALLATION, code, name, position=position)
    return city_id


def staff(city_id: UUID, *roles: Role) -> Actor:
    """A staff member with these roles, known only to the test."""
    return Actor(uuid4(), "Testing Person", city_id, frozenset(roles))
