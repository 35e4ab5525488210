"""Are the winners of every real election those that pabutools and an exact prototype found?"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from partnet_vote.tally.counting import count
from partnet_vote.tally.pabulib.election import election
from partnet_vote.tally.rule_spec import ID_ORDER, Completion, RuleSpec, Utility
from partnet_vote.tally.values import Profile
from tests.builders.pabulib import FOLDER, need_real_files

UTILITIES: dict[str, Utility] = {
    "cost": "cost",
    "card": "cardinality",
    "pts": "points",
    "costpts": "cost-points",
    "borda": "borda-pabutools",
}
COMPLETIONS: dict[str, Completion] = {
    "mes": "none",
    "mesu": "utilitarian",
    "add1": "add1-exhaustive",
    "add1_noexh": "add1",
    "add1u": "add1u",
}
LONG = ("Hungary_Budapest_2024.pb",)
"""Add1 in steps of one forint: tens of thousands of steps, about a minute a row."""


def rule(row: str) -> RuleSpec:
    """The rule a row of expected.json names."""
    name, _, utility = row.partition(":")
    if name in ("phragmen", "phrproj"):
        return RuleSpec("phragmen", ties=ID_ORDER)
    if name in COMPLETIONS:
        return RuleSpec("equal-shares", UTILITIES[utility], COMPLETIONS[name], ties=ID_ORDER)
    # The peer orders by utility per cost: with cost utilities that is the number of votes (or points).
    if utility == "cost":
        return RuleSpec("greedy", "cardinality", ties=ID_ORDER)
    if utility == "costpts":
        return RuleSpec("greedy", "points", ties=ID_ORDER)
    return RuleSpec("density", UTILITIES[utility], ties=ID_ORDER)


def rows() -> list[Any]:
    path = FOLDER / "expected.json"
    if not path.exists():
        return [None]
    return [
        pytest.param((file, row, wanted), id=f"{file}-{row}", marks=_marks(file, row))
        for file, own in json.loads(path.read_text()).items()
        for row, wanted in own.items()
        if row != "official"
    ]


def _marks(file: str, row: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.drill] if file in LONG and row.startswith("add1") else []


@cache
def profile(file: str) -> Profile:
    return election((FOLDER / file).read_bytes()).profile


@pytest.mark.parametrize("case", rows())
def test_the_winners_are_the_expected_ones(case: tuple[str, str, dict[str, Any]] | None):
    need_real_files()
    assert case is not None
    file, row, wanted = case
    outcome = count(profile(file), rule(row))
    assert sorted(outcome.winners) == wanted["winners"]
    assert outcome.total_cost == round(wanted["cost"] * 100)
    assert outcome.total_cost <= outcome.budget
    if "order" in wanted:
        assert list(outcome.winners) == wanted["order"]
    if "steps" in wanted:
        # The peer counts runs: the first one, and the last if it was one too many.
        assert outcome.steps in (wanted["steps"] - 1, wanted["steps"] - 2)
