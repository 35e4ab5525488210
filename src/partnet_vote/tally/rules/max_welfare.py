"""Maximum welfare: the set of projects within the budget with the highest total utility, exactly.

max sum s_p x_p  with  sum c_p x_p <= B, all whole numbers (Talmon and Faliszewski 2019, arXiv 1809.04382).
Among sets of equal total the cheapest wins, then the one whose first difference in the order of the tie
chain is present. Solved by the list of undominated (cost, value) pairs of Nemhauser and Ullmann 1969,
pruned by the fractional bound of Dantzig 1957. Exclusive sets are one choice; a capped group is solved by
itself first, so a project may be in one capped group, and rivals must be in the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.collapse import TooLarge
from partnet_vote.tally.outcome import Outcome, Round
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.standing import standing
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import factors, scores
from partnet_vote.tally.values import IntArray, Profile

ObjectArray = NDArray[np.object_]


@dataclass(frozen=True, eq=False, slots=True)
class Choices:
    """Undominated choices, by rising cost and rising value.

    `taken` holds one bit a project, the chain's first project highest; `tied` the projects in which an
    equally dear and equally good choice differed.
    """

    cost: IntArray
    value: IntArray
    taken: ObjectArray
    tied: ObjectArray


def count(profile: Profile, spec: RuleSpec) -> Outcome:
    """The best affordable set of projects."""
    own, ties = scores(profile, spec.utility), TieBreaker(profile, spec)
    stand, barred = standing(profile, spec)
    own_factors = factors(profile, spec.utility)
    values = [int(own[p] * profile.weight_scale) * own_factors[p] for p in range(len(own))]
    if max(sum(values), profile.budget) >= 2**62:
        raise TooLarge("money, or scores times costs, are too large to be counted exactly")
    useful = [p for p in stand if values[p] > 0 and profile.costs[p] <= profile.budget]
    units = _units(profile, spec, useful, values, ties)
    best = _best(units, profile.budget)
    taken, tied = int(best.taken[-1]), int(best.tied[-1])
    ties.order(_members(tied, useful, ties))
    bought = _in_order(_members(taken, useful, ties), ties)
    left, rounds = profile.budget, list(barred)
    for project in bought:
        left -= profile.costs[project]
        one = profile.projects[project]
        rounds.append(Round(one.id, "funded", one.cost, left, score=own[project]))
    scored = tuple(zip(profile.ids, own, strict=True))
    winners = tuple(profile.ids[project] for project in bought)
    return Outcome(winners, profile.budget - left, profile.budget, spec, scored, ties.met, tuple(rounds))


def _in_order(projects: Iterable[int], ties: TieBreaker) -> list[int]:
    """Projects in the chain's order; being listed together is no tie."""
    return sorted(projects, key=ties.rank.__getitem__)


def _bit(project: int, ties: TieBreaker) -> int:
    return 1 << (len(ties.rank) - 1 - ties.rank[project])


def _members(bits: int, projects: Iterable[int], ties: TieBreaker) -> list[int]:
    return [project for project in projects if bits & _bit(project, ties)]


# --- units: one project, one exclusive set, or one capped group --------------------------------------


def _units(
    profile: Profile, spec: RuleSpec, useful: Sequence[int], values: Sequence[int], ties: TieBreaker
) -> list[Choices]:
    """What can be chosen independently of each other under the budget alone."""
    capped = {cap.group: cap.limit for cap in spec.caps}
    by_group: dict[str, list[Choices]] = {}
    for rivals in _rivals(profile, spec, useful):
        groups = {group for p in rivals for group in profile.projects[p].groups if group in capped}
        bound_by = [tuple(g for g in profile.projects[p].groups if g in capped) for p in rivals]
        if len(groups) > 1 or any(len(own) != len(groups) for own in bound_by):
            raise ValueError("maximum welfare needs one capped group a project, the same for its rivals")
        single = [(profile.costs[p], values[p], _bit(p, ties)) for p in rivals]
        by_group.setdefault(next(iter(groups), ""), []).append(_one_of(single))
    units = by_group.pop("", [])
    limits = {group: min(limit, profile.budget) for group, limit in capped.items()}
    return units + [_all_choices(members, limits[group]) for group, members in sorted(by_group.items())]


def _rivals(profile: Profile, spec: RuleSpec, useful: Sequence[int]) -> list[list[int]]:
    """The useful projects in sets of which at most one may be funded."""
    position = {profile.ids[p]: p for p in useful}
    sets = [[position[id] for id in ids if id in position] for ids in spec.exclusive]
    bound = [p for rivals in sets for p in rivals]
    if len(bound) != len(set(bound)):
        raise ValueError("maximum welfare needs exclusive sets without common projects")
    free = set(useful) - set(bound)
    return [rivals for rivals in sets if rivals] + [[p] for p in useful if p in free]


