"""How does a batch of slips become ballots in the box, whole and once, whatever breaks in between?

Three steps, each safe to repeat. First the batch is closed to typing, in a commit of its own. Then every slip goes the
way of any vote, its token following from the batch's own key and the slip's number: sent again it is the same ballot.
Last the batch is marked as sealed, what was typed is deleted, and the key destroyed, so that nobody can vote again
for a slip. A crash anywhere leaves a batch that the next attempt finishes.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.booth import queries
from partnet_vote.booth.models import SlipEntryRow
from partnet_vote.booth.queries.slips import batch_of
from partnet_vote.booth.rules.ballots import Ticket
from partnet_vote.booth.rules.slips import Batch, Typed, settled
from partnet_vote.booth.service.casting import Planes, cast
from partnet_vote.booth.service.entering import demand_open
from partnet_vote.booth.service.slips import held
from partnet_vote.credentials.rules import Channel
from partnet_vote.elections import queries as elections
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.keyring import KeyMissing, Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import TextN

AT_ONCE = 8
"""Slips on their way into the box at the same time: voters on the web come first."""


async def seal_batch(planes: Planes, keyring: Keyring, actor: Actor, city_id: UUID, batch_id: UUID) -> Batch:
    """Cast every settled slip of a batch and seal it; a batch that is sealed stays as it is.

    Refused while two people have not typed every slip alike; TooLate once the vote has closed.
    """
    require(actor, Permission.CITY_SLIPS_ENTER)
    async with planes.database.transaction(city_id) as db:
        batch, slips, secret = await _begin(db, keyring, batch_id)
    if batch.sealed_at is not None:
        await asyncio.to_thread(_forget, keyring, batch_id)
        return batch
    places = asyncio.Semaphore(AT_ONCE)

    async def send(slip: Typed) -> None:
        assert slip.ballot is not None
        async with places:
            ticket = ticket_of(batch, secret, slip.number)
            await cast(planes, city_id, ticket, slip.ballot, 1, Channel.PAPER)

    sent = [send(slip) for slip in slips.values() if slip.ballot is not None]
    for answer in await asyncio.gather(*sent, return_exceptions=True):
        if isinstance(answer, BaseException):
            raise answer
    async with planes.database.transaction(city_id) as db:
        sealed = await _finish(db, actor, batch_id, slips)
    await asyncio.to_thread(_forget, keyring, batch_id)
    return sealed


def ticket_of(batch: Batch, secret: bytes, number: int) -> Ticket:
    """The right to the ballot of one slip; the same however often it is asked for."""
    seed = hmac.digest(secret, b"partnet-slip/1" + batch.election_id.bytes + number.to_bytes(4, "big"), "sha256")
    return Ticket(batch.election_id, batch.entitlements[number - 1], batch.style, seed.hex())


def key_name(batch_id: UUID) -> str:
    """The name in the keyring of what a batch's tokens follow from, until it is sealed."""
    return f"slips-{batch_id}"


async def _begin(db: AsyncSession, keyring: Keyring, batch_id: UUID) -> tuple[Batch, Mapping[int, Typed], bytes]:
    """From here on nothing can be typed; every slip as two people typed it, and the key of the batch.

    The key is taken under the row's lock: whoever seals at the same time holds the same one.
    """
    row = await held(db, batch_id, to_change=True)
    if row.sealed_at is not None:
        return batch_of(row), {}, b""
    election = await elections.election(db, row.election_id)
    if election is None:
        raise NotFound
    await demand_open(db, election)
    entries = await queries.typed(db, batch_id)
    agreed = {number: found for number, each in entries.items() if (found := settled(each)) is not None}
    if waiting := row.slips - len(agreed):
        raise Refused(TextN("{n} slip is not settled yet.", "{n} slips are not settled yet.", waiting), "sealing")
    row.sealing_at = row.sealing_at or await clock.wall_clock(db)
    await db.flush()
    return batch_of(row), agreed, await asyncio.to_thread(keyring.ensure, key_name(batch_id))


async def _finish(db: AsyncSession, actor: Actor, batch_id: UUID, slips: Mapping[int, Typed]) -> Batch:
    row = await held(db, batch_id, to_change=True)
    if row.sealed_at is None:
        row.spoilt = {str(number): slip.spoilt.value for number, slip in sorted(slips.items()) if slip.spoilt}
        row.sealed_at = await clock.wall_clock(db)
        await db.execute(delete(SlipEntryRow).where(SlipEntryRow.batch_id == batch_id))
        await db.flush()
        facts = {"number": row.number, "count": row.slips, "ballots": row.slips - len(row.spoilt)}
        await audit.record(db, actor, "slips.seal", f"election:{row.election_id}", public=True, **facts)
    return batch_of(row)


def _forget(keyring: Keyring, batch_id: UUID) -> None:
    with suppress(KeyMissing):
        keyring.destroy(key_name(batch_id))
