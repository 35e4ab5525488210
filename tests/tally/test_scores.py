"""Are scores exact, and is majority judgement the one of the book?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.majority_judgement import grade_weights, judge
from partnet_vote.tally.scores import OptionScore, option_scores
from partnet_vote.tally.values import Profile, Project

GRADES = 4
HALVES = st.fractions(min_value=Fraction(1, 6), max_value=3, max_denominator=6)


def profile_of(ballots: list[dict[int, int]], options: int, weights: list[Fraction] | None = None) -> Profile:
    projects = [Project(str(index)) for index in range(options)]
    return Profile.collapse(projects, 0, [list(ballot.items()) for ballot in ballots], weights)


def majority_value(grades: list[int]) -> list[int]:
    """The book's own procedure: take the lower median, strike it out, take the next, to the end."""
    left, found = sorted(grades), []
    while left:
        found.append(left.pop((len(left) - 1) // 2))
    return found


@given(
    st.lists(st.lists(st.integers(0, GRADES), min_size=3, max_size=3), min_size=1, max_size=9),
    st.data(),
)
def test_places_are_those_of_striking_out_medians(ballots: list[list[int]], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(1, 3), min_size=len(ballots), max_size=len(ballots)))
    profile = profile_of([dict(enumerate(ballot)) for ballot in ballots], 3, [Fraction(w) for w in weights])
    values = [
        majority_value([max(ballot[option], 1) for ballot, w in zip(ballots, weights, strict=True) for _ in range(w)])
        for option in range(3)
    ]
    judged = judge(profile, GRADES)
    assert [each.median for each in judged] == [value[0] for value in values]
    assert [each.place for each in judged] == [1 + sum(other > value for other in values) for value in values]


@given(
    st.lists(st.tuples(st.dictionaries(st.integers(0, 3), st.integers(1, GRADES)), HALVES), min_size=1, max_size=8),
    st.integers(2, 5),
)
def test_a_common_factor_on_all_weights_changes_no_place(
    voters: list[tuple[dict[int, int], Fraction]], factor: int
) -> None:
    ballots, weights = [ballot for ballot, _ in voters], [weight for _, weight in voters]
    once = judge(profile_of(ballots, 4, weights), GRADES)
    more = judge(profile_of(ballots, 4, [weight * factor for weight in weights]), GRADES)
    twice = judge(profile_of(ballots * factor, 4, weights * factor), GRADES)
    assert once == more == twice


def test_the_gauge_tells_how_many_stand_above_and_below() -> None:
    ballots = [{0: 4}] * 3 + [{0: 3}] * 4 + [{0: 2}] * 2 + [{}]
    (judged,) = judge(profile_of(ballots, 1), GRADES)
    assert (judged.median, judged.above, judged.below) == (3, Fraction(3, 10), Fraction(3, 10))


def test_who_gives_no_grade_gives_the_worst() -> None:
    table = grade_weights(profile_of([{0: 4, 1: 2}, {1: 3}], 2), GRADES)
    assert table.tolist() == [[1, 0, 0, 1], [0, 1, 1, 0]]


def test_two_thirds_of_maybe_beat_half_of_love() -> None:
    loved_and_hated = [{0: 4, 1: 3}] * 5 + [{0: 1, 1: 3}] * 6
    judged = judge(profile_of(loved_and_hated, 2), GRADES)
    assert [each.place for each in judged] == [2, 1]


def test_nobody_voted() -> None:
    judged = judge(profile_of([], 2), GRADES)
    assert [(each.median, each.place, each.above) for each in judged] == [(1, 1, 0), (1, 1, 0)]


def test_a_grade_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the scale"):
        judge(profile_of([{0: 5}], 1), GRADES)


@given(st.lists(st.tuples(st.dictionaries(st.integers(0, 3), st.integers(-3, 3)), HALVES), max_size=12))
def test_scores_are_the_naive_sums(voters: list[tuple[dict[int, int], Fraction]]) -> None:
    profile = profile_of([ballot for ballot, _ in voters], 4, [weight for _, weight in voters])
    for option, score in enumerate(option_scores(profile)):
        marks = [(ballot.get(option, 0), weight) for ballot, weight in voters]
        plus = sum((weight for mark, weight in marks if mark > 0), Fraction(0))
        minus = sum((weight for mark, weight in marks if mark < 0), Fraction(0))
        points = sum((mark * weight for mark, weight in marks), Fraction(0))
        assert score == OptionScore(str(option), plus, minus, points)
        assert score.net == plus - minus


@pytest.mark.parametrize(
    ("plus", "minus", "threshold", "drop", "passes"),
    [
        (5, 0, None, False, True),
        (5, 0, 5, False, True),
        (5, 0, 6, False, False),
        (5, 6, None, False, True),
        (5, 6, None, True, False),
        (5, 5, None, True, True),
        (5, 5, 1, False, False),
    ],
)
def test_the_bar(plus: int, minus: int, threshold: int | None, drop: bool, passes: bool) -> None:
    score = OptionScore("a", Fraction(plus), Fraction(minus), Fraction(plus - minus))
    assert score.passes(score.net, threshold, drop) is passes


def test_points_that_could_overflow_are_refused() -> None:
    profile = profile_of([{0: 2**40}, {0: 1}], 1, [Fraction(2**24), Fraction(1)])
    with pytest.raises(ValueError, match="too large"):
        option_scores(profile)
