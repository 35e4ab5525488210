# pyright: strict
"""What becomes of an item that somebody wrote on a ballot, and what does the public read?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

WORDS = 300
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item as it was written, and what a moderator decided: a public wording, or a public reason to withhold it."""

    id: UUID
    contest: str
    text: str
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
        """How many own items were written on counted ballots."""
        return sum(number for _, number in (*self.published, *self.withheld)) + self.waiting


def shown(items: Sequence[OwnItem]) -> OwnItems:
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
