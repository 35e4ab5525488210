"""Are valid, empty and spoilt ballots told apart, and do weighted and unweighted stand side by side?"""

from __future__ import annotations

import random
import time
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.contest_count import ContestOutcome, StyleCount, count_contest, count_election
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.electorate import StyleDefinition
from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import tally as build
from tests.builders.tally import ballot

TOP_ONE = RuleSpec("top-k", seats=1)


def marks(text: str) -> Marks:
    return Marks(dict.fromkeys(text, 1))


def count_of(definition: Definition, *cast: tuple[int, str], withdrawn: tuple[str, ...] = ()) -> ContestOutcome:
    return count_contest(definition, "town", [(style, marks(text)) for style, text in cast], withdrawn)


def test_greedy_takes_what_most_want_and_what_fits() -> None:
    outcome = count_of(build.definition(), (1, "a"), (1, "ab"), (1, "bc"), (1, "a"))
    assert outcome.winners == ("a", "c")
    assert outcome.weighted.outcome.total_cost == 100_000
    assert [score.plus for score in outcome.weighted.scores] == [3, 2, 1]


def test_valid_empty_and_spoilt_are_told_apart_by_style() -> None:
    definition = build.weighted(build.contest())
    outcome = count_of(definition, (1, "a"), (1, ""), (1, "abc"), (2, "b"), (2, "abc"), (2, "abc"))
    assert outcome.styles == (StyleCount(1, 1, 1, 1), StyleCount(2, 1, 0, 2))
    assert (outcome.valid, outcome.empty, outcome.spoilt_ballots) == (2, 1, 3)
    (spoilt,) = outcome.spoilt
    assert ([str(reason) for reason in spoilt.reasons], spoilt.ballots) == (["3 marks, at most 2 allowed"], 3)
    assert sum(style.cast for style in outcome.styles) == 6


def test_weighted_and_unweighted_stand_side_by_side() -> None:
    definition = build.weighted(build.contest(rule=TOP_ONE, budget=None), weight=Fraction(3, 2))
    outcome = count_of(definition, *[(1, "a")] * 4, (2, "b"), (2, "b"), (2, "bc"))
    assert outcome.winners == ("b",)
    assert outcome.weighted.scores[1].plus == Fraction(9, 2)
    assert outcome.unweighted.scores[1].plus == 3
    assert outcome.unweighted.outcome.winners == ("a",)
    assert outcome.won_by_weight == ("b",)
    assert outcome.lost_by_weight == ("a",)


def test_without_weights_both_sides_are_one() -> None:
    outcome = count_of(build.definition(), (1, "a"))
    assert outcome.weighted == outcome.unweighted
    assert outcome.won_by_weight == outcome.lost_by_weight == ()


def test_a_withdrawn_option_cannot_win_and_spoils_nobody() -> None:
    outcome = count_of(build.definition(), (1, "a"), (1, "a"), (1, "ab"), (1, "c"), withdrawn=("a",))
    assert "a" not in outcome.winners
    assert outcome.valid == 4
    assert outcome.withdrawn == ("a",)


def test_a_ballot_of_a_style_without_the_contest_is_refused() -> None:
    with pytest.raises(Malformed, match="Ballot style 9 has no contest town"):
        count_of(build.definition(), (9, "a"))


def test_who_abstains_in_one_contest_counts_in_the_other() -> None:
    definition = build.definition(build.contest(), build.contest(id="north"))
    cast = [Ballot(1, {"town": marks("a")}), Ballot(1, {"north": marks("b")}), Ballot(1)]
    town, north = count_election(definition, cast)
    assert (town.valid, town.empty, north.valid, north.empty) == (1, 2, 1, 2)


def test_a_style_sees_only_its_contests() -> None:
    styles = (StyleDefinition(1, ("town", "north"), "north"), StyleDefinition(2, ("town",), "south"))
    definition = build.definition(build.contest(), build.contest(id="north"), styles=styles)
    town, north = count_election(definition, [ballot("a", 1), ballot("a", 2), ballot("b", 2)])
    assert [style.cast for style in town.styles] == [1, 2]
    assert north.styles == (StyleCount(1, 0, 1, 0),)


def test_plus_and_minus_are_counted_net_or_by_plus_alone() -> None:
    cast = [(1, Marks({"a": 1, "b": -1})), (1, Marks({"a": 1, "c": 1})), (1, Marks({"a": -1, "b": 1, "c": 1}))]
    form = PlusMinus(2, 1)
    cases = (("net", "id-order", "c"), ("cardinality", "id-order", "a"), ("cardinality", "fewer-minus", "c"))
    for utility, ties, winner in cases:
        rule = RuleSpec("top-k", utility=utility, seats=1, ties=(ties,))
        outcome = count_contest(build.definition(build.contest(form, rule, budget=None)), "town", cast)
        assert [score.net for score in outcome.weighted.scores] == [1, 0, 2]
        assert outcome.winners == (winner,)


