"""What is a cast ballot, and what does the box say to it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SEAL_EVERY = timedelta(minutes=15)
SEAL_AT_LEAST_EVERY = timedelta(days=1)
SMALLEST_BATCH = 50
"""Ballots that hide in one another; fewer wait for the next day or for the close (model.md, Cast, 7)."""


class Verdict(StrEnum):
    """What the box's statement decided about one ballot, by the database's clock."""

    KEPT = "kept"
    REPLAY = "replay"
    UNKNOWN = "unknown"
    EARLY = "early"
    LATE = "late"
    CHANGED = "changed"
    STALE = "stale"
    SECOND = "second"
    AGAIN = "again"


class Phase(StrEnum):
    """Where a box stands in its life."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Cast:
    """One ballot on its way into the box: no person, no time.

    `message` is the token (92 bytes), `token_signature` the city's signature on it, `ballot` the canonical
    text, `seq` 1 for the first ballot of the token and higher for each that replaces it, `signature` the
    token key's ECDSA signature over ballot and seq (64 bytes), `key` that key uncompressed (65 bytes).
    """

    election_id: UUID
    message: bytes
    token_signature: bytes = field(repr=False)
    seq: int
    ballot: str = field(repr=False)
    signature: bytes = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof for the voter that the ballot is in the box: 12 symbols, and not which ballot it is."""

    code: str


@dataclass(frozen=True, slots=True)
class CountedBallot:
    """A ballot that counts: its style and its canonical text."""

    style: int
    ballot: str


@dataclass(frozen=True, slots=True)
class BoxState:
    """An election's box by the database's clock."""

    election_id: UUID
    phase: Phase
    opens_at: datetime
    closes_at: datetime
    sealed_at: datetime
    revote: bool

    @property
    def is_open(self) -> bool:
        """Whether ballots are taken now."""
        return self.phase is Phase.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether every ballot is sealed and the box can be counted."""
        return self.phase is Phase.CLOSED


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """One batch as the protocol names it."""

    number: int
    ballots: int


def phase_at(now: datetime, opens_at: datetime, closes_at: datetime, closed_at: datetime | None) -> Phase:
    """Where a box stands at a moment; ballots are taken from opens_at until just before closes_at."""
    if closed_at is not None:
        return Phase.CLOSED
    if now >= closes_at:
        return Phase.ENDED
    return Phase.OPEN if now >= opens_at else Phase.WAITING


def is_sealing_due(now: datetime, sealed_at: datetime, waiting: int) -> bool:
    """Whether a batch should be sealed: 50 wait for a quarter of an hour, or anything for a day."""
    if waiting == 0:
        return False
    age = now - sealed_at
    return age >= SEAL_AT_LEAST_EVERY or (waiting >= SMALLEST_BATCH and age >= SEAL_EVERY)
