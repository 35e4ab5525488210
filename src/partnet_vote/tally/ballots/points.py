"""Are the points given within the sum, the maximum per item and the fewest items?

Cumulative voting. Legal if every mark is at least 1 and at most per_item, the sum is at most total (equal
to it where all must be used), on at least min_items options (Aarau: 10 points on 3 or more). Points stack
on one item up to per_item; per_item = 1 forbids stacking. Utility: the points.
Source: Skowron, Slinko, Szufa, Talmon 2020, arXiv 2009.02690; Pabulib vote type cumulative.
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
class Points:
    """`total` points over options, at most `per_item` on one, on at least `min_items` of them."""

    kind: ClassVar[str] = "points"

    total: int
    per_item: int
    min_items: int = 1
    must_use_all: bool = False

    def __post_init__(self) -> None:
        demand(
            1 <= self.per_item <= self.total <= 1000,
            "The points of one item must be at least 1 and not above the sum (at most 1000).",
        )
        demand(1 <= self.min_items <= self.total, "The fewest items must be at least 1 and not above the points.")

    @property
    def stacks(self) -> bool:
        """Whether one option may get more than one point."""
        return self.per_item > 1

    def to_json(self) -> dict[str, Json]:
        """The name and the four parameters."""
        return {
            "kind": self.kind,
            "total": self.total,
            "per_item": self.per_item,
            "min_items": self.min_items,
            "must_use_all": self.must_use_all,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Points:
        """The format read from its fields."""
        return fields.finish(
            cls(
                fields.integer("total"),
                fields.integer("per_item"),
                fields.integer("min_items"),
                fields.flag("must_use_all"),
            )
        )

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, points below 1 or above the maximum, a wrong sum, too few items."""
        if not marks.values:
            return misplaced_star(marks)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *self._wrong_items(marks, options),
            *self._wrong_sum(sum(marks.values.values())),
            *self._too_few_items(len(marks.values)),
        )

    def _wrong_items(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        reasons: list[Reason] = []
        for option, points in marks.values.items():
            title = options[option].title if option in options else option[:60]
            if points < 1:
                reasons.append(Reason("{title}: points cannot be negative", title=title))
            elif points > self.per_item:
                reasons.append(
                    counted(
                        "{title}: {n} point, at most {max} allowed",
                        "{title}: {n} points, at most {max} allowed",
                        points,
                        title=title,
                        max=self.per_item,
                    )
                )
        return tuple(reasons)

    def _wrong_sum(self, given: int) -> tuple[Reason, ...]:
        if given > self.total:
            return (
                counted(
                    "{n} point given, at most {max} allowed",
                    "{n} points given, at most {max} allowed",
                    given,
                    max=self.total,
                ),
            )
        if self.must_use_all and given < self.total:
            return (
                counted(
                    "{n} point given, all {total} must be used",
                    "{n} points given, all {total} must be used",
                    given,
                    total=self.total,
                ),
            )
        return ()

    def _too_few_items(self, items: int) -> tuple[Reason, ...]:
        if items >= self.min_items:
            return ()
        return (
            counted(
                "Points on {n} item, at least {min} items needed",
                "Points on {n} items, at least {min} items needed",
                items,
                min=self.min_items,
            ),
        )

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Points given and left, items marked."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=self.min_items,
            points=sum(marks.values.values()),
            points_max=self.total,
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """The points of each option."""
        return marks.values
