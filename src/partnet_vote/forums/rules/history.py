# pyright: strict
"""Which items of other years name the same problem, and how often did it stand in the top ten?

A link between two items is a person's word. Links join items into chains: what 2026 shares with 2025, and 2025 with
2024, is one problem in three years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.forums.rules.events import TITLE, Kind
from partnet_vote.forums.rules.room import TOP
from partnet_vote.forums.rules.tables import ITEM
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.tally.verified_list import Rank

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Forums of Healthy Cities began in the nineties; another year is a slip of the keyboard."""
MOST_ITEMS = 60
"""Items of one edition; desatero has ten, a shortlist twenty."""
ALIKE = 0.3
"""Share of common trigrams from which two wordings are worth a look (pg_trgm's own threshold)."""
SHARED = 0.5
"""Share of common words, of the shorter wording, from which they are."""
OFFERED = 4
"""Suggestions beside one item."""
WORD = re.compile(r"[a-z0-9]{4,}")
RANKED = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?\s*[.;:,)\t]\s*(.+)")
COMMON = frozenset(
    [
        "chybi",
        "chybejici",
        "malo",
        "nedostatek",
        "nedostatecny",
        "nedostatecna",
        "nevyhovujici",
        "problem",
        "problemy",
        "mesto",
        "mesta",
        "meste",
        "mestske",
        "vice",
        "lepsi",
        "zlepseni",
        "podpora",
        "pro",
        "pres",
        "mezi",
        "jako",
        "vsech",
        "mangler",
        "manglende",
        "flere",
        "bedre",
        "mere",
        "byen",
        "kommunen",
        "behov",
        "more",
        "better",
        "lack",
        "missing",
        "town",
        "city",
    ]
)
"""Words that half of all items hold: they say nothing of what is meant."""


class Verdict(StrEnum):
    """What the organiser said of two items."""

    SAME = "same"
    DIFFERENT = "different"
    UNDONE = "undone"


