"""Is an item verified exactly if every channel puts it in its top, and is the reason told if not?"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.verified_list import Channel, Miss, VerificationRule, ranks, verified_list

# A forum as method.md describes Litoměřice's: fourteen items, a shared second and third place, a survey that sees
# other things first; figures made up. Five items are in the top of both.
FORUM = Channel(
    "Forum",
    {
        "parking": 41,
        "cycling": 38,
        "greenery": 38,
        "school": 30,
        "theatre": 29,
        "noise": 25,
        "barriers": 22,
        "housing": 20,
        "dogs": 18,
        "swimming": 15,
        "lights": 12,
        "waste": 9,
        "buses": 6,
        "museum": 0,
    },
)
SURVEY = Channel(
    "Survey",
    {
        "parking": 512,
        "waste": 498,
        "lights": 470,
        "greenery": 455,
        "buses": 430,
        "museum": 415,
        "cycling": 402,
        "dogs": 377,
        "pavements": 360,
        "swimming": 341,
        "noise": 340,
        "school": 300,
        "barriers": 250,
        "theatre": 120,
        "housing": 80,
    },
)
TEN = VerificationRule(10)


def test_a_list_shorter_than_ten_with_a_shared_rank() -> None:
    rows = verified_list((FORUM, SURVEY), TEN)
    assert [row.item for row in rows if row.verified] == ["parking", "greenery", "cycling", "dogs", "swimming"]
    cycling = rows[2]
    assert str(cycling.ranks["Forum"]) == "2–3"
    assert str(cycling.ranks["Survey"]) == "7"


def test_the_ranks_stand_side_by_side_and_votes_are_never_added() -> None:
    table = {row.item: row for row in verified_list((FORUM, SURVEY), TEN)}
    assert {name: str(rank) for name, rank in table["waste"].ranks.items()} == {"Forum": "12", "Survey": "2"}
    assert not table["waste"].verified  # 507 votes together, more than most


@pytest.mark.parametrize(
    ("item", "reasons"),
    [
        ("waste", ["Forum: place 12, top 10 needed; 6 votes short"]),
        ("noise", ["Survey: place 11, top 10 needed; 1 vote short"]),
        ("museum", ["Forum: no votes"]),
        ("pavements", ["Forum: not on the list"]),
        ("parking", []),
    ],
)
def test_why_not_verified(item: str, reasons: list[str]) -> None:
    table = {row.item: row for row in verified_list((FORUM, SURVEY), TEN)}
    assert [str(reason) for reason in table[item].reasons] == reasons


def test_who_shares_the_last_place_of_the_top_is_in() -> None:
    forum = Channel("Forum", {"a": 5, "b": 3, "c": 3, "d": 1})
    rows = verified_list((forum,), VerificationRule(2))
    assert [row.item for row in rows if row.verified] == ["a", "b", "c"]
    assert str(rows[3].reasons[0]) == "Forum: place 4, top 2 needed; 2 votes short"


def test_who_shares_the_last_place_is_out_where_the_city_says_so() -> None:
    forum = Channel("Forum", {"a": 5, "b": 3, "c": 3, "d": 1})
    rows = verified_list((forum,), VerificationRule(2, edge="out"))
    assert [row.item for row in rows if row.verified] == ["a"]
    assert rows[1].missed == (Miss("Forum", "edge", 1),)
    assert str(rows[1].reasons[0]) == "Forum: place 2–3, top 2 needed; 1 vote short"
    assert rows[3].missed == (Miss("Forum", "below", 3),)
    exact = verified_list((forum,), VerificationRule(3, edge="out"))
    assert [row.item for row in exact if row.verified] == ["a", "b", "c"]


def test_two_of_three_channels_are_enough_where_the_city_says_so() -> None:
    poll = Channel("Poll", {"waste": Fraction(61, 2), "noise": 12, "museum": 3})
    rule = VerificationRule(10, needed=2)
    table = {row.item: row for row in verified_list((FORUM, SURVEY, poll), rule)}
    assert table["waste"].verified
    assert table["waste"].reasons == ()
    assert [str(reason) for reason in table["pavements"].reasons] == [
        "In the top 10 of 1 channel, 2 needed",
        "Forum: not on the list",
        "Poll: not on the list",
    ]


def test_a_channel_may_be_compared_only() -> None:
    rule = VerificationRule(10, deciding=("Survey",))
    rows = verified_list((FORUM, SURVEY), rule)
    assert [row.item for row in rows][:2] == ["parking", "waste"]
    assert sum(row.verified for row in rows) == 10
    assert rows[1].ranks["Forum"] is not None


def test_the_row_as_json() -> None:
    row = verified_list((Channel("Forum", {"a": Fraction(3, 2), "b": 1}),), VerificationRule(1))[1]
    body = row.to_json()
    assert (body["item"], body["verified"]) == ("b", False)
    assert body["ranks"] == {"Forum": {"first": 2, "last": 2, "votes": "1"}}
    assert body["reasons"][0]["message"].startswith("{channel}: place {rank}")
    assert VerificationRule(3, 2, ("a", "b"), "out").to_json() == {
        "top": 3,
        "needed": 2,
        "deciding": ["a", "b"],
        "edge": "out",
    }


@pytest.mark.parametrize(
    ("channels", "rule", "words"),
    [
        ((), TEN, "name of its own"),
        ((FORUM, FORUM), TEN, "name of its own"),
        ((FORUM,), VerificationRule(10, deciding=("Poll",)), "is not there"),
        ((FORUM,), VerificationRule(10, needed=2), "More channels are needed"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    channels: tuple[Channel, ...], rule: VerificationRule, words: str
) -> None:
    with pytest.raises(Malformed, match=words):
        verified_list(channels, rule)


def test_a_top_of_nothing_is_refused() -> None:
    with pytest.raises(Malformed, match="at least one place"):
        VerificationRule(0)
    with pytest.raises(Malformed, match="at least one channel"):
        VerificationRule(3, needed=0)


VOTES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), min_size=1)


@given(VOTES)
def test_places_cover_each_number_once(votes: dict[str, int]) -> None:
    found = ranks(votes)
    for item, rank in found.items():
        sharing = [other for other in votes if votes[other] == votes[item]]
        assert rank.last - rank.first + 1 == len(sharing)
        assert rank.is_shared == (len(sharing) > 1)
    firsts = sorted(rank.first for rank in found.values())
    assert [1 + sum(other < first for other in firsts) for first in firsts] == firsts


@given(st.lists(VOTES, min_size=1, max_size=3), st.integers(1, 6), st.data())
def test_verified_is_top_in_enough_channels(tables: list[dict[str, int]], top: int, data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, len(tables)))
    channels = tuple(Channel(str(number), votes) for number, votes in enumerate(tables))
    rows = verified_list(channels, VerificationRule(top, needed))
    assert {row.item for row in rows} == set().union(*tables)
    for row in rows:
        reached = 0
        for votes in tables:
            own = votes.get(row.item, 0)
            reached += own > 0 and sum(other > own for other in votes.values()) < top
        assert len(row.missed) == len(tables) - reached
        assert row.verified == (reached >= needed)
        assert row.verified == (not row.reasons)
    assert [row.verified for row in rows] == sorted((row.verified for row in rows), reverse=True)


RULES = st.builds(
    VerificationRule, top=st.integers(1, 6), needed=st.sampled_from([None, 1]), edge=st.sampled_from(["in", "out"])
)
TABLES = st.lists(VOTES, min_size=1, max_size=3)


def channels_of(tables: list[dict[str, int]]) -> tuple[Channel, ...]:
    return tuple(Channel(str(number), votes) for number, votes in enumerate(tables))


def verified(channels: tuple[Channel, ...], rule: VerificationRule) -> set[str]:
    return {row.item for row in verified_list(channels, rule) if row.verified}


@given(TABLES, RULES, st.randoms(use_true_random=False))
def test_neither_the_order_of_channels_nor_of_items_matters(
    tables: list[dict[str, int]], rule: VerificationRule, chance: random.Random
) -> None:
    shuffled = []
    for channel in channels_of(tables):
        votes = list(channel.votes.items())
        chance.shuffle(votes)
        shuffled.append(Channel(channel.name, dict(votes)))
    chance.shuffle(shuffled)
    assert verified(tuple(shuffled), rule) == verified(channels_of(tables), rule)
    names = tuple(channel.name for channel in channels_of(tables))
    fixed = VerificationRule(rule.top, rule.needed, names, rule.edge)
    assert [row.item for row in verified_list(tuple(shuffled), fixed)] == [
        row.item for row in verified_list(channels_of(tables), fixed)
    ]


@given(TABLES, RULES, st.data())
def test_more_votes_never_unverify(tables: list[dict[str, int]], rule: VerificationRule, data: st.DataObject) -> None:
    before = verified(channels_of(tables), rule)
    votes = data.draw(st.sampled_from(tables))
    item = data.draw(st.sampled_from(sorted(votes)))
    votes[item] += data.draw(st.integers(1, 4))
    assert (item in before) <= (item in verified(channels_of(tables), rule))


@given(VOTES, RULES, st.data())
def test_exactly_the_votes_it_is_short_of_bring_an_item_in(
    votes: dict[str, int], rule: VerificationRule, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(sorted(votes)))
    row = next(each for each in verified_list(channels_of([votes]), rule) if each.item == item)
    for miss in row.missed:
        for more, expected in ((miss.short, True), (miss.short - 1, False)):
            given_more = {**votes, item: votes[item] + int(more)}
            assert (item in verified(channels_of([given_more]), rule)) is expected