def test_a_star_is_worth_two_points() -> None:
    rule = RuleSpec("top-k", utility="points", seats=1)
    definition = build.definition(build.contest(Starred(Knapsack(100_000)), rule))
    cast = [(1, Marks({"a": 1, "c": 1}, "c")), (1, Marks({"a": 1}, None)), (1, Marks({"b": 1}, "c"))]
    outcome = count_contest(definition, "town", cast)
    assert [score.points for score in outcome.weighted.scores] == [2, 0, 2]
    assert outcome.spoilt_ballots == 1


def graded(text: str) -> Marks:
    return Marks({option: int(grade) for option, grade in zip("abc", text, strict=True) if grade != "0"})


def test_majority_judgement_orders_the_rule() -> None:
    form = Grades(("no", "maybe", "yes", "love it"))
    cast = [(1, graded(text)) for text in ("430", "430", "434", "134", "224")]
    contest = build.contest(form, RuleSpec("top-k", seats=2), budget=None, scoring="majority-judgement")
    outcome = count_contest(build.definition(contest), "town", cast)
    assert [each.median for each in outcome.weighted.judgements] == [4, 3, 4]
    assert [each.place for each in outcome.weighted.judgements] == [1, 3, 2]
    assert outcome.winners == ("a", "c")
    assert outcome.weighted.outcome.spec == contest.rule


@pytest.mark.parametrize(("least", "winners"), [(None, 3), (2, 3), (3, 2), (4, 1), (5, 0)])
def test_a_least_grade_is_the_threshold_of_majority_judgement(least: int | None, winners: int) -> None:
    form = Grades(("no", "maybe", "yes", "love it"))
    rule = RuleSpec("greedy", threshold=least)
    contest = build.contest(form, rule, 100, 100, 100, scoring="majority-judgement")
    outcome = count_contest(build.definition(contest), "town", [(1, graded("432"))])
    assert outcome.winners == ("a", "b", "c")[:winners]


STYLE_MARKS = st.tuples(st.sampled_from([1, 2]), st.dictionaries(st.sampled_from("abc"), st.integers(1, 4), max_size=3))


@given(
    st.lists(STYLE_MARKS, max_size=20), st.randoms(use_true_random=False), st.sampled_from(["greedy", "equal-shares"])
)
def test_the_order_of_ballots_never_matters(
    cast: list[tuple[int, dict[str, int]]], shuffler: random.Random, rule: str
) -> None:
    contest = build.contest(Points(6, 3), RuleSpec(rule, utility="points"))
    definition = build.weighted(contest)
    ballots = [(style, Marks(values)) for style, values in cast]
    first = count_contest(definition, "town", ballots)
    shuffler.shuffle(ballots)
    assert count_contest(definition, "town", ballots).canonical() == first.canonical()


@given(st.lists(STYLE_MARKS, max_size=15))
def test_a_voter_of_weight_two_is_two_voters(cast: list[tuple[int, dict[str, int]]]) -> None:
    contest = build.contest(Points(6, 4), RuleSpec("equal-shares", utility="points", completion="add1"))
    weighted = count_contest(build.weighted(contest), "town", [(style, Marks(values)) for style, values in cast])
    doubled = [(1, Marks(values)) for style, values in cast for _ in range(style)]
    plain = count_contest(build.definition(contest), "town", doubled)
    assert weighted.winners == plain.winners
    assert weighted.weighted.scores == plain.weighted.scores


def test_nobody_voted() -> None:
    outcome = count_of(build.definition())
    assert (outcome.valid, outcome.empty, outcome.spoilt) == (0, 0, ())
    assert [score.plus for score in outcome.weighted.scores] == [0, 0, 0]


def test_two_hundred_thousand_ballots_take_seconds() -> None:
    generator = random.Random(7)
    contest = build.contest(build.TWO_OF_THREE, RuleSpec("equal-shares"), *[1000 * n for n in range(1, 27)])
    definition = build.weighted(contest)
    letters = "abcdefghijklmnopqrstuvwxyz"
    cast = [(generator.choice((1, 2)), marks("".join(generator.sample(letters, 2)))) for _ in range(200_000)]
    started = time.process_time()
    outcome = count_contest(definition, "town", cast)
    assert time.process_time() - started < 6
    assert outcome.valid == 200_000
    by_hand = Counter(option for style, each in cast for option in each.values for _ in range(style))
    assert {score.option: score.plus for score in outcome.weighted.scores} == dict(by_hand)
