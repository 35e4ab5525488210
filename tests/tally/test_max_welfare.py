"""Is the set with the highest total found, and the declared one among equals?"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import ID_ORDER, GroupLimit, RuleSpec, Utility
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import factors, scores
from partnet_vote.tally.values import Profile, Project
from tests.builders.elections_to_count import small_election


def best_by_trying_all(profile: Profile, spec: RuleSpec) -> tuple[str, ...]:
    """Highest total, then lowest cost, then the first difference in the chain's order."""
    own, factor = scores(profile, spec.utility), factors(profile, spec.utility)
    order = sorted(range(len(own)), key=TieBreaker(profile, spec).rank.__getitem__)
    useful = [p for p in order if own[p] * factor[p] > 0]
    limits = {cap.group: cap.limit for cap in spec.caps}

    def allowed(chosen: tuple[int, ...]) -> bool:
        ids = {profile.ids[p] for p in chosen}
        groups = [group for p in chosen for group in profile.projects[p].groups for _ in range(profile.costs[p])]
        return (
            sum(profile.costs[p] for p in chosen) <= profile.budget
            and all(len(ids & set(rivals)) <= 1 for rivals in spec.exclusive)
            and all(groups.count(group) <= limit for group, limit in limits.items())
        )

    def key(chosen: tuple[int, ...]) -> tuple[object, ...]:
        total = sum(own[p] * factor[p] for p in chosen)
        cost = sum(profile.costs[p] for p in chosen)
        return (-total, cost, [p not in chosen for p in order])

    sets = (chosen for size in range(len(useful) + 1) for chosen in combinations(useful, size))
    return tuple(profile.ids[p] for p in min(filter(allowed, sets), key=key))


@pytest.mark.parametrize("utility", ["cardinality", "cost", "points"])
def test_it_equals_trying_every_set(utility: Utility):
    random = Random(11)
    for _ in range(250):
        profile = small_election(random, points=utility == "points", weighted=True).profile
        spec = RuleSpec("max-welfare", utility, ties=ID_ORDER)
        assert count(profile, spec).winners == best_by_trying_all(profile, spec)


def test_totals_that_floats_cannot_hold_are_exact():
    random = Random(13)
    for _ in range(150):
        small = small_election(random, weighted=True).profile
        # An odd remainder, so that sums differ in the last of some twenty digits.
        projects = [Project(each.id, each.cost * 10**12 + random.randint(0, 3)) for each in small.projects]
        profile = replace(small, projects=tuple(projects), budget=small.budget * 10**12 + 3)
        spec = RuleSpec("max-welfare", "cost", ties=ID_ORDER)
        assert count(profile, spec).winners == best_by_trying_all(profile, spec)


def test_caps_and_rivals_bind():
    random = Random(12)
    for _ in range(250):
        small = small_election(random)
        groups = [("green",) if random.random() < 0.5 else () for _ in small.costs]
        projects = [Project(id, cost, groups=own) for id, cost, own in zip(small.ids, small.costs, groups, strict=True)]
        profile = Profile.collapse(projects, small.budget, small.ballots)
        free = [project.id for project in projects if not project.groups]
        rivals = (tuple(random.sample(free, 2)),) if len(free) > 1 else ()
        limit = GroupLimit("green", random.randint(0, small.budget))
        spec = RuleSpec("max-welfare", caps=(limit,), exclusive=rivals, ties=ID_ORDER)
        assert count(profile, spec).winners == best_by_trying_all(profile, spec)


def test_equal_totals_are_told_as_a_tie():
    projects = [Project("a", 60), Project("b", 60), Project("c", 30)]
    profile = Profile.collapse(projects, 100, [[(0, 1), (1, 1), (2, 1)]] * 2)
    outcome = count(profile, RuleSpec("max-welfare", ties=ID_ORDER))
    assert outcome.winners == ("a", "c")
    assert [tie.tied for tie in outcome.ties] == [("a", "b")]


def test_a_project_in_two_capped_groups_is_refused():
    profile = Profile.collapse([Project("a", 60, groups=("x", "y"))], 100, [[(0, 1)]])
    with pytest.raises(ValueError, match="one capped group"):
        count(profile, RuleSpec("max-welfare", caps=(GroupLimit("x", 9), GroupLimit("y", 9))))


def test_nothing_to_choose_from():
    assert count(Profile.collapse([Project("a", 60)], 10, [[(0, 1)]]), RuleSpec("max-welfare")).winners == ()
