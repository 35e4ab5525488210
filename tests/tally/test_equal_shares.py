"""Does equal shares pay as its definition reads, also where floats would be wrong?"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import ID_ORDER, GroupLimit, RuleSpec, Utility
from partnet_vote.tally.shares.market import Market
from partnet_vote.tally.shares.purses import Purses
from partnet_vote.tally.shares.run import run
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.values import Profile, Project
from tests.builders.elections_to_count import small_election
from tests.builders.reference_shares import equal_shares


def approvals(costs: list[int], budget: int, *ballots: str) -> Profile:
    """Projects a, b, c… with costs; ballots as words of their letters."""
    projects = [Project(chr(97 + at), cost) for at, cost in enumerate(costs)]
    return Profile.collapse(projects, budget, [[(ord(letter) - 97, 1) for letter in word] for word in ballots])


def worth(profile: Profile, utility: Utility, project: int, points: int) -> int:
    """The utility as the handbook's table has it."""
    return {
        "cardinality": 1,
        "cost": profile.costs[project],
        "points": points,
        "cost-points": points * profile.costs[project],
        "borda": points,
        "borda-pabutools": points - 1,
    }[utility]


@pytest.mark.parametrize("utility", ["cardinality", "cost", "points", "cost-points", "borda", "borda-pabutools"])
def test_every_utility_weight_cap_and_rival_as_defined(utility: Utility):
    random = Random(21)
    for _ in range(150):
        small = small_election(random, points=True, weighted=True)
        groups = [("green",) if random.random() < 0.4 else () for _ in small.costs]
        projects = [
            Project(id, cost * 100, groups=own) for id, cost, own in zip(small.ids, small.costs, groups, strict=True)
        ]
        profile = Profile.collapse(projects, small.budget * 100, small.ballots, small.weights)
        spec = RuleSpec(
            "equal-shares",
            utility,
            caps=(GroupLimit("green", 100 * random.randint(0, small.budget)),),
            exclusive=(tuple(random.sample(small.ids, 2)),) if len(small.ids) > 1 else (),
            ties=ID_ORDER,
        )
        wanted = equal_shares(profile, spec, lambda p, x, profile=profile: worth(profile, utility, p, x))
        assert list(count(profile, spec).winners) == wanted, (small, spec)


@pytest.mark.parametrize(("voters", "budget"), [(3, 100), (49, 7_000_001), (103, 999_999), (1_381, 49_194_000)])
def test_all_voters_for_a_project_that_costs_the_budget(voters: int, budget: int):
    """Zabrze 2020, Młodego Górnika: float implementations elect nobody."""
    outcome = count(approvals([budget], budget, *(["a"] * voters)), RuleSpec("equal-shares", "cost"))
    assert outcome.winners == ("a",)
    assert outcome.rounds[0].price == Fraction(1, voters)


def test_one_hundredth_more_than_the_budget_is_not_funded():
    assert count(approvals([101], 100, "a", "a", "a"), RuleSpec("equal-shares")).winners == ()


def test_the_last_money_of_supporters_buys_exactly():
    # a takes 20 of each; what its three supporters keep, 40/3 each, is b's cost to the hundredth.
    outcome = count(approvals([60, 40], 100, "ab", "ab", "ab"), RuleSpec("equal-shares", "cost"))
    assert outcome.winners == ("b", "a")
    assert outcome.rounds[1].left == 0


def test_two_prices_that_floats_cannot_tell_apart():
    # One hundredth in 10**11 between the prices a vote.
    profile = approvals([10**13 + 1, 10**13], 4 * 10**13, "a", "a", "b", "b")
    outcome = count(profile, RuleSpec("equal-shares", "cardinality", ties=("file-order",)))
    assert outcome.winners == ("b", "a")
    assert outcome.ties == ()


