"""Is the frozen definition one text with one hash, and is nonsense refused?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction

import pytest

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.ranked import PlaceScore, Ranked
from partnet_vote.tally.canonical import canonical_text
from partnet_vote.tally.contest import OptionDefinition
from partnet_vote.tally.contest_count import count_contest
from partnet_vote.tally.definition import Definition, ballot_illegalities
from partnet_vote.tally.electorate import Electorate, StyleDefinition, WeightClass
from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.rule_spec import GroupLimit, RuleSpec
from tests.builders import tally as build

RICH = build.weighted(
    build.contest(
        Knapsack(100_000),
        RuleSpec(
            "equal-shares",
            completion="add1",
            comparison=True,
            threshold_cost_share=Fraction(1, 3),
            caps=(GroupLimit("north", 50_000),),
            exclusive=(("a", "b"),),
            seed="lipovec 2026",
        ),
        own_items=1,
    ),
    weight=Fraction(3, 2),
)


def test_a_definition_is_read_as_it_was_written() -> None:
    again = Definition.parse(RICH.canonical())
    assert again == RICH
    assert again.digest == RICH.digest


def test_the_digest_is_that_of_the_published_file() -> None:
    assert RICH.digest == "sha256:" + hashlib.sha256(RICH.canonical().encode()).hexdigest()


def test_the_text_is_canonical_json_without_floats() -> None:
    text = RICH.canonical()
    value = json.loads(text, parse_float=pytest.fail)
    assert text == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert value["styles"][1]["weight"] == "3/2"
    assert value["format"] == "partnet-definition/1"


def test_every_change_changes_the_digest() -> None:
    changed = [
        replace(RICH, title="Lipovec decides!"),
        replace(RICH, revote=False),
        replace(RICH, binding=True),
        replace(RICH, hidden_counts=False),
        replace(RICH, closes_at="2026-12-15T20:00:01+00:00"),
        replace(RICH, electorate=Electorate("Residents on 1 November 2026", 16)),
        replace(RICH, weight_classes=()),
        replace(RICH, contests=(replace(RICH.contests[0], budget=100_001),)),
        replace(RICH, contests=(replace(RICH.contests[0], rule=RuleSpec("greedy")),)),
    ]
    assert len({each.digest for each in [RICH, *changed]}) == len(changed) + 1


def broken(**changes: object) -> str:
    return canonical_text({**RICH.to_json(), **changes})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RICH.canonical() + " ", "canonical spelling"),
        (broken(format="partnet-definition/2"), "partnet-definition/1"),
        (broken(extra=1), "“extra” is not known"),
        (broken(contests=[]), "needs a contest"),
        (broken(styles=[]), "needs a ballot style"),
        (broken(styles=[StyleDefinition(1, ("moon",)).to_json()]), "does not have"),
        (broken(styles=[StyleDefinition(1, ("town",)).to_json()] * 2), "same number"),
        (broken(contests=[RICH.contests[0].to_json()] * 2), "same id"),
        (broken(opens_at="2026-12-16T08:00:00+00:00"), "open before it closes"),
        (broken(opens_at="2026-12-01T08:00:00"), "is not a time"),
        (broken(opens_at="tomorrow"), "is not a time"),
        (broken(revote=1), "true or false"),
        (broken(title=""), "a title"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        Definition.parse(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rule", {**RuleSpec("greedy").to_json(), "colour": "red"}, "this version does not know: colour"),
        ("rule", {"rule": "greedy"}, "not written with all its parameters"),
        ("rule", {**RuleSpec("greedy").to_json(), "partial-funding": "1/0"}, "cannot be read"),
        ("rule", {**RuleSpec("greedy").to_json(), "ties": ["coin"]}, "cannot be read"),
        ("rule", {**RuleSpec("greedy").to_json(), "threshold": "5"}, "a whole number"),
        ("rule", {**RuleSpec("greedy").to_json(), "threshold": 5.0}, "a whole number"),
        ("rule", {**RuleSpec("greedy").to_json(), "comparison": 0}, "true or false"),
        ("rule", {**RuleSpec("greedy").to_json(), "seed": 7}, "must be text"),
        ("scoring", "beauty", "is not known"),
        ("scoring", "majority-judgement", "graded ballots"),
        ("budget", None, "needs a budget"),
        ("budget", -1, "cannot be negative"),
        ("currency", "", "needs a currency"),
        ("own_items", 11, "own items"),
        ("options", [], "needs an option"),
        ("id", "the town", "letters, digits"),
    ],
)
def test_a_contest_that_makes_no_sense_is_refused(path: str, value: object, words: str) -> None:
    contest = {**RICH.contests[0].to_json(), path: value}
    with pytest.raises(Malformed) as refused:
        Definition.from_json({**RICH.to_json(), "contests": [contest]})
    assert words in str(refused.value)


def test_a_rule_and_a_ballot_must_fit() -> None:
    with pytest.raises(Malformed, match="needs a cost"):
        build.contest(Approval(1, 2), RuleSpec("greedy"), None, 100)
    with pytest.raises(Malformed, match="plus and minus"):
        build.contest(Approval(1, 2), RuleSpec("greedy", utility="net"))
    with pytest.raises(Malformed, match="use points"):
        build.contest(Approval(1, 2), RuleSpec("greedy", utility="borda"))
    with pytest.raises(Malformed, match="top-k or greedy"):
        build.contest(Grades(("no", "yes")), RuleSpec("equal-shares"), scoring="majority-judgement")
    build.contest(PlusMinus(2, 1), RuleSpec("top-k", utility="net", seats=2), None, None, budget=None)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RuleSpec("greedy", exclusive=(("a", "castle"),)), "excludes an option that is not there"),
        (RuleSpec("greedy", group_budgets=(GroupLimit("north", 5),)), "a district that has a budget"),
        (RuleSpec("max-welfare", exclusive=(("a", "b"), ("b", "c"))), "two exclusive sets"),
        (RuleSpec("max-welfare", exclusive=(("a", "c"),), caps=(GroupLimit("north", 5),)), "under the same limit"),
        (
            RuleSpec("max-welfare", exclusive=(("a", "c"),), caps=(GroupLimit("north", 5), GroupLimit("south", 5))),
            "under the same limit",
        ),
    ],
)
def test_limits_that_the_count_could_not_keep_are_refused_before_the_vote(rule: RuleSpec, words: str) -> None:
    a, b, c = build.options(100, 200, 300)
    options = (replace(a, district="north"), replace(b, district="north"), replace(c, district="south"))
    with pytest.raises(Malformed, match=words):
        replace(build.contest(), options=options, rule=rule)
    fitting = (
        RuleSpec("max-welfare", exclusive=(("a", "b"),), caps=(GroupLimit("north", 5),)),
        RuleSpec("max-welfare", exclusive=(("a", "c"),), caps=(GroupLimit("west", 5),)),
        RuleSpec("greedy", group_budgets=(GroupLimit("north", 500), GroupLimit("south", 500))),
    )
    for other in fitting:
        contest = replace(build.contest(), options=options, rule=other)
        count_contest(build.definition(contest), "town", [(1, Marks({"a": 1, "c": 1}))])


def test_weights_without_a_common_unit_are_refused_before_the_vote() -> None:
    fine = [Fraction(1, 997), Fraction(1, 991), Fraction(1, 983)]
    styles = tuple(StyleDefinition(at, ("town",), None, weight, "", "why") for at, weight in enumerate(fine, 1))
    assert build.definition(styles=styles[:2]).is_weighted
    with pytest.raises(Malformed, match="simpler fractions"):
        build.definition(styles=styles)
    with pytest.raises(Malformed, match="at most a million"):
        Ranked(1, 2, PlaceScore.WEIGHTS, (10**30, 1))


def test_two_options_need_two_numbers() -> None:
    first, second = build.options(1, 2)
    with pytest.raises(Malformed, match="same number"):
        replace(build.contest(), options=(first, replace(second, number=1)))
    with pytest.raises(Malformed, match="same id"):
        replace(build.contest(), options=(first, replace(second, id="a")))
    with pytest.raises(Malformed, match="needs a title"):
        OptionDefinition("a", 1, " ")


def test_every_weight_other_than_one_needs_a_reason() -> None:
    with pytest.raises(Malformed, match="public reason"):
        StyleDefinition(1, ("town",), weight=Fraction(2))
    with pytest.raises(Malformed, match="public reason"):
        WeightClass("young", Fraction(1, 2), " ")
    with pytest.raises(Malformed, match="above 0"):
        StyleDefinition(1, ("town",), weight=Fraction(0), reason="why")
    assert RICH.is_weighted
    assert not build.definition().is_weighted


@pytest.mark.parametrize("weight", ["2.0", "4/2", "-1", "1/0", "3/", "½", "", "1e3", "9" * 60])
def test_a_weight_has_one_spelling(weight: str) -> None:
    style = {**StyleDefinition(1, ("town",)).to_json(), "weight": weight}
    with pytest.raises(Malformed, match="fraction"):
        StyleDefinition.from_json(style)


TWO = build.definition(
    build.contest(),
    build.contest(id="north", own_items=1),
    styles=(StyleDefinition(1, ("town", "north"), "north"), StyleDefinition(2, ("town",))),
)


@pytest.mark.parametrize(
    ("ballot", "words"),
    [
        (Ballot(1), []),
        (Ballot(1, {"town": Marks({"a": 1}), "north": Marks({"b": 1, "c": 1})}), []),
        (Ballot(2, {"town": Marks({"a": 1})}), []),
        (Ballot(3, {"town": Marks({"a": 1})}), ["There is no ballot style 3."]),
        (Ballot(2, {"north": Marks({"a": 1})}), ["This ballot has no contest north."]),
        (Ballot(1, {"town": Marks({"a": 1, "b": 1, "c": 1})}), ["town: 3 marks, at most 2 allowed"]),
        (Ballot(1, {"north": Marks({"a": 1}, None, ("A well",))}), []),
        (Ballot(1, {"north": Marks({}, None, ("A", "B"))}), ["north: 2 own items, at most 1 allowed"]),
        (Ballot(1, {"town": Marks({}, None, ("A",))}), ["town: 1 own item, at most 0 allowed"]),
    ],
)
def test_a_whole_ballot_is_judged_contest_by_contest(ballot: Ballot, words: list[str]) -> None:
    found = ballot_illegalities(TWO, ballot)
    assert [f"{each.contest}: {each.reason}" if each.contest else str(each.reason) for each in found] == words


def test_a_withdrawn_option_can_no_longer_be_marked() -> None:
    ballot = Ballot(1, {"town": Marks({"a": 1})})
    found = ballot_illegalities(TWO, ballot, {"town": ("a",), "north": ("b",)})
    assert [str(each.reason) for each in found] == ["“Option A” has been withdrawn"]
