"""What happens to the money left over, and is no step of Add1 passed over unproven?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.progress import Progress
from partnet_vote.tally.rule_spec import ID_ORDER, Completion, RuleSpec, Utility
from partnet_vote.tally.rules import completions
from partnet_vote.tally.rules.equal_shares import Market
from partnet_vote.tally.shares.run import Trajectory, run
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.values import Profile, Project
from tests.builders.elections_to_count import small_election
from tests.builders.reference_shares import equal_shares


def plain_add1(profile: Profile, spec: RuleSpec) -> tuple[list[str], int]:
    """Add1 as it is defined: one step after another, every run by the slow reference."""
    cost = dict(zip(profile.ids, profile.costs, strict=True))
    wanted = {profile.ids[p] for p, x in zip(profile.items, profile.points, strict=True) if x > 0}
    start, step, before = Fraction(profile.budget) / profile.total_weight, 0, None
    if spec.integral_start:
        start = Fraction(start // spec.increment * spec.increment)
    while True:
        endowment = start + step * spec.increment
        now = equal_shares(
            profile, spec, lambda p, x: x * (profile.costs[p] if "cost" in spec.utility else 1), endowment
        )
        spent = sum(cost[id] for id in now)
        if spent > profile.budget:
            assert before is not None
            return before, step - 1
        others = wanted - set(now)
        fits = {id for id in others if cost[id] <= profile.budget - spent}
        if not others or (spec.completion == "add1-exhaustive" and not fits):
            return now, step
        before, step = now, step + 1


@pytest.mark.parametrize("completion", ["add1", "add1-exhaustive"])
@pytest.mark.parametrize("utility", ["cost", "points"])
@pytest.mark.parametrize("integral", [False, True], ids=["from B/W", "from whole increments"])
def test_add1_equals_plain_stepping(utility: Utility, completion: Completion, integral: bool):
    random = Random(31)
    for _ in range(60):
        profile = small_election(random, points=utility == "points", weighted=True).profile
        increment = random.choice((7, 20, 50))
        spec = RuleSpec(
            "equal-shares", utility, completion, increment=increment, ties=ID_ORDER, integral_start=integral
        )
        outcome = count(profile, spec)
        winners, steps = plain_add1(profile, spec)
        if sum(cost for cost, votes in zip(profile.costs, profile.plus, strict=True) if votes) <= profile.budget:
            assert (sorted(outcome.winners), outcome.steps) == (sorted(winners), 0)
        else:
            assert (list(outcome.winners), outcome.steps) == (winners, steps)
        assert outcome.total_cost <= outcome.budget


@pytest.mark.parametrize("utility", ["cost", "points"])
def test_a_proven_jump_holds_at_every_endowment_between(utility: Utility):
    """The theorem in the docstring of `completions`, put to the test."""
    random, jumps = Random(32), 0
    for _ in range(300):
        profile = small_election(random, points=utility == "points", weighted=True).profile
        spec = RuleSpec("equal-shares", utility, ties=ID_ORDER)
        market, ties = Market(profile, spec, list(range(len(profile.projects)))), TieBreaker(profile, spec)
        low = market.equal_share()
        high = low * (1 + Fraction(random.randint(1, 40), 40))
        far = run(market, high, ties, run(market, low, ties))
        if far.follows and far.bought:
            jumps += 1
            for part in range(1, 8):
                between = run(market, low + (high - low) * Fraction(part, 8), ties)
                assert between.bought == far.bought
    assert jumps > 50


def test_fine_steps_are_passed_over_many_at_a_time(monkeypatch: pytest.MonkeyPatch):
    runs = 0

    def counted(market: Market, endowment: Fraction, ties: TieBreaker, earlier: Trajectory | None = None) -> Trajectory:
        nonlocal runs
        runs += 1
        return run(market, endowment, ties, earlier)

    monkeypatch.setattr(completions, "run", counted)
    projects = [Project("a", 40_000), Project("b", 61_000), Project("c", 90_000)]
    profile = Profile.collapse(projects, 100_000, [[(0, 1), (1, 1)]] * 3 + [[(1, 1)]] * 2 + [[(2, 1)]] * 4)
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1", increment=1))
    assert outcome.steps > 1000
    assert runs < 100


def test_an_integral_start_is_a_whole_number_of_increments_for_a_voter_of_weight_one():
    projects = [Project("a", 60_00), Project("b", 50_00)]
    profile = Profile.collapse(projects, 103_00, [[(0, 1)], [(1, 1)], [(1, 1)]], [1, Fraction(1, 2), 1])

    def start(spec: RuleSpec) -> Fraction:
        outcome = count(profile, spec)
        return (outcome.endowment or 0) - outcome.steps * Fraction(spec.increment)

    spec = RuleSpec("equal-shares", "cost", "add1")
    assert start(spec) == Fraction(103_00 * 2, 5)
    assert start(replace(spec, integral_start=True)) == 41_00
    assert start(replace(spec, increment=300, integral_start=True)) == 39_00
    with pytest.raises(ValueError, match="integral start is for Add1 only"):
        RuleSpec("equal-shares", "cost", "utilitarian", integral_start=True)


def test_a_budget_below_one_increment_a_voter_starts_from_nothing():
    profile = Profile.collapse([Project("a", 60), Project("b", 50)], 100, [[(0, 1)], [(1, 1)], [(1, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1", integral_start=True))
    assert (outcome.winners, outcome.endowment, outcome.steps) == ((), 0, 0)
    assert {verdict.won for verdict in explain(profile, outcome).verdicts} == {False}


def test_add1_stops_before_the_budget_is_exceeded():
    projects = [Project("a", 60), Project("b", 50), Project("c", 30)]
    profile = Profile.collapse(projects, 100, [[(0, 1)], [(0, 1)], [(1, 1)], [(2, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1", increment=1, ties=ID_ORDER))
    # From 25 each: a needs 30, c needs 30, b needs 50. All three cost 140: the step to 50 is too far.
    assert outcome.winners == ("a", "c")
    assert (outcome.steps, outcome.endowment) == (24, 49)


def test_exhaustive_add1_stops_as_soon_as_nothing_else_fits():
    projects = [Project("a", 60), Project("b", 50), Project("c", 30)]
    profile = Profile.collapse(projects, 100, [[(0, 1)], [(0, 1)], [(1, 1)], [(2, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1-exhaustive", increment=1, ties=ID_ORDER))
    assert (outcome.winners, outcome.steps) == (("a", "c"), 5)


@pytest.mark.parametrize("completion", ["add1", "add1-exhaustive", "add1u"])
def test_where_everything_is_affordable_everything_wanted_is_funded(completion: Completion):
    projects = [Project("a", 60), Project("b", 30), Project("nobody", 5)]
    profile = Profile.collapse(projects, 1000, [[(0, 1)]] + [[]] * 50 + [[(1, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", completion))
    assert outcome.winners == ("b", "a")
    assert (outcome.steps, [each.phase for each in outcome.rounds]) == (0, ["completion", "completion"])


def test_a_sentinel_cost_neither_wins_nor_keeps_add1_going():
    projects = [Project("a", 60), Project("gone", 999_999_999_00, withdrawn=True)]
    profile = Profile.collapse(projects, 100, [[(0, 1), (1, 1)]] * 3)
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1", increment=1))
    assert (outcome.winners, outcome.steps) == (("a",), 0)


def test_utilitarian_spends_the_rest_by_utility_per_cost():
    projects = [Project("a", 50), Project("b", 60), Project("c", 40)]
    profile = Profile.collapse(projects, 100, [[(0, 1)], [(0, 1)], [(1, 1)], [(2, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", "utilitarian", ties=ID_ORDER))
    assert outcome.winners == ("a", "c")
    assert [(each.project, each.decision, each.phase) for each in outcome.rounds] == [
        ("a", "funded", "main"),
        ("b", "skipped", "completion"),
        ("c", "funded", "completion"),
    ]


def test_the_greedy_outcome_replaces_shares_if_more_voters_prefer_it():
    projects = [Project("big", 100), Project("small", 30)]
    ballots = [[(0, 1)]] * 6 + [[(1, 1)]] * 4
    profile = Profile.collapse(projects, 100, ballots)
    spec = RuleSpec("equal-shares", "cost", comparison=True)
    replaced = count(profile, spec)
    assert (replaced.winners, replaced.preferred) == (("big",), "greedy")
    kept = count(Profile.collapse(projects, 100, ballots, [1] * 6 + [2] * 4), spec)
    assert (kept.winners, kept.preferred) == (("small",), "equal-shares")
    plain = count(profile, replace(spec, comparison=False))
    assert (plain.winners, plain.preferred) == (("small",), "")


def test_the_comparison_goes_with_whole_increments_and_is_explained():
    projects = [Project("big", 100_00), Project("small", 40_00)]
    profile = Profile.collapse(projects, 100_00, [[(0, 1)]] * 6 + [[(1, 1)]] * 4)
    spec = RuleSpec("equal-shares", "cost", "add1", comparison=True, integral_start=True, increment=7_00)
    outcome = count(profile, spec)
    assert (outcome.winners, outcome.preferred) == (("big",), "greedy")
    assert explain(profile, outcome).of("big").why.value == "funded-by-comparison"


def test_the_comparison_keeps_to_the_score_of_the_rule():
    # By points a has 9, b 8; by voters a has 1 and b 2. A threshold of 5 points bars nobody.
    projects = [Project("a", 100), Project("b", 100)]
    profile = Profile.collapse(projects, 100, [[(0, 9)], [(1, 4)], [(1, 4)]])
    for utility in ("points", "cost-points"):
        greedy = completions.greedy_beside(RuleSpec("equal-shares", utility, comparison=True, threshold=5))
        assert count(profile, greedy).winners == ("a",)
        assert dict(count(profile, greedy).scores) == {"a": 9, "b": 8}


def test_progress_is_told_after_every_accepted_step():
    told: list[Progress] = []
    projects = [Project("a", 60_00), Project("b", 50_00)]
    profile = Profile.collapse(projects, 100_00, [[(0, 1)], [(1, 1)], [(1, 1)]])
    outcome = count(profile, RuleSpec("equal-shares", "cost", "add1"), told.append)
    assert told[-1].step == outcome.steps
    assert told[-1].endowment == outcome.endowment
    assert [each.step for each in told] == sorted({each.step for each in told})
    assert all(each.spent <= each.budget for each in told)
