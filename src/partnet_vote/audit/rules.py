"""What is an event, how is the log sealed, and when is a chain of seals whole?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from partnet_vote.platform.kernel.canonical import canonical_json

GENESIS = bytes(32)
"""What the first seal of a city names as the one before it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One deed: `kind` is `noun.verb`, `subject` is `noun:key`; `data` holds nothing personal."""

    id: UUID
    at: datetime
    kind: str
    subject: str
    actor_id: UUID | None
    office: str
    is_public: bool
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed batch of events: the root over their leaves, tied to the seal before."""

    city_id: UUID
    sequence: int
    count: int
    root: bytes
    previous: bytes
    sealed_at: datetime
    head: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """An event's place in a sealed batch; `event` is None where the event is gone."""

    sequence: int
    position: int
    event_id: UUID
    hash: bytes
    event: Event | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A head that somebody wrote down earlier, outside the database."""

    sequence: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain: `what` is one of `missing-seal`, `broken-link`, `altered-seal`, `forged-seal`,
    `missing-event`, `altered-event`, `wrong-batch`, `cut-tail`."""

    what: str
    sequence: int
    event_id: UUID | None = None


def told(event: Event) -> dict[str, object]:
    """An event as it is written down: what is published of it is what is hashed, but for the city."""
    return {
        "actor": str(event.actor_id) if event.actor_id else None,
        "at": moment(event.at),
        "data": dict(event.data),
        "id": str(event.id),
        "kind": event.kind,
        "office": event.office,
        "public": event.is_public,
        "subject": event.subject,
    }


def leaf_hash(city_id: UUID, event: Event) -> bytes:
    """SHA-256 of an event's canonical JSON after a zero byte, as in RFC 6962 section 2.1."""
    written = canonical_json({**told(event), "city": str(city_id)})
    return sha256(b"\x00" + written.encode()).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree head over leaf hashes (RFC 6962, section 2.1)."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)  # the largest power of two below the number of leaves
    return sha256(b"\x01" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()


def head_of(city_id: UUID, sequence: int, count: int, root: bytes, previous: bytes, sealed_at: datetime) -> bytes:
    """The hash that a seal stands for, and that the next one repeats."""
    written = canonical_json(
        {
            "city": str(city_id),
            "count": count,
            "previous": previous.hex(),
            "root": root.hex(),
            "sealed_at": moment(sealed_at),
            "sequence": sequence,
        }
    )
    return sha256(b"partnet/audit-seal/1\x00" + written.encode()).digest()


def moment(at: datetime) -> str:
    """A time in UTC to the microsecond, in one spelling."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def faults_of_seals(seals: Sequence[Seal], witness: Witness | None = None) -> Iterable[Fault]:
    """What is wrong with the seals themselves, signatures apart; they come in order of sequence."""
    before, expected = GENESIS, 1
    for seal in seals:
        if seal.sequence != expected:
            yield Fault("missing-seal", expected)
        elif seal.previous != before:
            yield Fault("broken-link", seal.sequence)
        wanted = head_of(seal.city_id, seal.sequence, seal.count, seal.root, seal.previous, seal.sealed_at)
        if wanted != seal.head:
            yield Fault("altered-seal", seal.sequence)
        before, expected = seal.head, seal.sequence + 1
    if witness and not any(seal.sequence == witness.sequence and seal.head == witness.head for seal in seals):
        yield Fault("cut-tail", witness.sequence)


def faults_of_batch(seal: Seal, leaves: Sequence[Leaf]) -> Iterable[Fault]:
    """What is wrong with the events of one seal; leaves come in order of position."""
    for leaf in leaves:
        if leaf.event is None:
            yield Fault("missing-event", seal.sequence, leaf.event_id)
        elif leaf_hash(seal.city_id, leaf.event) != leaf.hash:
            yield Fault("altered-event", seal.sequence, leaf.event_id)
    if len(leaves) != seal.count or merkle_root([leaf.hash for leaf in leaves]) != seal.root:
        yield Fault("wrong-batch", seal.sequence)
