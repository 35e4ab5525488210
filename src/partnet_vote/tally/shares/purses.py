"""What do the voters still hold, and what would a project cost each supporter now?

Definition (Peters, Pierczyński, Skowron 2021, arXiv 2008.13276): the price q of project p is the least
number with  sum_i w_i min(b_i, q a_ip) = c_p  over its supporters; a supporter pays min(b_i, q a_ip) per
unit of weight. Per unit of utility that is rho = q / factor(p).

Prices are searched in floats and decided in integers. A float decision stands only where it is clear
(relative distance above `CLEAR`); anything closer is recomputed with exact rational numbers, which is
cheap because a supporter is either alive, having paid every full price so far, or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.exact_prices import ExactPrices
from partnet_vote.tally.shares.market import FloatArray, Market, Row
from partnet_vote.tally.values import IntArray

CLEAR = 1e-9
"""Two floats further apart than this (relative) are truly different; see `Purses.proven`."""
PROVEN = 1e-11
"""The largest distance of float and exact money at which clear decisions are proven right."""

ONE_THREAD = 8192
"""Linear algebra libraries wake other threads for longer vectors, which costs more than it brings."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Quote:
    """What a project would cost now: price per mark, which supporters it empties, bounds of rho."""

    project: int
    price: float
    poor: Mask
    full: float
    low: float
    high: float
    """Rho is at least `low` whatever the rounding, and at most `high` where the quote `is_clear`."""


@dataclass(frozen=True, eq=False, slots=True)
class ExactQuote:
    """The same, exact: `poor` give their last money, `even` pay in full with it, `full` sums the marks paid in full."""

    price: Fraction
    poor: Mask
    even: Mask
    full: int


@dataclass(frozen=True, eq=False, slots=True)
class Purchase:
    """A funded project: its price, the ballots it emptied, the weighted marks that paid in full."""

    project: int
    price: float
    emptied: IntArray
    full: int