ORDINALS = {
    2: Text("Second time in the top ten"),
    3: Text("Third time in the top ten"),
    4: Text("Fourth time in the top ten"),
    5: Text("Fifth time in the top ten"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item of an edition as it was typed: the place it had, if it had one."""

    text: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTexts:
    """A forum that was held before the city used this program."""

    year: int
    title: str
    kind: Kind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One year's forum, held here (`number`) or typed in from the city's papers."""

    id: UUID
    year: int
    title: str
    kind: Kind
    language: str
    number: int | None = None
    starts_at: datetime | None = None
    version: int = 1

    @property
    def order(self) -> tuple[int, bool, float]:
        """What stands before what: by year, typed ones first, then by time."""
        return self.year, self.starts_at is not None, self.starts_at.timestamp() if self.starts_at else 0.0

    @property
    def path(self) -> str:
        """Its address inside the city."""
        return f"/forums/editions/{self.id}" if self.number is None else f"/forums/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An item in the list of its year; `rank` is None where nobody ranked it, or nobody may know yet."""

    entry_id: UUID
    number: int
    text: str
    edition: Edition
    rank: Rank | None = None
    for_school: bool = False

    @property
    def is_top(self) -> bool:
        """Whether it was among the ten; whoever shares the tenth place is in."""
        return self.rank is not None and self.rank.first <= TOP

    @property
    def path(self) -> str:
        """Where it is read inside the city."""
        if self.edition.number is None:
            return f"{self.edition.path}#item-{self.number}"
        return f"{self.edition.path}/shortlist/{self.number}"


@dataclass(frozen=True, slots=True)
class History:
    """An item with everything it is linked to, the earliest first."""

    entry_id: UUID
    occurrences: tuple[Occurrence, ...]

    @property
    def own(self) -> Occurrence:
        """The item itself."""
        return next(each for each in self.occurrences if each.entry_id == self.entry_id)

    @property
    def others(self) -> tuple[Occurrence, ...]:
        """The items of other lists."""
        return tuple(each for each in self.occurrences if each.entry_id != self.entry_id)

    @property
    def mark(self) -> Text | None:
        """“Third time in the top ten”, or None; a year counts once, and only forums of the item's own kind."""
        here = self.own.edition
        top = (each.edition for each in self.occurrences if each.is_top)
        years = {each.year for each in top if each.kind is here.kind and each.year <= here.year}
        if self.own.is_top:
            n = len(years)
            return None if n < 2 else ORDINALS.get(n, Text("In the top ten for the {n}th time", n=n))
        n = len(years - {here.year})
        return TextN("In the top ten {n} time before", "In the top ten {n} times before", n) if n else None


@dataclass(frozen=True, slots=True)
class LinkStep:
    """What was said of two items, when, and in which office."""

    pair: tuple[UUID, UUID]
    verdict: Verdict
    at: datetime
    office: str

    def other(self, entry_id: UUID) -> UUID:
        """The item that is not this one."""
        return self.pair[1] if self.pair[0] == entry_id else self.pair[0]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another list's item that may name the same problem; `likeness` from 0 to 1."""

    occurrence: Occurrence
    likeness: float


def in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """The pair as it is kept: a link has no direction."""
    return (one, other) if one < other else (other, one)


def verdict_issue(now: Verdict | None, wanted: Verdict) -> Text | None:
    """Why this cannot be said of two items, or None."""
    is_decided = now in (Verdict.SAME, Verdict.DIFFERENT)
    if wanted is Verdict.UNDONE:
        return None if is_decided else Text("There is nothing to take back.")
    return Text("This was decided already. Take it back first.") if is_decided else None


def chains(links: Iterable[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    """By item: every item it is linked to, directly or over others, itself too."""
    found: dict[UUID, frozenset[UUID]] = {}
    for one, other in links:
        together = found.get(one, frozenset({one})) | found.get(other, frozenset({other}))
        for each in together:
            found[each] = together
    return found


def stems(text: str) -> frozenset[str]:
    """The words of a folded text that say what it is about, without the endings of Czech and Norwegian cases."""
    return frozenset(_stem(word) for word in WORD.findall(text) if word not in COMMON)


def _stem(word: str) -> str:
    """Four or five letters at least stay: “hluku” meets “hluk”, “parkovani” and “parkovacich” meet in “parko”."""
    return word[: max(4, min(5, len(word) - 1), len(word) - 4)]


def likeness(one: str, other: str, trigrams: float) -> float:
    """How alike two folded texts are: common words of the shorter one, or trigrams, whichever says more."""
    mine, theirs = stems(one), stems(other)
    if not mine or not theirs:
        return trigrams
    few, many = sorted((mine, theirs), key=len)
    common = sum(any(a.startswith(b) or b.startswith(a) for b in many) for a in few)
    share = common / len(few)
    return max(trigrams, share * 0.9 if share >= SHARED else 0.0)


def word_query(text: str) -> str:
    """A folded text as a query of PostgreSQL's full text search (“simple”): any of its words, by their beginning."""
    return " | ".join(f"{stem}:*" for stem in sorted(stems(text)))


def lines_of(typed: str) -> tuple[Line, ...]:
    """What was typed, an item a line: “2–3. Parking”, or without a place."""
    return tuple(_line(part.strip()) for part in typed.splitlines() if part.strip())


def _line(typed: str) -> Line:
    match = RANKED.fullmatch(typed)
    if match is None:
        return Line(typed)
    first = int(match[1])
    return Line(match[3].strip(), first, int(match[2]) if match[2] else first)


def typed_lines(lines: Sequence[Line]) -> str:
    """The lines as they are typed."""
    return "\n".join(f"{place_of(line)}. {line.text}" if line.first else line.text for line in lines)


def place_of(line: Line) -> str:
    """“2–3”, or “” without a place."""
    if line.first is None or line.last is None:
        return ""
    return str(line.first) if line.first == line.last else f"{line.first}–{line.last}"


def edition_issue(texts: EditionTexts) -> Refused | None:
    """What is wrong with an edition, beside its field, or None."""
    if not FIRST_YEAR <= texts.year <= LAST_YEAR:
        return Refused(Text("Write a year from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR), "year")
    if not texts.title.strip():
        return Refused(Text("Please fill this in."), "title")
    if len(texts.title) > TITLE:
        return Refused(Text("At most {n} characters fit here.", n=TITLE), "title")
    if not texts.lines:
        return Refused(Text("Please fill this in."), "lines")
    if len(texts.lines) > MOST_ITEMS:
        return Refused(Text("At most {n} items fit here.", n=MOST_ITEMS), "lines")
    return next((issue for line in texts.lines if (issue := _line_issue(line))), None) or _twice(texts.lines)


def _line_issue(line: Line) -> Refused | None:
    if len(line.text) > ITEM:
        return Refused(Text("“{text}” has more than {n} characters.", text=line.text[:40], n=ITEM), "lines")
    if line.first is not None and line.last is not None and not 1 <= line.first <= line.last:
        return Refused(Text("“{text}”: this is no place.", text=line.text[:40]), "lines")
    return None


def _twice(lines: Sequence[Line]) -> Refused | None:
    seen: set[str] = set()
    for line in lines:
        if folded(line.text) in seen:
            return Refused(Text("“{text}” stands there twice.", text=line.text[:40]), "lines")
        seen.add(folded(line.text))
    return None


def best(found: Mapping[UUID, Sequence[Suggestion]]) -> dict[UUID, tuple[Suggestion, ...]]:
    """The most alike ones of each item, the latest first among equals."""
    return {
        key: tuple(sorted(each, key=lambda it: (-round(it.likeness, 2), *(-part for part in _when(it))))[:OFFERED])
        for key, each in found.items()
    }


def _when(suggestion: Suggestion) -> tuple[float, ...]:
    return tuple(float(part) for part in suggestion.occurrence.edition.order)
