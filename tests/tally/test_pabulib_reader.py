"""Is every spelling of a file read, every fault named with its line, and what is written read back equal?"""

import contextlib

import pytest
from hypothesis import given, settings, strategies as st

from partnet_vote.tally.pabulib.document import PabulibError, Wrong
from partnet_vote.tally.pabulib.election import election
from partnet_vote.tally.pabulib.reader import read
from partnet_vote.tally.pabulib.writer import amount, compose, write
from tests.builders.pabulib import ballots, pb

PLAIN = pb(ballots("A,B", "C", ""))
HEAD = "META\nkey;value\nbudget;1000\nvote_type;approval\n"


def failure(data: bytes | str) -> PabulibError:
    with pytest.raises(PabulibError) as caught:
        read(data.encode() if isinstance(data, str) else data)
    return caught.value


def test_cells_keep_their_order_and_text():
    document = read(PLAIN)
    assert document.get("budget") == "1000"
    assert document.project_columns == ("project_id", "cost", "name")
    assert document.projects[1] == ("B", "500", "Trees")
    assert document.vote_columns == ("voter_id", "vote")
    assert document.votes == b"1;A,B\n2;C\n3;\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_marks_do_not_matter(end: str, bom: bytes, *, last: bool):
    data = bom + pb(ballots("A,B", "C", ""), end=end)
    assert read(data if last else data.removesuffix(end.encode())) == read(PLAIN)


def test_mixed_line_ends_do_not_matter():
    lines = PLAIN.split(b"\n")
    mixed = b"".join(line + (b"\r\n" if at % 3 else b"\n") for at, line in enumerate(lines[:-1]))
    assert read(mixed) == read(PLAIN)


def test_blank_lines_are_passed_over_and_lines_still_counted():
    data = PLAIN.replace(b"2;C\n", b"\n  \n;\n2;C\n")
    document = read(data)
    assert document == read(PLAIN)
    first = PLAIN[: PLAIN.index(b"1;A,B")].count(b"\n") + 1
    assert [document.vote_line(row) for row in range(3)] == [first, first + 4, first + 5]


def test_section_words_may_be_small_and_followed_by_separators():
    data = PLAIN.replace(b"META", b"meta;").replace(b"PROJECTS", b"Projects;;").replace(b"VOTES", b"votes ")
    assert read(data) == read(PLAIN)


def test_quoted_cells_hold_separators_quotes_and_line_breaks():
    projects = 'A;600;"Pond; with ""carp"""\nB;500;"Two\nlines"\n'
    text = HEAD + "PROJECTS\nproject_id;cost;name\n" + projects + 'VOTES\nvoter_id;vote;note\n1;"A,B";"x;\ny"\n2;B;\n'
    document = read(text.encode())
    assert document.project_column("name") == ('Pond; with "carp"', "Two\nlines")
    assert document.votes == b'1;A,B;"x;\ny"\n2;B;\n'
    assert read(write(document)) == document
    assert [document.vote_line(row) for row in (0, 1)] == [12, 14]


def test_a_quote_inside_a_plain_cell_is_text():
    text = HEAD + 'PROJECTS\nproject_id;cost;name\nA;600;The "Pond"\nVOTES\nvoter_id;vote\n1;A\n'
    document = read(text.encode())
    assert document.project_column("name") == ('The "Pond"',)
    assert read(write(document)) == document


def test_columns_are_read_by_name_and_extra_ones_kept():
    data = pb(
        [("f", "A", "1"), ("m", "B", "2")],
        vote_columns=("sex", "vote", "voter_id"),
        project_columns=("name", "cost", "project_id"),
        projects=[("Pond", "600", "A"), ("Trees", "500", "B")],
    )
    document = read(data)
    assert document.project_column("project_id") == ("A", "B")
    assert document.votes == b"f;A;1\nm;B;2\n"


def test_a_file_without_votes_is_read():
    assert read(pb([])).votes == b""


