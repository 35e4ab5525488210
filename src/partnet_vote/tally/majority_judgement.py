"""Which option has the highest median grade, and which of equal medians stands first?

Majority judgement: an option's grade is its lower median; equal medians are settled by taking one median
grade away from both and comparing again, until they differ (Balinski and Laraki 2007, "A theory of
measuring, electing, and ranking", PNAS 104(21); 2010, "Majority Judgment", MIT Press, chapter 13). Taking
medians away visits the sorted grades from the middle outwards, so the whole comparison is one tuple an
option. A voter of weight 2 is two voters; a common factor on all weights changes nothing. Who gave an option
no grade gave it the worst. The gauge beside it (shares above and below the median) is for people to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from partnet_vote.tally.canonical import Json
from partnet_vote.tally.values import IntArray, Profile


@dataclass(frozen=True, slots=True)
class Judgement:
    """An option's median grade (1 = worst), shares of weight graded above and below it, place from 1 (shared)."""

    option: str
    median: int
    above: Fraction
    below: Fraction
    place: int

    def to_json(self) -> dict[str, Json]:
        """The judgement as JSON, shares exact."""
        return {
            "option": self.option,
            "median": self.median,
            "above": str(self.above),
            "below": str(self.below),
            "place": self.place,
        }


def judge(profile: Profile, grades: int) -> tuple[Judgement, ...]:
    """Every option's judgement, in the profile's order; points are grades from 1 (worst) to `grades`."""
    histogram = grade_weights(profile, grades)
    cumulated = histogram.cumsum(axis=1)
    total = profile.scaled_weight
    keys = _keys(cumulated, total)
    ordered = sorted(set(keys), reverse=True)
    first_of = {key: 1 + sum(other > key for other in keys) for key in ordered}
    found: list[Judgement] = []
    for index, option in enumerate(profile.ids):
        median = keys[index][0]
        below = int(cumulated[index, median - 2]) if median > 1 else 0
        above = total - int(cumulated[index, median - 1])
        shares = (Fraction(above, total), Fraction(below, total)) if total else (Fraction(0), Fraction(0))
        found.append(Judgement(option, median, *shares, first_of[keys[index]]))
    return tuple(found)


def grade_weights(profile: Profile, grades: int) -> IntArray:
    """Options × grades: the scaled weight that gave each grade, ungraded counted as grade 1."""
    table = np.zeros((len(profile.projects), grades), dtype=np.int64)
    if len(profile.points) and not 1 <= int(profile.points.min()) <= int(profile.points.max()) <= grades:
        raise ValueError("a grade is outside the scale")
    np.add.at(table, (profile.items, profile.points - 1), profile.weights[profile.owners])
    table[:, 0] += profile.scaled_weight - table.sum(axis=1)
    return table


def _keys(cumulated: IntArray, total: int) -> list[tuple[int, ...]]:
    """Per option its grades from the median outwards, one pair for each stretch in which nothing changes."""
    if total == 0:
        return [(1,)] * len(cumulated)
    middle = (total + 1) // 2
    steps = _breaks(cumulated, middle, total)
    return [_key(row, middle, steps, total) for row in cumulated]


def _key(row: IntArray, middle: int, steps: IntArray, total: int) -> tuple[int, ...]:
    """The lower median, then the grades at equal distance on both sides; an even number looks up first."""
    down = _grades_at(row, middle - steps, total)
    up = _grades_at(row, middle + steps, total)
    pairs = np.stack((down, up) if total % 2 else (up, down), axis=1)
    return (int(_grades_at(row, np.array([middle]), total)[0]), *pairs.ravel().tolist())


def _grades_at(row: IntArray, positions: IntArray, total: int) -> IntArray:
    """The grade of the voter at each position of the sorted grades, counted from 1; 0 where there is none."""
    grades = np.searchsorted(row, positions, side="left").astype(np.int64) + 1
    return np.where((positions >= 1) & (positions <= total), grades, 0)


def _breaks(cumulated: IntArray, middle: int, total: int) -> IntArray:
    """The distances from the middle at which any option's grade may change, ascending."""
    edges = np.unique(cumulated)
    steps = np.concatenate(([1], edges + 1 - middle, middle - edges))
    steps = np.unique(steps)
    return steps[(steps >= 1) & (steps <= total)]
