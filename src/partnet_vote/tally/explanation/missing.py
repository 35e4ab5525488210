"""How many more votes would a project have needed, where only the scores decide?

Greedy, density and top K see of the ballots no more than each project's score and number of votes. So two ballots a
project, weighted to give both, count alike, and in no time: the number is found by counting again, halving the
distance. More votes never hurt a project under these rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from partnet_vote.tally.collapse import LARGEST, sum_by
from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.values import MissingVotes
from partnet_vote.tally.rule_spec import RuleSpec, Utility
from partnet_vote.tally.utilities import marks
from partnet_vote.tally.values import IntArray, Profile

STAND_IN: dict[Utility, Utility] = {"borda": "points", "borda-pabutools": "points"}
OF_VOTES: tuple[Utility, ...] = ("cardinality", "cost")


class Ladder:
    """The projects with their scores and votes, ready to be counted with one score raised."""

    def __init__(self, profile: Profile, spec: RuleSpec) -> None:
        self._profile = profile
        self._spec = replace(spec, utility=STAND_IN.get(spec.utility, spec.utility))
        plus_and_minus = spec.utility == "net" and bool((np.abs(profile.points) == 1).all())
        self._counts_votes = spec.utility in OF_VOTES or plus_and_minus
        self._scale = profile.weight_scale
        values = marks(profile, spec.utility)
        self._plus = self._sums(np.maximum(values, 0))
        self._minus = self._sums(np.maximum(-profile.points, 0))
        self._all = sum(self._plus) + sum(self._minus)
        # A tie that the number of votes settles depends on how many voters the further points come from.
        self._exact = self._counts_votes or "more-votes" not in spec.ties
        # A threshold relative to all voters is not seen in the scores.
        self._apt = spec.threshold_cost_share is None

    def _sums(self, values: IntArray) -> list[int]:
        weights = self._profile.weights[self._profile.owners]
        return sum_by(self._profile.items, weights * values, len(self._profile.projects)).tolist()

    def missing(self, project: int) -> MissingVotes | None:
        """The fewest votes or points that fund it; None where none would, or the rule sees more than scores."""
        most = self._most(project)
        if self._all + most * self._scale >= LARGEST:
            return None  # so many that they could not be counted
        if not self._apt or not self._funds(project, most):
            return None
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._funds(project, middle) else (middle, high)
        return MissingVotes(high, "votes" if self._counts_votes else "points", self._exact)

    def _most(self, project: int) -> int:
        """Enough to stand before every other project and to pass the threshold."""
        least = (self._spec.threshold or 0) + self._minus[project] // self._scale + 1
        best = Fraction(max(self._plus))
        if self._spec.rule == "density":
            costs = self._profile.costs
            pairs = zip(self._plus, costs, strict=True)
            best = max((Fraction(plus, cost) for plus, cost in pairs if cost), default=Fraction(0)) * costs[project]
        return least + int(best / self._scale) + 1

    def _funds(self, project: int, more: int) -> bool:
        plus, votes = self._raised(project, more)
        return self._profile.ids[project] in self._winners(plus, votes)

    def winners_after(self, gains: int, loses: int, points: int, voters: int) -> tuple[str, ...]:
        """Who wins if one project's score gains, and another's loses, the scaled points of some (scaled) voters."""
        plus, votes = list(self._plus), self._profile.plus.tolist()
        for sums, moved in ((plus, points), (votes, voters)):
            sums[gains] += moved
            sums[loses] -= moved
        return self._winners(plus, votes)

    def _raised(self, project: int, more: int) -> tuple[list[int], list[int]]:
        plus, votes = list(self._plus), self._profile.plus.tolist()
        plus[project] += more * self._scale
        votes[project] = plus[project] if self._counts_votes else max(votes[project], 1)
        return plus, votes

    def _winners(self, plus: Sequence[int], votes: Sequence[int]) -> tuple[str, ...]:
        """Count ballots that give every project this score and these votes."""
        rows = _ballots(plus, votes, 1) + _ballots(self._minus, self._profile.minus.tolist(), -1)
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        stand_in = Profile(
            self._profile.projects,
            self._profile.budget,
            np.arange(len(table) + 1, dtype=np.int64),
            table[:, 0],
            table[:, 1],
            table[:, 2],
            np.ones(len(table), dtype=np.int64),
            self._scale,
        )
        return count(stand_in, self._spec).winners


def _ballots(sums: Sequence[int], votes: Sequence[int], sign: int) -> list[tuple[int, int, int]]:
    """(project, points, weight): all votes but one unit give one point, that one the rest of the score."""
    rows: list[tuple[int, int, int]] = []
    for project, (total, number) in enumerate(zip(sums, votes, strict=True)):
        if total > number > 1:
            rows += [(project, sign, number - 1), (project, sign * (total - number + 1), 1)]
        elif total:
            rows.append((project, sign, total) if total <= number else (project, sign * total, 1))
    return rows
