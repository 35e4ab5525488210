"""Are the plus and minus marks within what the plus marks allow?

D21 – Janeček method: +1 for, -1 against, one mark an option. Legal if plus_min <= plus <= plus_max,
minus <= minus_max, no minus before plus_before_minus plus marks (Hustopeče: four), and at least
plus_per_minus plus marks for each minus (Cheb: two). Utility +1 and -1.
Source: D21 – Janeček method (Institute H21); the rules as Czech cities published them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.tally.ballots.legality import (
    Options,
    Summary,
    demand,
    misplaced_star,
    other_values,
    unknown_options,
)
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Reason, counted


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """Up to `plus_max` plus and `minus_max` minus marks, each minus earned by plus marks."""

    kind: ClassVar[str] = "plus-minus"

    plus_max: int
    minus_max: int
    plus_min: int = 0
    plus_before_minus: int = 0
    plus_per_minus: int = 0

    def __post_init__(self) -> None:
        demand(self.plus_max >= 1, "At least one plus mark must be allowed.")
        demand(0 <= self.plus_min <= self.plus_max, "The fewest plus marks must lie between zero and the most.")
        demand(self.minus_max >= 0, "The most minus marks cannot be negative.")
        demand(
            0 <= self.plus_before_minus <= self.plus_max,
            "The plus marks before a minus must lie between zero and the most.",
        )
        demand(
            0 <= self.plus_per_minus <= self.plus_max,
            "The plus marks for each minus must lie between zero and the most.",
        )

    def to_json(self) -> dict[str, Json]:
        """The name and the five parameters."""
        return {
            "kind": self.kind,
            "plus_max": self.plus_max,
            "minus_max": self.minus_max,
            "plus_min": self.plus_min,
            "plus_before_minus": self.plus_before_minus,
            "plus_per_minus": self.plus_per_minus,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PlusMinus:
        """The format read from its fields."""
        names = ("plus_max", "minus_max", "plus_min", "plus_before_minus", "plus_per_minus")
        return fields.finish(cls(*(fields.integer(name) for name in names)))

    def allowed_minus(self, plus: int) -> int:
        """How many minus marks this many plus marks allow."""
        if plus < self.plus_before_minus:
            return 0
        earned = plus // self.plus_per_minus if self.plus_per_minus else self.minus_max
        return min(self.minus_max, earned)

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, other marks than +1 and -1, too many, or a minus not earned."""
        if not marks.values:
            return misplaced_star(marks)
        plus, minus = _sides(marks)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *other_values(marks, frozenset({1, -1})),
            *self._wrong_plus(plus),
            *self._wrong_minus(plus, minus),
        )

    def _wrong_plus(self, plus: int) -> tuple[Reason, ...]:
        if plus > self.plus_max:
            return (
                counted("{n} plus, at most {max} allowed", "{n} plus, at most {max} allowed", plus, max=self.plus_max),
            )
        if plus < self.plus_min:
            return (
                counted("{n} plus, at least {min} needed", "{n} plus, at least {min} needed", plus, min=self.plus_min),
            )
        return ()

    def _wrong_minus(self, plus: int, minus: int) -> tuple[Reason, ...]:
        if minus > self.minus_max:
            return (
                counted(
                    "{n} minus, at most {max} allowed", "{n} minus, at most {max} allowed", minus, max=self.minus_max
                ),
            )
        if minus and plus < self.plus_before_minus:
            return (
                counted(
                    "A minus needs at least {min} plus, here is {n}",
                    "A minus needs at least {min} plus, here are {n}",
                    plus,
                    min=self.plus_before_minus,
                ),
            )
        if minus > self.allowed_minus(plus):
            return (
                Reason(
                    "{minus} minus need {needed} plus, here are {plus}",
                    minus=minus,
                    plus=plus,
                    needed=minus * self.plus_per_minus,
                ),
            )
        return ()

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Plus and minus marks used; the minus marks that the plus marks allow now."""
        plus, minus = _sides(marks)
        return Summary(
            plus + minus,
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=self.plus_min or None,
            plus=plus,
            plus_max=self.plus_max,
            minus=minus,
            minus_max=self.allowed_minus(plus),
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """+1 and -1."""
        return marks.values


def _sides(marks: Marks) -> tuple[int, int]:
    """How many options are marked with plus and with minus."""
    plus = sum(mark > 0 for mark in marks.values.values())
    return plus, len(marks.values) - plus
