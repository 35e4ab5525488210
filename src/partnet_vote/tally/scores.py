"""How much support has each option: plus, minus, net, points, and does it pass the bar?

Every number is exact: sums of integer marks times rational weights.
Source: Pabulib scores (arXiv 2012.06539); D21 – Janeček method; Central Bohemia's rule that an option with
more minus than plus falls out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from partnet_vote.tally.canonical import Json
from partnet_vote.tally.collapse import TooLarge
from partnet_vote.tally.values import Profile


@dataclass(frozen=True, slots=True)
class OptionScore:
    """One option: weight of the ballots that marked it plus and minus, and the weighted sum of its points."""

    option: str
    plus: Fraction
    minus: Fraction
    points: Fraction

    @property
    def net(self) -> Fraction:
        """Plus marks less minus marks."""
        return self.plus - self.minus

    def passes(self, score: Fraction, threshold: int | None, drop_if_minus_exceeds: bool) -> bool:
        """Whether `score` reaches the threshold and, where that is asked, minus does not exceed plus."""
        if drop_if_minus_exceeds and self.minus > self.plus:
            return False
        return threshold is None or score >= threshold

    def to_json(self) -> dict[str, Json]:
        """The score as JSON, each number exact ("7/2")."""
        return {
            "option": self.option,
            "plus": str(self.plus),
            "minus": str(self.minus),
            "points": str(self.points),
        }


def option_scores(profile: Profile) -> tuple[OptionScore, ...]:
    """The scores of all options, in the profile's order."""
    scale = profile.weight_scale
    plus, minus, points = profile.plus.tolist(), profile.minus.tolist(), _points(profile)
    return tuple(
        OptionScore(
            option,
            Fraction(plus[index], scale),
            Fraction(minus[index], scale),
            Fraction(points[index], scale),
        )
        for index, option in enumerate(profile.ids)
    )


def _points(profile: Profile) -> list[int]:
    """Per option the sum of points times scaled weight, in 64-bit integers (refused where they could overflow)."""
    weights = profile.weights[profile.owners]
    largest = int(np.abs(profile.points).max(initial=0)) * profile.scaled_weight
    if largest >= 2**62:
        raise TooLarge("points times weights are too large to sum exactly")
    sums = np.zeros(len(profile.projects), dtype=np.int64)
    np.add.at(sums, profile.items, profile.points * weights)
    return sums.tolist()
