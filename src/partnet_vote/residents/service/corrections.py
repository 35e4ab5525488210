"""How is one person added to the roll, corrected, or struck off before the freeze?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.models import EntitlementRow
from partnet_vote.residents.rules import year_issue
from partnet_vote.residents.service.editions import open_edition
from partnet_vote.residents.service.pseudonyms import Pseudonyms, normal


async def add_person(
    db: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    identifier: str,
    birth_year: int,
    *,
    district_id: UUID | None = None,
    group: str | None = None,
) -> UUID:
    """Add one person. Refused if the identifier is already on the roll."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    await open_edition(db, edition_id)
    await _refuse_year(db, birth_year)
    if len(normal(identifier)) < 4:
        raise Refused(Text("This identifier is too short."), "identifier")
    row = EntitlementRow(
        id=uuid4(),
        edition_id=edition_id,
        pseudonym=Pseudonyms(keyring, edition_id).of(identifier),
        birth_year=birth_year,
        district_id=district_id,
        group_name=group,
    )
    taken = Refused(Text("This person is already on the roll."), "identifier")
    async with guarded(db, uq_entitlements_edition_id_pseudonym=taken):
        db.add(row)
    await audit.record(db, actor, "roll.add", f"roll:{edition_id}")
    return row.id


async def change(
    db: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    identifier: str,
    birth_year: int,
    *,
    district_id: UUID | None = None,
    group: str | None = None,
) -> None:
    """Correct what the roll says of one person, who is also put back if struck off."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    await open_edition(db, edition_id)
    await _refuse_year(db, birth_year)
    row = await person(db, keyring, edition_id, identifier)
    row.birth_year, row.district_id, row.group_name, row.removed_at = birth_year, district_id, group, None
    await audit.record(db, actor, "roll.change", f"roll:{edition_id}")


async def strike_off(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, identifier: str) -> None:
    """Strike a person off the roll (moved away, died)."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    await open_edition(db, edition_id)
    row = await person(db, keyring, edition_id, identifier)
    row.removed_at = await clock.now(db)
    await audit.record(db, actor, "roll.strike-off", f"roll:{edition_id}")


async def person(db: AsyncSession, keyring: Keyring, edition_id: UUID, identifier: str) -> EntitlementRow:
    """The row of the person with this identifier. Refused if there is none."""
    pseudonym = Pseudonyms(keyring, edition_id).of(identifier)
    query = select(EntitlementRow).where(EntitlementRow.edition_id == edition_id, EntitlementRow.pseudonym == pseudonym)
    row = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        raise Refused(Text("Nobody on this roll has this identifier."), "identifier")
    return row


async def _refuse_year(db: AsyncSession, birth_year: int) -> None:
    if issue := year_issue(birth_year, (await clock.now(db)).year):
        raise Refused(issue, "birth_year")