def test_a_supporter_whose_money_is_exactly_the_price_pays_it_and_is_empty():
    # Each holds 30. a: 20 each from three. c's supporter still has 10 and pays all of it with two others' 10.
    outcome = count(approvals([60, 30, 30], 120, "ab", "ac", "a", "c"), RuleSpec("equal-shares", "cardinality"))
    assert outcome.winners[0] == "c"
    prices = {each.project: each.price for each in outcome.rounds}
    assert prices["c"] == 15


def test_projects_that_cost_nothing_come_first_if_anyone_wants_them():
    outcome = count(approvals([50, 0, 0], 100, "ab", "a"), RuleSpec("equal-shares"))
    assert outcome.winners == ("b", "a")
    assert outcome.rounds[0].price == 0


def test_empty_ballots_hold_their_share_of_the_money():
    assert count(approvals([60], 100, "a", "a"), RuleSpec("equal-shares")).winners == ("a",)
    assert count(approvals([60], 100, "a", "a", "", ""), RuleSpec("equal-shares")).winners == ()


@pytest.mark.parametrize("ballots", [[], ["", ""]])
def test_nobody_wants_anything(ballots: list[str]):
    for completion in ("none", "add1", "add1-exhaustive"):
        spec = RuleSpec("equal-shares", completion=completion)  # type: ignore[arg-type]
        outcome = count(approvals([60], 100, *ballots), spec)
        assert (outcome.winners, outcome.total_cost) == ((), 0)


def test_the_endowment_and_the_prices_are_those_of_a_voter_of_weight_one():
    projects = [Project("a", 60), Project("b", 40)]
    profile = Profile.collapse(projects, 100, [[(0, 1)], [(1, 1)]], [Fraction(3, 2), 1])
    outcome = count(profile, RuleSpec("equal-shares", "cardinality", ties=ID_ORDER))
    assert outcome.endowment == 40
    assert [(each.project, each.price) for each in outcome.rounds] == [("a", 40), ("b", 40)]


def test_a_threshold_bars_and_is_told():
    outcome = count(approvals([60, 30], 100, "ab", "a"), RuleSpec("equal-shares", threshold=2))
    assert [(each.project, each.decision) for each in outcome.rounds] == [("b", "below-threshold"), ("a", "funded")]


def test_a_project_over_its_cap_is_told():
    projects = [Project("a", 50, groups=("x",)), Project("b", 30, groups=("x",))]
    profile = Profile.collapse(projects, 100, [[(0, 1), (1, 1)]] * 2)
    outcome = count(profile, RuleSpec("equal-shares", "cardinality", caps=(GroupLimit("x", 60),)))
    assert [(each.project, each.decision) for each in outcome.rounds] == [("b", "funded"), ("a", "over-cap")]


def test_a_float_price_off_by_a_hair_is_found_and_counted_again(monkeypatch: pytest.MonkeyPatch):
    profile = approvals([60, 30, 20], 100, "ab", "ac", "abc")
    spec = RuleSpec("equal-shares")
    market, ties = Market(profile, spec, [0, 1, 2]), TieBreaker(profile, spec)
    plain = run(market, market.equal_share(), ties)
    assert plain.certificate.startswith("floats")
    monkeypatch.setattr(Purses, "proven", lambda _: False)
    again = run(market, market.equal_share(), ties)
    assert again.certificate.startswith("exact")
    assert again.bought == plain.bought
    assert again.purses.settle().floats() == plain.purses.settle().floats()


def test_proof_fails_where_a_float_price_is_wrong():
    profile = approvals([60, 30], 100, "ab", "ab", "a")
    spec = RuleSpec("equal-shares")
    market, ties = Market(profile, spec, [0, 1]), TieBreaker(profile, spec)
    purses = run(market, market.equal_share(), ties).purses
    assert purses.proven()
    first = purses.bought[0]
    purses.bought[0] = type(first)(first.project, first.price * (1 + 1e-9), first.emptied, first.full)
    assert not purses.proven()
