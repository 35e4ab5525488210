"""Has every ballot exactly one spelling, and is everything else refused in words?"""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.ballots.marks import LONGEST_BALLOT, Ballot, Marks
from partnet_vote.tally.reasons import Malformed

IDS = st.text("abcdefgh0123456789-", min_size=1, max_size=8)
MARKS = st.builds(
    Marks,
    st.dictionaries(IDS, st.integers(-20, 20), max_size=8),
    st.none() | IDS,
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), max_size=3).map(tuple),
)
BALLOTS = st.builds(Ballot, st.integers(1, 255), st.dictionaries(IDS, MARKS, max_size=4))
PIECES = ['"a":1,', '"own":["é"],', '"star":"a",', "0", "-", "1", "{}", " ", "\\u0061", ""]


@given(BALLOTS)
def test_what_is_written_is_read_again(ballot: Ballot) -> None:
    again = Ballot.parse(ballot.canonical())
    assert again == ballot
    assert hash(again) == hash(ballot)
    assert again.canonical() == ballot.canonical()
    assert pickle.loads(pickle.dumps(ballot)) == ballot


@given(st.dictionaries(IDS, st.integers(-5, 5), max_size=6), st.randoms())
def test_the_order_of_marking_leaves_no_trace(values: dict[str, int], random: object) -> None:
    shuffled = list(values.items())
    random.shuffle(shuffled)
    assert Ballot(1, {"c": Marks(values)}).canonical() == Ballot(1, {"c": Marks(dict(shuffled))}).canonical()


def test_the_canonical_text_is_this() -> None:
    ballot = Ballot(2, {"z": Marks({"b": 1, "a": 2, "c": 0}, "a", ("Lavička  u řeky ",)), "m": Marks()})
    assert ballot.canonical() == (
        '{"contests":{"z":{"marks":{"a":2,"b":1},"own":["Lavička u řeky"],"star":"a"}},"style":2}'
    )


def test_published_ballots_carry_no_own_items() -> None:
    ballot = Ballot(1, {"c": Marks({"a": 1}, None, ("Well",)), "d": Marks({}, None, ("Bench",))})
    assert ballot.without_own_items() == Ballot(1, {"c": Marks({"a": 1})})


@given(BALLOTS)
def test_what_the_core_writes_is_read_at_once(ballot: Ballot) -> None:
    assert Ballot._at_once(ballot.canonical()) == ballot


@given(st.data())
def test_the_quick_reader_takes_nothing_that_the_slow_one_refuses(data: st.DataObject) -> None:
    """A ballot's text with a few characters changed: both read the same, or neither reads."""
    text = data.draw(BALLOTS).canonical()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        put = data.draw(st.sampled_from(PIECES))
        text = text[:at] + put + text[at + data.draw(st.integers(0, 3)) :]
    try:
        slow: Ballot | None = Ballot._with_reasons(text)
    except Malformed:
        slow = None
    assert _at_once(text) == slow


def _at_once(text: str) -> Ballot | None:
    try:
        return Ballot._at_once(text)
    except Malformed:  # the constructor's own words
        return None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON"),
        ("[]", "must be an object"),
        ('{"contests":{}}', "“style” is missing"),
        ('{"contests":{},"style":"1"}', "must be a whole number"),
        ('{"contests":{},"style":true}', "must be a whole number"),
        ('{"contests":{},"style":1.0}', "1.0 is not a whole number"),
        ('{"contests":{},"style":1e2}', "1e2 is not a whole number"),
        ('{"contests":{},"style":NaN}', "NaN is not a whole number"),
        ('{"contests":{},"style":0}', "from 1 to 255"),
        ('{"contests":{},"style":256}', "from 1 to 255"),
        ('{"contests":{},"style":1,"voter":7}', "“voter” is not known"),
        ('{"contests":{},"style":1,"style":2}', "“style” stands twice"),
        ('{"contests":{"c":{"marks":{"a":1,"a":2}}},"style":1}', "“a” stands twice"),
        ('{"contests":{"c":{"marks":{"a":1.5}}},"style":1}', "1.5 is not a whole number"),
        ('{"contests":{"c":{"marks":{"a":null}}},"style":1}', "must be a whole number"),
        ('{"contests":{"c":{"marks":{"a":2000000}}},"style":1}', "is not a number"),
        ('{"contests":{"c":{"marks":{"a":1},"time":3}},"style":1}', "“time” is not known"),
        ('{"contests":{"c":{"star":7}},"style":1}', "must be text"),
        ('{"contests":{"c":{"own":[7]}},"style":1}', "must be a list of texts"),
        ('{"contests":{"c":{"own":["a\\u0000b"]}},"style":1}', "control character"),
        ('{"contests":{"c":{"own":["\\ud800"]}},"style":1}', "half a character"),
        ('{"style":1,"contests":{}}', "canonical spelling"),
        ('{"contests":{}, "style":1}', "canonical spelling"),
        ('{"contests":{"c":{}},"style":1}', "canonical spelling"),
        ('{"contests":{"c":{"marks":{"a":0}}},"style":1}', "canonical spelling"),
        ('{"contests":{"c":{"marks":{"b":1,"a":1}}},"style":1}', "canonical spelling"),
        ('{"contests":{"c":{"marks":{"\\u0061":1}}},"style":1}', "canonical spelling"),
        ('{"contests":{},"style":' + "1" * 3000 + "}", "must be a whole number"),
        ('{"contests":' + "[" * 2000 + "]" * 2000 + ',"style":1}', "nested too deep"),
        ('{"contests":' + "[" * 4000, "nested too deep"),
        ('{"contests":{},"style":1}' + " " * LONGEST_BALLOT, "longer than 4096 bytes"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        Ballot.parse(text)
    assert words in str(refused.value)


@given(st.text(max_size=60) | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_text_breaks_the_parser(text: str) -> None:
    with pytest.raises(Malformed):
        Ballot.parse(text)


def test_an_own_item_has_an_end() -> None:
    with pytest.raises(Malformed, match="at most 300 characters"):
        Marks({}, None, ("x" * 301,))
