# pyright: strict
"""What becomes of what somebody wrote besides the list, in a room or on a ballot, and what does the public read?

It is never counted. A moderator lets like ones be read under one wording, or says why not; the texts themselves stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

WORDS = 300
SHORTEST_REASON = 10
MOST_LINES = 100
"""Own items typed at once from a table's paper."""


class Decided(Protocol):
    """A text of somebody's, and what a moderator decided: a public wording, or a public reason to withhold it."""

    @property
    def wording(self) -> str | None:
        """What the public reads."""
        ...

    @property
    def withheld(self) -> str | None:
        """Why the public reads nothing."""
        ...

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        ...


@dataclass(frozen=True, slots=True)
class RoomOwnItem:
    """What somebody in the room wrote; `table` is the number of the table whose paper it stood on."""

    id: UUID
    text: str
    table: int | None
    wording: str | None
    withheld: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.wording is None and self.withheld is None


@dataclass(frozen=True, slots=True)
class OwnItems:
    """What the public reads: wordings and reasons with how many stand behind each, and how many wait."""

    published: tuple[tuple[str, int], ...]
    withheld: tuple[tuple[str, int], ...]
    waiting: int

    @property
    def total(self) -> int:
        """How many were written."""
        return sum(number for _, number in (*self.published, *self.withheld)) + self.waiting


def shown(items: Sequence[Decided]) -> OwnItems:
    """The items for the public: the most named first, else by the alphabet, so that no order tells whose they are."""
    return OwnItems(
        _counted([item.wording for item in items if item.wording]),
        _counted([item.withheld for item in items if item.withheld]),
        sum(item.is_waiting for item in items),
    )


def _counted(texts: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(texts).items(), key=lambda each: (-each[1], each[0].casefold(), each[0])))


def decision_issue(chosen: int, words: str, field: str, shortest: int = 1) -> Refused | None:
    """Why these words decide nothing, or None; a reason to withhold is a sentence."""
    if not chosen:
        return Refused(Text("Choose at least one item."), "items")
    if len(words.strip()) < shortest:
        return Refused(Text("Please write at least {n} characters.", n=shortest), field)
    return Refused(Text("At most {n} characters fit here.", n=WORDS), field) if len(words.strip()) > WORDS else None


def text_issue(text: str, field: str = "own_item") -> Refused | None:
    """Why this cannot be kept as somebody's own item, or None."""
    return Refused(Text("At most {n} characters fit here.", n=WORDS), field) if len(text) > WORDS else None


def lines_of(typed: str) -> tuple[str, ...]:
    """Own items as a clerk types them from a table's paper, one a line."""
    return tuple(line for each in typed.splitlines() if (line := " ".join(each.split())))
