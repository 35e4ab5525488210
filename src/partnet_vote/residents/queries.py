"""What may be asked about the roll?"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.residents.models import EditionRow, EntitlementRow, PostedCodeRow
from partnet_vote.residents.rules import Cell, CodeCounts, CodeState, Edition, Entitlement, Pile, RollCounts

BATCH = 2000


async def editions(db: AsyncSession) -> tuple[Edition, ...]:
    """The city's roll editions, the newest first."""
    rolls = _editions().where(EditionRow.is_paper.is_(False))
    rows = await db.execute(rolls.order_by(EditionRow.as_of.desc(), EditionRow.name))
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
    codes = await cities.district_codes(db)
    return {row.id: _entitlement(row, codes) for row in rows}


async def entitlements(db: AsyncSession, edition_id: UUID) -> AsyncIterator[Entitlement]:
    """Every entitlement of an edition, in the order of its key, read in batches."""
    codes = await cities.district_codes(db)
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
    codes = await cities.district_codes(db)
    return tuple(Cell(codes.get(district), year, group, count) for district, year, group, count in rows)


async def counts(db: AsyncSession, edition_id: UUID) -> RollCounts:
    """How many there are, by district and decade of birth."""
    people_of = Counter[str | None]()
    decades = Counter[int]()
    oldest: int | None = None
    for cell in await profile(db, edition_id):
        if cell.birth_year is None:  # a number without a person stands in no statistics
            continue
        people_of[cell.district] += cell.count
        decades[cell.birth_year // 10 * 10] += cell.count
        oldest = min(oldest or cell.birth_year, cell.birth_year)
    by_district = [(district.name, people_of[district.code]) for district in await cities.districts(db)]
    if people_of[None]:
        by_district.append(("", people_of[None]))
    is_number = EntitlementRow.number.is_not(None)
    totals = select(
        func.count().filter(_standing(), ~is_number),
        func.count().filter(_standing(), is_number),
        func.count().filter(~_standing()),
    ).where(EntitlementRow.edition_id == edition_id)
    people, numbered, struck_off = (await db.execute(totals)).one()
    return RollCounts(people, numbered, struck_off, oldest, tuple(by_district), tuple(sorted(decades.items())))


async def asks_birth_year(db: AsyncSession, edition_id: UUID) -> bool:
    """Whether anybody on this edition is known by a year of birth; holders of household codes are not."""
    query = select(EntitlementRow.id).where(
        EntitlementRow.edition_id == edition_id, EntitlementRow.birth_year.is_not(None), _standing()
    )
    return (await db.execute(query.limit(1))).first() is not None


async def code_counts(db: AsyncSession, edition_id: UUID) -> CodeCounts:
    """How many codes are valid, locked or withdrawn, and who has none yet."""
    codes = select(PostedCodeRow.state, func.count()).where(PostedCodeRow.edition_id == edition_id)
    states = {row[0]: row[1] for row in await db.execute(codes.group_by(PostedCodeRow.state))}
    lacking = without_code(edition_id).with_only_columns(
        func.count().filter(EntitlementRow.number.is_(None)), func.count().filter(EntitlementRow.number.is_not(None))
    )
    people, numbered = (await db.execute(lacking)).one()
    return CodeCounts(
        valid=states.get(CodeState.VALID, 0),
        locked=states.get(CodeState.LOCKED, 0),
        withdrawn=states.get(CodeState.WITHDRAWN, 0),
        people=people,
        numbered=numbered,
    )


async def piles(db: AsyncSession, edition_id: UUID) -> tuple[Pile, ...]:
    """The piles of letters printed so far, the newest first; letters reissued one by one make one pile."""
    standing = func.count().filter(PostedCodeRow.state != CodeState.REPLACED)
    query = (
        select(PostedCodeRow.batch, func.min(PostedCodeRow.issued_on), func.count(), standing)
        .where(PostedCodeRow.edition_id == edition_id)
        .group_by(PostedCodeRow.batch)
    )
    found = [Pile(*row) for row in await db.execute(query)]
    return tuple(sorted(found, key=lambda pile: (pile.issued_on, _pile_number(pile.name)), reverse=True))


async def next_pile(db: AsyncSession, edition_id: UUID) -> int:
    """The number of the next pile: no name is taken twice."""
    return 1 + max((_pile_number(pile.name) for pile in await piles(db, edition_id)), default=0)


def without_code(edition_id: UUID) -> Select[EntitlementRow]:
    """Entitlements that were not struck off and have no code."""
    having = select(PostedCodeRow.id).where(
        PostedCodeRow.entitlement_id == EntitlementRow.id, PostedCodeRow.state != CodeState.REPLACED
    )
    return select(EntitlementRow).where(EntitlementRow.edition_id == edition_id, _standing(), ~having.exists())


def _pile_number(name: str) -> int:
    return int(name) if name.isascii() and name.isdigit() else 0


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


def _edition(row: EditionRow, size: int) -> Edition:
    return Edition(row.id, row.name, row.as_of, row.frozen_at is not None, size)


def _entitlement(row: EntitlementRow, codes: Mapping[UUID | None, str]) -> Entitlement:
    return Entitlement(
        id=row.id,
        edition_id=row.edition_id,
        is_person=row.pseudonym is not None,
        birth_year=row.birth_year,
        district=codes.get(row.district_id),
        group=row.group_name,
        district_id=row.district_id,
    )