def _one_of(options: Sequence[tuple[int, int, int]]) -> Choices:
    """Nothing, or one of the options (cost, value, bit)."""
    rows = [(0, 0, 0), *options]
    costs = np.array([cost for cost, _, _ in rows], dtype=np.int64)
    values = np.array([value for _, value, _ in rows], dtype=np.int64)
    taken = np.array([bit for _, _, bit in rows], dtype=object)
    return _undominated(Choices(costs, values, taken, np.array([0] * len(rows), dtype=object)))


# --- lists of undominated choices -------------------------------------------------------------------


def _all_choices(units: Iterable[Choices], limit: int) -> Choices:
    """Every undominated choice over some units that costs at most `limit`."""
    found = _one_of([])
    for unit in units:
        found = _combined(found, unit, limit)
    return found


def _best(units: Sequence[Choices], budget: int) -> Choices:
    """The undominated choices over all units that can still be the best; the last one is."""
    order = sorted(units, key=lambda unit: -float(np.max(unit.value[-1] / max(unit.cost[-1], 1))))
    floor = _reachable(order, budget)
    found = _one_of([])
    for position, unit in enumerate(order):
        found = _combined(found, unit, budget)
        bound = _fractional_bound(order[position + 1 :], budget - found.cost)
        # The bound is a float; a little slack keeps every choice that might be the best. What is wanted of it is
        # subtracted in integers, for large totals would lose their last digits as floats.
        hopeful = bound * (1 + 1e-9) + 1 >= floor - found.value
        found = Choices(found.cost[hopeful], found.value[hopeful], found.taken[hopeful], found.tied[hopeful])
    return found


def _reachable(order: Sequence[Choices], budget: int) -> int:
    """A total value that is surely reachable: greedily the best choice of each unit that fits."""
    value = 0
    for unit in order:
        fits = int(np.searchsorted(unit.cost, budget, side="right")) - 1
        budget -= int(unit.cost[fits])
        value += int(unit.value[fits])
    return value


def _fractional_bound(units: Sequence[Choices], money: IntArray) -> NDArray[np.float64]:
    """No choice over the units is worth more for this money: pieces of their concave hulls, best density first.

    Every unit's first choice costs nothing; where a project is free it has a value, which comes before all pieces.
    """
    free = float(sum(int(unit.value[0]) for unit in units))
    pieces = [piece for unit in units for piece in _hull(unit)]
    pieces.sort(key=lambda piece: -piece[1] / max(piece[0], 1e-9))
    costs = np.cumsum([0.0, *(cost for cost, _ in pieces)])
    values = np.cumsum([free, *(value for _, value in pieces)])
    return np.interp(money.astype(np.float64), costs, values)


def _hull(unit: Choices) -> list[tuple[float, float]]:
    """The steps (cost, value) of the upper concave hull of a unit's choices."""
    corners: list[tuple[float, float]] = []
    for cost, value in zip(unit.cost.tolist(), unit.value.tolist(), strict=True):
        while len(corners) > 1 and _is_below(corners[-2], corners[-1], (cost, value)):
            corners.pop()
        corners.append((cost, value))
    return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]


def _is_below(left: tuple[float, float], middle: tuple[float, float], right: tuple[float, float]) -> bool:
    rise, run = middle[1] - left[1], middle[0] - left[0]
    return rise * (right[0] - left[0]) <= (right[1] - left[1]) * run


def _combined(one: Choices, two: Choices, limit: int) -> Choices:
    """All sums of a choice of each, undominated, within the limit."""
    cost = (one.cost[:, None] + two.cost[None, :]).ravel()
    within = cost <= limit
    value = (one.value[:, None] + two.value[None, :]).ravel()[within]
    taken = (one.taken[:, None] | two.taken[None, :]).ravel()[within]
    tied = (one.tied[:, None] | two.tied[None, :]).ravel()[within]
    return _undominated(Choices(cost[within], value, taken, tied))


def _undominated(all_choices: Choices) -> Choices:
    """Drop every choice that another, not dearer, equals or beats; equals are settled by the chain."""
    order = np.lexsort((-all_choices.value, all_choices.cost))
    cost, value = all_choices.cost[order], all_choices.value[order]
    taken, tied = all_choices.taken[order], all_choices.tied[order]
    best = np.maximum.accumulate(value)
    kept = np.concatenate(([True], value[1:] > best[:-1]))
    equal = np.flatnonzero((cost[1:] == cost[:-1]) & (value[1:] == value[:-1]) & (value[1:] == best[:-1])) + 1
    for at in equal.tolist():
        tied[at] = tied[at] | tied[at - 1] | (taken[at] ^ taken[at - 1])
        taken[at] = max(taken[at], taken[at - 1])
        if kept[at - 1]:
            kept[at - 1], kept[at] = False, True
    return Choices(cost[kept], value[kept], taken[kept], tied[kept])
