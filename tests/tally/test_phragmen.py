"""Does sequential Phragmén buy at the right moment and stop where it should?"""

from __future__ import annotations

from fractions import Fraction

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.values import Profile, Project


def approvals(costs: list[int], budget: int, *ballots: str) -> Profile:
    projects = [Project(chr(97 + at), cost) for at, cost in enumerate(costs)]
    return Profile.collapse(projects, budget, [[(ord(letter) - 97, 1) for letter in word] for word in ballots])


def test_times_worked_by_hand():
    # a: 3 voters, 30 -> time 10. Then b: (24 + 10 + 0) / 2 = 17; c: 20 / 1 = 20.
    outcome = count(approvals([30, 24, 20], 100, "ab", "a", "a", "b", "c"), RuleSpec("phragmen"))
    assert [(each.project, each.price) for each in outcome.rounds] == [("a", 10), ("b", 17), ("c", 20)]


def test_it_stops_at_the_first_that_does_not_fit_or_passes_over_it_if_declared():
    profile = approvals([50, 60, 45], 100, "a", "a", "b", "b", "c")
    stopped = count(profile, RuleSpec("phragmen"))
    assert stopped.winners == ("a",)
    assert [(each.project, each.decision) for each in stopped.rounds] == [("a", "funded"), ("b", "stopped")]
    assert count(profile, RuleSpec("phragmen", skip_unaffordable=True)).winners == ("a", "c")


def test_a_misfit_among_equals_stops_too():
    # b at time 15; at time 60 both a (60, fits) and c (120 of two voters, does not) could be bought.
    profile = approvals([60, 30, 120], 130, "a", "b", "b", "c", "c")
    assert count(profile, RuleSpec("phragmen")).winners == ("b",)
    assert count(profile, RuleSpec("phragmen", skip_unaffordable=True)).winners == ("b", "a")


def test_projects_without_supporters_or_dearer_than_the_budget_take_no_part():
    outcome = count(approvals([50, 500, 10], 100, "ab", "b"), RuleSpec("phragmen"))
    assert outcome.winners == ("a",)


def test_a_voter_of_weight_two_earns_twice():
    projects = [Project("a", 60), Project("b", 50)]
    profile = Profile.collapse(projects, 200, [[(0, 1)], [(1, 1)]], [2, Fraction(3, 2)])
    outcome = count(profile, RuleSpec("phragmen"))
    assert [(each.project, each.price) for each in outcome.rounds] == [("a", 30), ("b", Fraction(100, 3))]


def test_moments_that_floats_cannot_tell_apart():
    profile = approvals([10**13 + 1, 10**13], 4 * 10**13, "a", "b")
    outcome = count(profile, RuleSpec("phragmen", ties=("file-order",)))
    assert (outcome.winners, outcome.ties) == (("b", "a"), ())


def test_rivals_of_what_is_bought_are_out():
    outcome = count(
        approvals([30, 24, 20], 100, "ab", "a", "a", "b", "c"), RuleSpec("phragmen", exclusive=(("a", "b"),))
    )
    assert [(each.project, each.decision) for each in outcome.rounds] == [
        ("a", "funded"),
        ("b", "excluded"),
        ("c", "funded"),
    ]
