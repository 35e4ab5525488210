"""When is a request's work kept? At the end of its handler, before the answer starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request
from sqlalchemy.ext.asyncio import AsyncSession


async def provide_db(request: Request[Any, Any, Any]) -> AsyncIterator[AsyncSession]:
    """One transaction a request, narrowed to its city; rolled back on any exception."""
    tenant = request.state.identity.tenant
    async with request.app.state.house.database.transaction(tenant.id if tenant else None) as db:
        yield db
