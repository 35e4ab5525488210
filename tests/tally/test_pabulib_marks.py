"""Are votes turned into ballots exactly, on the fast way and with every oddity of real files?"""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from partnet_vote.tally.pabulib.document import Document, Noted, PabulibError, Wrong
from partnet_vote.tally.pabulib.election import election, profile
from partnet_vote.tally.pabulib.marks import Marks, marks
from partnet_vote.tally.pabulib.reader import read
from partnet_vote.tally.pabulib.vote_rows import cells_of
from partnet_vote.tally.pabulib.words import all_different
from partnet_vote.tally.pabulib.writer import compose
from tests.builders.pabulib import ballots, pb

POINT_COLUMNS = ("voter_id", "vote", "points")


def marks_of(document: Document) -> Marks:
    return marks(document, cells_of(document))


def listed(document: Document) -> list[tuple[int, int, int]]:
    found = marks_of(document)
    return list(zip(found.voter.tolist(), found.project.tolist(), found.points.tolist(), strict=True))


def points_file(*rows: tuple[str, str, str]) -> bytes:
    return pb(rows, vote_columns=POINT_COLUMNS, vote_type="cumulative")


def refused(data: bytes) -> PabulibError:
    with pytest.raises(PabulibError) as caught:
        marks_of(read(data))
    return caught.value


def test_approvals_are_one_point_each():
    assert listed(read(pb(ballots("B,A", "", "C")))) == [(0, 1, 1), (0, 0, 1), (2, 2, 1)]


def test_blanks_around_ids_do_not_matter():
    assert listed(read(pb(ballots(" B , A ", "\tC")))) == [(0, 1, 1), (0, 0, 1), (1, 2, 1)]


def test_points_stand_beside_their_projects():
    assert listed(read(points_file(("1", "C,A", "3, 12"), ("2", "B", "2.0")))) == [(0, 2, 3), (0, 0, 12), (1, 1, 2)]


def test_a_ranking_gives_length_minus_position():
    document = read(pb(ballots("C,A,B", "B"), vote_type="ordinal"))
    assert listed(document) == [(0, 2, 3), (0, 0, 2), (0, 1, 1), (1, 1, 1)]


def test_a_project_named_twice_counts_once_and_its_row_is_told():
    document = read(pb(ballots("A,B,A", "C"), vote_type="ordinal"))
    assert listed(document) == [(0, 0, 2), (0, 1, 1), (1, 2, 1)]
    assert marks_of(document).doubled_rows == (0,)


def test_equal_neighbours_on_different_ballots_are_not_doubled():
    assert marks_of(read(pb(ballots("A,B", "B,A", "A")))).doubled_rows == ()


@pytest.mark.parametrize(
    ("ids", "different"),
    [
        (["1", "2", "10"], True),
        (["1", "2", "1"], False),
        (["a", "aa", "aaa"], True),
        (["x" * 63 + "1", "x" * 63 + "2"], True),
        (["x" * 70 + "1", "x" * 70 + "2"], False),  # alike as far as is looked: to be looked at closer
        ([f"{number:09}" for number in range(40_000)], True),
        ([f"{number:09}" for number in range(40_000)] + ["000000007"], False),
    ],
)
def test_doubled_ids_are_never_overlooked(ids: list[str], different: bool):
    ends = np.cumsum([len(each) for each in ids])
    text = np.frombuffer("".join(ids).encode(), dtype=np.uint8)
    assert all_different(text, np.concatenate(([0], ends[:-1])), ends) is different


def test_long_voter_ids_that_differ_late_are_not_doubled_and_equal_ones_are():
    alike = [("v" * 80 + "1", "A"), ("v" * 80 + "2", "B")]
    assert not [each for each in election(pb(alike)).findings if each.code == Noted.VOTER_TWICE]
    (found,) = [each for each in election(pb([*alike, alike[0]])).findings if each.code == Noted.VOTER_TWICE]
    assert dict(found.values) == {"voter": "v" * 80 + "1", "times": 2}


def test_very_long_votes_are_searched_for_doubles_too():
    vote = ",".join(["A", "B", "C"] * 30)
    found = marks_of(read(pb(ballots(vote, "A"))))
    assert found.project.tolist() == [0, 1, 2, 0]
    assert found.doubled_rows == (0,)


