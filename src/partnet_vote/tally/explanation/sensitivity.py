"""How few changed ballots are known to change who wins?

A changed ballot is one of weight 1 that had been marked otherwise. `ballots` is always shown by an example that was
counted. `at_least` is proven for rules that order by score: the winners stay as long as no loser passes a winner
(where the rule stops at the first misfit: nor any other loser that one), and n ballots whose marks lie at most m apart
(net scores: from -1 to 1) move two scores against each other by at most 2 n m. It is 1 for the other rules, and where
the order among winners or among losers matters too: a shared rank, a reserve, partial funding; also where it is not
known how many points a ballot may give, and where `density` has a free project, which its first vote puts first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.missing import Ladder
from partnet_vote.tally.explanation.values import Explanation, Verdict, Why
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.utilities import marks
from partnet_vote.tally.values import IntArray, Profile

BY_SCORE = ("top-k", "greedy", "greedy-no-skip", "density")
NEAREST = 4
"""Losers, and winners, that are tried, the nearest ones first."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The smallest known change. ballots: None where no try changed the winners.

    gains, loses: in the example, `ballots` ballots turned from `loses` to `gains` (`loses` empty: they turned to
    `gains` alone, whatever they had named). is_weighted: some ballots weigh other than 1; `ballots` and `at_least`
    then speak of ballots of weight 1 each, of which a heavier one is worth several.
    """

    ballots: int | None
    at_least: int
    gains: str = ""
    loses: str = ""
    is_weighted: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether no smaller number can do; otherwise `ballots` is an upper bound."""
        return self.ballots == self.at_least


def sensitivity(profile: Profile, outcome: Outcome, largest: int | None = None) -> Sensitivity:
    """Search the nearest rivals; every answer was counted. Takes some dozens of counts.

    `largest`: the most points that a ballot may give one project, where ballots give points; None: not known.
    """
    if outcome.spec.group_budgets:
        found = Sensitivity(None, 1)
    elif outcome.spec.rule in BY_SCORE:
        found = _by_score(profile, outcome, largest)
    else:
        found = _by_counting(profile, outcome)
    weighted = not np.array_equal(profile.weights, profile.counts * profile.weight_scale)
    return replace(found, is_weighted=weighted)


# --- rules that order by score --------------------------------------------------------------------------


def _by_score(profile: Profile, outcome: Outcome, largest: int | None) -> Sensitivity:
    found = explain(profile, outcome, votes=False)
    best = Sensitivity(None, _at_least(profile, outcome, found, largest))
    ladder = Ladder(profile, outcome.spec)
    for gains, loses in _rivals(profile, outcome, found):
        number = _turned(profile, outcome, ladder, gains, loses, best.ballots)
        if number is not None:
            best = replace(best, ballots=number, gains=profile.ids[gains], loses=profile.ids[loses])
    return best


def _rivals(profile: Profile, outcome: Outcome, found: Explanation) -> Iterator[tuple[int, int]]:
    """Losers that could win with the winners they could pass, the nearest in score first."""
    position = {id: index for index, id in enumerate(profile.ids)}
    hopeless = (Why.WITHDRAWN, Why.ABOVE_BUDGET)
    losers = [verdict for verdict in found.verdicts if not verdict.won and verdict.why not in hopeless]
    winners = sorted((verdict for verdict in found.verdicts if verdict.won), key=lambda each: each.score)
    losers.sort(key=lambda each: -_height(outcome, each))
    lifted = [each for each in losers if each.why is Why.BELOW_THRESHOLD and _would_find_money(outcome, found, each)]
    for loser in (*lifted[:NEAREST], *losers[: 4 * NEAREST]):
        near = sorted(winners, key=lambda each: abs(_height(outcome, each) - _height(outcome, loser)))
        for winner in near[:NEAREST]:
            yield position[loser.project], position[winner.project]


def _height(outcome: Outcome, verdict: Verdict) -> Fraction:
    """What the rule orders by."""
    if outcome.spec.rule == "density" and verdict.cost:
        return verdict.score / verdict.cost
    return verdict.score


