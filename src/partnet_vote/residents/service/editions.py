"""How does a roll edition begin, grow by numbers, and stand still?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.models import EditionRow, EntitlementRow, PostedCodeRow
from partnet_vote.residents.service import pseudonyms

MAX_NUMBERED = 200_000


async def create(db: AsyncSession, actor: Actor, keyring: Keyring, name: str, as_of: date) -> UUID:
    """Begin an empty edition with a key of its own. Refused if the name is taken."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    row = EditionRow(id=uuid4(), name=name, as_of=as_of)
    taken = Refused(Text("There is already a roll with this name."), "name")
    async with guarded(db, uq_roll_editions_city_id_name=taken):
        db.add(row)
    pseudonyms.new_key(keyring, row.id)
    await audit.record(db, actor, "roll.create", f"roll:{row.id}", name=name, as_of=as_of.isoformat())
    return row.id


async def add_numbered(
    db: AsyncSession, actor: Actor, edition_id: UUID, count: int, district_id: UUID | None = None
) -> Sequence[UUID]:
    """Add entitlements without a person (household slips, class codes); their keys in the order of their numbers."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    if not 1 <= count <= MAX_NUMBERED:
        raise Refused(Text("Choose a number from 1 to {n}.", n=MAX_NUMBERED), "count")
    row = await open_edition(db, edition_id)
    keys = await _numbered(db, row.id, count, district_id)
    await audit.record(db, actor, "roll.add-numbered", f"roll:{edition_id}", count=count)
    return keys


async def slip_entitlements(db: AsyncSession, election_id: UUID, count: int) -> Sequence[UUID]:
    """So many more rights for slips of paper in one vote, without a person; for the booth, which holds the vote's lock.

    They stand in an edition of their own, so that the roll people were counted by stays as it was frozen.
    """
    name = f"paper {election_id}"
    edition = (await db.execute(select(EditionRow).where(EditionRow.name == name))).scalar_one_or_none()
    if edition is None:
        now = await clock.now(db)
        edition = EditionRow(id=uuid4(), name=name, as_of=now.date(), frozen_at=now, is_paper=True)
        db.add(edition)
        await db.flush()
    return await _numbered(db, edition.id, count, None)


async def freeze(db: AsyncSession, actor: Actor, edition_id: UUID) -> None:
    """From now on the roll stands; only letters may be reissued. Refused while it is empty."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    row = await open_edition(db, edition_id)
    standing = (EntitlementRow.edition_id == edition_id) & EntitlementRow.removed_at.is_(None)
    size = (await db.execute(select(func.count()).where(standing))).scalar_one()
    if size == 0:
        raise Refused(Text("This roll is empty."))
    row.frozen_at = await clock.now(db)
    await audit.record(db, actor, "roll.freeze", f"roll:{edition_id}", public=True, size=size)


async def discard(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID) -> None:
    """Throw away a roll that was begun by mistake, with all that stands on it and with its key.

    Conflict once it is frozen, once a code was given out, or while a vote names it.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    row = await open_edition(db, edition_id)
    given = select(PostedCodeRow.id).where(PostedCodeRow.edition_id == edition_id).limit(1)
    if (await db.execute(given)).first():
        raise Conflict(Text("Codes of this roll were given out already. It stays."))
    gone, name = delete(EntitlementRow).where(EntitlementRow.edition_id == edition_id), row.name
    named = Conflict(Text("A vote names this roll. Choose another one there first."))
    async with guarded(db, fk_elections_edition_id=named):
        await db.execute(gone)
        await db.delete(row)
    await audit.record(db, actor, "roll.delete", f"roll:{edition_id}", name=name)
    if pseudonyms.names_people(keyring, edition_id):
        keyring.destroy(pseudonyms.key_name(edition_id))


async def destroy_key(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID) -> None:
    """After the appeals: without its key the roll names nobody any more, and cannot be undone."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    await locked_edition(db, edition_id)
    if not pseudonyms.names_people(keyring, edition_id):
        raise Conflict(Text("The key of this roll was destroyed: nobody on it can be found any more."))
    keyring.destroy(pseudonyms.key_name(edition_id))
    await audit.record(db, actor, "roll.destroy-key", f"roll:{edition_id}", public=True)


async def _numbered(db: AsyncSession, edition_id: UUID, count: int, district_id: UUID | None) -> Sequence[UUID]:
    highest = select(func.coalesce(func.max(EntitlementRow.number), 0)).where(EntitlementRow.edition_id == edition_id)
    first = 1 + ((await db.execute(highest)).scalar_one() or 0)
    keys = [uuid4() for _ in range(count)]
    base = {"edition_id": edition_id, "city_id": db.info[CITY], "district_id": district_id}
    await db.execute(insert(EntitlementRow), [base | {"id": key, "number": first + n} for n, key in enumerate(keys)])
    return keys


async def open_edition(db: AsyncSession, edition_id: UUID) -> EditionRow:
    """The edition, locked for a change. Conflict once it is frozen."""
    row = await locked_edition(db, edition_id)
    if row.frozen_at is not None:
        raise Conflict(Text("This roll is frozen. Only letters may be reissued."))
    return row


async def frozen_edition(db: AsyncSession, edition_id: UUID) -> EditionRow:
    """The edition, locked, for codes to be given out. Refused while people can still be corrected or struck off."""
    row = await locked_edition(db, edition_id)
    if row.frozen_at is None:
        raise Refused(
            Text("Freeze the roll first: a letter may not go to somebody who is corrected or struck off afterwards.")
        )
    return row


async def locked_edition(db: AsyncSession, edition_id: UUID) -> EditionRow:
    """The edition, locked until the deed is done: one clerk at a time."""
    query = select(EditionRow).where(EditionRow.id == edition_id).with_for_update()
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row
