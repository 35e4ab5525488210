"""Where did every supporter's money go? The exact account of one run of equal shares.

Source: Peters, Pierczyński, Skowron, arXiv 2008.13276. With prices q_k per mark (rho times the project's factor), a
ballot pays q_k x mark for each funded project in turn until one takes its last money; from then on it holds nothing.
So every sum of payments is a whole number times a price plus, for those emptied, what they had left: exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.explanation.offers import offer
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.rule_spec import Utility
from partnet_vote.tally.utilities import factors, marks
from partnet_vote.tally.values import IntArray, Profile

FloatArray = NDArray[np.float64]
CLEAR = 1e-9
"""Closer than this share of the endowment, what a ballot holds and owes is compared exactly."""


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """Money in hundredths. Rounds are the purchases of the run, in order.

    bought: project index a round; prices: money per mark a round; endowment: money of a voter of weight 1.
    weight: per project, weight of its supporters. paid[p][k]: what the supporters of p paid in round k.
    full_weight, full_marks, last_weight, last_money: per round, weight and weighted marks of those who paid the full
    price, weight of those who had less (but something), and what these gave in all.
    missing_votes[p]: fewest further voters of weight 1 who name only p (each with the same money) that would have
    bought it, None where no number would; missing_exact[p]: whether no smaller number would do.
    offers[k][p]: what p would have cost per mark in round k, None where its supporters could not pay or it was bought.
    """

    bought: tuple[int, ...]
    prices: tuple[Fraction, ...]
    endowment: Fraction
    costs: tuple[int, ...]
    weight: tuple[Fraction, ...]
    paid: tuple[tuple[Fraction, ...], ...]
    full_weight: tuple[Fraction, ...]
    full_marks: tuple[Fraction, ...]
    last_weight: tuple[Fraction, ...]
    last_money: tuple[Fraction, ...]
    missing_votes: tuple[int | None, ...]
    missing_exact: tuple[bool, ...]
    offers: tuple[tuple[Fraction | None, ...], ...]

    def money(self, project: int, before: int) -> Fraction:
        """What the supporters of a project held before a round (0-based; len(bought) = at the end)."""
        return self.weight[project] * self.endowment - sum(self.paid[project][:before], Fraction(0))

    def course(self, project: int) -> tuple[Fraction, ...]:
        """What the supporters held before each turn, and at the end."""
        held = [self.weight[project] * self.endowment]
        for payment in self.paid[project]:
            held.append(held[-1] - payment)
        return tuple(held)


def ledger(profile: Profile, outcome: Outcome, *, with_offers: bool = False) -> Ledger:
    """The account of the equal-shares part of an outcome; O(marks x rounds)."""
    position = {id: index for index, id in enumerate(profile.ids)}
    factor = factors(profile, outcome.spec.utility)
    main = [each for each in outcome.rounds if each.phase == "main" and each.decision == "funded"]
    bought = tuple(position[each.project] for each in main)
    rhos = tuple(each.price or Fraction(0) for each in main)
    prices = tuple(rho * factor[p] for rho, p in zip(rhos, bought, strict=True))
    book = _Book(profile, outcome, bought, prices)
    for turn in range(len(bought)):
        if with_offers:
            book.note_offers(turn)
        book.note_missing(turn, rhos[turn])
        book.buy(turn)
    book.note_missing_at_end()
    return book.closed()


def _best_mark(given: IntArray, utility: Utility) -> float:
    """The most that a voter gives who names one project alone: a ranking of one is worth 1, or nothing."""
    if utility in ("borda", "borda-pabutools"):
        return 1.0 if utility == "borda" else 0.0
    return float(given.max(initial=1))


class _Book:
    """The purses of all ballots while the purchases are played again."""

    def __init__(
        self, profile: Profile, outcome: Outcome, bought: tuple[int, ...], prices: tuple[Fraction, ...]
    ) -> None:
        values = marks(profile, outcome.spec.utility)
        kept = values > 0
        self.profile = profile
        self.items = profile.items[kept]
        self.owners = profile.owners[kept]
        self.marks = values[kept]
        self.weights = profile.weights.astype(np.float64)
        self.endowment = outcome.endowment or Fraction(0)
        self.bought, self.prices = bought, prices
        self.factors = np.array(factors(profile, outcome.spec.utility), dtype=np.float64)
        self.held = np.full(len(profile.weights), float(self.endowment))
        self.emptied = np.full(len(profile.weights), len(bought), dtype=np.int64)
        order = np.argsort(self.items, kind="stable")
        bounds = np.searchsorted(self.items[order], np.arange(1, len(profile.projects)))
        self.rows = np.split(order, bounds)
        """Per project, its marks."""
        self.columns = [self._column(project) for project in bought]
        projects = len(profile.projects)
        self.weight = self._by_project(self.weights[self.owners], slice(None))
        self.paid: list[list[Fraction]] = [[] for _ in range(projects)]
        self.payers: list[tuple[Fraction, Fraction, Fraction, Fraction]] = []
        self.offers: list[tuple[Fraction | None, ...]] = []
        self.best_mark = _best_mark(self.marks, outcome.spec.utility)
        self.missing: list[float] = [np.inf] * projects
        self.tied: list[float] = [np.inf] * projects
        """Per project, the least number of further voters that would give an equal price, which the ties decide."""

    def note_offers(self, turn: int) -> None:
        """What every open project would have cost its supporters now."""
        found: list[Fraction | None] = [None] * len(self.missing)
        for project in self._open(turn):
            rows = self.rows[project]
            cost, scale = self.profile.costs[project], self.profile.weight_scale
            money = Fraction(self.weight[project], scale) * self.endowment - sum(self.paid[project], Fraction(0))
            if cost and money >= cost:
                found[project] = offer(self, self.owners[rows], self.marks[rows], cost * scale, turn)
        self.offers.append(tuple(found))

    def _column(self, project: int) -> IntArray:
        """Per ballot, its mark for one project."""
        column = np.zeros(len(self.weights), dtype=np.int64)
        rows = self.rows[project]
        column[self.owners[rows]] = self.marks[rows]
        return column

    def _by_project(self, values: FloatArray, rows: slice | NDArray[np.bool_]) -> list[int]:
        sums = np.bincount(self.items[rows], weights=values, minlength=len(self.profile.projects))
        return [int(value) for value in sums]

    def buy(self, turn: int) -> None:
        """Let every supporter pay; those who cannot pay in full give their last money."""
        price, mark = self.prices[turn], self.columns[turn]
        due = float(price) * mark
        alive = (mark > 0) & (self.emptied == len(self.bought))
        poor = alive & (self.held < due)
        near = np.flatnonzero(alive & (np.abs(self.held - due) <= CLEAR * float(self.endowment)))
        for ballot in near.tolist():
            poor[ballot] = self._purse(ballot, turn) < price * int(mark[ballot])
        full = alive & ~poor
        for ballot in np.flatnonzero(poor & (self.held <= CLEAR * float(self.endowment))).tolist():
            if not self._purse(ballot, turn):  # it paid its last before, to the hundredth
                poor[ballot] = False
                self.emptied[ballot] = turn
        self.emptied[poor] = turn
        self.held = np.where(full, self.held - due, self.held)
        self.held[poor] = 0.0
        self._account(turn, full, poor)

    def _purse(self, ballot: int, before: int) -> Fraction:
        """What one unit of weight of a ballot that always paid in full still holds."""
        spent = (self.prices[k] * int(self.columns[k][ballot]) for k in range(before) if self.columns[k][ballot])
        return self.endowment - sum(spent, Fraction(0))

    def _account(self, turn: int, full: NDArray[np.bool_], poor: NDArray[np.bool_]) -> None:
        """Add a round's payments, project by project, as whole numbers times exact prices."""
        scale = self.profile.weight_scale
        price = self.prices[turn]
        payments = [price * total for total in self._marks_times_weight(self.columns[turn], full)]
        last = self._last_money(turn, poor)
        for project, (paid, rest) in enumerate(zip(payments, last, strict=True)):
            self.paid[project].append((paid + rest) / scale)
        full_marks = Fraction(int((self.weights * self.columns[turn])[full].sum()), scale)
        full_weight = Fraction(int(self.weights[full].sum()), scale)
        last_weight = Fraction(int(self.weights[poor].sum()), scale)
        self.payers.append((full_weight, full_marks, last_weight, last[self.bought[turn]] / scale))

    def _marks_times_weight(self, column: IntArray, chosen: NDArray[np.bool_]) -> list[int]:
        """Per project, the weighted marks in a column of those of its supporters who are chosen."""
        values = self.weights * column * chosen
        return self._by_project(values[self.owners], slice(None))

    def _last_money(self, turn: int, poor: NDArray[np.bool_]) -> list[Fraction]:
        """Per project, what its supporters among the poor still held, in units of 1/weight_scale of weight."""
        if not poor.any():
            return [Fraction(0)] * len(self.profile.projects)
        rows = poor[self.owners]
        owners = self.owners[rows]
        counts = self._by_project(self.weights[owners], rows)
        money = [self.endowment * count for count in counts]
        for earlier in range(turn):
            spent = self.columns[earlier][owners]
            if spent.any():
                totals = self._by_project(self.weights[owners] * spent, rows)
                price = self.prices[earlier]
                money = [held - price * total for held, total in zip(money, totals, strict=True)]
        return money

    def note_missing(self, turn: int, rho: Fraction) -> None:
        """How many further single-minded voters would have won this round for each project not yet bought.

        They must bring it strictly below the price of the project bought: gap < n x min(endowment, their due).
        """
        owed = float(rho) * self.factors[self.items] * self.marks
        given = np.minimum(self.held[self.owners], owed) * self.weights[self.owners]
        raised = np.bincount(self.items, weights=given, minlength=len(self.missing)) / self.profile.weight_scale
        for project in self._open(turn):
            each = min(float(self.endowment), float(rho) * float(self.factors[project]) * self.best_mark)
            self._note(project, (self.profile.costs[project] - float(raised[project])) / each if each else np.inf)

    def _note(self, project: int, voters: float) -> None:
        """Keep the least number that is certain, and the least that would tie."""
        if voters == np.inf:
            return
        nearest = round(voters)
        if abs(voters - nearest) < 1e-6:
            self.tied[project] = min(self.tied[project], nearest)
            self.missing[project] = min(self.missing[project], nearest + 1)
        else:
            self.missing[project] = min(self.missing[project], float(np.floor(voters)) + 1)

    def note_missing_at_end(self) -> None:
        """At the end nobody competes: enough voters to fill the gap suffice."""
        if not self.endowment or not self.best_mark:
            return
        for project in self._open(len(self.bought)):
            held = Fraction(self.weight[project], self.profile.weight_scale) * self.endowment
            gap = self.profile.costs[project] - held + sum(self.paid[project], Fraction(0))
            self.missing[project] = min(self.missing[project], -(-gap // self.endowment))

    def _open(self, turn: int) -> list[int]:
        taken = set(self.bought[:turn])
        return [project for project in range(len(self.missing)) if project not in taken]

    def closed(self) -> Ledger:
        """The finished account."""
        scale = self.profile.weight_scale
        return Ledger(
            self.bought,
            self.prices,
            self.endowment,
            self.profile.costs,
            tuple(Fraction(weight, scale) for weight in self.weight),
            tuple(tuple(row) for row in self.paid),
            tuple(row[0] for row in self.payers),
            tuple(row[1] for row in self.payers),
            tuple(row[2] for row in self.payers),
            tuple(row[3] for row in self.payers),
            tuple(None if number == np.inf else int(number) for number in self.missing),
            tuple(tied >= number for tied, number in zip(self.tied, self.missing, strict=True)),
            tuple(self.offers),
        )
