"""Greedy: in the order of score, or of score per cost, fund what still fits.

`greedy` passes over a project that does not fit, `greedy-no-skip` stops there; both order by score.
`density` orders by score per cost and passes over (Talmon and Faliszewski 2019, arXiv 1809.04382).
Recorded rules of Polish cities, see Pabulib (Faliszewski et al., IJCAI 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby

from partnet_vote.tally.outcome import Decision, Outcome, Phase, Round
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.standing import Limits, standing
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile

WITHOUT_COST = Fraction(10**30)
"""A project that costs nothing and has support comes before every density."""


def count(profile: Profile, spec: RuleSpec) -> Outcome:
    """Fund by score (`greedy`, `greedy-no-skip`) or by score per hundredth (`density`)."""
    own = scores(profile, spec.utility)
    keys = densities(profile, own) if spec.rule == "density" else own
    ties = TieBreaker(profile, spec)
    stand, barred = standing(profile, spec)
    spending = Spending(profile, spec)
    order = by_key(stand, keys, ties)
    spending.go(order, keys)
    spending.draw_on_reserve(order, keys)
    return Outcome(
        winners=spending.winners,
        total_cost=profile.budget - spending.left,
        budget=profile.budget,
        spec=spec,
        scores=tuple(zip(profile.ids, own, strict=True)),
        ties=ties.met,
        rounds=(*barred, *spending.rounds),
        outside=spending.outside,
    )


def densities(profile: Profile, totals: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Score per hundredth of cost."""
    return tuple(
        total / cost if cost else (WITHOUT_COST if total else Fraction(0))
        for total, cost in zip(totals, profile.costs, strict=True)
    )


def by_key(projects: Iterable[int], keys: Sequence[Fraction], ties: TieBreaker) -> list[int]:
    """Projects with the highest key first, equals in the order of the tie chain (each tie is recorded)."""
    falling = sorted(projects, key=lambda project: -keys[project])
    return [one for _, equal in groupby(falling, key=keys.__getitem__) for one in ties.order(equal)]


class Spending:
    """A budget being spent along one order of projects."""

    def __init__(self, profile: Profile, spec: RuleSpec, bought: Sequence[int] = (), phase: Phase = "main") -> None:
        self._profile = profile
        self._spec = spec
        self._phase: Phase = phase
        self._reserve = spec.reserve
        self._limits = Limits(profile, spec)
        self._limits.take_all(bought)
        self.left = profile.budget - sum(profile.costs[project] for project in bought)
        self.outside = 0
        self.bought: list[int] = []
        self.rounds: list[Round] = []

    @property
    def winners(self) -> tuple[str, ...]:
        """The ids of what was bought here, in order."""
        return tuple(self._profile.ids[project] for project in self.bought)

    def go(self, order: Iterable[int], keys: Sequence[Fraction]) -> None:
        """Decide one project after another; stop where the rule stops."""
        for project in order:
            decision = self._decide(project)
            self.rounds.append(self._round(project, decision, keys[project]))
            if decision in ("stopped", "partly-funded"):
                return

    def draw_on_reserve(self, order: Iterable[int], keys: Sequence[Fraction]) -> None:
        """Fund the best projects left over with money from elsewhere, if there is any, until one does not fit."""
        if not self._reserve:
            return
        self._phase = "reserve"
        for project in order:
            cost = self._profile.costs[project]
            if project in self.bought or self._limits.why_not(project) is not None:
                continue
            if cost > self._reserve:
                return
            self._reserve -= cost
            self.outside += cost
            self._take(project, 0)
            self.rounds.append(self._round(project, "funded", keys[project]))

    def _decide(self, project: int) -> Decision:
        reason = self._limits.why_not(project)
        if reason is not None:
            return reason
        cost = self._profile.costs[project]
        if cost <= self.left:
            self._take(project, cost)
            return "funded"
        share = self._spec.partial_funding
        if share is not None:
            return self._fund_partly(project, cost, share)
        return "stopped" if self._spec.rule == "greedy-no-skip" else "skipped"

    def _fund_partly(self, project: int, cost: int, share: Fraction) -> Decision:
        """Poznań: the first project that does not fit ends the count; enough money left funds it in part."""
        if self.left < share * cost:
            return "stopped"
        self.outside += cost - self.left
        self._take(project, self.left)
        return "partly-funded"

    def _take(self, project: int, paid: int) -> None:
        self.left -= paid
        self.bought.append(project)
        self._limits.take(project)

    def _round(self, project: int, decision: Decision, key: Fraction) -> Round:
        id = self._profile.ids[project]
        return Round(id, decision, self._profile.costs[project], self.left, score=key, phase=self._phase)