def test_zero_points_are_no_support():
    found = marks_of(read(points_file(("1", "A,B", "0,4"), ("2", "C", "0"))))
    assert (found.project.tolist(), found.zero_project.tolist(), found.voters) == ([1], [0, 2], 2)


def test_empty_votes_are_voters():
    found = marks_of(read(pb(ballots("", "A", ""))))
    assert (found.voters, found.empty) == (3, 2)
    assert profile(read(pb(ballots("", "A", "")))).voters == 3


def test_ids_with_separators_inside_quotes_are_found():
    document = compose(
        [("budget", "10"), ("vote_type", "approval")],
        ("project_id", "cost"),
        [('a;"b', "5"), ("plain", "5")],
        ("voter_id", "vote"),
        [("1", 'plain,a;"b'), ("2;", "plain")],
    )
    assert listed(document) == [(0, 1, 1), (0, 0, 1), (1, 1, 1)]


@pytest.mark.parametrize(("vote", "named"), [("A,X", "X"), ("A,", ""), ("AA", "AA"), ("a", "a"), ("A" * 30, "A" * 30)])
def test_an_unknown_project_is_named_with_its_line(vote: str, named: str):
    data = pb(ballots("A", "B", vote))
    error = refused(data)
    assert error.finding.code is Wrong.PROJECT_UNKNOWN
    assert error.finding.line == data.count(b"\n")
    assert dict(error.finding.values)["project"] == named


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("2", "A,B", "3"), Wrong.POINTS_LENGTH),
        (("2", "A", ""), Wrong.POINTS_LENGTH),
        (("2", "A,B", "3,"), Wrong.NOT_A_NUMBER),
        (("2", "A", "x"), Wrong.NOT_A_NUMBER),
        (("2", "A", "1.5"), Wrong.NOT_A_NUMBER),
        (("2", "A", "1234567890"), Wrong.NOT_A_NUMBER),
        (("2", "A", "-1"), Wrong.POINTS_NEGATIVE),
        (("", "A", "1"), Wrong.VOTER_ID_EMPTY),
    ],
)
def test_unfitting_points_are_refused_with_their_line(row: tuple[str, str, str], code: Wrong):
    data = points_file(("1", "A", "1"), row)
    error = refused(data)
    assert (error.finding.code, error.finding.line) == (code, data.count(b"\n"))


def naive(document: Document) -> list[tuple[int, int, int]]:
    ids = document.project_column("project_id") or ()
    rows = csv.reader(io.StringIO(document.votes.decode()), delimiter=";")
    found: list[tuple[int, int, int]] = []
    for voter, row in enumerate(rows):
        names = row[1].split(",") if row[1] else []
        seen = list(dict.fromkeys(names))
        found += [(voter, ids.index(name), 1) for name in seen]
    return found


@st.composite
def approvals(draw: st.DrawFn):
    size = draw(st.sampled_from([1, 2, 8, 9, 17]))
    ids = draw(st.lists(st.text("ab1/é", min_size=1, max_size=size), min_size=1, max_size=30, unique=True))
    votes = [
        (str(row), ",".join(draw(st.lists(st.sampled_from(ids), max_size=6))), draw(st.sampled_from(["", "x,y", ";"])))
        for row in range(draw(st.integers(0, 12)))
    ]
    return compose(
        [("budget", "10"), ("vote_type", "approval")],
        ("project_id", "cost"),
        [(id, "5") for id in ids],
        ("voter_id", "vote", "note"),
        votes,
    )


@given(approvals())
@settings(max_examples=300, deadline=None)
def test_the_fast_way_finds_what_a_plain_reader_finds(document):
    assert listed(document) == naive(document)


def test_many_ids_that_differ_in_their_last_letter_are_told_apart():
    ids = [f"district-number-{number:04d}" for number in range(1500)]
    document = compose(
        [("budget", "10"), ("vote_type", "approval")],
        ("project_id", "cost"),
        [(id, "5") for id in ids],
        ("voter_id", "vote"),
        [("1", ",".join(ids))],
    )
    assert np.array_equal(marks_of(document).project, np.arange(1500))
