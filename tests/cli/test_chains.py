"""Does the doctor find a record of deeds that somebody with the database's password has changed?"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from partnet_vote.audit import service as audit
from partnet_vote.cli import chains, doctor, planes
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import cities


async def at_once(url: str, *statements: str) -> None:
    """The statements, each committed."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for each in statements:
            await connection.execute(text(each))
    await engine.dispose()


async def test_a_changed_deed_is_named_by_its_seal(
    migrated: embedded.Running, database: Database, tmp_path: Path
) -> None:
    assert await chains.faults(migrated.identity_url, tmp_path / "secrets") == ()
    keyring, slug = Keyring.open(tmp_path / "secrets"), f"deeds-{uuid4().hex[:8]}"
    async with database.transaction() as db:
        city_id = await cities.city(db, slug)
        await audit.record(db, INSTALLATION, "test.deed", f"test:{slug}", public=True, step=1)
        await db.flush()
        assert await audit.seal_due(db, keyring)
    assert dict(await chains.faults(migrated.identity_url, tmp_path / "secrets"))[slug] == ()
    (whole,) = [f for f in await doctor.deeds(migrated.identity_url, tmp_path / "secrets") if slug in f.text] or [None]
    assert whole is None
    change = f"update audit_events set subject = 'test:another' where city_id = '{city_id}' and kind = 'test.deed'"
    owner = migrated.superuser_url.replace("/postgres?", "/partnet?")
    await at_once(owner, "set session_replication_role = replica", change)
    assert [f.what for f in dict(await chains.faults(migrated.identity_url, tmp_path / "secrets"))[slug]] == [
        "altered-event"
    ]
    told = await doctor.deeds(migrated.identity_url, tmp_path / "secrets")
    assert any(f.weight is doctor.Weight.WRONG and f"{slug}: altered-event in seal 1" in f.text for f in told)


async def test_a_table_that_lost_its_guard_is_named() -> None:
    with embedded.temporary() as running:
        await planes.migrate(planes.embedded_planes(running))
        before = " ".join(f.text for f in await doctor.examine("identity", running.identity_url))
        await at_once(running.identity_owner_url, "drop trigger audit_leaves_append_only on audit_leaves")
        after = " ".join(f.text for f in await doctor.examine("identity", running.identity_url))
    assert "must stay" not in before
    assert "rows may be changed that must stay: audit_leaves" in after
