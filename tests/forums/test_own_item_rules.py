"""What becomes of what somebody wrote, before and after a moderator decided?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from partnet_vote.forums.rules.own_items import Decision, OwnItem, Verdict, piles, shown

ONE = frozenset({uuid4()})


def item(wording: str | None = None, withheld: str | None = None, text: str = "x") -> OwnItem:
    return OwnItem(uuid4(), text, wording, withheld)


def test_the_public_reads_wordings_with_their_number_and_reasons() -> None:
    found = shown((item("Rink"), item("Pool"), item("Rink"), item(None, "Names a person."), item()))
    assert found.published == (("Rink", 2), ("Pool", 1))
    assert (found.withheld, found.waiting, found.total) == ((("Names a person.", 1),), 1, 5)


def test_a_moderator_sees_like_texts_together_and_published_ones_first() -> None:
    found = piles(
        (
            item(None, "A name.", "Mr X"), item(text="šachy"), item("Rink", None, "Led"), item(text="Pool"),
            item("Pool", None, "Pool"), item("Rink", None, "Kluziště"), item(text="Sachy v parku"), item(text="pool!"),
        )
    )  # fmt: skip
    assert [each.text for each in found.waiting] == ["Pool", "pool!", "šachy", "Sachy v parku"]
    assert [(words, is_published, [each.text for each in pile]) for words, is_published, pile in found.groups] == [
        ("Pool", True, ["Pool"]),
        ("Rink", True, ["Kluziště", "Led"]),
        ("A name.", False, ["Mr X"]),
    ]


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (Decision(Verdict.PUBLISH, frozenset(), "Rink"), "items"),
        (Decision(Verdict.REOPEN, frozenset()), "items"),
        (Decision(Verdict.PUBLISH, ONE, "x" * 301), "wording"),
        (Decision(Verdict.WITHHOLD, ONE, reason=" too short "), "reason"),
        (Decision(Verdict.WITHHOLD, ONE, "A wording is no reason"), "reason"),
        (Decision(Verdict.WITHHOLD, ONE, reason="x" * 301), "reason"),
    ],
)
def test_what_decides_nothing(decision: Decision, field: str) -> None:
    assert decision.issue is not None
    assert decision.issue.field == field


@pytest.mark.parametrize(
    ("decision", "then"),
    [
        (Decision(Verdict.PUBLISH, ONE, " A rink "), ("A rink", None)),
        (Decision(Verdict.PUBLISH, ONE, " "), ("Led", None)),
        (Decision(Verdict.WITHHOLD, ONE, reason=" It names a person. "), (None, "It names a person.")),
        (Decision(Verdict.REOPEN, ONE), (None, None)),
    ],
)
def test_what_is_decided_of_a_text(decision: Decision, then: tuple[str | None, str | None]) -> None:
    assert decision.issue is None
    assert decision.on("Led") == then
