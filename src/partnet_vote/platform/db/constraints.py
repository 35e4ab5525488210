"""Which constraint did the database keep? A broken one becomes a Conflict in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import DeedError


@asynccontextmanager
async def guarded(db: AsyncSession, **refusals: DeedError) -> AsyncIterator[None]:
    """Flush the block in a savepoint; `refusals` maps constraint names to the error to raise."""
    try:
        async with db.begin_nested():
            yield
            await db.flush()
    except IntegrityError as error:
        name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
        refusal = refusals.get(name or "")
        if refusal is None:
            raise
        raise refusal.with_traceback(None) from error  # it may be a constant: raised again, it would keep every frame
