"""Which rule holds, what is a poll, which items are verified and in which order, and does a list survive its text?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from partnet_vote.results import rules
from partnet_vote.results.rules import (
    USUAL,
    Channel,
    ForumFacts,
    ListChoice,
    ListPublication,
    ListRule,
    Measure,
    Named,
    PollFacts,
    PollTexts,
    RoomFacts,
    SurveyFacts,
    VerifiedList,
    verified_words as words,
)
from partnet_vote.results.rules.lists import from_json

ROOM, SURVEY, POLL = Channel.ROOM, Channel.SURVEY, Channel.POLL
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FORUM = ForumFacts(number=3, title="Deset problémů", term="problems", language="cs", is_binding=False, met_at=NOW)
ASKED = SurveyFacts(
    slug="anketa", title="Anketa", language="cs", publication=1, published_at=NOW, ballots=900, bundle="sha256:0"
)
LETTERS = "abcdefgh"
NAMED = {key: Named(key, number) for number, key in enumerate(LETTERS, 1)}


def made(
    votes: dict[Channel, dict[str, Any]], rule: ListChoice = USUAL, measure: Measure = Measure.PERCENTAGES
) -> VerifiedList:
    """A list from marks by channel."""
    asked = {key for table in votes.values() for key in table}
    declared = ListRule(top=rule.top, needed=rule.needed, deciding=rule.deciding, edge=rule.edge)
    room = RoomFacts(counted_at=NOW, by_code=80, on_paper=30, marks=2) if ROOM in votes else None
    poll = None
    if POLL in votes:
        poll = PollFacts(
            number=1, source="Agency", taken_on=date(2026, 4, 1), sample=600, method="CATI", measure=measure
        )
    rows = rules.listed({key: NAMED[key] for key in asked}, votes, rule)
    return VerifiedList(forum=FORUM, rule=declared, room=room, survey=ASKED, poll=poll, rows=rows)


def titles(one: VerifiedList) -> list[str]:
    return [row.item.title for row in one.rows]


def why(one: VerifiedList, title: str) -> list[str]:
    row = next(each for each in one.rows if each.item.title == title)
    return [str(reason) for reason in words.reasons(one, row)]


def test_the_list_begins_with_the_verified_in_the_order_of_the_survey() -> None:
    one = made({ROOM: {"a": 9, "b": 8, "c": 7, "d": 1}, SURVEY: {"a": 10, "b": 20, "c": 1, "d": 30}}, ListChoice(top=3))
    assert titles(one) == ["b", "a", "d", "c"]
    assert [row.is_verified for row in one.rows] == [True, True, False, False]


def test_equal_in_the_survey_the_room_decides_the_order_then_the_number() -> None:
    one = made({ROOM: {"a": 3, "b": 3, "c": 4}, SURVEY: {"a": 5, "b": 5, "c": 5}})
    assert titles(one) == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (ListChoice(top=0), "top"),
        (ListChoice(top=51), "top"),
        (ListChoice(deciding=(ROOM,)), "deciding"),
        (ListChoice(deciding=(SURVEY, SURVEY)), "deciding"),
        (ListChoice(needed=3), "needed"),
        (ListChoice(needed=0), "needed"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(choice: ListChoice, field: str) -> None:
    issue = rules.rule_issue(choice)
    assert issue is not None
    assert issue.field == field


def test_a_rule_that_makes_sense() -> None:
    assert rules.rule_issue(USUAL) is None
    assert rules.rule_issue(ListChoice(needed=2, deciding=(ROOM, SURVEY, POLL))) is None
    assert rules.rule_issue(ListChoice(deciding=(SURVEY,))) is None


def test_the_rule_in_force_is_the_last_one_before_the_survey() -> None:
    one, two, late = (ListRule(number=n, top=n + 4, at=NOW + timedelta(hours=n)) for n in (1, 2, 3))
    assert rules.in_force([], NOW) is USUAL
    assert rules.in_force([one, two, late], None) is late
    assert rules.in_force([one, two, late], late.at) is two
    assert rules.in_force([one], NOW) is USUAL


VOTES = st.dictionaries(st.sampled_from(LETTERS), st.integers(0, 5), min_size=1)
CHOICES = st.builds(
    ListChoice,
    top=st.integers(1, 6),
    needed=st.sampled_from([None, 1, 2]),
    deciding=st.sampled_from([(ROOM, SURVEY), (SURVEY, ROOM, POLL), (SURVEY, POLL)]),
    edge=st.sampled_from(["in", "out"]),
)


@given(VOTES, VOTES, VOTES, CHOICES)
def test_a_list_survives_its_text(room: Any, survey: Any, poll: Any, choice: ListChoice) -> None:
    one = made({ROOM: room, SURVEY: survey, POLL: poll}, choice)
    again = from_json(json.loads(one.content))
    assert again.content == one.content
    assert again.rows == one.rows
    assert again.rule.asks == one.rule.asks
    assert str(words.answer(again)) == str(words.answer(one))


@given(VOTES, VOTES, VOTES, CHOICES, st.permutations([ROOM, SURVEY, POLL]))
def test_the_order_in_which_channels_come_changes_nothing(
    room: Any, survey: Any, poll: Any, choice: ListChoice, order: list[Channel]
) -> None:
    votes = {ROOM: room, SURVEY: survey, POLL: poll}
    shuffled = {channel: dict(reversed(votes[channel].items())) for channel in order}
    other = replace(choice, deciding=tuple(reversed(choice.deciding)))
    one, two = made(votes, choice), made(shuffled, other)
    assert [(row.item, row.is_verified) for row in one.rows] == [(row.item, row.is_verified) for row in two.rows]


@given(VOTES, VOTES, CHOICES, st.data())
def test_a_better_place_never_takes_an_item_off_the_list(
    room: dict[str, int], survey: dict[str, int], choice: ListChoice, data: st.DataObject
) -> None:
    choice = replace(choice, deciding=(ROOM, SURVEY))
    before = {row.item.title for row in made({ROOM: room, SURVEY: survey}, choice).verified}
    improved = data.draw(st.sampled_from([room, survey]))
    item = data.draw(st.sampled_from(sorted(improved)))
    improved[item] += data.draw(st.integers(1, 3))
    after = {row.item.title for row in made({ROOM: room, SURVEY: survey}, choice).verified}
    assert (item in before) <= (item in after)


@given(VOTES, VOTES, CHOICES)
def test_whatever_is_not_verified_has_a_reason(room: Any, survey: Any, choice: ListChoice) -> None:
    choice = replace(choice, deciding=(ROOM, SURVEY))
    one = made({ROOM: room, SURVEY: survey}, choice)
    for row in one.rows:
        assert row.is_verified or words.reasons(one, row)
        assert not (row.is_verified and choice.is_strict and words.reasons(one, row))


RANKS = {ROOM: {"a": 5, "b": 3, "c": 3, "d": 1, "e": 0}, SURVEY: {"a": 50, "b": 20, "c": 30, "d": 40, "f": 9}}


def test_why_not_with_numbers() -> None:
    one = made(RANKS, ListChoice(top=2))
    assert why(one, "a") == []
    assert why(one, "b") == ["Survey: place 4, 20 marks short of place 2."]
    assert why(one, "d") == ["Forum: place 4, 2 marks short of place 2."]
    assert why(one, "e") == ["Forum: nobody marked it.", "Survey: it was not asked about."]
    strict = made(RANKS, ListChoice(top=2, edge="out"))
    assert why(strict, "c")[0] == "Forum: shared place 2–3 reaches beyond the first 2; 1 mark short."
    assert why(strict, "d") == ["Forum: place 4, 3 marks short of the first 2."]


def test_why_not_where_some_rankings_are_enough() -> None:
    choice = ListChoice(top=2, needed=2, deciding=(ROOM, SURVEY, POLL))
    one = made({**RANKS, POLL: {"a": 9, "b": Fraction(25, 2), "c": Fraction(61, 2)}}, choice)
    assert why(one, "d")[0] == "Among the first 2 in 1 ranking; 2 are needed."
    assert why(one, "d")[-1] == "Poll: it was not asked about."
    assert why(one, "a") == ["Poll: place 3 with 9.0%."]  # verified all the same
    ranked = made({**RANKS, POLL: {"a": 1, "b": 2, "c": 3}}, choice, Measure.RANKS)
    assert why(ranked, "a") == ["Poll: place 3."]


def test_marks_against_are_not_called_no_marks() -> None:
    one = made({ROOM: {"a": 2, "b": 1}, SURVEY: {"a": 4, "b": -3}})
    minus = replace(one, survey=replace(ASKED, has_minus=True))
    assert why(minus, "b") == ["Survey: as many marks against it as for it, or more."]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (ListChoice(top=2), "1 of the 3 problems of the forum was confirmed by the survey"),
        (ListChoice(top=4), "4 of the 4 problems of the forum were confirmed by the survey"),
        (ListChoice(top=2, deciding=(SURVEY,)), "2 of 6 items of the shortlist are verified"),
        (ListChoice(top=2, needed=1), "4 of 6 items of the shortlist are verified"),
    ],
)
def test_the_answer_in_one_sentence(choice: ListChoice, expected: str) -> None:
    assert str(words.answer(made(RANKS, choice))) == expected


def test_the_answer_when_nothing_is_verified() -> None:
    assert str(words.answer(made({ROOM: {"a": 1}, SURVEY: {"b": 1}}))) == "No item of the shortlist is verified"


def test_the_rule_in_plain_words() -> None:
    said = [str(each) for each in words.rule_sentences(ListRule(deciding=(SURVEY,)), (ROOM, SURVEY))]
    assert said[0] == "An item is verified if it is among the first 10 in this ranking: Survey."
    assert said[1] == "Only compared, without deciding: Forum."
    assert any("never added" in each for each in said)


POLL_TEXTS = PollTexts(
    source="Agency",
    taken_on=date(2026, 4, 1),
    sample=600,
    method="By telephone",
    measure=Measure.RANKS,
    numbers={1: Fraction(1), 2: Fraction(2), 3: Fraction(2)},
)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": " "}, "source"),
        ({"method": ""}, "method"),
        ({"taken_on": date(2026, 5, 5)}, "taken_on"),
        ({"sample": 0}, "sample"),
        ({"numbers": {1: Fraction(1)}}, "numbers"),
        ({"numbers": {1: Fraction(1), 9: Fraction(2)}}, "numbers"),
        ({"numbers": {1: Fraction(1), 2: Fraction(3)}}, "numbers"),
        ({"numbers": {1: Fraction(1), 2: Fraction(3, 2)}}, "numbers"),
        ({"numbers": {1: Fraction(2), 2: Fraction(2)}}, "numbers"),
        ({"measure": Measure.PERCENTAGES, "numbers": {1: Fraction(101), 2: Fraction(2)}}, "numbers"),
        ({"measure": Measure.PERCENTAGES, "numbers": {1: Fraction(1, 3), 2: Fraction(2)}}, "numbers"),
    ],
)
def test_a_poll_that_cannot_be_right_is_refused(changes: dict[str, Any], field: str) -> None:
    issue = rules.poll_issue(replace(POLL_TEXTS, **changes), {1: "a", 2: "b", 3: "c"}, NOW.date())
    assert issue is not None
    assert issue.field == field


def test_ranks_are_turned_round_and_shares_are_not() -> None:
    assert rules.poll_issue(POLL_TEXTS, {1: "a", 2: "b", 3: "c", 4: "d"}, NOW.date()) is None
    assert POLL_TEXTS.votes() == {1: 2, 2: 1, 3: 1}
    shares = replace(POLL_TEXTS, measure=Measure.PERCENTAGES, numbers={1: Fraction(249, 10), 2: Fraction(0)})
    assert rules.poll_issue(shares, {1: "a", 2: "b"}, NOW.date()) is None
    assert shares.votes() == {1: Fraction(249, 10), 2: 0}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12,5", Fraction(25, 2)),
        ("12.5 %", Fraction(25, 2)),
        ("2.", 2),
        ("7", 7),
        ("", None),
        ("-1", None),
        ("1e3", None),
        ("12.5.1", None),
        ("½", None),
        ("1234567", None),
    ],
)
def test_numbers_as_people_type_them(typed: str, number: Fraction | None) -> None:
    assert rules.read_number(typed) == number


def test_a_published_list_differs_once_something_changed() -> None:
    one = made(RANKS)
    published = ListPublication(
        id=None,  # type: ignore[arg-type]
        forum_id=None,  # type: ignore[arg-type]
        number=1,
        at=NOW,
        office="administrator",
        reason="",
        content=one.content,
        digest=one.digest,
        list=one,
    )
    assert not rules.differs([published], one)
    assert not rules.differs([], one)
    assert rules.differs([published], replace(one, survey=replace(ASKED, publication=2)))
    assert rules.list_of([published], 1) is published
    assert rules.list_of([published], 2) is None
