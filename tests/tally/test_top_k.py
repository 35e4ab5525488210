"""Do the K best win, and who shares the last rank?"""

from __future__ import annotations

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.values import Profile, Project


def items(*votes: int) -> Profile:
    projects = [Project(chr(97 + at)) for at in range(len(votes))]
    return Profile.collapse(projects, 0, [[(at, 1)] for at, number in enumerate(votes) for _ in range(number)])


def test_the_best_win_whatever_they_cost():
    outcome = count(items(3, 5, 1, 4), RuleSpec("top-k", seats=2))
    assert outcome.winners == ("b", "d")
    assert [each.decision for each in outcome.rounds] == ["funded", "funded", "skipped", "skipped"]


def test_fewer_options_than_seats():
    assert count(items(1, 2), RuleSpec("top-k", seats=5)).winners == ("b", "a")


def test_a_shared_last_rank_wins_whole():
    shared = RuleSpec("top-k", seats=2, ties=("shared-rank",))
    assert count(items(5, 3, 3, 3, 1), shared).winners == ("a", "b", "c", "d")
    assert count(items(5, 4, 3, 3), shared).winners == ("a", "b")


def test_without_a_shared_rank_the_chain_decides():
    assert count(items(5, 3, 3), RuleSpec("top-k", seats=2, ties=("id-order",))).winners == ("a", "b")


def test_a_step_before_the_shared_rank_still_separates():
    projects = [Project("a"), Project("b"), Project("c")]
    profile = Profile.collapse(projects, 0, [[(0, 1), (1, 1)], [(0, 1), (2, 1)], [(1, 1), (2, 1)], [(2, -1)]])
    spec = RuleSpec("top-k", seats=1, ties=("fewer-minus", "shared-rank"))
    assert count(profile, spec).winners == ("a", "b")


def test_rivals_take_no_seat():
    assert count(items(5, 4, 3), RuleSpec("top-k", seats=2, exclusive=(("a", "b"),))).winners == ("a", "c")


def test_the_number_of_seats_must_be_told():
    with pytest.raises(ValueError, match="seats"):
        RuleSpec("top-k")
