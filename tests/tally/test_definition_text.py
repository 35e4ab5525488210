"""Will a definition frozen today be read, with the same hash, by every later version of the program?

`definition-1.json` is the text of an election with every ballot format, every rule and every parameter, as it was
frozen on 26 November 2026. It is never written again: where these tests fail, the program is wrong (docs/adr/0012).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

import pytest

from partnet_vote.tally import contest
from partnet_vote.tally.ballots.formats import FORMATS
from partnet_vote.tally.canonical import canonical_text, digest_of
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.rule_spec import ALWAYS_WRITTEN, RuleSpec
from tests.builders import bundle

FROZEN = (Path(__file__).parent / "definition-1.json").read_text("utf-8")
DIGEST = "sha256:127918e8820b6034a1e6bc934cf2476b2bc1fb102d21b44fc75deaa29b77a50a"
OUTCOME = "sha256:2ffed6daa126d51ae555166f01a8951267afabc86a8819991c50588b1bb71954"


@dataclass(frozen=True, slots=True)
class LaterSpec(RuleSpec):
    """A rule of a version to come, with two parameters that today's does not know."""

    bonus: int = 0
    is_doubled: bool = False


def with_rule(**parameters: object) -> str:
    """The frozen text, its first rule with other parameters."""
    value = cast("dict[str, Any]", json.loads(FROZEN))
    value["contests"][0]["rule"] |= parameters
    return canonical_text(value)


def test_the_frozen_text_is_read_and_written_with_its_hash():
    definition = Definition.parse(FROZEN)
    assert definition.canonical() == FROZEN
    assert definition.digest == digest_of(FROZEN) == DIGEST


def test_the_frozen_text_holds_every_format_and_every_parameter():
    contests = Definition.parse(FROZEN).contests
    assert {each.ballot.kind for each in contests} == set(FORMATS)
    told = {
        field.name for field in fields(RuleSpec) for each in contests if getattr(each.rule, field.name) != field.default
    }
    # Group budgets and caps are alike; the rest stands in the text with another value than its default.
    assert told | {"group_budgets"} >= ALWAYS_WRITTEN


def test_an_outcome_is_the_same_text_as_when_it_was_published():
    assert digest_of(bundle.bundle().outcome) == OUTCOME


def test_a_later_version_reads_what_was_frozen_before_its_parameters(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contest, "RuleSpec", LaterSpec)
    definition = Definition.parse(FROZEN)
    assert isinstance(definition.contests[0].rule, LaterSpec)
    assert definition.contests[0].rule.bonus == 0
    assert definition.digest == DIGEST


def test_a_later_parameter_is_written_where_it_matters_and_read_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contest, "RuleSpec", LaterSpec)
    definition = Definition.parse(FROZEN)
    first = definition.contests[0]
    changed = replace(
        definition, contests=(replace(first, rule=replace(first.rule, bonus=5)), *definition.contests[1:])
    )
    assert '"bonus":5' in changed.canonical()
    assert "is-doubled" not in changed.canonical()
    assert Definition.parse(changed.canonical()) == changed
    assert changed.digest != DIGEST


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"bonus": 0}, "not written with all its parameters"),  # one rule has one spelling
        ({"is-doubled": 1}, "“is-doubled” must be true or false"),
        ({"is_doubled": True}, "a parameter that this version does not know: is_doubled"),
    ],
)
def test_a_later_parameter_has_one_spelling(parameters: dict[str, object], words: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contest, "RuleSpec", LaterSpec)
    with pytest.raises(Malformed) as refused:
        Definition.parse(with_rule(**parameters))
    assert words in str(refused.value)


def test_a_parameter_of_a_later_version_is_refused_by_its_name():
    with pytest.raises(Malformed) as refused:
        Definition.parse(with_rule(bonus=5))
    assert str(refused.value) == "The counting rule has a parameter that this version does not know: bonus."


@pytest.mark.parametrize("name", sorted(ALWAYS_WRITTEN - {"rule"}))
def test_what_was_always_written_may_not_be_left_out(name: str):
    value = cast("dict[str, Any]", json.loads(FROZEN))
    del value["contests"][0]["rule"][name.replace("_", "-")]
    with pytest.raises(Malformed):
        Definition.parse(canonical_text(value))
