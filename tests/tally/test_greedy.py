"""Does greedy fund in order, skip, stop, bar and fund in part as its parameters say?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import FILE_ORDER, GroupLimit, Rule, RuleSpec
from partnet_vote.tally.values import Profile, Project


def election(*rows: tuple[str, int, int], budget: int, minus: dict[str, int] | None = None) -> Profile:
    """Projects as (id, cost, votes), each vote a ballot of its own."""
    projects = [Project(id, cost) for id, cost, _ in rows]
    ballots = [[(at, 1)] for at, (_, _, votes) in enumerate(rows) for _ in range(votes)]
    ballots += [[(at, -1)] for at, (id, _, _) in enumerate(rows) for _ in range((minus or {}).get(id, 0))]
    return Profile.collapse(projects, budget, ballots)


def told(profile: Profile, spec: RuleSpec) -> list[tuple[str, str]]:
    return [(each.project, each.decision) for each in count(profile, spec).rounds]


FOUR = (("park", 60, 9), ("pool", 70, 8), ("path", 30, 7), ("pond", 10, 1))


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        ("greedy", ("park", "path", "pond")),
        ("greedy-no-skip", ("park",)),
        ("density", ("path", "park", "pond")),
    ],
)
def test_the_order_and_what_follows_a_misfit(rule: Rule, winners: tuple[str, ...]):
    assert count(election(*FOUR, budget=100), RuleSpec(rule)).winners == winners


def test_every_decision_is_told_with_its_score_and_the_money_left():
    outcome = count(election(*FOUR, budget=100), RuleSpec("greedy", threshold=2))
    assert [(each.project, each.decision, each.score, each.left) for each in outcome.rounds] == [
        ("pond", "below-threshold", 1, 100),
        ("park", "funded", 9, 40),
        ("pool", "skipped", 8, 40),
        ("path", "funded", 7, 10),
    ]
    assert (outcome.total_cost, outcome.outside) == (90, 0)


def test_a_score_equal_to_the_threshold_is_enough():
    assert count(election(*FOUR, budget=1000), RuleSpec("greedy", threshold=8)).winners == ("park", "pool")


def test_a_withdrawn_project_does_not_stop_the_count():
    projects = [Project("gone", 999_999_999_00, withdrawn=True), Project("here", 50)]
    profile = Profile.collapse(projects, 100, [[(0, 1)], [(0, 1), (1, 1)]])
    assert told(profile, RuleSpec("greedy-no-skip")) == [("gone", "withdrawn"), ("here", "funded")]


def test_rivals_of_a_funded_project_are_out():
    spec = RuleSpec("greedy", exclusive=(("park", "path"), ("path", "pond")))
    assert told(election(*FOUR, budget=1000), spec) == [
        ("park", "funded"),
        ("pool", "funded"),
        ("path", "excluded"),
        ("pond", "funded"),
    ]


def test_unknown_rivals_are_refused():
    with pytest.raises(ValueError, match="castle"):
        count(election(*FOUR, budget=100), RuleSpec("greedy", exclusive=(("park", "castle"),)))


def test_a_cap_bounds_its_group():
    projects = [Project("a", 60, groups=("green",)), Project("b", 50, groups=("green",)), Project("c", 90)]
    profile = Profile.collapse(projects, 200, [[(0, 1), (1, 1), (2, 1)], [(0, 1), (1, 1)], [(0, 1)]])
    spec = RuleSpec("greedy", caps=(GroupLimit("green", 100),))
    assert told(profile, spec) == [("a", "funded"), ("b", "over-cap"), ("c", "funded")]


@pytest.mark.parametrize(("budget", "decision"), [(115, "stopped"), (116, "partly-funded"), (130, "funded")])
def test_the_first_misfit_is_funded_in_part_from_four_fifths_on(budget: int, decision: str):
    spec = RuleSpec("greedy", partial_funding=Fraction(4, 5))
    profile = election(*FOUR, budget=budget)
    outcome = count(profile, spec)
    assert outcome.rounds[1].decision == decision
    assert outcome.total_cost <= budget
    assert outcome.total_cost + outcome.outside == sum(cost for id, cost, _ in FOUR if id in outcome.winners)


def test_a_reserve_funds_the_best_projects_left_over():
    spec = RuleSpec("greedy", partial_funding=Fraction(4, 5), reserve=100)
    outcome = count(election(*FOUR, budget=100), spec)
    assert outcome.winners == ("park", "pool", "path")
    assert (outcome.total_cost, outcome.outside) == (60, 100)
    assert [each.phase for each in outcome.rounds if each.decision == "funded"] == ["main", "reserve", "reserve"]


def test_more_minus_than_plus_bars_if_declared():
    profile = election(*FOUR, budget=1000, minus={"park": 10, "path": 7})
    assert count(profile, RuleSpec("greedy")).winners == ("park", "pool", "path", "pond")
    assert count(profile, RuleSpec("greedy", drop_if_minus_exceeds=True)).winners == ("pool", "path", "pond")
    net = count(profile, RuleSpec("greedy", "net"))
    assert net.winners == ("pool", "pond", "path", "park")
    assert dict(net.scores) == {"park": -1, "pool": 8, "path": 0, "pond": 1}


def test_support_below_a_share_of_the_cost_bars():
    # 25 voters, budget 90: a third of cost/budget is 8/36, 7/27, 1/9, 1/27 of the voters.
    spec = RuleSpec("greedy", threshold_cost_share=Fraction(1, 3))
    assert count(election(("a", 60, 6), ("b", 60, 5), ("c", 30, 14), budget=90), spec).winners == ("c", "a")


def test_ties_in_file_order():
    profile = election(("z", 60, 3), ("a", 60, 3), budget=100)
    assert count(profile, RuleSpec("greedy", ties=FILE_ORDER)).winners == ("z",)


def test_weights_weigh_in_the_score():
    profile = Profile.collapse([Project("a", 60), Project("b", 60)], 100, [[(0, 1)], [(1, 1)]], [1, Fraction(3, 2)])
    outcome = count(profile, RuleSpec("greedy"))
    assert outcome.winners == ("b",)
    assert dict(outcome.scores) == {"a": 1, "b": Fraction(3, 2)}


def test_each_group_with_its_own_budget_is_counted_by_itself():
    projects = [Project("n1", 50, groups=("north",)), Project("s1", 50, groups=("south",))]
    profile = Profile.collapse(projects, 10, [[(0, 1), (1, 1)], [(1, 1)]])
    spec = RuleSpec("greedy", group_budgets=(GroupLimit("north", 40), GroupLimit("south", 60)))
    outcome = count(profile, spec)
    assert outcome.winners == ("s1",)
    assert (outcome.budget, outcome.total_cost) == (100, 50)
    assert [(each.project, each.group) for each in outcome.rounds] == [("n1", "north"), ("s1", "south")]


@pytest.mark.parametrize("groups", [(), ("north", "south")])
def test_a_project_in_no_group_with_a_budget_or_in_two_is_refused(groups: tuple[str, ...]):
    profile = Profile.collapse([Project("n1", 50, groups=("north",)), Project("x", 50, groups=groups)], 0, [[(1, 1)]])
    with pytest.raises(ValueError, match="exactly one of the groups"):
        count(profile, RuleSpec("greedy", group_budgets=(GroupLimit("north", 40), GroupLimit("south", 60))))


@pytest.mark.parametrize("field", ["caps", "group_budgets"])
def test_limits_that_contradict_each_other_are_refused(field: str):
    with pytest.raises(ValueError, match="named twice"):
        RuleSpec("greedy", **{field: (GroupLimit("north", 40), GroupLimit("north", 60))})
    with pytest.raises(ValueError, match="cannot be negative"):
        RuleSpec("greedy", **{field: (GroupLimit("north", -1),)})
    with pytest.raises(ValueError, match="cannot be negative"):
        RuleSpec("greedy", threshold_cost_share=Fraction(-1, 3))
