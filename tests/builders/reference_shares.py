"""The Method of Equal Shares as its definition reads, one voter at a time, in fractions; slow and obvious."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.standing import Limits
from partnet_vote.tally.values import Profile

Utility = Callable[[int, int], int]
"""Of a project and its points on a ballot."""


def equal_shares(profile: Profile, spec: RuleSpec, utility: Utility, endowment: Fraction | None = None) -> list[str]:
    """Ids in the order bought; ties by id; endowment for a voter of weight 1 (None: B/W)."""
    own = Fraction(profile.budget, 1) / profile.total_weight if endowment is None else endowment
    weights = [Fraction(int(weight), profile.weight_scale) for weight in profile.weights]
    money = [weight * own for weight in weights]
    worth: dict[int, list[tuple[int, Fraction]]] = {}
    for ballot, project, points in zip(profile.owners, profile.items, profile.points, strict=True):
        value = utility(int(project), int(points))
        if value > 0:
            worth.setdefault(int(project), []).append((int(ballot), weights[ballot] * value))
    limits = Limits(profile, spec)
    bought: list[int] = []
    while True:
        prices = {
            project: rho
            for project, rows in worth.items()
            if project not in bought
            and limits.why_not(project) is None
            and (rho := _least(profile.costs[project], rows, money)) is not None
        }
        if not prices:
            return [profile.ids[project] for project in bought]
        least = min(prices.values())
        chosen = min((p for p, rho in prices.items() if rho == least), key=lambda p: profile.ids[p])
        for ballot, value in worth[chosen]:
            money[ballot] -= min(money[ballot], least * value)
        bought.append(chosen)
        limits.take(chosen)


def _least(cost: int, rows: list[tuple[int, Fraction]], money: list[Fraction]) -> Fraction | None:
    """The least rho with sum min(money, rho x value) = cost, trying every number of poor supporters."""
    if sum(money[ballot] for ballot, _ in rows) < cost:
        return None
    ordered = sorted(rows, key=lambda row: money[row[0]] / row[1])
    for number in range(len(ordered)):
        paid = sum((money[ballot] for ballot, _ in ordered[:number]), Fraction(0))
        rho = (cost - paid) / sum(value for _, value in ordered[number:])
        if all(money[ballot] >= rho * value for ballot, value in ordered[number:]):
            return rho
    raise AssertionError("a project that can be paid has a price")
