# pyright: strict
"""What becomes of what somebody wrote besides the list, in a room or on a ballot, and what does the public read?

It is never counted. A moderator lets like ones be read under one wording, or says why not; the texts themselves stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

WORDS = 300
SHORTEST_REASON = 10
MOST_LINES = 100
"""Own items typed at once from a table's paper."""


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item as it was written, and what a moderator decided: a public wording, or a public reason to withhold it."""

    id: UUID
    text: str
    wording: str | None = None
    withheld: str | None = None

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


def shown(items: Sequence[OwnItem]) -> OwnItems:
    """The items for the public: the most named first, else by the alphabet, so that no order tells whose they are."""
    return OwnItems(
        _counted([item.wording for item in items if item.wording]),
        _counted([item.withheld for item in items if item.withheld]),
        sum(item.is_waiting for item in items),
    )


def _counted(texts: Sequence[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(texts).items(), key=lambda each: (-each[1], each[0].casefold(), each[0])))


Group = tuple[str, bool, tuple[OwnItem, ...]]
"""Words, whether they are published, and what was written."""
WAITING_A_PAGE, GROUPS_A_PAGE = 100, 50


@dataclass(frozen=True, slots=True)
class Piles:
    """The items as a moderator sees them: what waits, and (words, whether they are published, what was written)."""

    waiting: tuple[OwnItem, ...]
    groups: tuple[Group, ...]


def piles(items: Sequence[OwnItem]) -> Piles:
    """What waits and what was decided, published ones first; in each pile like texts stand together."""
    found: dict[tuple[bool, str], list[OwnItem]] = {}
    for item in sorted(items, key=lambda each: folded(each.text)):
        found.setdefault((item.wording is None, item.wording or item.withheld or ""), []).append(item)
    waiting = found.pop((True, ""), [])
    decided = sorted(found.items(), key=lambda each: (each[0][0], folded(each[0][1])))
    return Piles(tuple(waiting), tuple((words, not withheld, tuple(pile)) for (withheld, words), pile in decided))


class Verdict(StrEnum):
    """What a moderator may do with items."""

    PUBLISH = "publish"
    WITHHOLD = "withhold"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Decision:
    """Let the public read these items under one wording, withhold them with a reason, or let them wait again.

    An empty wording leaves each item in its own words. A reason is public, as is the number of items behind it.
    """

    deed: Verdict
    items: frozenset[UUID]
    wording: str = ""
    reason: str = ""

    @property
    def issue(self) -> Refused | None:
        """Why nothing is decided by this, or None; a reason to withhold is a sentence."""
        if not self.items:
            return Refused(Text("Choose at least one item."), "items")
        match self.deed:
            case Verdict.PUBLISH:
                return text_issue(self.wording.strip(), "wording")
            case Verdict.WITHHOLD if len(self.reason.strip()) < SHORTEST_REASON:
                return Refused(Text("Please write at least {n} characters.", n=SHORTEST_REASON), "reason")
            case Verdict.WITHHOLD:
                return text_issue(self.reason.strip(), "reason")
            case Verdict.REOPEN:
                return None

    def on(self, text: str) -> tuple[str | None, str | None]:
        """The wording and the reason that an item with this text gets."""
        match self.deed:
            case Verdict.PUBLISH:
                return self.wording.strip() or text, None
            case Verdict.WITHHOLD:
                return None, self.reason.strip()
            case Verdict.REOPEN:
                return None, None


def text_issue(text: str, field: str = "own_item") -> Refused | None:
    """Why this cannot be kept as somebody's own item, or None."""
    return Refused(Text("At most {n} characters fit here.", n=WORDS), field) if len(text) > WORDS else None


def lines_of(typed: str) -> tuple[str, ...]:
    """Own items as a clerk types them from a table's paper, one a line."""
    return tuple(line for each in typed.splitlines() if (line := " ".join(each.split())))
