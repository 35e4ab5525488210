"""How is a deed recorded, and how is the record sealed so that nobody can change it unnoticed?"""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import queries, rules
from partnet_vote.audit.models import EventRow, LeafRow, SealRow
from partnet_vote.audit.rules import Fault, Seal, Witness
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.canonical import canonical_json
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor

KEY = "audit-seal"
BATCH = 1000
"""Events under one seal at most."""
READ_AT_ONCE = 50
"""Seals whose events are read together when a chain is verified."""


async def record(
    db: AsyncSession, actor: Actor | None, kind: str, subject: str, *, public: bool = False, **data: object
) -> None:
    """Append an event in the deed's own transaction; `data` is JSON without floats or anything personal."""
    canonical_json(data)  # what cannot be sealed later must not be recorded now
    office = "installation" if actor and actor.is_installation else ", ".join(sorted(actor.roles)) if actor else ""
    db.add(
        EventRow(
            kind=kind,
            subject=subject,
            actor_id=actor.account_id if actor else None,
            office=office,
            is_public=public,
            data=data,
        )
    )


async def seal_due(db: AsyncSession, keyring: Keyring) -> Seal | None:
    """Seal the current city's next batch of events, if any waits; one worker at a time for each city."""
    city_id: UUID = db.info[CITY]
    await db.execute(text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": f"audit:{city_id}"})
    events = await queries.unsealed(db, BATCH)
    if not events:
        return None
    before = next(iter(await queries.seals(db, newest=1)), None)
    sequence, previous = (before.sequence + 1, before.head) if before else (1, rules.GENESIS)
    hashes = [rules.leaf_hash(city_id, event) for event in events]
    root, sealed_at = rules.merkle_root(hashes), await clock.wall_clock(db)
    head = rules.head_of(city_id, sequence, len(events), root, previous, sealed_at)
    seal = Seal(city_id, sequence, len(events), root, previous, sealed_at, head, _key(keyring).sign(head))
    db.add(
        SealRow(
            sequence=sequence,
            count=seal.count,
            root=root,
            previous=previous,
            sealed_at=sealed_at,
            head=head,
            signature=seal.signature,
        )
    )
    for position, (event, leaf) in enumerate(zip(events, hashes, strict=True)):
        db.add(LeafRow(event_id=event.id, sequence=sequence, position=position, hash=leaf))
    await db.flush()
    return seal


async def verify_chain(db: AsyncSession, public_key: bytes, witness: Witness | None = None) -> tuple[Fault, ...]:
    """What is wrong with the current city's log; empty if it is whole.

    A tail cut off together with its seals leaves no trace inside: only a witness from outside finds it.
    """
    seals = await queries.seals(db)
    faults = list(rules.faults_of_seals(seals, witness))
    verifier = Ed25519PublicKey.from_public_bytes(public_key)
    for start in range(0, len(seals), READ_AT_ONCE):
        part = seals[start : start + READ_AT_ONCE]
        batches = await queries.leaves(db, part[0].sequence, part[-1].sequence)
        for seal in part:
            if not _is_signed(verifier, seal):
                faults.append(Fault("forged-seal", seal.sequence))
            faults += rules.faults_of_batch(seal, batches.get(seal.sequence, ()))
    return tuple(faults)


def public_key(keyring: Keyring) -> bytes:
    """The Ed25519 key (32 bytes) under which seals are checked."""
    return _key(keyring).public_key().public_bytes_raw()


def _key(keyring: Keyring) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.ensure(KEY)[:32])


def _is_signed(verifier: Ed25519PublicKey, seal: Seal) -> bool:
    try:
        verifier.verify(seal.signature, seal.head)
    except InvalidSignature:
        return False
    return True
