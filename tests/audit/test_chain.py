"""Is every tampering with the log found: an edit, a deletion, a forged seal, a tail cut off?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import queries, rules, service
from partnet_vote.audit.rules import Fault, Seal, Witness
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import cities, owners

TABLES = ("audit_events", "audit_leaves", "audit_seals")


@pytest.fixture
async def city(db: AsyncSession) -> UUID:
    return await cities.city(db)


async def log(db: AsyncSession, keyring: Keyring, batches: int = 3, each: int = 4) -> list[Seal]:
    """A log of some sealed batches."""
    seals = []
    for number in range(batches):
        for step in range(each):
            await service.record(db, INSTALLATION, "test.deed", f"test:{number}.{step}", public=True, step=step)
        await db.flush()
        seal = await service.seal_due(db, keyring)
        assert seal is not None
        seals.append(seal)
    return seals


async def faults(db: AsyncSession, keyring: Keyring, witness: Witness | None = None) -> tuple[Fault, ...]:
    db.expire_all()
    return await service.verify_chain(db, service.public_key(keyring), witness)


@asynccontextmanager
async def unlocked(db: AsyncSession) -> AsyncIterator[None]:
    """What an owner of the database can do: take the triggers off, change, put them on again."""
    await owners.become(db)
    for table in TABLES:
        await db.execute(text(f"alter table {table} disable trigger user"))
    yield
    for table in TABLES:
        await db.execute(text(f"alter table {table} enable trigger user"))
    await db.execute(text("reset role"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["update {} set city_id = city_id", "delete from {}", "truncate {}"])
async def test_the_tables_refuse_every_change(
    db: AsyncSession, keyring: Keyring, city: UUID, table: str, change: str
) -> None:
    await log(db, keyring, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        await owners.do(db, change.format(table))


async def test_a_log_that_nobody_touched_is_whole(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    seals = await log(db, keyring)
    assert [seal.sequence for seal in seals] == [1, 2, 3]
    assert seals[0].previous == rules.GENESIS
    assert [seal.previous for seal in seals[1:]] == [seal.head for seal in seals[:-1]]
    assert seals[0].count == 4 + 3, "the city's founding is in the first batch"
    assert await faults(db, keyring, Witness(3, seals[2].head)) == ()
    assert await service.seal_due(db, keyring) is None


async def test_an_edited_event_is_found(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    await log(db, keyring)
    async with unlocked(db):
        changed = await db.execute(text("update audit_events set data = '{}' where subject = 'test:1.2' returning id"))
    (event_id,) = changed.scalars()
    assert await faults(db, keyring) == (Fault("altered-event", 2, event_id),)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'", "kind = 'test.other'", "office = 'clerk'", "is_public = false",
        "actor_id = gen_random_uuid()", "subject = 'test:x'",
    ],
)  # fmt: skip
async def test_every_column_is_under_the_seal(db: AsyncSession, keyring: Keyring, city: UUID, change: str) -> None:
    await log(db, keyring, 1)
    async with unlocked(db):
        await db.execute(text(f"update audit_events set {change} where subject = 'test:0.1'"))
    assert [fault.what for fault in await faults(db, keyring)] == ["altered-event"]


async def test_a_deleted_event_is_found(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    await log(db, keyring)
    async with unlocked(db):
        await db.execute(text("delete from audit_events where subject = 'test:1.0'"))
    assert [(fault.what, fault.sequence) for fault in await faults(db, keyring)] == [("missing-event", 2)]


async def test_an_event_deleted_with_its_leaf_is_found(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    await log(db, keyring)
    async with unlocked(db):
        gone = await db.execute(text("delete from audit_events where subject = 'test:1.0' returning id"))
        await db.execute(text("delete from audit_leaves where event_id = :id"), {"id": gone.scalar_one()})
    assert await faults(db, keyring) == (Fault("wrong-batch", 2),)


async def test_a_recomputed_seal_lacks_the_signature(
    db: AsyncSession, keyring: Keyring, city: UUID, tmp_path: Path
) -> None:
    """Whoever rewrites the last batch with a key of their own is found by the public key written down before."""
    await log(db, keyring, 2)
    async with unlocked(db):
        await db.execute(text("delete from audit_leaves where sequence = 2"))
        await db.execute(text("delete from audit_seals where sequence = 2"))
        await db.execute(text("update audit_events set office = 'clerk' where subject = 'test:1.1'"))
    db.expire_all()
    await service.seal_due(db, Keyring.open(tmp_path / "forger"))
    assert await faults(db, keyring) == (Fault("forged-seal", 2),)


async def test_a_removed_seal_breaks_the_chain(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    await log(db, keyring)
    async with unlocked(db):
        await db.execute(text("delete from audit_seals where sequence = 2"))
    assert [(fault.what, fault.sequence) for fault in await faults(db, keyring)] == [("missing-seal", 2)]


async def test_a_cut_tail_is_found_by_whoever_wrote_a_head_down(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    seals = await log(db, keyring)
    async with unlocked(db):
        for table in ("audit_leaves", "audit_seals"):
            await db.execute(text(f"delete from {table} where sequence = 3"))
        await db.execute(text("delete from audit_events where subject like 'test:2.%'"))
    assert await faults(db, keyring) == (), "nothing inside betrays it"
    assert await faults(db, keyring, Witness(3, seals[2].head)) == (Fault("cut-tail", 3),)
    assert await faults(db, keyring, Witness(2, seals[1].head)) == ()


async def test_chains_of_cities_are_apart(db: AsyncSession, keyring: Keyring, city: UUID) -> None:
    await log(db, keyring, 2)
    other = await cities.city(db)
    (seal,) = await log(db, keyring, 1)
    assert (seal.city_id, seal.sequence, seal.previous) == (other, 1, rules.GENESIS)
    assert await faults(db, keyring) == ()
    await scope(db, city)
    assert len(await queries.seals(db)) == 2


async def test_what_cannot_be_sealed_is_not_recorded(db: AsyncSession, city: UUID) -> None:
    with pytest.raises(TypeError):
        await service.record(db, INSTALLATION, "test.deed", "test:1", share=0.5)


async def test_two_workers_make_one_chain(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)

    async def work(number: int) -> None:
        for step in range(5):
            async with database.transaction(city_id) as db:
                await service.record(db, INSTALLATION, "test.deed", f"test:{number}.{step}")
            async with database.transaction(city_id) as db:
                await service.seal_due(db, keyring)

    await asyncio.gather(*(work(number) for number in range(4)))
    async with database.transaction(city_id) as db:
        assert await service.verify_chain(db, service.public_key(keyring)) == ()
        assert sum(seal.count for seal in await queries.seals(db)) == 20 + 3


def test_the_root_is_that_of_rfc_6962() -> None:
    """Known answers of the Certificate Transparency reference implementation, for leaves hashed with a zero byte."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [sha256(b"\x00" + bytes.fromhex(value)).digest() for value in inputs]
    known = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    assert {n: rules.merkle_root(leaves[:n]).hex() for n in known} == known


def test_a_seal_depends_on_each_of_its_parts(keyring: Keyring) -> None:
    at = rules.datetime(2026, 11, 23, 10, tzinfo=rules.UTC)
    seal = Seal(UUID(int=1), 1, 1, bytes(32), rules.GENESIS, at, b"", b"")
    seal = replace(seal, head=rules.head_of(seal.city_id, 1, 1, seal.root, seal.previous, at))
    assert list(rules.faults_of_seals([seal])) == []
    for change in ({"count": 2}, {"root": b"\x01" * 32}, {"city_id": UUID(int=2)}, {"sealed_at": at.replace(hour=11)}):
        assert [f.what for f in rules.faults_of_seals([replace(seal, **change)])] == ["altered-seal"]
