"""When is a slip of paper typed, when do two people agree on it, and why may it not count?

Two people type every slip, each without seeing the other's. What both typed alike is settled; where they differ, a
look at the paper settles it. A batch is sealed once every slip in it is settled; it never gives more ballots than it
has slips.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.ballots.marks import Ballot

MOST_SLIPS = 500
"""Slips of one batch: two people type so many in an afternoon."""
PLACE = 120


class Spoilt(StrEnum):
    """Why a slip is no ballot."""

    TOO_MANY = "too-many"
    UNREADABLE = "unreadable"
    BLANK = "blank"
    COPY = "copy"
    OTHER_VOTE = "other-vote"
    MISSING = "missing"


SPOILT_WORDS: Mapping[Spoilt, Text] = {
    Spoilt.TOO_MANY: Text("More marks than allowed"),
    Spoilt.UNREADABLE: Text("What is meant cannot be read"),
    Spoilt.BLANK: Text("Nothing is marked or written"),
    Spoilt.COPY: Text("A copied slip"),
    Spoilt.OTHER_VOTE: Text("A slip of another vote"),
    Spoilt.MISSING: Text("Not there: the batch was declared too large"),
}


class SlipState(StrEnum):
    """How far a slip has come."""

    UNTYPED = "untyped"
    ONCE = "once"
    DIFFERENT = "different"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Typed:
    """A slip as one person typed it: a ballot, or the reason why it is none."""

    number: int
    by: UUID
    ballot: Ballot | None
    spoilt: Spoilt | None

    @property
    def content(self) -> tuple[str | None, Spoilt | None]:
        """What is held against another person's typing."""
        return (self.ballot.canonical() if self.ballot else None, self.spoilt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Slips out of one box, declared before they are typed; once sealed its marks are in the ballot box alone."""

    id: UUID
    election_id: UUID
    number: int
    place: str
    slips: int
    style: int
    entitlements: tuple[UUID, ...]
    declared_at: datetime
    office: str
    sealing_at: datetime | None
    sealed_at: datetime | None
    spoilt: Mapping[int, Spoilt]
    """Of a sealed batch: which slips did not count, and why."""

    @property
    def valid(self) -> int:
        """How many ballots a sealed batch gave."""
        return self.slips - len(self.spoilt) if self.sealed_at else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """All batches of a vote together: slips declared, ballots they gave, slips that did not count by reason."""

    batches: int
    sealed: int
    slips: int
    valid: int
    spoilt: tuple[tuple[Spoilt, int], ...]

    @property
    def is_finished(self) -> bool:
        """Whether no batch waits."""
        return self.batches == self.sealed

    @property
    def invalid(self) -> int:
        """Slips that were there and did not count."""
        return sum(number for reason, number in self.spoilt if reason is not Spoilt.MISSING)


def settled(typed: Sequence[Typed]) -> Typed | None:
    """What two different people typed alike, or None."""
    for at, one in enumerate(typed):
        for other in typed[at + 1 :]:
            if one.by != other.by and one.content == other.content:
                return one
    return None


def slip_state(typed: Sequence[Typed]) -> SlipState:
    """How far a slip has come that these people typed."""
    if not typed:
        return SlipState.UNTYPED
    if len({each.by for each in typed}) == 1:
        return SlipState.ONCE
    return SlipState.DIFFERENT if settled(typed) is None else SlipState.SETTLED


def tally_of(batches: Iterable[Batch]) -> Tally:
    """The batches added up; what is not sealed gave nothing yet."""
    every = tuple(batches)
    done = [batch for batch in every if batch.sealed_at is not None]
    reasons = Counter(reason for batch in done for reason in batch.spoilt.values())
    spoilt = tuple((reason, reasons[reason]) for reason in Spoilt if reasons[reason])
    valid = sum(batch.valid for batch in done)
    return Tally(len(every), len(done), sum(batch.slips for batch in every), valid, spoilt)


def declared_issue(place: str, slips: int, declared: int, printed: int) -> Refused | None:
    """Why a batch of so many slips cannot be declared, or None; `declared` are those of all batches before."""
    if not place.strip():
        return Refused(Text("Please fill this in."), "place")
    if len(place) > PLACE:
        return Refused(Text("At most {n} characters fit here.", n=PLACE), "place")
    if not 1 <= slips <= MOST_SLIPS:
        return Refused(Text("Write a number from 1 to {n}.", n=MOST_SLIPS), "slips")
    if declared + slips > printed:
        left = max(0, printed - declared)
        return Refused(Text("{n} slips were printed: {left} more can come back.", n=printed, left=left), "slips")
    return None
