# pyright: strict
"""When may people in the room vote, how may they mark, and in which order do the items stand?

Everybody has the same number of marks; stacking is limited by `per_item`. Codes and paper dots add up to one ranking:
they are two ways into the same vote, each person using one. Equal votes share their rank (tally.verified_list).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.verified_list import Rank, ranks

LOOKUP, SECRET = 4, 8
"""Symbols of a participant code: 40 secret bits, five tries, one evening."""
TRIES = 5
MOST_CODES = 500
"""Codes made at once: a sheet of ten takes half a second."""
MOST_MARKS = 10
LONGEST = 240
"""Minutes that a vote is opened or extended at once."""
TOP = 10
MOST_PEOPLE = 500
"""People at one table's sheet."""


class Phase(StrEnum):
    """Where a room vote stands; after its time it may still be extended, after the count never."""

    READY = "ready"
    OPEN = "open"
    OVER = "over"
    COUNTED = "counted"


class Edge(StrEnum):
    """Who is among the ten of those who share the tenth place."""

    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomVote:
    """A vote in the room; `groups_shown` counts how many ranks of the top were revealed."""

    id: UUID
    forum_id: UUID
    marks: int
    per_item: int
    is_hidden: bool
    edge: Edge
    takes_own: bool
    """Whether people may write an own item besides; it takes no dot and is not counted."""
    event_code: str
    closes_at: datetime | None
    counted_at: datetime | None
    groups_shown: int
    people_by_code: int
    people_on_paper: int

    def phase(self, now: datetime) -> Phase:
        """Where it stands at a moment of the database's clock."""
        if self.counted_at is not None:
            return Phase.COUNTED
        if self.closes_at is None:
            return Phase.READY
        return Phase.OPEN if now < self.closes_at else Phase.OVER


@dataclass(frozen=True, slots=True)
class RoomStep:
    """What was done with the vote, until when it lasts since then, and the public reason."""

    kind: str
    at: datetime
    closes_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Dots of one table's paper, as one person typed them."""

    table_id: UUID
    by: UUID
    people: int
    dots: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Count:
    """What was given: people and marks by code and on paper, and the marks of each item."""

    people_by_code: int
    people_on_paper: int
    by_code: Mapping[UUID, int]
    on_paper: Mapping[UUID, int]

    def votes(self, entries: Sequence[UUID]) -> dict[UUID, int]:
        """The marks of every item, those nobody marked too."""
        return {key: self.by_code.get(key, 0) + self.on_paper.get(key, 0) for key in entries}


@dataclass(frozen=True, slots=True)
class Place:
    """An item's place in the room."""

    entry_id: UUID
    rank: Rank
    edge: Edge = Edge.ALL

    @property
    def is_top(self) -> bool:
        """Whether it is among the ten; who shares the tenth place is in, or out, as the city's rule says."""
        place = self.rank.first if self.edge is Edge.ALL else self.rank.last
        return place <= TOP and self.rank.votes > 0


def ranking(votes: Mapping[UUID, int], edge: Edge = Edge.ALL) -> tuple[Place, ...]:
    """Every item with its place, the first one first; equal votes in the order of the shortlist."""
    found = ranks({str(key): value for key, value in votes.items()})
    places = (Place(key, found[str(key)], edge) for key in votes)
    return tuple(sorted(places, key=lambda place: place.rank.first))


def by_list(places: Sequence[Place], school: Collection[UUID]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The ranking of the town's list and of a school's own, each for itself: a school forum has two."""
    votes = {place.entry_id: place.rank.votes for place in places}
    town = {key: int(value) for key, value in votes.items() if key not in school}
    return ranking(town), ranking({key: int(value) for key, value in votes.items() if key in school})


def groups(places: Sequence[Place]) -> tuple[int, ...]:
    """The distinct ranks of the top, the last one first: the order of revealing."""
    return tuple(sorted({place.rank.first for place in places if place.is_top}, reverse=True))


def shown(vote: RoomVote, places: Sequence[Place], now: datetime) -> tuple[Place, ...]:
    """What the wall may show: nothing of a hidden vote before it is counted, then rank by rank from the tenth."""
    if not vote.is_hidden:
        return tuple(places)
    if vote.phase(now) is not Phase.COUNTED:
        return ()
    revealed = groups(places)
    if vote.groups_shown >= len(revealed):
        return tuple(places)
    open_ranks = set(revealed[: vote.groups_shown])
    return tuple(place for place in places if place.rank.first in open_ranks)


def is_public(vote: RoomVote, places: Sequence[Place], now: datetime) -> bool:
    """Whether everybody may read the ranking."""
    is_revealed = not vote.is_hidden or vote.groups_shown >= len(groups(places))
    return vote.phase(now) is Phase.COUNTED and is_revealed


def rule_issue(marks: int, per_item: int) -> Refused | None:
    """Why people cannot vote like this, or None."""
    if not 1 <= marks <= MOST_MARKS:
        return Refused(Text("Write a number from 1 to {n}.", n=MOST_MARKS), "marks")
    if not 1 <= per_item <= marks:
        return Refused(Text("Write a number from 1 to {n}.", n=marks), "per_item")
    return None


def tap_issue(vote: RoomVote, given: Mapping[UUID, int], entry_id: UUID, change: int) -> Text | None:
    """Why this dot cannot be given or taken, or None; `given` are the person's dots so far."""
    now = given.get(entry_id, 0)
    if change < 0:
        return None if now > 0 else Text("There is no dot to take away.")
    if sum(given.values()) >= vote.marks:
        return Text("You have given all your dots. Take one away first.")
    return Text("No more dots fit on this item.") if now >= vote.per_item else None


def sheet_issue(vote: RoomVote, people: int, dots: Mapping[UUID, int]) -> Refused | None:
    """Why a table's sheet cannot be right, or None: nobody has more than their marks."""
    if not 0 <= people <= MOST_PEOPLE:
        return Refused(Text("Write a number from 0 to {n}.", n=MOST_PEOPLE), "people")
    if any(count < 0 for count in dots.values()):
        return Refused(Text("A number of dots is not below zero."))
    if sum(dots.values()) > people * vote.marks:
        return Refused(
            Text("{dots} dots are more than {people} people can give.", dots=sum(dots.values()), people=people),
            "people",
        )
    if any(count > people * vote.per_item for count in dots.values()):
        return Refused(Text("One item has more dots than these people can give it."), "people")
    return None


def agreed(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet of one table that two people typed alike, or None."""
    for at, one in enumerate(sheets):
        for other in sheets[at + 1 :]:
            if (one.people, dict(one.dots)) == (other.people, dict(other.dots)) and one.by != other.by:
                return one
    return None


def read_code(typed: str) -> tuple[str, str] | None:
    """Look-up id and secret of a participant code as typed, or None if it is none."""
    symbols = posted_code.read_symbols(typed)
    if len(symbols) != LOOKUP + SECRET or set(symbols) - set(posted_code.ALPHABET):
        return None
    return symbols[:LOOKUP], symbols[LOOKUP:]


def strange_sign(typed: str) -> str | None:
    """The first sign of what was typed that no code holds, such as 0, O, 1 and I; or None."""
    return next((sign for sign in posted_code.read_symbols(typed) if sign not in posted_code.ALPHABET), None)
