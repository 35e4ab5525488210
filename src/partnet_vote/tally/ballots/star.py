"""Is at most one of the marked options starred as the favourite?

A starred favourite on top of an approval or knapsack ballot: the star must stand on a marked option and
multiplies its utility (Reykjavík: twice). The star is optional unless `required`.
Source: Reykjavík, Hverfið mitt, published rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import Options, Summary, demand
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Malformed, Reason


@dataclass(frozen=True, slots=True)
class Starred:
    """An approval or knapsack ballot whose favourite counts `times` as much."""

    kind: ClassVar[str] = "star"

    base: Approval | Knapsack
    times: int = 2
    required: bool = False

    def __post_init__(self) -> None:
        demand(2 <= self.times <= 10, "A star must count from 2 to 10 times.")

    def to_json(self) -> dict[str, Json]:
        """The name, the ballot below, how often the star counts, whether it must be given."""
        return {
            "kind": self.kind,
            "base": self.base.to_json(),
            "times": self.times,
            "required": self.required,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Starred:
        """The format read from its fields."""
        inner = Fields(fields.mapping("base"), "The ballot below the star")
        kind = inner.text("kind")
        if kind == Approval.kind:
            base: Approval | Knapsack = Approval.from_json(inner)
        elif kind == Knapsack.kind:
            base = Knapsack.from_json(inner)
        else:
            raise Malformed(Reason("A star belongs on an approval or a knapsack ballot."))
        return fields.finish(cls(base, fields.integer("times"), fields.flag("required")))

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """What the ballot below refuses, a star on no marked option, a missing star."""
        below = self.base.illegalities(replace(marks, star=None), options)
        if marks.star is None:
            missing = self.required and bool(marks.values)
            return (*below, Reason("The favourite is not starred")) if missing else below
        if marks.star not in marks.values:
            return (*below, Reason("The star must stand on a marked option"))
        return below

    def summary(self, marks: Marks, options: Options) -> Summary:
        """The bar of the ballot below, and the star."""
        below = self.base.summary(replace(marks, star=None), options)
        reasons = self.illegalities(marks, options)
        return replace(below, reasons=reasons, star=marks.star)

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """1 for each marked option, `times` for the favourite."""
        return {option: self.times if option == marks.star else mark for option, mark in marks.values.items()}
