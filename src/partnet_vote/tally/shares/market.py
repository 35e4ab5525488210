"""What stays the same over all runs of equal shares on one profile?"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.utilities import Supporters, factors, marks, supporters
from partnet_vote.tally.values import IntArray, Profile

FloatArray = NDArray[np.float64]
Row = tuple[IntArray, FloatArray, FloatArray | None, FloatArray, float]
"""Supporters of a project: ballots, weights, marks (None: all 1), weights x marks, their sum."""


class Market:
    """Projects for sale with their supporters, and each ballot's marks.

    Money is in hundredths per *scaled* unit of weight (1/weight_scale of a voter), so that all weights
    are whole numbers; `scale` converts to money of a voter of weight 1.
    """

    def __init__(self, profile: Profile, spec: RuleSpec, projects: list[int]) -> None:
        self.profile = profile
        self.spec = spec
        self.costs = profile.costs
        self.factors = factors(profile, spec.utility)
        self.scale = profile.weight_scale
        self.weights = profile.weights
        self.total_weight = profile.scaled_weight
        self.marks = marks(profile, spec.utility)
        found = supporters(profile, spec.utility)
        self.rows = {p: _row(found, p) for p in projects if found.bounds[p] < found.bounds[p + 1]}
        self.free = [p for p in self.rows if self.costs[p] == 0]
        self.on_sale = [p for p in self.rows if self.costs[p] > 0]
        self.largest_mark = float(found.marks.max()) if len(found.marks) else 1.0

    def equal_share(self) -> Fraction:
        """The budget divided by the total weight: what one scaled unit of weight holds at the start.

        With an integral start, what a voter of weight 1 holds is rounded down to whole increments.
        """
        share = Fraction(self.profile.budget, self.total_weight)
        if not self.spec.integral_start:
            return share
        step = Fraction(self.spec.increment, self.scale)
        return share // step * step

    def paid_marks(self, ballots: IntArray, round_of: IntArray, rounds: int) -> tuple[int, list[int]]:
        """Total weight of some ballots, and their weighted marks for the project funded in each round."""
        starts = self.profile.starts
        begin = starts[ballots]
        lengths = starts[ballots + 1] - begin
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        position = np.repeat(begin - ends + lengths, lengths) + np.arange(total, dtype=np.int64)
        bought = round_of[self.profile.items[position]]
        weights = self.weights[ballots]
        weighted = np.repeat(weights, lengths) * self.marks[position]
        paid = bought >= 0
        counts = np.bincount(bought[paid], weights=weighted[paid], minlength=rounds)
        return int(weights.sum()), counts.astype(np.int64).tolist()


def _row(found: Supporters, p: int) -> Row:
    rows = slice(found.bounds[p], found.bounds[p + 1])
    weights = found.weights[rows]
    if found.uniform:
        return found.ballots[rows], weights, None, weights, float(weights.sum())
    weighted = weights * found.marks[rows]
    return found.ballots[rows], weights, found.marks[rows], weighted, float(weighted.sum())
