"""Do the migrations build exactly the tables that the models describe, locks included?"""

from __future__ import annotations

import importlib

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from partnet_vote.platform.db import embedded, migrating, rate_limits
from partnet_vote.platform.db.base import BoxBase, CityOwned, IdentityBase
from partnet_vote.platform.kernel.places import data
from tests.house.source import PACKAGE

PLANES = {"identity": IdentityBase, "box": BoxBase}
FOREIGN = ("alembic_version",)  # kept by the library itself


def load_models() -> None:
    assert rate_limits.RateLimitRow.__tablename__
    for path in sorted(PACKAGE.rglob("models.py")):
        importlib.import_module(".".join(("partnet_vote", *path.relative_to(PACKAGE).with_suffix("").parts)))
    outbox = PACKAGE / "platform" / "mail" / "outbox.py"
    if outbox.exists():
        importlib.import_module("partnet_vote.platform.mail.outbox")


@pytest.mark.parametrize("plane", PLANES)
def test_one_head(plane: str) -> None:
    assert len(ScriptDirectory.from_config(migrating.config(data("migrations"), plane)).get_heads()) == 1


@pytest.mark.parametrize("plane", PLANES)
async def test_tables_match_the_models(plane: str, migrated: embedded.Running) -> None:
    load_models()
    url = migrated.identity_url if plane == "identity" else migrated.box_url
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences, PLANES[plane].metadata)
    await engine.dispose()
    assert not differences


async def test_every_city_table_is_locked_to_its_city(migrated: embedded.Running) -> None:
    load_models()
    owned = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in IdentityBase.registry.mappers
        if issubclass(mapper.class_, CityOwned)
    }
    engine = create_async_engine(migrated.identity_url)
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("select relname from pg_class where relrowsecurity and relforcerowsecurity and relkind = 'r'")
        )
        locked = set(rows.scalars())
    await engine.dispose()
    assert owned - locked == set()


def _differences(connection: Connection, metadata: MetaData) -> list[object]:
    def ours(item: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and (name or "").startswith(FOREIGN))

    context = MigrationContext.configure(
        connection, opts={"include_object": ours, "compare_type": True, "compare_server_default": False}
    )
    return compare_metadata(context, metadata)
