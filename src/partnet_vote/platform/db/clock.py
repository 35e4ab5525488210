"""What time is it? Only the database knows: all deadlines are decided by its clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def now(db: AsyncSession) -> datetime:
    """The start of this transaction, UTC-aware, by the database's clock."""
    return (await db.execute(select(func.now()))).scalar_one()


async def wall_clock(db: AsyncSession) -> datetime:
    """This very moment by the database's clock (it moves within a transaction)."""
    return (await db.execute(select(func.clock_timestamp()))).scalar_one()
