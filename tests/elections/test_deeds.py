"""Are deeds after the freeze signed, chained, done by two, and never done twice?"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, rules, service
from partnet_vote.elections.rules import Deed, DeedKind, DeedRequest, Election, Phase
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Role
from partnet_vote.tally.canonical import digest_of
from tests.builders import accounts, cities, elections as build

REASON = "The bridge was closed by a flood."
ANNUL = DeedRequest(DeedKind.ANNUL, REASON)


async def _now(db: AsyncSession, election_id: UUID) -> tuple[Election, Phase]:
    election = await queries.election(db, election_id)
    assert election is not None
    return election, rules.phase(election, await clock.wall_clock(db))


async def _member(db: AsyncSession, city_id: UUID, role: Role) -> Actor:
    return Actor(await accounts.member(db, role), "Testing Person", city_id, frozenset({role}))


async def test_deeds_are_signed_and_name_what_they_follow(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring)
    assert election.closes_at is not None
    later = election.closes_at + timedelta(days=1)
    withdrawal = DeedRequest(DeedKind.WITHDRAW_OPTION, REASON, contest="c1", option="o2")
    for request in (DeedRequest(DeedKind.EXTEND, REASON, later), withdrawal, ANNUL):
        await service.request_deed(db, keyring, INSTALLATION, election.id, request)
    deeds = await queries.deeds(db, election.id)
    assert [deed.sequence for deed in deeds] == [1, 2, 3]
    before: Deed | None = None
    for deed in deeds:
        Ed25519PublicKey.from_public_bytes(deed.public_key).verify(deed.signature, deed.canonical.encode())
        with pytest.raises(InvalidSignature):
            Ed25519PublicKey.from_public_bytes(deed.public_key).verify(deed.signature, deed.canonical.encode() + b" ")
        body = json.loads(deed.canonical)
        assert body["definition"] == election.digest
        assert body["previous"] == (digest_of(before.canonical) if before else None)
        assert body["reason"] == REASON
        before = deed
    found, phase = await _now(db, election.id)
    assert found.closes_at == later
    assert found.withdrawn == {"c1": frozenset({"o2"})}
    assert phase is Phase.ANNULLED
    assert deeds[1].published().option == "o2"


async def test_opening_and_closing_take_the_databases_time(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring, opens_in=timedelta(days=3))
    assert (await _now(db, election.id))[1] is Phase.FROZEN
    await service.request_deed(db, keyring, INSTALLATION, election.id, DeedRequest(DeedKind.OPEN, REASON))
    opened, phase = await _now(db, election.id)
    assert phase is Phase.OPEN
    assert opened.planned_opens_at == election.opens_at
    await service.request_deed(db, keyring, INSTALLATION, election.id, DeedRequest(DeedKind.CLOSE_EARLY, REASON))
    closed, phase = await _now(db, election.id)
    assert phase is Phase.CLOSED
    assert closed.closes_at == (await queries.deeds(db, election.id))[-1].at
    with pytest.raises(Refused):
        await service.request_deed(db, keyring, INSTALLATION, election.id, DeedRequest(DeedKind.CLOSE_EARLY, REASON))


async def test_where_there_are_two_it_takes_two(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    election = await build.frozen(db, keyring)
    first = await _member(db, city_id, Role.ADMINISTRATOR)
    assert not await service.needs_second(db, first)
    await _member(db, city_id, Role.CLERK)
    assert not await service.needs_second(db, first)
    second = await _member(db, city_id, Role.COUNTING_OFFICER)
    assert await service.request_deed(db, keyring, first, election.id, ANNUL) is None
    with pytest.raises(Refused, match="waiting"):
        await service.request_deed(db, keyring, second, election.id, ANNUL)
    waiting = (await queries.pending_deeds(db, election.id))[0]
    with pytest.raises(Refused, match="Somebody else"):
        await service.confirm_deed(db, keyring, first, waiting.id)
    assert (await _now(db, election.id))[1] is Phase.OPEN
    deed = await service.confirm_deed(db, keyring, second, waiting.id)
    assert deed.by == "administrator + counting-officer"
    assert (await _now(db, election.id))[1] is Phase.ANNULLED
    with pytest.raises(NotFound):
        await service.confirm_deed(db, keyring, second, waiting.id)


async def test_alone_one_does_it_alone(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    election = await build.frozen(db, keyring)
    only = await _member(db, city_id, Role.ADMINISTRATOR)
    assert await service.request_deed(db, keyring, only, election.id, ANNUL) is not None


async def test_what_was_asked_can_be_taken_back(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    election = await build.frozen(db, keyring)
    first = await _member(db, city_id, Role.ADMINISTRATOR)
    await _member(db, city_id, Role.ADMINISTRATOR)
    await service.request_deed(db, keyring, first, election.id, ANNUL)
    await service.dismiss_deed(db, first, (await queries.pending_deeds(db, election.id))[0].id)
    assert await queries.pending_deeds(db, election.id) == ()
    assert await queries.deeds(db, election.id) == ()


@pytest.mark.parametrize("role", [Role.CLERK, Role.MODERATOR, Role.COUNCILLOR, Role.OBSERVER, Role.GUARANTOR])
async def test_others_may_not(db: AsyncSession, keyring: Keyring, role: Role) -> None:
    city_id = await cities.city(db)
    election = await build.frozen(db, keyring)
    with pytest.raises(Denied):
        await service.request_deed(db, keyring, cities.staff(city_id, role), election.id, ANNUL)


async def test_a_draft_has_no_deeds(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    with pytest.raises(Refused):
        await service.request_deed(db, keyring, INSTALLATION, election_id, ANNUL)


@pytest.mark.parametrize("statement", ["update election_deeds set reason = 'x'", "delete from election_deeds"])
async def test_the_database_keeps_deeds_as_they_are(db: AsyncSession, keyring: Keyring, statement: str) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring)
    await service.request_deed(db, keyring, INSTALLATION, election.id, ANNUL)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text(statement))


async def test_racing_deeds_follow_each_other_without_a_gap(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        election = await build.frozen(db, keyring)

    async def withdraw(option: str) -> Deed | None:
        async with database.transaction(city_id) as db:
            request = DeedRequest(DeedKind.WITHDRAW_OPTION, REASON, contest="c1", option=option)
            return await service.request_deed(db, keyring, INSTALLATION, election.id, request)

    wanted = ("o1", "o1", "o2", "o3", "o4", "o2")
    done = await asyncio.gather(*(withdraw(option) for option in wanted), return_exceptions=True)
    assert all(isinstance(each, Deed | Refused) for each in done), done
    async with database.transaction(city_id) as db:
        deeds = await queries.deeds(db, election.id)
    # each option once, and one always stays on the ballot
    assert [deed.sequence for deed in deeds] == [1, 2, 3]
    assert len({deed.option for deed in deeds}) == 3


async def test_one_of_two_confirmations_counts(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        election = await build.frozen(db, keyring)
        first, second, third = [await _member(db, city_id, Role.ADMINISTRATOR) for _ in range(3)]
        await service.request_deed(db, keyring, first, election.id, ANNUL)
        waiting = (await queries.pending_deeds(db, election.id))[0].id

    async def confirm(actor: Actor) -> Deed:
        async with database.transaction(city_id) as db:
            return await service.confirm_deed(db, keyring, actor, waiting)

    done = await asyncio.gather(confirm(second), confirm(third), return_exceptions=True)
    assert sum(isinstance(each, Deed) for each in done) == 1
    assert sum(isinstance(each, NotFound) for each in done) == 1
