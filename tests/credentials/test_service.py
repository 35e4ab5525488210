"""Does every entitlement get exactly one credential, and the same answer as often as it asks?"""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.credentials import queries, service
from partnet_vote.credentials.models import CredentialRow, IssuingKeyRow
from partnet_vote.credentials.rules import Channel, Holder, IssuedCount, key_name
from partnet_vote.credentials.service import Signer
from partnet_vote.platform.db.session import Database, UnscopedQuery, scope
from partnet_vote.platform.kernel import blind_rsa
from partnet_vote.platform.kernel.errors import Busy, Conflict, DeedError, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from tests.builders import cities, credentials


@pytest.fixture
async def city(db: AsyncSession) -> UUID:
    return await cities.city(db)


@pytest.fixture
async def election(db: AsyncSession, city: UUID, keyring: Keyring) -> UUID:
    made = await credentials.election(db)
    await service.create_keys(db, keyring, made, [1, 2])
    return made


async def test_every_style_gets_a_key_of_its_own_once(db: AsyncSession, election: UUID, keyring: Keyring) -> None:
    keys = await queries.public_keys(db, election)
    assert list(keys) == [1, 2]
    assert len(set(keys.values())) == 2
    assert await service.create_keys(db, keyring, election, [1, 2]) == keys
    more = await service.create_keys(db, keyring, election, [2, 3])
    assert list(more) == [1, 2, 3]
    assert {**more, **keys} == more
    assert blind_rsa.load_private(keyring.get(key_name(election, 1))).public.spki == keys[1]


async def test_a_credential_is_a_token_the_box_would_know(db: AsyncSession, election: UUID, signer: Signer) -> None:
    (holder,) = await credentials.residents(db, 1)
    keys = await queries.public_keys(db, election)
    asked = credentials.request(election, keys[1])
    assert not await queries.has_credential(db, election, holder.entitlement_id)
    token = asked.finish(await service.issue(db, signer, election, holder, 1, asked.blinded))
    assert blind_rsa.verify(blind_rsa.load_public(keys[1]), token.message, token.signature)
    assert await queries.has_credential(db, election, holder.entitlement_id)


async def test_what_is_kept_holds_neither_token_nor_request(db: AsyncSession, election: UUID, signer: Signer) -> None:
    (holder,) = await credentials.residents(db, 1)
    asked = credentials.request(election, (await queries.public_keys(db, election))[1])
    token = asked.finish(await service.issue(db, signer, election, holder, 1, asked.blinded))
    columns = {c.name for c in CredentialRow.__table__.columns}
    assert not {"created_at", "message", "token", "seq", "ballot"} & columns
    row = await db.get_one(CredentialRow, (await _id_of(db, election, holder)))
    kept = b"".join(v for c in columns if isinstance(v := getattr(row, c), bytes))
    assert asked.blinded not in kept
    assert token.message not in kept
    assert token.signature not in kept


async def _id_of(db: AsyncSession, election: UUID, holder: Holder) -> UUID:
    chosen = select(CredentialRow.id).where(
        CredentialRow.election_id == election, CredentialRow.entitlement_id == holder.entitlement_id
    )
    return (await db.execute(chosen)).scalar_one()


async def test_the_same_request_gets_the_same_answer(db: AsyncSession, election: UUID, signer: Signer) -> None:
    (holder,) = await credentials.residents(db, 1)
    asked = credentials.request(election, (await queries.public_keys(db, election))[1])
    answers = {await service.issue(db, signer, election, holder, 1, asked.blinded) for _ in range(3)}
    assert len(answers) == 1
    assert await queries.issued(db, election) == 1


async def test_another_request_of_the_same_entitlement_is_a_conflict(
    db: AsyncSession, election: UUID, signer: Signer
) -> None:
    (holder,) = await credentials.residents(db, 1)
    keys = await queries.public_keys(db, election)
    asked = credentials.request(election, keys[1])
    await service.issue(db, signer, election, holder, 1, asked.blinded)
    for style in (1, 2):
        other = credentials.request(election, keys[style], style)
        for channel in Channel:
            with pytest.raises(Conflict):
                await service.issue(db, signer, election, holder, style, other.blinded, channel)
    with pytest.raises(Conflict):
        await service.issue(db, signer, election, holder, 2, asked.blinded)


@pytest.mark.parametrize("blinded", [b"", b"\x01", bytes(256), b"\xff" * 256, bytes(257)])
async def test_nonsense_is_refused_and_takes_nothing_away(
    db: AsyncSession, election: UUID, signer: Signer, blinded: bytes
) -> None:
    (holder,) = await credentials.residents(db, 1)
    with pytest.raises(Refused):
        await service.issue(db, signer, election, holder, 1, blinded)
    assert not await queries.has_credential(db, election, holder.entitlement_id)


