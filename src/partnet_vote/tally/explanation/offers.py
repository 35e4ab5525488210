"""What would each project have cost its supporters in a round of equal shares?

The price per mark at which the supporters' purses just pay the cost: sum of weight x min(purse, price x mark) = cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.values import IntArray

FloatArray = NDArray[np.float64]
EVEN = 1e-9
"""Purses closer than this share of each other are the same purse."""


class Purses(Protocol):
    """What is asked of the account: weights and money per ballot, marks per bought project, prices so far."""

    weights: FloatArray
    held: FloatArray
    endowment: Fraction
    prices: tuple[Fraction, ...]
    columns: list[IntArray]


def offer(purses: Purses, ballots: IntArray, marks: IntArray, cost: int, turn: int) -> Fraction:
    """The price in hundredths per mark before round `turn`, for supporters who can pay `cost` > 0.

    `cost` is in hundredths times weight scale. Found in floats (Newton's method from below), then taken exactly for
    the supporters who pay in full and those who give all they have.
    """
    held, weights = purses.held[ballots], purses.weights[ballots]
    poor = held <= 0.0
    richest = held / marks >= float((held / marks).max()) * (1 - EVEN)
    while True:
        poor &= ~richest  # somebody pays in full, even where all give everything they have
        full = float((weights * marks)[~poor].sum())
        price = (cost - float((weights * held)[poor].sum())) / full
        still = (poor | (held < price * marks)) & ~richest
        if np.array_equal(still, poor):
            return _exact(purses, ballots[poor & (held > 0)], cost, int(full), turn)
        poor = still


def _exact(purses: Purses, poor: IntArray, cost: int, full: int, turn: int) -> Fraction:
    """Whole numbers times exact prices, for the supporters who give their last money."""
    spent = _spent(purses, poor, turn)
    money = purses.endowment * int(purses.weights[poor].sum()) - spent
    return (cost - money) / full


def _spent(purses: Purses, ballots: IntArray, turn: int) -> Fraction:
    weights: Sequence[float] | FloatArray = purses.weights[ballots]
    totals = (int((weights * column[ballots]).sum()) for column in purses.columns[:turn])
    return sum((price * total for price, total in zip(purses.prices, totals, strict=False)), Fraction(0))
