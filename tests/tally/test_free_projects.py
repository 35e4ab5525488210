"""Do projects that cost nothing obey the same rules as all others?"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.rule_spec import GroupLimit, Rule, RuleSpec
from partnet_vote.tally.values import Profile, Project
from tests.tally.test_max_welfare import best_by_trying_all

RULES: tuple[Rule, ...] = ("greedy", "greedy-no-skip", "density", "max-welfare", "equal-shares", "phragmen")


@pytest.mark.parametrize("rule", RULES)
def test_of_two_free_rivals_one_is_funded(rule: Rule):
    projects = [Project("a"), Project("b"), Project("c", 100)]
    profile = Profile.collapse(projects, 200, [[(0, 1), (1, 1)], [(2, 1)]])
    for completion in ("none", "add1", "add1u") if rule == "equal-shares" else ("none",):
        spec = RuleSpec(rule, completion=completion, exclusive=(("a", "b"),), ties=("file-order",))
        assert sorted(count(profile, spec).winners) == ["a", "c"]


@pytest.mark.parametrize("rule", RULES)
def test_they_are_funded_and_explained_even_by_no_money(rule: Rule):
    projects = [Project("a"), Project("b", 100), Project("c", 60)]
    profile = Profile.collapse(projects, 100, [[(0, 1), (1, 1)], [(0, 1), (2, 1)], [(2, 1)]])
    outcome = count(profile, RuleSpec(rule))
    assert {verdict.project for verdict in explain(profile, outcome).verdicts if verdict.won} == {"a", "c"}
    broke = profile.with_budget(0)
    assert count(broke, RuleSpec(rule)).winners == ("a",)
    assert explain(broke, count(broke, RuleSpec(rule))).of("a").won


def test_the_best_set_is_found_among_free_projects_rivals_and_caps():
    random = Random(14)
    for _ in range(400):
        costs = [random.choice((0, 0, 1, 3, 6, 12)) for _ in range(random.randint(2, 6))]
        ids = [f"p{9 + at}" for at in range(len(costs))]
        groups = [("green",) if random.random() < 0.3 else () for _ in costs]
        projects = [Project(id, cost, groups=own) for id, cost, own in zip(ids, costs, groups, strict=True)]
        ballots = [
            [(at, random.randint(1, 2)) for at in range(len(costs)) if random.random() < 0.6]
            for _ in range(random.randint(1, 6))
        ]
        weights = [random.choice((1, 2, Fraction(1, 2))) for _ in ballots]
        profile = Profile.collapse(projects, random.randint(0, 20), ballots, weights)
        free = [project.id for project in projects if not project.groups]
        pairs = (tuple(random.sample(free, 2)),) if len(free) > 1 else ()
        spec = RuleSpec("max-welfare", "points", exclusive=pairs, caps=(GroupLimit("green", random.randint(0, 9)),))
        assert count(profile, spec).winners == best_by_trying_all(profile, spec), (projects, ballots, spec)


def test_without_a_reserve_nothing_is_funded_after_the_count_has_ended():
    projects = [Project("a", 60), Project("b", 50), Project("c")]
    profile = Profile.collapse(projects, 100, [[(0, 1), (1, 1), (2, 1)], [(0, 1), (1, 1)], [(0, 1)]])
    outcome = count(profile, RuleSpec("greedy", partial_funding=Fraction(4, 5)))
    assert (outcome.winners, outcome.outside) == (("a", "b"), 10)
