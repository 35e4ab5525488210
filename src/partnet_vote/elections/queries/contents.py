"""What is asked in an election, and who gets which ballot?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections.models import ContestRow, OptionRow, WeightClassRow
from partnet_vote.elections.queries.stored import contest_of, option_of_row, weight_rule_of
from partnet_vote.elections.rules import Contest, Option, WeightRule
from partnet_vote.platform.kernel.errors import NotFound


async def contests(db: AsyncSession, election_id: UUID) -> tuple[Contest, ...]:
    """The contests of an election, in ballot order."""
    query = select(ContestRow).where(ContestRow.election_id == election_id).order_by(ContestRow.position)
    return tuple(contest_of(row) for row in (await db.execute(query)).scalars())


async def contest(db: AsyncSession, contest_id: UUID) -> Contest | None:
    """One contest."""
    row = (await db.execute(select(ContestRow).where(ContestRow.id == contest_id))).scalar_one_or_none()
    return contest_of(row) if row else None


async def options(db: AsyncSession, contest_id: UUID) -> tuple[Option, ...]:
    """The options of a contest, in ballot order; withdrawn ones included."""
    query = select(OptionRow).where(OptionRow.contest_id == contest_id).order_by(OptionRow.number)
    return tuple(option_of_row(row) for row in (await db.execute(query)).scalars())


async def option(db: AsyncSession, option_id: UUID) -> Option | None:
    """One option."""
    row = (await db.execute(select(OptionRow).where(OptionRow.id == option_id))).scalar_one_or_none()
    return option_of_row(row) if row else None


async def option_texts(db: AsyncSession, election_id: UUID) -> dict[str, tuple[Option, ...]]:
    """Every option with its texts, by contest key, in ballot order."""
    query = (
        select(ContestRow.key, OptionRow)
        .outerjoin(OptionRow, OptionRow.contest_id == ContestRow.id)
        .where(ContestRow.election_id == election_id)
        .order_by(ContestRow.position, OptionRow.number)
    )
    found: dict[str, tuple[Option, ...]] = {}
    for key, row in await db.execute(query):
        found[key] = (*found.get(key, ()), *((option_of_row(row),) if row else ()))
    return found


async def weight_rules(db: AsyncSession, election_id: UUID) -> tuple[WeightRule, ...]:
    """The weight classes, in the order in which they are tried."""
    query = select(WeightClassRow).where(WeightClassRow.election_id == election_id).order_by(WeightClassRow.position)
    return tuple(weight_rule_of(row) for row in (await db.execute(query)).scalars())


async def option_of(db: AsyncSession, election_id: UUID, option_id: UUID) -> tuple[Contest, Option]:
    """An option of this election with its contest; NotFound if it belongs to another."""
    query = (
        select(ContestRow, OptionRow)
        .join(OptionRow, OptionRow.contest_id == ContestRow.id)
        .where(ContestRow.election_id == election_id, OptionRow.id == option_id)
    )
    found = (await db.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return contest_of(found[0]), option_of_row(found[1])
