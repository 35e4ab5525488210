"""What becomes of the money that equal shares leaves over?

Add1 repeats equal shares with one more unit for every voter until the projects would cost more than the
budget, and keeps the last outcome that fits (equalshares.net; cf. arXiv 2502.11797). `add1-exhaustive`
and `add1u` stop earlier, as soon as no other project fits into what is left. `utilitarian`, and `add1u` after
its steps, spend the rest greedily by utility per cost. The comparison step keeps the greedy outcome
instead if more voters prefer it (Wieliczka 2023). Where the budget pays for every supported project, all are
funded and Add1 does not run.

**Certified jumps.** Fix an order of purchases. Money held and prices then move one way as the endowment
grows: if every b_i is at least as large, the price q with sum w_i min(b_i, q a_i) = c is at most as large, so
what a supporter keeps, max(0, b_i - q a_i), is at least as large; induction over the rounds. Hence for
every endowment between e1 and e2 the money before round r is at most that of e2 and rho_r at most that of
e1. If at each round of the run at e2 the same project is bought and every other project would, with
the money of e2, still cost more than the rho_r of e1, then all endowments between buy the same, and may be
passed over. No plain step is skipped unproven.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.progress import Progress, Reporter
from partnet_vote.tally.rule_spec import RuleSpec, Utility
from partnet_vote.tally.rules import greedy
from partnet_vote.tally.shares.market import Market
from partnet_vote.tally.shares.run import Trajectory, run
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import factors, scores
from partnet_vote.tally.values import IntArray, Profile

SCORES: dict[Utility, Utility] = {"cost": "cardinality", "cost-points": "points"}
"""The score beside a utility that holds the cost."""
LONGEST_JUMP = 2**20
PATIENCE = 2
"""After so many unchanged steps longer ones are tried, each twice the last."""


def everything_fits(market: Market) -> bool:
    """Whether every supported project can be funded: then Add1 has nothing to decide and does not run."""
    limited = bool(market.spec.caps or market.spec.exclusive)
    return not limited and sum(market.costs[p] for p in market.rows) <= market.profile.budget


def add1(
    market: Market, ties: TieBreaker, current: Trajectory, progress: Reporter | None = None
) -> tuple[Trajectory, int]:
    """The Add1 run that counts, and how many increments it has above the plain run it starts from."""
    start = current.endowment
    increment = Fraction(market.spec.increment, market.scale)
    step, jump, streak = 0, 1, 0
    while not _is_last(market, current):
        following = run(market, start + (step + jump) * increment, ties, current)
        if jump > 1 and not following.follows:
            jump = max(1, jump // 4)
            streak = streak if jump > 1 else 0
            continue
        if following.cost > market.profile.budget:
            break
        current, step = following, step + jump
        streak = streak + 1 if following.follows else 0
        jump = min(2 * jump, LONGEST_JUMP) if streak >= PATIENCE else 1
        if progress is not None:
            progress(Progress(step, current.endowment * market.scale, current.cost, market.profile.budget))
    return current, step


def _is_last(market: Market, found: Trajectory) -> bool:
    """Whether nothing more may or can be bought with more money."""
    bought = set(found.bought)
    barred = {each.project for each in found.barred}
    others = [p for p in market.rows if p not in bought and market.profile.ids[p] not in barred]
    if market.spec.completion == "add1":
        return not others
    left = market.profile.budget - found.cost
    return all(market.costs[p] > left for p in others)


def utilitarian(profile: Profile, spec: RuleSpec, before: Outcome, stand: list[int]) -> Outcome:
    """Spend what is left on further projects, by total utility per cost."""
    own, own_factors = scores(profile, spec.utility), factors(profile, spec.utility)
    totals = [score * factor for score, factor in zip(own, own_factors, strict=True)]
    keys = greedy.densities(profile, totals)
    ties = TieBreaker(profile, spec)
    winners = set(before.winners)
    position = {id: index for index, id in enumerate(profile.ids)}
    spending = greedy.Spending(profile, spec, [position[id] for id in before.winners], "completion")
    rest = [project for project in stand if profile.ids[project] not in winners]
    spending.go(greedy.by_key(rest, keys, ties), keys)
    return _extended(before, spending, ties)


def _extended(before: Outcome, spending: greedy.Spending, ties: TieBreaker) -> Outcome:
    return replace(
        before,
        winners=before.winners + spending.winners,
        total_cost=before.budget - spending.left,
        rounds=before.rounds + tuple(spending.rounds),
        ties=before.ties + tuple(tie for tie in ties.met if tie not in before.ties),
    )


def compared(profile: Profile, spec: RuleSpec, shares: Outcome) -> Outcome:
    """The greedy outcome (by score) if more voters, by weight, have more supported winners in it."""
    other = greedy.count(profile, greedy_beside(spec))
    for_greedy = supported(profile, other) - supported(profile, shares)
    more = int(profile.weights[for_greedy > 0].sum())
    fewer = int(profile.weights[for_greedy < 0].sum())
    if more > fewer:
        return replace(other, spec=spec, endowment=shares.endowment, steps=shares.steps, preferred="greedy")
    return replace(shares, preferred="equal-shares")


def greedy_beside(spec: RuleSpec) -> RuleSpec:
    """What the comparison step looks at: greedy by the same score, votes or points, under the same conditions."""
    scored = SCORES.get(spec.utility, spec.utility)
    return replace(spec, rule="greedy", utility=scored, completion="none", comparison=False, integral_start=False)


def supported(profile: Profile, outcome: Outcome) -> IntArray:
    """Per distinct ballot, how many of the winners it supports."""
    winners = set(outcome.winners)
    won = np.array([id in winners for id in profile.ids], dtype=np.bool_)
    good = (profile.points > 0) & won[profile.items]
    return np.bincount(profile.owners[good], minlength=len(profile.weights)).astype(np.int64)
