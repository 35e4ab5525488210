# pyright: strict
"""What is an opinion poll as a city types it in, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

SOURCE, METHOD = 200, 2000
"""The most characters of each text."""
MOST_SAMPLE = 1_000_000
FEWEST_ITEMS = 2
HUNDREDTHS = 100
"""Percentages have two decimals at most."""


class Measure(StrEnum):
    """What the poll's report says of each item."""

    RANKS = "ranks"
    PERCENTAGES = "percentages"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTexts:
    """A poll's report: who asked whom, when and how; `numbers` by number of the item on the shortlist."""

    source: str
    taken_on: date
    sample: int
    method: str
    measure: Measure
    numbers: Mapping[int, Fraction]

    def votes(self) -> dict[int, Fraction]:
        """Numbers of which more is better: percentages as they are, ranks turned round."""
        if self.measure is Measure.PERCENTAGES:
            return dict(self.numbers)
        last = max(self.numbers.values(), default=Fraction(0))
        return {item: last + 1 - rank for item, rank in self.numbers.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll(PollTexts):
    """A poll as typed in; number 1 is the first, a higher one corrects those before it for `reason`."""

    number: int
    at: datetime
    office: str
    reason: str


def read_number(typed: str) -> Fraction | None:
    """A number as people type it, “12,5”, “12.5 %” or “2.”; None if it is none."""
    plain = typed.replace("\N{NO-BREAK SPACE}", " ").strip().rstrip("%").strip().replace(",", ".")
    whole, _, part = plain.partition(".")
    if not whole.isdecimal() or not whole.isascii() or len(whole) > 6 or (part and not part.isdecimal()):
        return None
    return Fraction(plain.rstrip("."))


def poll_issue(poll: PollTexts, shortlist: Mapping[int, object], today: date) -> Refused | None:
    """What is wrong with a poll, beside its field, or None."""
    if not poll.source.strip() or not poll.method.strip():
        return Refused(Text("Please fill this in."), "method" if poll.source.strip() else "source")
    if poll.taken_on > today:
        return Refused(Text("This day is still to come."), "taken_on")
    if not 1 <= poll.sample <= MOST_SAMPLE:
        return Refused(Text("Write a number from {least} to {n}.", least=1, n=MOST_SAMPLE), "sample")
    if len(poll.numbers) < FEWEST_ITEMS or set(poll.numbers) - set(shortlist):
        return Refused(Text("Write the numbers of at least {n} items.", n=FEWEST_ITEMS), "numbers")
    return _ranks_issue(poll.numbers) if poll.measure is Measure.RANKS else _shares_issue(poll.numbers)


def _ranks_issue(numbers: Mapping[int, Fraction]) -> Refused | None:
    if any(rank.denominator != 1 or not 1 <= rank <= len(numbers) for rank in numbers.values()):
        return Refused(
            Text("Ranks are whole numbers from 1 to {n}: so many items have one.", n=len(numbers)), "numbers"
        )
    if 1 not in numbers.values():
        return Refused(Text("No item has rank 1."), "numbers")
    return None


def _shares_issue(numbers: Mapping[int, Fraction]) -> Refused | None:
    if any(not 0 <= share <= 100 or HUNDREDTHS % share.denominator for share in numbers.values()):
        return Refused(Text("Percentages lie between 0 and 100 and have two decimals at most."), "numbers")
    return None
