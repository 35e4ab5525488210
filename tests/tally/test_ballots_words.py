"""Does each format say in words and in numbers what is wrong, and feed the live bar?"""

from __future__ import annotations

import pytest

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import FORMATS, AnyFormat, format_from_json
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import BallotFormat
from partnet_vote.tally.ballots.marks import Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import PlaceScore, Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.canonical import canonical_text
from partnet_vote.tally.reading import read_json
from partnet_vote.tally.reasons import Malformed
from tests.builders.tally import options

OPTIONS = {option.id: option for option in options(60_000, 50_000, 40_000, 30_000)}
HUSTOPECE = PlusMinus(6, 1, plus_before_minus=4)
CHEB = PlusMinus(4, 2, plus_per_minus=2)
AARAU = Points(10, 10, min_items=3)
PARIS = Grades(("no", "maybe", "yes", "love it"), every_option=True)

POINTS_WRONG = [
    "Option A: 4 points, at most 3 allowed",
    "Option B: 4 points, at most 3 allowed",
    "8 points given, at most 7 allowed",
]

EVERY = [
    SingleChoice(),
    Approval(1, 3),
    Knapsack(100_000),
    Knapsack(100_000, 20_000, 4),
    Points(7, 3),
    AARAU,
    Points(3, 1, 3, must_use_all=True),
    Ranked(3, 3),
    Ranked(1, 5, PlaceScore.WEIGHTS, (5, 4, 3, 2, 1)),
    Ranked(1, 5, PlaceScore.BORDA_PABUTOOLS),
    HUSTOPECE,
    CHEB,
    PARIS,
    Starred(Approval(1, 5)),
    Starred(Knapsack(100_000), 3, required=True),
]


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.kind)
def test_a_format_is_read_as_it_was_written(form: AnyFormat) -> None:
    text = canonical_text(form.to_json())
    assert format_from_json(read_json(text)) == form
    assert isinstance(form, BallotFormat)


def test_every_format_is_tried_here() -> None:
    assert {form.kind for form in EVERY} == set(FORMATS)


@pytest.mark.parametrize(
    ("form", "marks", "words"),
    [
        (SingleChoice(), {"a": 1, "b": 1}, ["2 marks, at most 1 allowed"]),
        (Approval(1, 2), {"a": 1, "b": 1, "c": 1}, ["3 marks, at most 2 allowed"]),
        (Approval(2, 3), {"a": 1}, ["1 mark, at least 2 needed"]),
        (Approval(1, 2), {"a": 2}, ["Option a: 2 is not a mark of this ballot"]),
        (Approval(1, 2), {"x": 1}, ["Option x is not on this ballot"]),
        (Knapsack(100_000), {"a": 1, "b": 1}, ["1 100 spent, at most 1 000 allowed: 100 too much"]),
        (Knapsack(100_000, 50_000), {"c": 1}, ["400 spent, at least 500 needed"]),
        (Points(7, 3), {"a": 4, "b": 4}, POINTS_WRONG),
        (AARAU, {"a": 9, "b": 1}, ["Points on 2 items, at least 3 items needed"]),
        (Points(3, 3, must_use_all=True), {"a": 1}, ["1 point given, all 3 must be used"]),
        (Points(3, 3), {"a": -1}, ["Option A: points cannot be negative"]),
        (Ranked(3, 3), {"a": 1, "b": 2}, ["2 marks, at least 3 needed"]),
        (Ranked(1, 3), {"a": 1, "b": 1}, ["Place 1 is given to more than one option"]),
        (Ranked(1, 3), {"a": 1, "b": 3}, ["Place 2 is left out"]),
        (HUSTOPECE, {"a": 1, "b": -1}, ["A minus needs at least 4 plus, here is 1"]),
        (CHEB, {"a": 1, "b": 1, "c": -1, "d": -1}, ["2 minus need 4 plus, here are 2"]),
        (PlusMinus(2, 1), {"a": -1, "b": -1}, ["2 minus, at most 1 allowed"]),
        (PARIS, {"a": 5, "b": 1, "c": 1, "d": 1}, ["Option a: grade 5 is not one of 1 to 4"]),
        (PARIS, {"a": 4, "b": 1, "c": 1}, ["1 option has no grade"]),
        (Starred(Approval(1, 2), required=True), {"a": 1}, ["The favourite is not starred"]),
    ],
)
def test_the_reason_in_words(form: AnyFormat, marks: dict[str, int], words: list[str]) -> None:
    assert [str(reason) for reason in form.illegalities(Marks(marks), OPTIONS)] == words


