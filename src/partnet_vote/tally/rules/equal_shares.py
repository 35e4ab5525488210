"""The Method of Equal Shares: every voter holds an equal share of the budget and pays only for what she supports.

Voter i of weight w_i holds w_i B / W. In each round, for every project p with supporters who can pay for
it, rho_p is the least number with  sum_i min(money_i, rho_p w_i u_ip) = cost_p;  the project with the
least rho is bought and each supporter pays min(money_i, rho w_i u_ip). It ends when nothing can be paid.
A voter of weight 2 counts as two voters.

Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities, NeurIPS 2021,
arXiv 2008.13276; https://equalshares.net. Completions and the comparison step are in `completions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from partnet_vote.tally.outcome import Outcome, Round
from partnet_vote.tally.progress import Reporter
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.rules import completions
from partnet_vote.tally.shares.market import Market
from partnet_vote.tally.shares.run import Trajectory, run
from partnet_vote.tally.standing import standing
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile


def count(profile: Profile, spec: RuleSpec, progress: Reporter | None = None) -> Outcome:
    """Equal shares with its completion and, if asked, the comparison with greedy."""
    ties = TieBreaker(profile, spec)
    stand, barred = standing(profile, spec)
    own = tuple(zip(profile.ids, scores(profile, spec.utility), strict=True))
    empty = Outcome((), 0, profile.budget, spec, own, rounds=tuple(barred), preferred="")
    if profile.scaled_weight == 0:
        return empty
    market = Market(profile, spec, stand)
    repeats = spec.completion.startswith("add1")
    everything = repeats and completions.everything_fits(market)
    found, steps = run(market, market.equal_share(), ties), 0
    if repeats and not everything:
        found, steps = completions.add1(market, ties, found, progress)
    outcome = _outcome(market, found, steps, empty)
    if everything:
        outcome = completions.utilitarian(profile, spec, outcome, list(market.rows))
    elif spec.completion in ("utilitarian", "add1u"):
        outcome = completions.utilitarian(profile, spec, outcome, stand)
    if spec.comparison:
        outcome = completions.compared(profile, spec, outcome)
    return outcome


def _outcome(market: Market, found: Trajectory, steps: int, empty: Outcome) -> Outcome:
    profile = market.profile
    return Outcome(
        winners=tuple(profile.ids[project] for project in found.bought),
        total_cost=found.cost,
        budget=profile.budget,
        spec=empty.spec,
        scores=empty.scores,
        ties=found.ties,
        rounds=(*empty.rounds, *rounds(market, found), *found.barred),
        endowment=found.endowment * market.scale,
        steps=steps,
        certificate=found.certificate,
    )


def rounds(market: Market, found: Trajectory) -> Sequence[Round]:
    """One round a purchase, its price exact: hundredths per unit of utility for a voter of weight 1."""
    exact = found.purses.settle()
    left = market.profile.budget
    made: list[Round] = []
    position = 0
    for project in found.bought:
        cost = market.costs[project]
        left -= cost
        price = Fraction(0)
        if cost:
            price = exact.fraction(position) * market.scale / market.factors[project]
            position += 1
        made.append(Round(market.profile.ids[project], "funded", cost, left, price=price))
    return made
