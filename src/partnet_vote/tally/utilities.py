"""What is a funded project worth to a ballot?

Every utility has the form u = factor(project) x mark(ballot, project): the factor is the cost (in
hundredths) for `cost` and `cost-points`, else 1; the mark is 1, the points, or the points less one.
Ranked ballots carry points = length - position, so `borda` and `borda-pabutools` are marks too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from partnet_vote.tally.collapse import TooLarge, sum_by
from partnet_vote.tally.rule_spec import Utility
from partnet_vote.tally.values import IntArray, Profile


def marks(profile: Profile, utility: Utility) -> IntArray:
    """One integer >= 0 a mark of the profile, in its order (for `net`: signed points)."""
    points = profile.points
    if utility in ("cardinality", "cost"):
        return (points > 0).astype(np.int64)
    if utility == "net":
        return points
    if utility == "borda-pabutools":
        return np.maximum(points - 1, 0)
    return np.maximum(points, 0)


def factors(profile: Profile, utility: Utility) -> tuple[int, ...]:
    """Per project, what its marks are multiplied with."""
    if utility in ("cost", "cost-points"):
        return profile.costs
    return (1,) * len(profile.projects)


def scores(profile: Profile, utility: Utility) -> tuple[Fraction, ...]:
    """Per project, the weighted sum of its marks (votes, points or net points), without the factor."""
    values = marks(profile, utility)
    # Floats hold the products exactly up to 2**53, and larger ones show (sum_by) where integers would wrap round.
    products = profile.weights[profile.owners].astype(np.float64) * values
    totals = sum_by(profile.items, products, len(profile.projects))
    return tuple(Fraction(int(total), profile.weight_scale) for total in totals)


@dataclass(frozen=True, eq=False, slots=True)
class Supporters:
    """Who supports each project: rows `bounds[p]:bounds[p+1]` of ballots, their scaled weights and marks.

    Weights and marks are whole numbers kept as float64; their sums stay below 2**53 and are exact.
    """

    bounds: IntArray
    ballots: IntArray
    weights: np.ndarray[tuple[int], np.dtype[np.float64]]
    marks: np.ndarray[tuple[int], np.dtype[np.float64]]
    uniform: bool
    """Every mark is 1."""


def supporters(profile: Profile, utility: Utility) -> Supporters:
    """Turn ballots -> projects into projects -> ballots, keeping positive marks only; O(marks)."""
    values = marks(profile, utility)
    items, owners = profile.items, profile.owners
    positive = values > 0
    if not positive.all():
        items, owners, values = items[positive], owners[positive], values[positive]
    narrow = items.astype(np.uint16) if len(profile.projects) < 2**16 else items
    order = np.argsort(narrow, kind="stable")
    bounds = np.zeros(len(profile.projects) + 1, dtype=np.int64)
    np.cumsum(np.bincount(items, minlength=len(profile.projects)), out=bounds[1:])
    ballots = owners[order]
    sorted_marks = values[order].astype(np.float64)
    weights = profile.weights[ballots].astype(np.float64)
    if float((weights * sorted_marks).sum()) >= 2**52:
        raise TooLarge("weights times points are too large to be counted exactly")
    return Supporters(bounds, ballots, weights, sorted_marks, bool((sorted_marks == 1).all()))
