"""Do reasons read as English and carry what a translation needs?"""

from __future__ import annotations

import pytest

from partnet_vote.tally.reasons import Amount, Reason, counted


def test_a_reason_is_a_sentence_and_its_values() -> None:
    reason = Reason("{spent} spent, at most {limit} allowed", spent=Amount(150_000), limit=Amount(100_050))
    assert str(reason) == "1 500 spent, at most 1 000.50 allowed"
    assert reason.values == {"spent": Amount(150_000), "limit": Amount(100_050)}
    assert reason.to_json() == {
        "message": "{spent} spent, at most {limit} allowed",
        "values": {"spent": {"hundredths": 150_000}, "limit": {"hundredths": 100_050}},
    }


@pytest.mark.parametrize(("number", "words"), [(0, "0 marks"), (1, "1 mark"), (3, "3 marks")])
def test_a_number_rules_the_wording(number: int, words: str) -> None:
    reason = counted("{n} mark", "{n} marks", number)
    assert str(reason) == words
    assert reason.to_json() == {"message": "{n} mark", "plural": "{n} marks", "n": number, "values": {"n": number}}


def test_equal_reasons_are_equal() -> None:
    assert Reason("{a}", a=1) == Reason("{a}", a=1)
    assert len({Reason("{a}", a=1), Reason("{a}", a=1), Reason("{a}", a=2)}) == 2


def test_what_a_voter_wrote_is_never_a_place_to_fill() -> None:
    assert str(Reason("“{title}” is withdrawn", title="{0.__class__} {n}")) == "“{0.__class__} {n}” is withdrawn"


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(0, "0"), (5, "0.05"), (100, "1"), (-27_500_000, "-275 000"), (123_456_789, "1 234 567.89")],
)
def test_amounts_read_as_money(hundredths: int, text: str) -> None:
    assert str(Amount(hundredths)) == text