@pytest.mark.parametrize("form", [form for form in EVERY if form.kind != "star"], ids=lambda form: form.kind)
def test_a_star_where_there_is_none_is_refused(form: AnyFormat) -> None:
    assert "This ballot has no star" in [str(r) for r in form.illegalities(Marks({"a": 1}, "a"), OPTIONS)]


def test_the_bar_of_a_knapsack_ballot() -> None:
    form = Knapsack(100_000, most=3)
    bar = form.summary(Marks({"a": 1}), OPTIONS)
    assert (bar.spent, bar.left, bar.marks, bar.marks_left, bar.ready) == (60_000, 40_000, 1, 2, True)
    over = form.summary(Marks({"a": 1, "b": 1}), OPTIONS)
    assert (over.left, over.ready, len(over.reasons)) == (-10_000, False, 1)
    nothing = form.summary(Marks(), OPTIONS)
    assert (nothing.left, nothing.is_empty, nothing.ready) == (100_000, True, False)


def test_the_bar_of_points() -> None:
    bar = AARAU.summary(Marks({"a": 4, "b": 3}), OPTIONS)
    assert (bar.points, bar.points_left, bar.marks, bar.ready) == (7, 3, 2, False)


def test_the_bar_of_plus_and_minus_opens_the_minus_when_it_is_earned() -> None:
    early = HUSTOPECE.summary(Marks({"a": 1, "b": 1, "c": 1}), OPTIONS)
    assert (early.plus, early.plus_max, early.minus_max) == (3, 6, 0)
    earned = HUSTOPECE.summary(Marks({"a": 1, "b": 1, "c": 1, "d": 1}), OPTIONS)
    assert (earned.minus_max, earned.ready) == (1, True)
    assert CHEB.allowed_minus(3) == 1


def test_the_bar_shows_the_star() -> None:
    bar = Starred(Knapsack(100_000)).summary(Marks({"a": 1}, "a"), OPTIONS)
    assert (bar.star, bar.left, bar.ready) == ("a", 40_000, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"kind":"dots"}', "no ballot format “dots”"),
        ('{"kind":"single-choice","max":1}', "“max” is not known"),
        ('{"kind":"approval","min":0,"max":2}', "at least 1"),
        ('{"kind":"approval","min":3,"max":2}', "not above the most"),
        ('{"kind":"approval","min":1}', "“max” is missing"),
        ('{"kind":"knapsack","limit":0,"min_spend":0,"max":null}', "above zero"),
        ('{"kind":"knapsack","limit":5,"min_spend":6,"max":null}', "between zero and the limit"),
        ('{"kind":"points","total":2,"per_item":3,"min_items":1,"must_use_all":false}', "not above the sum"),
        ('{"kind":"points","total":2,"per_item":1,"min_items":3,"must_use_all":false}', "not above the points"),
        ('{"kind":"ranked","min":1,"max":2,"score":"weights","weights":[1]}', "one weight"),
        ('{"kind":"ranked","min":1,"max":2,"score":"weights","weights":[1,2]}', "may not rise"),
        ('{"kind":"ranked","min":1,"max":2,"score":"weights","weights":[2,"1"]}', "whole numbers"),
        ('{"kind":"ranked","min":1,"max":2,"score":"borda","weights":[2,1]}', "alone"),
        ('{"kind":"ranked","min":1,"max":2,"score":"chess","weights":[]}', "not known"),
        ('{"kind":"grades","labels":["a"],"every_option":false}', "from 2 to 20"),
        ('{"kind":"grades","labels":["a","a"],"every_option":false}', "name of its own"),
        ('{"kind":"star","base":{"kind":"single-choice"},"times":2,"required":false}', "approval or a knapsack"),
        ('{"kind":"star","base":{"kind":"approval","min":1,"max":2},"times":1,"required":false}', "from 2 to 10"),
    ],
)
def test_a_format_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        format_from_json(read_json(text))
    assert words in str(refused.value)
