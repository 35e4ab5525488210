"""How does a database come to the shape this program needs? Two chains, each under a lock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

PLANES = ("identity", "box")
LOCK = 0x5061_7274  # one number for all our migrations: "Part"
EMPTIED = {"box": ("box_inbox",)}
"""The tables of a plane that the program empties at a stroke, so that nothing is left of their order (ADR 0011)."""


def config(folder: Path, plane: str) -> Config:
    """Alembic's configuration of one plane; no file is needed."""
    settings = Config()
    settings.set_main_option("script_location", str(folder / plane))
    settings.set_main_option("path_separator", "os")
    return settings


async def migrate(folder: Path, plane: str, url: str, lent_to: str | None = None) -> tuple[str | None, str]:
    """Bring one database to its chain's head under an advisory lock; the revisions before and after.

    `url` is its owner's address. `lent_to` names the role that serves, if that is another: it may then read and write
    rows, and neither alter a table nor take a guard off.
    """
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
            await connection.commit()
            before = await connection.run_sync(_revision)
            await connection.run_sync(_upgrade, config(folder, plane))
            if lent_to:
                await _lend(connection, plane, lent_to)
            await connection.commit()
            after = await connection.run_sync(_revision)
        return before, after or ""
    finally:
        await engine.dispose()


async def revision(url: str) -> str | None:
    """The revision a database stands at."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_revision)
    finally:
        await engine.dispose()


def head(folder: Path, plane: str) -> str | None:
    """The revision this program needs."""
    return ScriptDirectory.from_config(config(folder, plane)).get_current_head()


async def _lend(connection: AsyncConnection, plane: str, role: str) -> None:
    """What the program needs of tables that are not its own."""
    quote = connection.dialect.identifier_preparer.quote
    database, to = quote((await connection.execute(text("select current_database()"))).scalar_one()), quote(role)
    for rights in (
        f"connect, temporary on database {database}",  # sealing keeps other boxes' ballots aside in a temporary table
        "usage on schema public",
        "select, insert, update, delete on all tables in schema public",
        *(f"truncate on {table}" for table in EMPTIED.get(plane, ())),
    ):
        await connection.execute(text(f"grant {rights} to {to}"))
    await connection.execute(text(f"revoke insert, update, delete on alembic_version from {to}"))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, settings: Config) -> None:
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def run(context: Any, metadata: MetaData) -> None:
    """What each chain's env.py does: run on the connection it was handed, in one transaction."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()
