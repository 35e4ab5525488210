"""What may each role of a database do? Its owner, whose password the program does not know, among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

IDENTITY, BOX = "partnet_owner", "ballotbox_owner"


async def ask(url: str, statement: str) -> list[Any]:
    """The answer to a statement at an address of SQLAlchemy's, committed at once."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def lend(superuser: AsyncConnection) -> None:
    """Let the roles that serve become owners when a test asks for it, and own nothing otherwise."""
    for owner, serving in ((IDENTITY, "partnet_identity"), (BOX, "partnet_box")):
        await superuser.execute(text(f"grant {owner} to {serving} with inherit false, set true"))


async def become(db: AsyncSession, owner: str = IDENTITY) -> None:
    """The rest of this transaction (or savepoint) is the owner's doing."""
    await db.execute(text(f"set local role {owner}"))


async def do(db: AsyncSession, statement: str, values: Mapping[str, Any] | None = None, owner: str = IDENTITY) -> None:
    """The statement as the owner, in a savepoint of its own."""
    async with db.begin_nested():
        await become(db, owner)
        await db.execute(text(statement), values)
