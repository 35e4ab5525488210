"""Do the marked projects together stay within the money?

Knapsack voting. Legal if min_spend <= sum of costs <= limit, money in hundredths. Utility 1 each.
Source: Goel, Krishnaswamy, Sakshuwong, Aitamurto 2019, "Knapsack voting for participatory budgeting",
ACM Transactions on Economics and Computation 7(2).
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
from partnet_vote.tally.reasons import Amount, Reason


@dataclass(frozen=True, slots=True)
class Knapsack:
    """Marks of 1 on options whose costs sum to at most `limit` hundredths, at least `min_spend`."""

    kind: ClassVar[str] = "knapsack"

    limit: int
    min_spend: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        demand(self.limit > 0, "The limit of a knapsack ballot must be above zero.")
        demand(0 <= self.min_spend <= self.limit, "The least to spend must lie between zero and the limit.")
        demand(self.most is None or self.most >= 1, "The most marks must be at least 1.")

    def to_json(self) -> dict[str, Json]:
        """The name, the limit, the least to spend, the most marks or null."""
        return {
            "kind": self.kind,
            "limit": self.limit,
            "min_spend": self.min_spend,
            "max": self.most,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Knapsack:
        """The format read from its fields."""
        limit, least = fields.integer("limit"), fields.integer("min_spend")
        return fields.finish(cls(limit, least, fields.optional_integer("max")))

    def spent(self, marks: Marks, options: Options) -> int:
        """What the marked options cost together, in hundredths; unknown ones cost nothing."""
        return sum(options[option].cost or 0 for option in marks.values if option in options)

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, other marks than 1, too many marks, too much or too little money."""
        if not marks.values:
            return misplaced_star(marks)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *other_values(marks, frozenset({1})),
            *wrong_size(len(marks.values), 0, self.most),
            *self._wrong_sum(self.spent(marks, options)),
        )

    def _wrong_sum(self, spent: int) -> tuple[Reason, ...]:
        if spent > self.limit:
            return (
                Reason(
                    "{spent} spent, at most {limit} allowed: {over} too much",
                    spent=Amount(spent),
                    limit=Amount(self.limit),
                    over=Amount(spent - self.limit),
                ),
            )
        if spent < self.min_spend:
            return (
                Reason(
                    "{spent} spent, at least {least} needed",
                    spent=Amount(spent),
                    least=Amount(self.min_spend),
                ),
            )
        return ()

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Money spent and left, marks used."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_max=self.most,
            spent=self.spent(marks, options),
            budget=self.limit,
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """1 for each marked option."""
        return marks.values