class Purses:
    """The money of every distinct ballot, per scaled unit of weight, as a run of equal shares goes on."""

    def __init__(self, market: Market, endowment: Fraction, *, exact: bool = False) -> None:
        self.market = market
        self.start = float(endowment)
        self.money: FloatArray = np.full(len(market.weights), self.start)
        self.bought: list[Purchase] = []
        self.round_of: IntArray = np.full(len(market.costs), -1, dtype=np.int64)
        self._rows: dict[int, Row] = dict(market.rows)
        self._least_price: dict[int, float] = {}
        self._exact = ExactPrices(endowment)
        self._always_exact = exact

    def quote(self, project: int) -> Quote | None:
        """The price of a project now, in floats; None if its supporters cannot pay for it."""
        ballots, weights, marks, weighted, full = self._rows[project]
        held = self.money[ballots]
        stake = held * weights
        cost = float(self.market.costs[project])
        surplus = float(stake.sum()) - cost
        doubt = CLEAR * (cost + self.start * full)
        if surplus < -doubt and not self._always_exact:
            return None
        if (surplus <= doubt or self._always_exact) and not self._affords(project):
            return None
        each = held if marks is None else held / marks
        # An earlier price is a lower bound, so Newton's steps go up and empty more supporters each time.
        price, number = self._least_price.get(project, cost / full * (1 - CLEAR)), -1
        poor = each < price
        left = full
        while (now := int(np.count_nonzero(poor))) > number:
            number = now
            left = full - dot(weighted, poor)
            rest = cost - dot(stake, poor)
            if left <= 0 or rest <= 0:
                return self._uncertain(project, poor)
            price = rest / left
            poor = each < price
        if number > 2 * len(ballots) // 3:
            poor = self._drop_empty(project, held, poor)
        return self._bounded(project, price, poor, left, cost)

    def _bounded(self, project: int, price: float, poor: Mask, left: float, cost: float) -> Quote:
        """Bounds of rho: the error of the poor's money falls on those who pay in full."""
        error = CLEAR + CLEAR * (cost + self.start * self._rows[project][4]) / (10 * left * price)
        rho = price / self.market.factors[project]
        if self._always_exact or error > 0.5:
            return Quote(project, price, poor, left, 0.0, np.inf)
        self._least_price[project] = price * (1 - error)
        return Quote(project, price, poor, left, rho * (1 - error), rho * (1 + error))

    def _uncertain(self, project: int, poor: Mask) -> Quote:
        """A quote that says nothing: the floats ran out of digits, exact arithmetic must decide."""
        return Quote(project, np.nan, poor, 0.0, 0.0, np.inf)

    def _drop_empty(self, project: int, held: FloatArray, poor: Mask) -> Mask:
        """Forget supporters without money, who never pay again, once they are many."""
        alive = held > 0
        if np.count_nonzero(alive) * 2 > len(held):
            return poor
        ballots, weights, marks, weighted, _ = self._rows[project]
        kept = weighted[alive]
        own = None if marks is None else marks[alive]
        self._rows[project] = (ballots[alive], weights[alive], own, kept, float(kept.sum()))
        return poor[alive]

    # --- exact ---------------------------------------------------------------------------------------

    def settle(self) -> ExactPrices:
        """The exact prices of everything bought so far."""
        done = len(self._exact)
        if len(self.bought) > done:
            owed = self._owed_by_the_emptied(done)
            for position, marks in enumerate(owed, done):
                purchase = self.bought[position]
                weight = int(self.market.weights[purchase.emptied].sum())
                self._exact.append(self.market.costs[purchase.project], weight, marks, purchase.full)
        return self._exact

    def _owed_by_the_emptied(self, first: int) -> list[list[int]]:
        """For each purchase from `first` on, the weighted marks of those it emptied for each earlier purchase."""
        rounds = len(self.bought)
        if rounds - first <= 2:
            each = [self._paid(self.bought[position].emptied)[1] for position in range(first, rounds)]
            return [marks[:position] for position, marks in enumerate(each, first)]
        emptied_in = np.full(len(self.money), rounds, dtype=np.int64)
        for position, purchase in enumerate(self.bought):
            emptied_in[purchase.emptied] = position
        table = np.zeros((rounds, rounds + 1), dtype=np.int64)
        for position, purchase in enumerate(self.bought):
            ballots, _, _, weighted, _ = self.market.rows[purchase.project]
            table[position] = np.bincount(emptied_in[ballots], weighted, rounds + 1)
        return [table[:position, position].tolist() for position in range(first, rounds)]

    def proven(self) -> bool:
        """Whether the float prices were so close to the exact ones that every clear decision was right.

        Each held amount is the endowment minus at most the largest mark times each price, so this bounds the
        error of all of them by PROVEN x endowment (rounding adds some 1e-14), a hundredth of what counts as clear.
        """
        exact = self.settle().floats()
        errors = sum(abs(one.price - true) for one, true in zip(self.bought, exact, strict=True))
        return errors * self.market.largest_mark <= PROVEN * self.start

    def _affords(self, project: int) -> bool:
        ballots = self._rows[project][0]
        alive = ballots[self.money[ballots] > 0]
        exact = self.settle()
        return exact.affords(self.market.costs[project], *self._paid(alive))

    def _paid(self, ballots: IntArray) -> tuple[int, list[int]]:
        return self.market.paid_marks(ballots, self.round_of, len(self.bought))

    def exactly(self, quote: Quote) -> ExactQuote:
        """The exact price behind a quote of this moment."""
        ballots, _, marks, _, _ = self._rows[quote.project]
        held = self.money[ballots]
        own = np.ones(len(ballots)) if marks is None else marks
        price = quote.price
        everybody = self._always_exact or np.isnan(price)
        while True:
            near = held > 0 if everybody else (np.abs(held - price * own) <= CLEAR * self.start) & (held > 0)
            poor = (held < price * own) & ~near if not everybody else held <= 0
            found = self._solve(quote.project, poor, near)
            exact = float(found.price)
            clear = np.abs(held - exact * own) > CLEAR / 2 * self.start
            same = np.array_equal((held < exact * own) & ~near, poor)
            if everybody or (same and np.all(clear | near | (held <= 0))):
                return found
            everybody = True

    def _solve(self, project: int, poor: Mask, near: Mask) -> ExactQuote:
        """Poor/rich iteration with exact money for the near supporters; the others are decided.

        It is Newton's method on a concave function from below, so it ends at the least root.
        """
        ballots, _, marks, weighted, full = self._rows[project]
        exact = self.settle()
        poor = poor.copy()
        positions = np.flatnonzero(near)
        ratios = self._ratios(ballots[positions], marks, positions)
        cost = self.market.costs[project]
        while True:
            alive_poor = ballots[poor & (self.money[ballots] > 0)]
            paid = int(full - float(weighted[poor].sum()))
            numerator, denominator = exact.price(cost, *self._paid(alive_poor), paid)
            price = Fraction(numerator, denominator)
            newly = [at for at, ratio in zip(positions, ratios, strict=True) if ratio < price and not poor[at]]
            if not newly:
                break
            poor[newly] = True
        even = np.zeros(len(ballots), dtype=np.bool_)
        even[[at for at, ratio in zip(positions, ratios, strict=True) if ratio == price]] = True
        return ExactQuote(price, poor, even, paid)

    def _ratios(self, ballots: IntArray, marks: FloatArray | None, positions: IntArray) -> list[Fraction]:
        """For single ballots, the exact money held per mark; ballots with one history share one number."""
        known: dict[tuple[int, ...], Fraction] = {}
        ratios: list[Fraction] = []
        starts, items = self.market.profile.starts, self.market.profile.items
        for ballot, position in zip(ballots.tolist(), positions.tolist(), strict=True):
            history = [0] * len(self.bought)
            for at in range(int(starts[ballot]), int(starts[ballot + 1])):
                bought = int(self.round_of[items[at]])
                if bought >= 0:
                    history[bought] = int(self.market.marks[at])
            key = tuple(history)
            if key not in known:
                known[key] = self._exact.purse(history)
            ratios.append(known[key] if marks is None else known[key] / int(marks[position]))
        return ratios

    # --- buying --------------------------------------------------------------------------------------

    def is_clear(self, quote: Quote) -> bool:
        """Whether floats tell for certain which supporters pay in full and which give their last money."""
        if self._always_exact or quote.high == np.inf:
            return False
        ballots, _, marks, _, _ = self._rows[quote.project]
        held = self.money[ballots]
        left = np.abs(held - (quote.price if marks is None else quote.price * marks))
        near = CLEAR * self.start
        return bool(left.min() > near) or not np.any((left <= near) & (held > 0))

    def buy(self, quote: Quote, exact: ExactQuote | None) -> float:
        """Fund the project, every supporter paying min(money, price x mark); returns the price paid.

        `exact` must be given where the quote is not clear.
        """
        ballots, _, marks, _, _ = self._rows[quote.project]
        held = self.money[ballots]
        price = quote.price if exact is None else float(exact.price)
        poor = quote.poor if exact is None else exact.poor
        left = np.maximum(held - (price if marks is None else price * marks), 0.0)
        if exact is not None:
            left[poor | exact.even] = 0.0
        emptied = ballots[poor & (held > 0)]
        self.money[ballots] = left
        self.round_of[quote.project] = len(self.bought)
        full = int(quote.full) if exact is None else exact.full
        self.bought.append(Purchase(quote.project, price, emptied, full))
        return price


def dot(values: FloatArray, chosen: Mask) -> float:
    """The sum of the chosen values."""
    if len(values) <= ONE_THREAD:
        return float(values @ chosen)
    parts = range(0, len(values), ONE_THREAD)
    return sum(float(values[at : at + ONE_THREAD] @ chosen[at : at + ONE_THREAD]) for at in parts)
