"""Is one option marked, and no more?

Single choice ("choose-1"): legal if at most one option is marked; its utility is 1.
Source: Pabulib format (Stolicki, Szufa, Talmon 2020, arXiv 2012.06539), vote type choose-1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.tally.ballots.legality import (
    Options,
    Summary,
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
class SingleChoice:
    """One option, marked with 1."""

    kind: ClassVar[str] = "single-choice"

    def to_json(self) -> dict[str, Json]:
        """The name alone: there are no parameters."""
        return {"kind": self.kind}

    @classmethod
    def from_json(cls, fields: Fields) -> SingleChoice:
        """The format read from its fields."""
        return fields.finish(cls())

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, other marks than 1, more than one mark."""
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *other_values(marks, frozenset({1})),
            *wrong_size(len(marks.values), 0, 1),
        )

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Marks used and left."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=1,
            marks_max=1,
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """1 for the marked option."""
        return marks.values