async def test_counts_and_turnout(db: AsyncSession, election: UUID, signer: Signer) -> None:
    holders = await credentials.residents(db, 6)
    keys = await queries.public_keys(db, election)
    for n, holder in enumerate(holders[:5]):
        style, channel = (1, Channel.WEB) if n < 3 else (2, Channel.DESK)
        asked = credentials.request(election, keys[style], style)
        await service.issue(db, signer, election, holder, style, asked.blinded, channel)
    assert await queries.issued_counts(db, election) == (
        IssuedCount(1, Channel.WEB, 3),
        IssuedCount(2, Channel.DESK, 2),
    )
    cells = await queries.turnout(db, election)
    assert sum(c.credentials for c in cells) == 5
    assert {(c.birth_year, c.group) for c in cells} == {(h.birth_year, h.group) for h in holders[:5]}
    held = await queries.credentials_of(db, election, [h.entitlement_id for h in holders])
    assert set(held) == {h.entitlement_id for h in holders[:5]}
    assert held[holders[0].entitlement_id].channel is Channel.WEB


async def test_when_issuing_ends_keys_requests_and_answers_are_gone(
    db: AsyncSession, election: UUID, signer: Signer, keyring: Keyring
) -> None:
    first, second = await credentials.residents(db, 2)
    asked = credentials.request(election, (await queries.public_keys(db, election))[1])
    await service.issue(db, signer, election, first, 1, asked.blinded)
    other_process = Signer(keyring)
    await other_process.sign(election, 1, asked.blinded)
    await service.end_issuing(db, signer, keyring, election)
    await service.end_issuing(db, signer, keyring, election)
    assert not keyring.has(key_name(election, 1))
    assert await queries.has_credential(db, election, first.entitlement_id)
    for holder in (first, second):
        for one in (signer, other_process):
            with pytest.raises(TooLate):
                await service.issue(db, one, election, holder, 1, asked.blinded)


async def test_too_many_waiting_are_told_to_try_again(
    db: AsyncSession, election: UUID, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LONGEST_QUEUE", 3)
    asked = credentials.request(election, (await queries.public_keys(db, election))[1])
    answers = await asyncio.gather(*(signer.sign(election, 1, asked.blinded) for _ in range(8)), return_exceptions=True)
    assert Counter(type(a) for a in answers) == {bytes: 3, Busy: 5}
    assert await signer.sign(election, 1, asked.blinded)


async def test_another_city_sees_nothing(db: AsyncSession, election: UUID, signer: Signer) -> None:
    (holder,) = await credentials.residents(db, 1)
    asked = credentials.request(election, (await queries.public_keys(db, election))[1])
    await service.issue(db, signer, election, holder, 1, asked.blinded)
    await cities.city(db)
    assert not await queries.public_keys(db, election)
    assert not await queries.has_credential(db, election, holder.entitlement_id)
    assert await queries.issued(db, election) == 0


async def test_without_a_city_nothing_is_asked(db: AsyncSession) -> None:
    with pytest.raises(UnscopedQuery):
        await queries.issued(db, uuid4())


async def test_a_published_key_never_changes(db: AsyncSession, election: UUID) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(update(IssuingKeyRow).values(spki=b"other"))


async def test_fifty_windows_at_once_get_one_credential(database: Database, keyring: Keyring, signer: Signer) -> None:
    """Real commits: each request is a transaction of its own."""
    async with database.transaction() as db:
        city = await cities.city(db)
        election = await credentials.election(db)
        same, contested = await credentials.residents(db, 2)
        keys = await service.create_keys(db, keyring, election, [1])

    async def ask(holder: Holder, blinded: bytes) -> bytes | DeedError:
        try:
            async with database.transaction(city) as db:
                return await service.issue(db, signer, election, holder, 1, blinded)
        except DeedError as error:
            return error

    one = credentials.request(election, keys[1]).blinded
    answers = await asyncio.gather(*(ask(same, one) for _ in range(50)))
    assert len(set(answers)) == 1

    several = [credentials.request(election, keys[1]).blinded for _ in range(5)]
    answers = await asyncio.gather(*(ask(contested, several[n % 5]) for n in range(50)))
    assert len({a for a in answers if isinstance(a, bytes)}) == 1
    assert Counter(type(a) for a in answers) == {bytes: 10, Conflict: 40}
    async with database.transaction() as db:
        await scope(db, city)
        assert await queries.issued(db, election) == 2


async def test_two_processes_making_keys_agree(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city = await cities.city(db)
        election = await credentials.election(db)

    async def make() -> dict[int, bytes]:
        async with database.transaction(city) as db:
            return await service.create_keys(db, keyring, election, [1, 2])

    made = await asyncio.gather(make(), make(), make())
    assert made[0] == made[1] == made[2]
