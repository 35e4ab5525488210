"""How does a clerk's file become entitlements, with nothing of its plain text kept?"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import queries as cities
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.residents.models import EntitlementRow
from partnet_vote.residents.rules import ImportReport, RollLine
from partnet_vote.residents.service.editions import open_edition
from partnet_vote.residents.service.pseudonyms import Pseudonyms
from partnet_vote.residents.service.roll_file import RollFile, read_roll

PORTION = 5000


async def import_roll(
    db: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    content: bytes,
    *,
    dry_run: bool,
    skip_wrong: bool = False,
) -> ImportReport:
    """Add and update entitlements from CSV bytes; a dry run, or a file with wrong lines, changes nothing.

    Lines already on the roll are updated where they differ; nobody is struck off.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    row = await open_edition(db, edition_id)
    districts = await cities.districts(db)
    year = (await clock.now(db)).year
    codes = {district.code: district.id for district in districts}
    # in a thread: a city's whole roll takes seconds, in which others vote
    read, hashed = await asyncio.to_thread(_read, content, codes, year, Pseudonyms(keyring, edition_id))
    known = await _known(db, edition_id)
    new = {key: line for key, line in hashed.items() if key not in known}
    changed = {key: line for key, line in hashed.items() if key in known and _differs(known[key], line)}
    done = not dry_run and (not read.issues or skip_wrong)
    if done:
        await _insert(db, row.id, new)
        for key, line in changed.items():
            _update(known[key], line)
        await _record(db, actor, edition_id, len(new), len(changed), len(read.issues))
    return ImportReport(
        is_done=done,
        read=len(read.lines),
        new=len(new),
        changed=len(changed),
        unchanged=len(hashed) - len(new) - len(changed),
        issues=read.issues,
        by_district=_by_district(read.lines, {district.id: district.name for district in districts}),
        by_decade=_decades(read.lines),
    )


def _read(
    content: bytes, districts: Mapping[str, UUID], year: int, pseudonyms: Pseudonyms
) -> tuple[RollFile, dict[bytes, RollLine]]:
    """The file, and its lines under marks that nobody can read back."""
    read = read_roll(content, districts, year)
    return read, {pseudonyms.of(line.identifier): line for line in read.lines}


async def _record(db: AsyncSession, actor: Actor, edition_id: UUID, new: int, changed: int, wrong: int) -> None:
    await audit.record(db, actor, "roll.import", f"roll:{edition_id}", new=new, changed=changed, wrong=wrong)


async def _known(db: AsyncSession, edition_id: UUID) -> dict[bytes, EntitlementRow]:
    query = select(EntitlementRow).where(EntitlementRow.edition_id == edition_id, EntitlementRow.pseudonym.is_not(None))
    return {row.pseudonym: row for row in (await db.execute(query)).scalars() if row.pseudonym is not None}


async def _insert(db: AsyncSession, edition_id: UUID, new: dict[bytes, RollLine]) -> None:
    base = {"edition_id": edition_id, "city_id": db.info[CITY]}
    # in the order of the pseudonyms, so that the rows' order tells nothing of the file's
    values = [base | {"id": uuid4(), "pseudonym": key} | _columns(new[key]) for key in sorted(new)]
    for start in range(0, len(values), PORTION):
        await db.execute(insert(EntitlementRow), values[start : start + PORTION])


def _columns(line: RollLine) -> dict[str, object]:
    return {"birth_year": line.birth_year, "district_id": line.district_id, "group_name": line.group}


def _differs(row: EntitlementRow, line: RollLine) -> bool:
    return row.removed_at is not None or any(getattr(row, name) != value for name, value in _columns(line).items())


def _update(row: EntitlementRow, line: RollLine) -> None:
    for name, value in _columns(line).items():
        setattr(row, name, value)
    row.removed_at = None


def _by_district(lines: Iterable[RollLine], names: Mapping[UUID, str]) -> tuple[tuple[str, int], ...]:
    found = Counter(names.get(line.district_id, "") if line.district_id else "" for line in lines)
    return tuple(sorted(found.items()))


def _decades(lines: Iterable[RollLine]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(Counter(line.birth_year // 10 * 10 for line in lines).items()))
