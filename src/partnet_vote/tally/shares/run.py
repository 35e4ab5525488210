"""Which projects do the voters buy with one endowment, in which order?"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.tally.outcome import Round, Tie
from partnet_vote.tally.shares.market import Market
from partnet_vote.tally.shares.purses import CLEAR, ExactQuote, Purses, Quote
from partnet_vote.tally.standing import Limits
from partnet_vote.tally.ties import TieBreaker


@dataclass(frozen=True, eq=False, slots=True)
class Trajectory:
    """One run of equal shares: what was bought, in order, at which exact prices.

    endowment: per scaled unit of weight. rhos: float price per unit of utility a round. follows: the
    same purchases are proven for every endowment between the given earlier run's and this one's.
    """

    endowment: Fraction
    bought: tuple[int, ...]
    cost: int
    rhos: tuple[float, ...]
    purses: Purses
    barred: tuple[Round, ...]
    ties: tuple[Tie, ...]
    follows: bool
    certificate: str


def run(market: Market, endowment: Fraction, ties: TieBreaker, earlier: Trajectory | None = None) -> Trajectory:
    """Buy the cheapest affordable project per unit of utility until none is affordable; proven exact."""
    found = Run(market, endowment, ties, earlier).result("floats proven by exact prices")
    if found.purses.proven():
        return found
    return Run(market, endowment, ties, None, exact=True).result("exact arithmetic throughout")


class Run:
    """The loop of one run, kept lazy: a price can only grow, so old prices are lower bounds."""

    def __init__(
        self, market: Market, endowment: Fraction, ties: TieBreaker, earlier: Trajectory | None, *, exact: bool = False
    ) -> None:
        self.market = market
        self.endowment = endowment
        self.ties = ties
        ties.forget()
        self.purses = Purses(market, endowment, exact=exact)
        self.limits = Limits(market.profile, market.spec)
        self.barred: list[Round] = []
        self.bought: list[int] = []
        self.rhos: list[float] = []
        self.spent = 0
        self._closed: set[int] = set()
        self._free = 0
        self._path = earlier
        self._bounds = _lowest_rhos(market)
        heapq.heapify(self._bounds)

    def result(self, certificate: str) -> Trajectory:
        """Run to the end."""
        if self.limits.any:
            self._bar()
        for project in self.ties.order(self.market.free):
            if project not in self._closed:
                self._take(project, 0.0)
        self._free = len(self.bought)
        while (cheapest := self._cheapest()) is not None:
            quote, exact = cheapest
            price = self.purses.buy(quote, exact)
            self._take(quote.project, price / self.market.factors[quote.project])
        path = self._path
        follows = path is not None and path.bought == tuple(self.bought)
        return Trajectory(
            self.endowment,
            tuple(self.bought),
            self.spent,
            tuple(self.rhos),
            self.purses,
            tuple(self.barred),
            self.ties.met,
            follows,
            certificate,
        )

    def _take(self, project: int, rho: float) -> None:
        self.bought.append(project)
        self.rhos.append(rho)
        self.spent += self.market.costs[project]
        self.limits.take(project)
        self._closed.add(project)
        if self.limits.any:
            self._bar()

    def _bar(self) -> None:
        """Close and tell what the last purchase ruled out, in file order."""
        for project in self.market.rows:
            reason = None if project in self._closed else self.limits.why_not(project)
            if reason is not None:
                self._closed.add(project)
                one = self.market.profile.projects[project]
                self.barred.append(Round(one.id, reason, one.cost, self.market.profile.budget - self.spent))

    def _cheapest(self) -> tuple[Quote, ExactQuote | None] | None:
        """The project to buy next: the least rho, ties exactly found and settled by the chain."""
        bound = self._earlier_rho()
        quotes: list[Quote] = []
        best = -1.0
        while True:
            best = self._collect(quotes, best, bound)
            if not quotes:
                return None
            tied, rho = self._least([quote for quote in quotes if quote.low <= best])
            if rho <= best:
                break
            best = rho
        first = self.ties.first(tied)
        chosen = next(quote for quote in quotes if quote.project == first)
        for quote in quotes:
            if quote is not chosen:
                heapq.heappush(self._bounds, (quote.low, quote.project))
        self._keep_to_path(chosen, quotes, bound)
        return chosen, tied[first]

    def _collect(self, quotes: list[Quote], best: float, bound: float) -> float:
        """Quote every project that may be as cheap as the best quote so far; return the best upper bound."""
        while self._bounds and (best < 0 or self._bounds[0][0] <= max(best, bound)):
            _, project = heapq.heappop(self._bounds)
            quote = None if project in self._closed else self.purses.quote(project)
            if quote is not None:
                quotes.append(quote)
                best = quote.high if best < 0 else min(best, quote.high)
        return best

    def _least(self, close: Sequence[Quote]) -> tuple[dict[int, ExactQuote | None], float]:
        """The projects of truly least rho among close quotes, exact where floats cannot tell; a bound of that rho."""
        if len(close) == 1 and self.purses.is_clear(close[0]):
            return {close[0].project: None}, close[0].high
        exact = {quote.project: self.purses.exactly(quote) for quote in close}
        rhos = {project: found.price / self.market.factors[project] for project, found in exact.items()}
        least = min(rhos.values())
        return {project: exact[project] for project, rho in rhos.items() if rho == least}, float(least) * (1 + CLEAR)

    # --- proof that nothing changes between two endowments -------------------------------------------

    def _earlier_rho(self) -> float:
        """This round's rho in the earlier run (with a margin), as long as the path is kept."""
        if self._path is None or len(self.bought) >= len(self._path.bought):
            return -1.0
        return self._path.rhos[len(self.bought)] * (1 + CLEAR)

    def _keep_to_path(self, chosen: Quote, quotes: Sequence[Quote], bound: float) -> None:
        """Leave the path unless the same project wins and no other could at the earlier, higher rho."""
        path = self._path
        if path is None:
            return
        position = len(self.bought)
        same = position < len(path.bought) and path.bought[position] == chosen.project
        rivals = [quote.project for quote in quotes if quote is not chosen and quote.low <= bound]
        if not same or not all(self._is_harmless(rival, path, position) for rival in rivals):
            self._path = None

    def _is_harmless(self, rival: int, path: Trajectory, position: int) -> bool:
        """Whether a close rival can at best tie, at any endowment, and then goes after the winner.

        So it is where even with all its supporters paying in full it is not cheaper than the winner of
        the earlier run: with cost utilities, projects with equally many votes, as long as money lasts.
        """
        market, number = self.market, position - self._free
        if number < 0:
            return False
        winner = path.bought[position]
        paid = path.purses.settle().fraction(number) / market.factors[winner]
        least = Fraction(market.costs[rival], market.factors[rival] * int(market.rows[rival][4]))
        ranks = self.ties.rank
        return least > paid or (least == paid and ranks[winner] < ranks[rival])


def _lowest_rhos(market: Market) -> list[tuple[float, int]]:
    """No rho is below cost / (factor x all weighted marks)."""
    return [(market.costs[p] / (market.factors[p] * market.rows[p][4]) * (1 - CLEAR), p) for p in market.on_sale]
