"""Do the sentences about a rule say every parameter that could change the result?"""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from partnet_vote.tally.explanation.rule_words import TIES, rule_words
from partnet_vote.tally.rule_spec import GroupLimit, RuleSpec

GREEDY, SHARES = RuleSpec("greedy"), RuleSpec("equal-shares", "cost", "add1")
LIMIT = (GroupLimit("Centre", 500_00),)

CHANGED: dict[str, tuple[RuleSpec, RuleSpec]] = {
    "rule": (GREEDY, replace(GREEDY, rule="greedy-no-skip")),
    "utility": (GREEDY, replace(GREEDY, utility="points")),
    "completion": (SHARES, replace(SHARES, completion="add1u")),
    "comparison": (SHARES, replace(SHARES, comparison=True)),
    "threshold": (GREEDY, replace(GREEDY, threshold=3)),
    "threshold_cost_share": (GREEDY, replace(GREEDY, threshold_cost_share=Fraction(1, 3))),
    "increment": (SHARES, replace(SHARES, increment=1)),
    "integral_start": (SHARES, replace(SHARES, integral_start=True)),
    "seats": (RuleSpec("top-k", seats=2), RuleSpec("top-k", seats=3)),
    "exclusive": (GREEDY, replace(GREEDY, exclusive=(("A", "B"),))),
    "partial_funding": (GREEDY, replace(GREEDY, partial_funding=Fraction(4, 5))),
    "reserve": (GREEDY, replace(GREEDY, reserve=100_00)),
    "caps": (GREEDY, replace(GREEDY, caps=LIMIT)),
    "group_budgets": (replace(GREEDY, caps=LIMIT), replace(GREEDY, group_budgets=LIMIT)),
    "drop_if_minus_exceeds": (GREEDY, replace(GREEDY, drop_if_minus_exceeds=True)),
    "skip_unaffordable": (RuleSpec("phragmen"), RuleSpec("phragmen", skip_unaffordable=True)),
}


@pytest.mark.parametrize("parameter", CHANGED)
def test_every_parameter_is_said(parameter: str):
    one, other = CHANGED[parameter]
    assert rule_words(one) != rule_words(other)


def test_no_parameter_is_forgotten():
    apart = {"ties", "seed"}
    assert {field.name for field in fields(RuleSpec)} == CHANGED.keys() | apart
    assert set(TIES) >= set(RuleSpec("greedy").ties)


def test_the_rest_is_spent_by_utility_for_the_cost():
    by_cost = RuleSpec("equal-shares", "cost", "utilitarian")
    assert "What is left over is spent in order of votes." in map(str, rule_words(by_cost))
    by_number = replace(by_cost, utility="cardinality")
    assert "What is left over is spent in order of votes for the cost." in map(str, rule_words(by_number))
