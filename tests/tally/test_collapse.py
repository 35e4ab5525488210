"""Do equal ballots become one, whatever the order of voters and marks?"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally import collapse
from partnet_vote.tally.counting import count
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.values import Profile, Project

PROJECTS = [Project(f"p{number}", 100) for number in range(5)]
BALLOTS = st.lists(st.dictionaries(st.integers(0, 4), st.integers(-2, 3)).map(lambda marks: tuple(marks.items())))


def rows(profile: Profile) -> list[tuple[tuple[tuple[int, int], ...], int, int]]:
    """Distinct ballots as (marks, weight, number of voters)."""
    found = []
    for number, (first, last) in enumerate(zip(profile.starts[:-1], profile.starts[1:], strict=True)):
        marks = zip(profile.items[first:last].tolist(), profile.points[first:last].tolist(), strict=True)
        found.append((tuple(marks), int(profile.weights[number]), int(profile.counts[number])))
    return found


@given(BALLOTS)
def test_each_distinct_ballot_stands_once_with_the_number_of_its_voters(ballots: list[tuple[tuple[int, int], ...]]):
    wanted: dict[tuple[tuple[int, int], ...], int] = {}
    for ballot in ballots:
        marks = tuple(sorted((p, x) for p, x in ballot if x))
        wanted[marks] = wanted.get(marks, 0) + 1
    profile = Profile.collapse(PROJECTS, 100, ballots)
    assert sorted(rows(profile)) == sorted((marks, number, number) for marks, number in wanted.items())
    assert profile.voters == len(ballots)


@given(BALLOTS, st.randoms())
def test_the_order_of_the_voters_leaves_no_trace(ballots: list[tuple[tuple[int, int], ...]], random: object):
    mixed = [tuple(sorted(ballot, reverse=True)) for ballot in ballots]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert rows(Profile.collapse(PROJECTS, 100, ballots)) == rows(Profile.collapse(PROJECTS, 100, mixed))


def test_a_project_named_twice_counts_once_and_is_reported():
    profile = Profile.collapse(PROJECTS, 100, [[(1, 3), (1, 2), (0, 1)], [(0, 1), (1, 3)]])
    assert rows(profile) == [(((0, 1), (1, 3)), 2, 2)]
    assert profile.doubled_marks == 1


def test_empty_ballots_are_voters_and_zero_points_are_no_mark():
    profile = Profile.collapse(PROJECTS, 100, [[], [(2, 0)], [(2, 1)]])
    assert sorted(rows(profile)) == [((), 2, 2), (((2, 1),), 1, 1)]


def test_weights_become_whole_numbers_over_their_least_common_denominator():
    profile = Profile.collapse(PROJECTS, 100, [[(0, 1)], [(0, 1)], []], [Fraction(1, 2), Fraction(2, 3), 1])
    assert profile.weight_scale == 6
    assert sorted(rows(profile)) == [((), 6, 1), (((0, 1),), 7, 2)]
    assert profile.total_weight == Fraction(13, 6)
    assert sorted(rows(profile.unweighted())) == [((), 1, 1), (((0, 1),), 2, 2)]


def test_minus_points_are_minus_votes():
    profile = Profile.collapse(PROJECTS, 100, [[(0, 1), (1, -1)], [(1, 1)], [(1, -1)]])
    assert profile.plus.tolist() == [1, 1, 0, 0, 0]
    assert profile.minus.tolist() == [0, 2, 0, 0, 0]


def test_two_ballots_with_one_hash_stay_two(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(collapse, "_hashes", lambda starts, *_: np.zeros(len(starts) - 1, dtype=np.uint64))
    ballots = [[(0, 1)], [(1, 1)], [(0, 1), (1, 1)], [], [(1, 1)]]
    profile = Profile.collapse(PROJECTS, 100, ballots)
    assert sorted(rows(profile)) == [((), 1, 1), (((0, 1),), 1, 1), (((0, 1), (1, 1)), 1, 1), (((1, 1),), 2, 2)]


@pytest.mark.parametrize(
    ("voter", "project", "weights"),
    [([1], [0], [1]), ([0], [5], [1]), ([0], [-1], [1]), ([0], [0], [0]), ([0], [0], [1, 1])],
)
def test_marks_of_nobody_for_nothing_or_without_weight_are_refused(
    voter: list[int], project: list[int], weights: list[int]
):
    with pytest.raises(ValueError, match=r"unknown|positive"):
        Profile.from_flat(PROJECTS, 100, 1, np.array(voter), np.array(project), weights=np.array(weights))


def test_weights_too_fine_to_be_added_exactly_are_refused():
    with pytest.raises(ValueError, match="common unit"):
        Profile.collapse(PROJECTS, 100, [[], [], []], [Fraction(1, 10**9 + 7), Fraction(1, 10**9 + 9), 1])


def test_a_group_of_projects_keeps_the_voters_who_marked_one_of_them():
    ballots = [[(0, 1), (3, 2)], [(3, 2)], [(3, 2), (4, 1)], [(1, 1)], []]
    part = Profile.collapse(PROJECTS, 100, ballots, [1, 2, 3, 4, 5]).only([False, False, False, True, True], 50)
    assert part.ids == ("p3", "p4")
    assert part.budget == 50
    assert sorted(rows(part)) == [(((0, 2),), 3, 2), (((0, 2), (1, 1)), 3, 1)]


def test_numbers_too_large_to_be_added_exactly_are_refused():
    many = np.zeros(3, dtype=np.int64)
    heavy = Profile.from_flat(PROJECTS, 100, 3, np.arange(3), many, weights=np.full(3, 2**49))
    assert heavy.plus.tolist() == [3 * 2**49, 0, 0, 0, 0]
    with pytest.raises(ValueError, match="weights are too large"):
        Profile.from_flat(PROJECTS, 100, 3, np.arange(3), many, weights=np.full(3, 2**51))
    points = Profile.from_flat(PROJECTS, 100, 3, np.arange(3), many, np.full(3, 2**60), weights=np.full(3, 16))
    for rule in ("greedy", "equal-shares"):
        with pytest.raises(ValueError, match="too large"):
            count(points, RuleSpec(rule, "points"))  # type: ignore[arg-type]
