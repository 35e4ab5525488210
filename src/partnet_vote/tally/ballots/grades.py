"""Does each option carry one of the declared grades?

Graded ballot for majority judgement. A mark is a grade: 1 is the worst of `labels`, len(labels) the best.
Legal if every grade is known and, where `every_option` is asked, no option is left ungraded. An option
that is left ungraded counts as the worst grade. Utility: the grade.
Source: Balinski and Laraki 2010, "Majority Judgment", MIT Press; Paris, budget participatif since 2021.
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
    unknown_options,
)
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Reason, counted


@dataclass(frozen=True, slots=True)
class Grades:
    """One grade an option, `labels` from the worst to the best."""

    kind: ClassVar[str] = "grades"

    labels: tuple[str, ...]
    every_option: bool = False

    def __post_init__(self) -> None:
        demand(2 <= len(self.labels) <= 20, "There must be from 2 to 20 grades.")
        demand(all(self.labels) and len(set(self.labels)) == len(self.labels), "Each grade needs a name of its own.")

    def to_json(self) -> dict[str, Json]:
        """The name, the grades from worst to best, whether every option needs one."""
        return {"kind": self.kind, "labels": list(self.labels), "every_option": self.every_option}

    @classmethod
    def from_json(cls, fields: Fields) -> Grades:
        """The format read from its fields."""
        return fields.finish(cls(fields.texts("labels"), fields.flag("every_option")))

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, unknown grades, options left ungraded."""
        if not marks.values:
            return misplaced_star(marks)
        best = len(self.labels)
        unknown = tuple(
            Reason("Option {id}: grade {grade} is not one of 1 to {best}", id=option[:60], grade=grade, best=best)
            for option, grade in marks.values.items()
            if not 1 <= grade <= best
        )
        ungraded = sum(option not in marks.values for option in options) if self.every_option else 0
        missing = counted("{n} option has no grade", "{n} options have no grade", ungraded)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *unknown,
            *((missing,) if ungraded else ()),
        )

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Options graded and left."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=len(options) if self.every_option else 1,
            marks_max=len(options),
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """The grade of each option."""
        return marks.values
