"""Are equal votes equal places, and does the wall show no more than it may?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from partnet_vote.forums.rules.room import (
    Edge,
    Phase,
    RoomVote,
    Sheet,
    agreed,
    groups,
    is_public,
    ranking,
    read_code,
    shown,
    strange_sign,
)

NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
VOTE = RoomVote(
    id=UUID(int=1), forum_id=UUID(int=2), marks=2, per_item=2, is_hidden=True, edge=Edge.ALL, takes_own=False,
    event_code="4821", closes_at=NOW, counted_at=NOW, groups_shown=0, people_by_code=0, people_on_paper=0,
)  # fmt: skip
TABLE, ANN, BEN = UUID(int=3), UUID(int=4), UUID(int=5)


def places(*votes: int) -> list[tuple[int, str, bool]]:
    keys = [UUID(int=100 + n) for n in range(len(votes))]
    found = ranking(dict(zip(keys, votes, strict=True)))
    return [(keys.index(place.entry_id), str(place.rank), place.is_top) for place in found]


def test_equal_votes_share_their_places() -> None:
    assert places(5, 9, 5, 1) == [(1, "1", True), (0, "2–3", True), (2, "2–3", True), (3, "4", True)]


def test_everybody_tied_at_place_ten_is_in_and_nobody_without_a_dot() -> None:
    votes = (20, 19, 18, 17, 16, 15, 14, 13, 12, 7, 7, 7, 6, 0)
    assert [top for *_, top in places(*votes)] == [True] * 12 + [False, False]
    assert [top for *_, top in places(3, 0, 0)] == [True, False, False]


def test_the_citys_rule_may_leave_those_out_who_share_the_edge() -> None:
    votes = {UUID(int=n): dots for n, dots in enumerate((20, 19, 18, 17, 16, 15, 14, 13, 12, 7, 7, 7, 6, 0))}
    assert [place.is_top for place in ranking(votes, Edge.NONE)] == [True] * 9 + [False] * 5
    exact = {UUID(int=n): dots for n, dots in enumerate((9, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1))}
    assert [place.is_top for place in ranking(exact, Edge.NONE)] == [True] * 10 + [False]
    assert groups(ranking(votes, Edge.NONE)) == (9, 8, 7, 6, 5, 4, 3, 2, 1)


def test_a_hidden_board_is_revealed_from_the_last_place_to_the_first() -> None:
    found = ranking({UUID(int=n): votes for n, votes in enumerate((9, 5, 5, 1, 0))})
    assert groups(found) == (4, 2, 1)
    for step, expected in ((0, []), (1, ["4"]), (2, ["2–3", "2–3", "4"]), (3, ["1", "2–3", "2–3", "4", "5"])):
        vote = replace(VOTE, groups_shown=step)
        assert [str(place.rank) for place in shown(vote, found, NOW)] == expected
        assert is_public(vote, found, NOW) is (step == 3)
    open_vote = replace(VOTE, counted_at=None, closes_at=NOW + timedelta(minutes=1), groups_shown=9)
    assert shown(open_vote, found, NOW) == ()
    assert len(shown(replace(open_vote, is_hidden=False), found, NOW)) == 5
    assert not is_public(replace(open_vote, is_hidden=False), found, NOW)


@pytest.mark.parametrize(
    ("closes", "counted", "phase"),
    [
        (None, None, Phase.READY),
        (NOW + timedelta(seconds=1), None, Phase.OPEN),
        (NOW, None, Phase.OVER),
        (NOW, NOW, Phase.COUNTED),
    ],
)
def test_phases_follow_the_clock(closes: datetime | None, counted: datetime | None, phase: Phase) -> None:
    assert replace(VOTE, closes_at=closes, counted_at=counted).phase(NOW) is phase


def test_sheets_agree_only_if_two_people_typed_the_same() -> None:
    one = Sheet(TABLE, ANN, 3, {UUID(int=9): 2})
    assert agreed(()) is None
    assert agreed((one, one)) is None
    assert agreed((one, replace(one, by=BEN, people=4))) is None
    assert agreed((one, replace(one, by=BEN, dots={UUID(int=9): 3}), replace(one, by=UUID(int=6)))) is not None


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JKLM", "abcdefghjklm", "abcd efgh jklm", " ABCD–EFGH–JKLM "])
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert read_code(typed) == ("ABCD", "EFGHJKLM")


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKL0", "ABCD-EFGH-JKLM-N", "ABCD-EFGH-JKL!"])
def test_what_is_no_code_is_not_guessed(typed: str) -> None:
    assert read_code(typed) is None


def test_the_sign_that_no_code_holds_is_named() -> None:
    assert strange_sign("abcd-efgh jklm") is None
    assert strange_sign("abcd-efgh ijkl") == "I"
    assert strange_sign("4b0d") == "0"
