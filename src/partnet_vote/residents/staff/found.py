"""Which roll does an address of the staff pages mean, and may it still change?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Conflict, NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.residents import queries
from partnet_vote.residents.rules import Edition

READERS = needs(Permission.CITY_ROLL_READ)
MANAGERS = needs(Permission.CITY_ROLL_MANAGE)
DESK = needs(Permission.CITY_DESK_UNLOCK)
ROLLS = "/{city_slug:str}/staff/rolls"
ROLL = ROLLS + "/{edition_id:uuid}"


def path(edition_id: UUID) -> str:
    """A roll's page inside its city."""
    return f"/staff/rolls/{edition_id}"


async def edition_at(db: AsyncSession, edition_id: UUID) -> Edition:
    """The roll at this address."""
    found = await queries.edition(db, edition_id)
    if found is None:
        raise NotFound
    return found


async def open_edition_at(db: AsyncSession, edition_id: UUID) -> Edition:
    """The roll at this address, while it may still change."""
    found = await edition_at(db, edition_id)
    if found.is_frozen:
        raise Conflict(Text("This roll is frozen. Only letters may be reissued."))
    return found
