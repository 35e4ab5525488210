"""Are between min and max options marked, each once?

k-approval. Legal if min <= marks <= max. Utility 1 each.
Source: Rey and Maly 2023, arXiv 2303.00621, section 2; Pabulib min_length, max_length.
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
    wrong_size,
)
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Reason


@dataclass(frozen=True, slots=True)
class Approval:
    """Marks of 1 on at least `fewest` and at most `most` options."""

    kind: ClassVar[str] = "approval"

    fewest: int
    most: int

    def __post_init__(self) -> None:
        demand(1 <= self.fewest <= self.most, "The fewest marks must be at least 1 and not above the most.")

    def to_json(self) -> dict[str, Json]:
        """The name and both limits."""
        return {"kind": self.kind, "min": self.fewest, "max": self.most}

    @classmethod
    def from_json(cls, fields: Fields) -> Approval:
        """The format read from its fields."""
        return fields.finish(cls(fields.integer("min"), fields.integer("max")))

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, other marks than 1, too few or too many."""
        if not marks.values:
            return misplaced_star(marks)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *other_values(marks, frozenset({1})),
            *wrong_size(len(marks.values), self.fewest, self.most),
        )

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Marks used and left."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=self.fewest,
            marks_max=self.most,
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """1 for each marked option."""
        return marks.values
