"""What exactly did each funded project cost a supporter?

In equal shares a supporter is either alive (paid the full price of every funded project he supports)
or empty. So the price of the r-th funded project solves
    U_r q_r = c_r - (m_r e - sum_{k<r} n_rk q_k)
with whole numbers: U_r weighted marks of the supporters who pay in full, m_r weight of those who give
their last money, n_rk their weighted marks for the k-th funded project. All prices are kept over one
common denominator, which grows by U_r a round (at most some hundreds of bits in real elections).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd
from operator import mul


class ExactPrices:
    """The prices q_0, q_1, … at one endowment e, as integers over one denominator."""

    def __init__(self, endowment: Fraction) -> None:
        self._endowment = endowment.numerator
        self._denominator = endowment.denominator
        self._prices: list[int] = []

    def __len__(self) -> int:
        return len(self._prices)

    def price(self, cost: int, weight: int, marks: Sequence[int], full: int) -> tuple[int, int]:
        """Numerator and denominator of the price that `full` weighted marks pay on top of the poor's money."""
        numerator = cost * self._denominator - self._money(weight, marks)
        return numerator, self._denominator * full

    def append(self, cost: int, weight: int, marks: Sequence[int], full: int) -> None:
        """Fix the next funded project's price."""
        numerator = cost * self._denominator - self._money(weight, marks)
        common = gcd(numerator, full)
        factor, numerator = full // common, numerator // common
        if factor > 1:
            self._denominator *= factor
            self._endowment *= factor
            self._prices = [price * factor for price in self._prices]
        self._prices.append(numerator)

    def affords(self, cost: int, weight: int, marks: Sequence[int]) -> bool:
        """Whether alive ballots of this weight and these weighted marks together hold the cost."""
        return self._money(weight, marks) >= cost * self._denominator

    def purse(self, marks: Sequence[int]) -> Fraction:
        """What one unit of weight still holds after paying in full for these marks (one per funded project)."""
        return Fraction(self._money(1, marks), self._denominator)

    def fraction(self, position: int) -> Fraction:
        """The exact price of one funded project."""
        return Fraction(self._prices[position], self._denominator)

    def floats(self) -> list[float]:
        """All prices, each correctly rounded."""
        return [price / self._denominator for price in self._prices]

    def _money(self, weight: int, marks: Sequence[int]) -> int:
        return weight * self._endowment - sum(map(mul, marks, self._prices))