def _at_least(profile: Profile, outcome: Outcome, found: Explanation, largest: int | None) -> int:
    """No fewer ballots can change the winners."""
    spec = outcome.spec
    beyond_pairs = spec.partial_funding is not None or spec.reserve or "shared-rank" in spec.ties
    if beyond_pairs or spec.threshold_cost_share is not None or spec.drop_if_minus_exceeds:
        return 1
    gives_points = spec.utility not in ("cardinality", "net")
    if (gives_points and largest is None) or (spec.rule == "density" and not all(profile.costs)):
        return 1
    seen = int(np.abs(marks(profile, spec.utility)).max(initial=1))
    # A minus may become a plus.
    most = Fraction(max(seen, largest or 1) if gives_points else seen * (2 if spec.utility == "net" else 1))
    ended = next((each.project for each in outcome.rounds if each.decision == "stopped"), "")
    needed = list(_crossings(outcome, found, ended, most))
    standing = [each for each in found.verdicts if each.why is not Why.WITHDRAWN]
    for one in standing:
        for other in standing:
            watched = one.won != other.won or ended in (one.project, other.project)
            if watched and _height(outcome, one) >= _height(outcome, other) and one is not other:
                gap = _height(outcome, one) - _height(outcome, other)
                needed.append(gap / (most * _pace(outcome, one, other)))
    return max(1, int(-(-min(needed) // 1))) if needed else 1


def _crossings(outcome: Outcome, found: Explanation, ended: str, most: Fraction) -> Iterator[Fraction]:
    """Ballots that could lift a project over the threshold, or drop a winner (or where the rule stopped) below it.

    A project that would find too little money left even above the threshold may be lifted without effect.
    """
    threshold = outcome.spec.threshold
    if threshold is None:
        return
    for verdict in found.verdicts:
        gap = verdict.score - threshold
        if gap >= 0 and (verdict.won or verdict.project == ended):
            yield (gap + Fraction(1, 10**9)) / most
        if gap < 0 and _would_find_money(outcome, found, verdict):
            yield -gap / most


def _would_find_money(outcome: Outcome, found: Explanation, verdict: Verdict) -> bool:
    if outcome.spec.rule not in ("greedy", "density"):
        return True
    height = _height(outcome, verdict)
    before = sum(each.cost for each in found.verdicts if each.won and _height(outcome, each) > height)
    return verdict.cost <= outcome.budget - before


def _pace(outcome: Outcome, one: Verdict, other: Verdict) -> Fraction:
    """By how much one ballot of one point can move two projects against each other."""
    if outcome.spec.rule == "density" and one.cost and other.cost:
        return Fraction(1, one.cost) + Fraction(1, other.cost)
    return Fraction(2)


def _turned(
    profile: Profile, outcome: Outcome, ladder: Ladder, gains: int, loses: int, below: int | None
) -> int | None:
    """The fewest ballots, smaller than `below`, that change the winners when turned from one project to the other."""
    sums = _movable(profile, outcome, gains, loses)
    winners = set(outcome.winners)

    def changes(number: int) -> bool:
        moved = number * profile.weight_scale
        return set(ladder.winners_after(gains, loses, int(sums[number]), moved)) != winners

    high = len(sums) - 1 if below is None else min(len(sums), below) - 1
    if high < 1 or not changes(high):
        return None
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if changes(middle) else (middle, high)
    return high


def _movable(profile: Profile, outcome: Outcome, gains: int, loses: int) -> IntArray:
    """sums[n]: the scaled points that the n most generous ballots for one project alone of the two give it."""
    values = marks(profile, outcome.spec.utility)
    giving = (profile.items == loses) & (values > 0)
    ballots = np.setdiff1d(profile.owners[giving], profile.owners[profile.items == gains])
    column = np.zeros(len(profile.weights), dtype=np.int64)
    column[profile.owners[giving]] = values[giving]
    numbers = profile.weights[ballots] // profile.weight_scale
    points = np.repeat(column[ballots], numbers)
    return np.concatenate(([0], np.cumsum(np.sort(points)[::-1]))) * profile.weight_scale


# --- rules that follow the ballots ----------------------------------------------------------------------


def _by_counting(profile: Profile, outcome: Outcome) -> Sensitivity:
    """Turn ballots to one loser alone, more and more of them, until a count gives other winners."""
    found = explain(profile, outcome)
    losers = [verdict for verdict in found.verdicts if verdict.missing is not None and not verdict.won]
    losers.sort(key=lambda verdict: verdict.missing.number if verdict.missing else 0)
    iterated = outcome.spec.completion in ("add1", "add1-exhaustive", "add1u")
    best = Sensitivity(None, 1)
    for verdict in losers[: 1 if iterated else NEAREST]:
        number = _turned_alone(profile, outcome, verdict.project, best.ballots)
        if number is not None:
            best = Sensitivity(number, 1, verdict.project)
    return best


def _turned_alone(profile: Profile, outcome: Outcome, project: str, below: int | None) -> int | None:
    """The fewest ballots found, smaller than `below`; doubling, then halving."""
    order = _order(profile, outcome, profile.ids.index(project))
    available = int((profile.weights[order] // profile.weight_scale).sum())
    winners = set(outcome.winners)
    ranked = outcome.spec.utility.startswith("borda")  # of one project alone a ranking is worth 1
    points = 1 if ranked else int(profile.points.max(initial=1))

    def changes(number: int) -> bool:
        turned = turn(profile, order, number, profile.ids.index(project), points)
        return set(count(turned, outcome.spec).winners) != winners

    most = available if below is None else min(available, below - 1)
    high = 1
    while high <= most and not changes(high):
        high *= 2
    if high > most:
        return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if changes(middle) else (middle, high)
    return high


def _order(profile: Profile, outcome: Outcome, project: int) -> IntArray:
    """Distinct ballots without the project, those for the winner bought last first."""
    without = np.setdiff1d(np.arange(len(profile.weights)), profile.owners[profile.items == project])
    last = profile.ids.index(outcome.winners[-1]) if outcome.winners else -1
    for_last = np.isin(without, profile.owners[profile.items == last])
    return np.concatenate((without[for_last], without[~for_last]))


def turn(profile: Profile, order: IntArray, number: int, project: int, points: int = 1) -> Profile:
    """The profile after `number` ballots of weight 1, taken in an order of distinct ballots, name one project alone."""
    scale = profile.weight_scale
    wholes = profile.weights[order] // scale
    taken = np.minimum(wholes, np.maximum(number - (np.cumsum(wholes) - wholes), 0))
    weights = profile.weights.copy()
    weights[order] -= taken * scale
    counts = profile.counts.copy()
    counts[order] = np.maximum(counts[order] - taken, 1)
    kept = weights > 0
    marks_kept = kept[profile.owners]
    lengths = np.append(np.diff(profile.starts)[kept], 1)
    return replace(
        profile,
        starts=np.concatenate(([0], np.cumsum(lengths))),
        items=np.append(profile.items[marks_kept], project),
        points=np.append(profile.points[marks_kept], points),
        weights=np.append(weights[kept], int(taken.sum()) * scale),
        counts=np.append(counts[kept], int(taken.sum())),
    )
