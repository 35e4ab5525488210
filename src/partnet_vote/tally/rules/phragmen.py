"""Sequential Phragmén: money flows to all voters at one speed, and supporters buy a project as soon as they can.

A voter of weight w earns w a unit of time and holds w (t - t_i), t_i being the time she last paid (all she
had). Project p is bought at the time t_p with  sum_i w_i (t_p - t_i) = c_p  over its supporters, the earliest
first. The rule stops as soon as a project that could be bought does not fit into the budget any more
(or passes over it, `skip_unaffordable`). Projects dearer than the whole budget, and those without
supporters, take no part.

Brill, Freeman, Janson, Lackner 2017; for budgets Los, Christoff, Grossi, IJCAI 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from operator import mul

import numpy as np

from partnet_vote.tally.outcome import Decision, Outcome, Round
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.shares.market import FloatArray
from partnet_vote.tally.standing import Limits, standing
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import scores, supporters
from partnet_vote.tally.values import IntArray, Profile

CLEAR = 1e-9
"""Float times further apart than this (relative) are truly different."""


def count(profile: Profile, spec: RuleSpec) -> Outcome:
    """Sequential Phragmén on every positive mark."""
    ties = TieBreaker(profile, spec)
    stand, barred = standing(profile, spec)
    flow = Flow(profile, spec, stand, ties)
    flow.run()
    return Outcome(
        winners=tuple(profile.ids[project] for project in flow.bought),
        total_cost=sum(profile.costs[project] for project in flow.bought),
        budget=profile.budget,
        spec=spec,
        scores=tuple(zip(profile.ids, scores(profile, "cardinality"), strict=True)),
        ties=ties.met,
        rounds=(*barred, *flow.rounds),
        certificate="float times corrected by exact ones every round",
    )


class Flow:
    """The flow of money: float times for the search, exact times wherever two are close."""

    def __init__(self, profile: Profile, spec: RuleSpec, stand: Sequence[int], ties: TieBreaker) -> None:
        self._profile = profile
        self._spec = spec
        self._ties = ties
        self._limits = Limits(profile, spec)
        self._rows = supporters(profile, "cardinality")
        marked = profile.points > 0
        self._marked = None if marked.all() else marked
        self._costs = np.array(profile.costs, dtype=np.float64)
        self._weight: FloatArray = profile.plus.astype(np.float64)
        self._paid_at: IntArray = np.zeros(len(profile.weights), dtype=np.int64)
        """Per ballot the number of the purchase it last paid for; 0 is the start."""
        self._spent: FloatArray = np.zeros(len(profile.projects))
        """Per project, sum_i w_i t_i over its supporters."""
        self._times = ExactTimes()
        self._open = {p for p in stand if profile.plus[p] > 0 and profile.costs[p] <= profile.budget}
        self.left = profile.budget
        self.bought: list[int] = []
        self.rounds: list[Round] = []

    def run(self) -> None:
        """Buy until the rule stops."""
        while self._open:
            tied = self._earliest()
            unfit = [project for project in tied if self._profile.costs[project] > self.left]
            if unfit and not self._spec.skip_unaffordable:
                self._note(self._ties.first(unfit), "stopped")
                return
            for project in unfit:
                self._note(project, "skipped")
            fitting = [project for project in tied if project not in unfit]
            if fitting:
                self._buy(self._ties.first(fitting))

    def _earliest(self) -> list[int]:
        """The projects that can be paid first; where several are close, by exact times."""
        candidates = np.array(sorted(self._open), dtype=np.int64)
        times = (self._costs[candidates] + self._spent[candidates]) / self._weight[candidates]
        close = candidates[times <= times.min() * (1 + CLEAR)].tolist()
        if len(close) == 1:
            return close
        exact = {project: self._times.next(*self._equation(project)) for project in close}
        least = min(exact.values())
        return [project for project in close if exact[project] == least]

    def _equation(self, project: int) -> tuple[int, list[int], int]:
        """Cost, weight of the supporters by their last purchase, weight of all supporters."""
        rows = slice(self._rows.bounds[project], self._rows.bounds[project + 1])
        ballots = self._rows.ballots[rows]
        weights = np.bincount(self._paid_at[ballots], self._rows.weights[rows], len(self.bought) + 1)
        counts = weights.astype(np.int64).tolist()
        return self._profile.costs[project], counts, int(self._profile.plus[project])

    def _buy(self, project: int) -> None:
        barred = self._limits.why_not(project)
        if barred is not None:
            self._note(project, barred)
            return
        self._times.append(*self._equation(project))
        self.left -= self._profile.costs[project]
        self.bought.append(project)
        self._limits.take(project)
        self._note(project, "funded", self._times.fraction(-1) * self._profile.weight_scale)
        self._reset(project)

    def _reset(self, project: int) -> None:
        """All supporters have paid now: their t_i becomes this time, in every project they support."""
        rows = slice(self._rows.bounds[project], self._rows.bounds[project + 1])
        ballots = self._rows.ballots[rows]
        times = np.array(self._times.floats())
        gain = self._rows.weights[rows] * (times[-1] - times[self._paid_at[ballots]])
        self._paid_at[ballots] = len(self.bought)
        starts = self._profile.starts
        lengths = starts[ballots + 1] - starts[ballots]
        ends = np.cumsum(lengths)
        position = np.repeat(starts[ballots] - ends + lengths, lengths) + np.arange(ends[-1], dtype=np.int64)
        spread = np.repeat(gain, lengths)
        if self._marked is not None:
            spread *= self._marked[position]
        self._spent += np.bincount(self._profile.items[position], spread, len(self._spent))

    def _note(self, project: int, decision: Decision, time: Fraction | None = None) -> None:
        self._open.discard(project)
        one = self._profile.projects[project]
        self.rounds.append(Round(one.id, decision, one.cost, self.left, price=time))


class ExactTimes:
    """Purchase times as integers over one denominator; t_0 = 0 is the start."""

    def __init__(self) -> None:
        self._denominator = 1
        self._numerators = [0]

    def next(self, cost: int, weights: Sequence[int], total: int) -> Fraction:
        """(cost + sum of weight x time of last purchase) / total weight."""
        return Fraction(self._sum(cost, weights), self._denominator * total)

    def append(self, cost: int, weights: Sequence[int], total: int) -> None:
        """Fix the time of the next purchase."""
        numerator = self._sum(cost, weights)
        common = gcd(numerator, total)
        factor, numerator = total // common, numerator // common
        self._denominator *= factor
        self._numerators = [each * factor for each in self._numerators]
        self._numerators.append(numerator)

    def fraction(self, position: int) -> Fraction:
        """One exact time, in hundredths per scaled unit of weight."""
        return Fraction(self._numerators[position], self._denominator)

    def floats(self) -> list[float]:
        """All times, each correctly rounded."""
        return [each / self._denominator for each in self._numerators]

    def _sum(self, cost: int, weights: Sequence[int]) -> int:
        return cost * self._denominator + sum(map(mul, weights, self._numerators))
