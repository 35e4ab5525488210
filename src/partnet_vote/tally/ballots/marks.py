"""What did one voter mark?

`Marks` are the marks of one contest, `Ballot` those of a whole ballot of one style. Both have exactly
one spelling: zeros and empty contests are left out, keys are sorted, numbers are integers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from partnet_vote.tally.ballots.spelling import LARGEST_MARK, STYLES, MarksAsWritten, as_written
from partnet_vote.tally.canonical import Json, canonical_text
from partnet_vote.tally.reading import Fields, read_object
from partnet_vote.tally.reasons import Malformed, Reason

LONGEST_BALLOT = 4096
"""Bytes of UTF-8 a ballot may have."""
LONGEST_OWN_ITEM = 300


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one contest: option id → whole number (what it means, the ballot format says).

    A mark of 0 is no mark and falls away. `star` is the favourite's option id; `own_items` are write-ins,
    carried and never counted.
    """

    values: Mapping[str, int] = field(default_factory=dict[str, int])
    star: str | None = None
    own_items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for option, mark in self.values.items():
            if type(mark) is not int or not -LARGEST_MARK <= mark <= LARGEST_MARK:
                raise Malformed(Reason("The mark of option {id} is not a number.", id=option[:60]))
        kept = {option: mark for option, mark in sorted(self.values.items()) if mark}
        object.__setattr__(self, "values", MappingProxyType(kept))
        own = sorted(plain for item in self.own_items if (plain := _plain(item))) if self.own_items else ()
        object.__setattr__(self, "own_items", tuple(own))

    def __hash__(self) -> int:
        return hash((tuple(self.values.items()), self.star, self.own_items))

    def __reduce__(self) -> tuple[type[Marks], tuple[dict[str, int], str | None, tuple[str, ...]]]:
        return Marks, (dict(self.values), self.star, self.own_items)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was marked or written."""
        return not self.values and self.star is None and not self.own_items

    @property
    def values_and_star(self) -> Marks:
        """The marks without write-ins: all that the count looks at."""
        return Marks(self.values, self.star) if self.own_items else self

    def to_json(self) -> dict[str, Json]:
        """The marks as JSON; what is empty is left out."""
        body: dict[str, Json] = {}
        if self.values:
            body["marks"] = dict(self.values)
        if self.star is not None:
            body["star"] = self.star
        if self.own_items:
            body["own"] = list(self.own_items)
        return body

    @classmethod
    def of_written(cls, written: MarksAsWritten) -> Marks | None:
        """The marks as they were written; None if they have another spelling, such as without zeros."""
        own = tuple(written.own)
        marks = cls(written.marks, written.star, own)
        is_same = len(marks.values) == len(written.marks) and marks.own_items == own
        return marks if is_same and not marks.is_empty else None

    @classmethod
    def from_json(cls, value: object) -> Marks:
        """The marks written as JSON; `Malformed` in words."""
        fields = Fields(value, "The marks of a contest")
        values = fields.integers("marks") if fields.has("marks") else {}
        star = fields.text("star") if fields.has("star") else None
        own = fields.texts("own") if fields.has("own") else ()
        return fields.finish(cls(values, star, own))


@dataclass(frozen=True, slots=True)
class Ballot:
    """A whole ballot: its style and the marks of each contest by contest id. Knows no voter, no time."""

    style: int
    contests: Mapping[str, Marks] = field(default_factory=dict[str, Marks])

    def __post_init__(self) -> None:
        if type(self.style) is not int or self.style not in STYLES:
            raise Malformed(Reason("A ballot style is a number from 1 to 255."))
        kept = {name: marks for name, marks in sorted(self.contests.items()) if not marks.is_empty}
        object.__setattr__(self, "contests", MappingProxyType(kept))

    def __hash__(self) -> int:
        return hash((self.style, tuple(self.contests.items())))

    def __reduce__(self) -> tuple[type[Ballot], tuple[int, dict[str, Marks]]]:
        return Ballot, (self.style, dict(self.contests))

    def marks(self, contest: str) -> Marks:
        """The marks of a contest, empty ones if the voter left it out."""
        return self.contests.get(contest, NO_MARKS)

    def without_own_items(self) -> Ballot:
        """The ballot as published: write-ins are taken off, for they may name people or their writer."""
        return Ballot(self.style, {name: marks.values_and_star for name, marks in self.contests.items()})

    def canonical(self) -> str:
        """The one spelling of the ballot, in compact JSON with sorted keys."""
        contests: dict[str, Json] = {name: marks.to_json() for name, marks in self.contests.items()}
        return canonical_text({"contests": contests, "style": self.style})

    @classmethod
    def parse(cls, text: str) -> Ballot:
        """The ballot written in `text`; `Malformed` unless it is its one canonical spelling."""
        if len(text.encode("utf-8", "surrogatepass")) > LONGEST_BALLOT:
            raise Malformed(Reason("The ballot is longer than {max} bytes.", max=LONGEST_BALLOT))
        return cls._at_once(text) or cls._with_reasons(text)

    @classmethod
    def _at_once(cls, text: str) -> Ballot | None:
        """The ballot in a fourth of the time, if nothing is wrong with its text; None tells nothing."""
        written = as_written(text)
        if written is None:
            return None
        contests: dict[str, Marks] = {}
        for name, marks in written.contests.items():
            read = Marks.of_written(marks)
            if read is None:
                return None
            contests[name] = read
        return cls(written.style, contests)

    @classmethod
    def _with_reasons(cls, text: str) -> Ballot:
        fields = read_object(text, "The ballot")
        style = fields.integer("style")
        contests = {name: Marks.from_json(value) for name, value in fields.mapping("contests").items()}
        ballot = fields.finish(cls(style, contests))
        if ballot.canonical() != text:
            raise Malformed(Reason("The ballot is not written in its canonical spelling."))
        return ballot


def _plain(item: str) -> str:
    """A write-in in one spelling: composed (NFC), spaces single, at most 300 characters."""
    text = " ".join(unicodedata.normalize("NFC", item).split())
    if len(text) > LONGEST_OWN_ITEM:
        raise Malformed(Reason("An own item may have at most {max} characters.", max=LONGEST_OWN_ITEM))
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise Malformed(Reason("An own item holds a control character."))
    return text


NO_MARKS = Marks()
