"""Is a ballot legal exactly when its rule, written down a second time and naively, says so?"""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, strategies as st

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import StandingKind, standing
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import PlaceScore, Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.ballots.star import Starred
from tests.builders.tally import options

COSTS = {"a": 300, "b": 200, "c": 200, "d": 100}
OPTIONS = {option.id: option for option in options(*COSTS.values())}
IDS = st.sampled_from("abcdx")
VALUES = st.dictionaries(IDS, st.integers(-2, 4), max_size=5)
ONES = st.dictionaries(IDS, st.sampled_from([1, 1, 1, 1, 2]), max_size=5)
SMALL = st.integers(0, 4)


def agrees(form: AnyFormat, values: dict[str, int], legal: bool, star: str | None = None) -> None:
    """The format finds reasons exactly if the naive rule does; empty marks are always legal."""
    marks = Marks(values, star)
    empty = not marks.values and star is None
    reasons = form.illegalities(marks, OPTIONS)
    assert (not reasons) == (legal or empty), [str(reason) for reason in reasons]
    kind = standing(form, marks, OPTIONS).kind
    assert kind == (StandingKind.EMPTY if empty else StandingKind.VALID if legal else StandingKind.SPOILT)
    assert form.summary(marks, OPTIONS).ready == (legal and bool(marks.values))


def marked(values: dict[str, int]) -> dict[str, int]:
    return {option: mark for option, mark in values.items() if mark}


@given(VALUES)
def test_single_choice(values: dict[str, int]) -> None:
    agrees(SingleChoice(), values, list(marked(values).values()) == [1] and set(marked(values)) <= set(COSTS))


@given(ONES, st.integers(1, 4), SMALL)
def test_approval(values: dict[str, int], fewest: int, more: int) -> None:
    most = fewest + more
    legal = set(values) <= set(COSTS) and set(values.values()) <= {1} and len(values) in range(fewest, most + 1)
    agrees(Approval(fewest, most), values, legal)


@given(ONES, st.integers(1, 9), SMALL, st.none() | st.integers(1, 4))
def test_knapsack(values: dict[str, int], limit: int, least: int, most: int | None) -> None:
    least = min(least, limit)
    spent = sum(COSTS.get(option, 0) for option in values)
    legal = set(values) <= set(COSTS) and set(values.values()) <= {1} and least * 100 <= spent <= limit * 100
    agrees(Knapsack(limit * 100, least * 100, most), values, legal and len(values) <= (most or 9))


@given(VALUES, st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_points(values: dict[str, int], total: int, per_item: int, fewest: int, use_all: bool) -> None:
    per_item, fewest = min(per_item, total), min(fewest, total)
    given_points = marked(values)
    legal = (
        set(given_points) <= set(COSTS)
        and all(1 <= points <= per_item for points in given_points.values())
        and (sum(given_points.values()) == total if use_all else sum(given_points.values()) <= total)
        and len(given_points) >= fewest
    )
    agrees(Points(total, per_item, fewest, use_all), values, legal)


@given(VALUES, st.integers(1, 3), st.integers(0, 2))
def test_ranked(values: dict[str, int], fewest: int, more: int) -> None:
    places = marked(values)
    orders = [
        {option: place for place, option in enumerate(order, 1)}
        for size in range(fewest, fewest + more + 1)
        for order in permutations(COSTS, size)
    ]
    agrees(Ranked(fewest, fewest + more), values, places in orders)


@given(st.dictionaries(IDS, st.sampled_from([1, 1, -1, -1, 2]), max_size=5), SMALL, SMALL, SMALL, SMALL, SMALL)
def test_plus_minus(values: dict[str, int], plus_max: int, minus_max: int, least: int, before: int, ratio: int) -> None:
    plus_max = max(plus_max, 1)
    least, before, ratio = (min(number, plus_max) for number in (least, before, ratio))
    plus = list(values.values()).count(1)
    minus = list(values.values()).count(-1)
    legal = (
        set(values) <= set(COSTS)
        and plus + minus == len(values)
        and least <= plus <= plus_max
        and minus <= minus_max
        and (minus == 0 or plus >= before)
        and minus * ratio <= plus
    )
    agrees(PlusMinus(plus_max, minus_max, least, before, ratio), values, legal)


@given(VALUES, st.integers(2, 4), st.booleans())
def test_grades(values: dict[str, int], grades: int, every: bool) -> None:
    given_grades = marked(values)
    legal = set(given_grades) <= set(COSTS) and all(1 <= grade <= grades for grade in given_grades.values())
    legal = legal and bool(given_grades) and (not every or set(given_grades) == set(COSTS))
    agrees(Grades(("1", "2", "3", "4")[:grades], every), values, legal)


@given(ONES, st.none() | IDS, st.booleans())
def test_star(values: dict[str, int], star: str | None, required: bool) -> None:
    legal = set(values) <= set(COSTS) and set(values.values()) <= {1} and len(values) in (1, 2)
    legal = legal and (star in values if star else not required)
    agrees(Starred(Approval(1, 2), 2, required), values, legal, star)


@given(st.permutations("abcd"), st.integers(1, 4))
def test_places_are_worth_what_each_convention_says(order: list[str], size: int) -> None:
    marks = Marks({option: place for place, option in enumerate(order[:size], 1)})
    cities = Ranked(1, 4).utilities(marks)
    pabutools = Ranked(1, 4, PlaceScore.BORDA_PABUTOOLS).utilities(marks)
    declared = Ranked(1, 4, PlaceScore.WEIGHTS, (12, 8, 3, 1)).utilities(marks)
    for position, option in enumerate(order[:size]):
        assert cities[option] == size - position
        assert pabutools[option] == size - position - 1
        assert declared[option] == (12, 8, 3, 1)[position]


def test_krakow_gives_three_two_one() -> None:
    assert Ranked(3, 3).utilities(Marks({"c": 1, "a": 2, "b": 3})) == {"a": 2, "b": 1, "c": 3}


def test_a_star_counts_twice() -> None:
    assert Starred(Knapsack(900)).utilities(Marks({"a": 1, "b": 1}, "b")) == {"a": 1, "b": 2}


def test_own_items_neither_fill_nor_spoil_a_ballot() -> None:
    form = Approval(1, 2)
    assert standing(form, Marks({}, None, ("A well",)), OPTIONS).kind == StandingKind.EMPTY
    assert standing(form, Marks({"a": 1}, None, ("A well", "A bench")), OPTIONS).kind == StandingKind.VALID