MALFORMED = {
    "empty": (b"", Wrong.SECTION_MISSING, None),
    "no META": ("key;value\n", Wrong.TEXT_BEFORE_META, 1),
    "META without header": ("META\nPROJECTS\n", Wrong.HEADER_MISSING, 2),
    "META without value column": ("META\nkey;val\n", Wrong.COLUMN_MISSING, 2),
    "key twice": (HEAD + "budget;5\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n", Wrong.META_TWICE, 5),
    "no budget": (
        "META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n",
        Wrong.META_MISSING,
        None,
    ),
    "projects missing": (HEAD + "VOTES\nvoter_id;vote\n", Wrong.SECTION_MISSING, 5),
    "projects twice": (HEAD + "PROJECTS\nproject_id;cost\nPROJECTS\nproject_id;cost\n", Wrong.SECTION_TWICE, 7),
    "votes missing": (HEAD + "PROJECTS\nproject_id;cost\nA;6\n", Wrong.SECTION_MISSING, None),
    "column twice": (HEAD + "PROJECTS\nproject_id;cost;cost\n", Wrong.COLUMN_TWICE, 6),
    "no cost column": (HEAD + "PROJECTS\nproject_id;price\n", Wrong.COLUMN_MISSING, 6),
    "cell too many": (HEAD + "PROJECTS\nproject_id;cost\nA;6;7\n", Wrong.TOO_MANY_CELLS, 7),
    "cell too few": (HEAD + "PROJECTS\nproject_id;cost;name\nA;6\n", Wrong.TOO_FEW_CELLS, 7),
    "project without id": (HEAD + "PROJECTS\nproject_id;cost\n ;6\nVOTES\nvoter_id;vote\n", Wrong.PROJECT_ID_EMPTY, 7),
    "comma in id": (HEAD + "PROJECTS\nproject_id;cost\nA,B;6\nVOTES\nvoter_id;vote\n", Wrong.PROJECT_ID_COMMA, 7),
    "project twice": (HEAD + "PROJECTS\nproject_id;cost\nA;6\nA;7\nVOTES\nvoter_id;vote\n", Wrong.PROJECT_TWICE, 8),
    "vote too long": (
        HEAD + "PROJECTS\nproject_id;cost\nA;6\nVOTES\nvoter_id;vote\n1;A\n2;A;x\n",
        Wrong.TOO_MANY_CELLS,
        11,
    ),
    "vote too short": (
        HEAD + "PROJECTS\nproject_id;cost\nA;6\nVOTES\nvoter_id;vote\n1;A\n\n2\n",
        Wrong.TOO_FEW_CELLS,
        12,
    ),
    "open quote": (HEAD + 'PROJECTS\nproject_id;cost;name\nA;6;"Pond\nVOTES\n', Wrong.BROKEN_QUOTING, 7),
    "open quote in votes": (
        HEAD + 'PROJECTS\nproject_id;cost\nA;6\nVOTES\nvoter_id;vote\n1;A\n2;"A\n3;A\n',
        Wrong.BROKEN_QUOTING,
        11,
    ),
    "latin-2 project": (HEAD.encode() + b"PROJECTS\nproject_id;cost;name\nA;6;\xe8\n", Wrong.NOT_UTF8, 7),
    "latin-2 vote": (
        HEAD.encode() + b"PROJECTS\nproject_id;cost\nA;6\nVOTES\nvoter_id;vote\n1;A\n\xe8;A\n",
        Wrong.NOT_UTF8,
        11,
    ),
    "null byte": (HEAD.encode() + b"PROJECTS\nproject_id;cost\nA\x00;6\n", Wrong.CONTROL_CHARACTER, 7),
    "vote type": (PLAIN.replace(b"approval", b"acclaim"), Wrong.VOTE_TYPE_UNKNOWN, 7),
    "points missing": (PLAIN.replace(b"approval", b"cumulative"), Wrong.POINTS_MISSING, None),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_is_refused_with_line_and_words(case: str):
    data, code, line = MALFORMED[case]
    error = failure(data)
    assert (error.finding.code, error.finding.line) == (code, line)
    assert str(error) == (f"line {line}: " if line else "") + str(error.finding.reason)
    assert "{" not in str(error)


def test_the_words_say_what_is_wrong():
    assert str(failure(HEAD + "PROJECTS\nproject_id;cost\nA;6;7\n")) == (
        "line 7: the row has 3 cells, the header names 2"
    )


CELL = st.text(st.sampled_from("ab;\",'\n 1é"), max_size=6).map(str.strip)
IDS = st.lists(st.text(st.sampled_from('ab/-.;"19é'), min_size=1, max_size=20), min_size=1, max_size=6, unique=True)


@st.composite
def documents(draw: st.DrawFn):
    ids = draw(IDS)
    projects = [(id, draw(st.sampled_from(["5", "7.50"])), draw(CELL)) for id in ids]
    chosen = st.lists(st.sampled_from(ids), max_size=4).map(",".join)
    votes = [(str(row), draw(chosen), draw(CELL)) for row in range(draw(st.integers(0, 5)))]
    meta = [("budget", "10"), ("vote_type", "approval"), ("comment", draw(CELL))]
    return compose(meta, ("project_id", "cost", "name"), projects, ("voter_id", "vote", "note"), votes)


@given(documents())
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back_equal(document):
    assert read(write(document)) == document
    assert write(read(write(document))) == write(document)


def test_amounts_are_written_with_decimals_only_where_needed():
    assert [amount(value) for value in (0, 5, 100, 245848822)] == ["0", "0.05", "1", "2458488.22"]


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from([b"", b";", b'"', b"\n", b"\r", b",", b"\xff", b"A", b"0"]))
    )
)
@settings(max_examples=400, deadline=None)
def test_a_damaged_file_is_read_or_refused_in_words(damages: list[tuple[int, bytes]]):
    data = bytearray(pb([("1", "A,B", "2,1"), ("2", "C", "3")], vote_columns=("voter_id", "vote", "points")))
    for place, letters in damages:
        data[place : place + 1] = letters
    with contextlib.suppress(PabulibError):
        election(bytes(data))
