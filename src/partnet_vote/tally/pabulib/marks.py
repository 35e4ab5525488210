"""Who marked which project, with how many points? All votes as flat arrays, without a loop over ballots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.pabulib.document import Document, PabulibError, Wrong
from partnet_vote.tally.pabulib.vote_rows import STAND_INS, Bytes, Cells, Places, trimmed
from partnet_vote.tally.pabulib.words import look_up

IntArray = NDArray[np.int64]
COMMA = 44


@dataclass(frozen=True, eq=False, slots=True)
class Marks:
    """One entry a mark, in file order: voter (row of VOTES), project (row of PROJECTS), points as `points` says.

    points: what the vote gives; for approval and choose-1 one, for a ranking of length n the points n, n-1, … 1.
    doubled_rows, doubled_project: rows that name a project twice, and the projects of the second namings, which are
    left out. zero_project: the projects of marks left out because they give zero points. empty: rows without marks.
    """

    voters: int
    voter: IntArray
    project: IntArray
    points: IntArray
    doubled_rows: tuple[int, ...]
    doubled_project: IntArray
    zero_project: IntArray
    empty: int


@dataclass(frozen=True, eq=False, slots=True)
class _Lists:
    """Comma lists: the items of all rows one after the other, and how many each row has."""

    starts: Places
    ends: Places
    lengths: IntArray


def marks(document: Document, cells: Cells) -> Marks:
    """All marks of a document; `PabulibError` with the line for unknown projects and unfitting points."""
    _check_voter_ids(document, cells)
    lists = _lists(cells, document.vote_columns.index("vote"))
    project = _projects(document, cells.text, lists)
    voter = np.repeat(np.arange(len(cells), dtype=np.int64), lists.lengths)
    has_points = document.get("vote_type") in ("cumulative", "scoring")
    points = _points(document, cells, lists) if has_points else np.ones(len(voter), dtype=np.int64)
    first = _first_namings(voter, project, lists.lengths)
    doubled_rows: tuple[int, ...] = ()
    doubled_project = project[~first]
    if len(doubled_project):
        doubled_rows = tuple(int(row) for row in np.unique(voter[~first]))
        voter, project, points = voter[first], project[first], points[first]
    if document.get("vote_type") == "ordinal":
        points = _ranks(voter, len(cells))
    nonzero = points != 0
    zero_project = project[~nonzero]
    if len(zero_project):
        voter, project, points = voter[nonzero], project[nonzero], points[nonzero]
    empty = int(np.count_nonzero(lists.lengths == 0))
    return Marks(len(cells), voter, project, points, doubled_rows, doubled_project, zero_project, empty)


def _check_voter_ids(document: Document, cells: Cells) -> None:
    starts, ends = cells.column(document.vote_columns.index("voter_id"))
    nameless = np.flatnonzero(starts == ends)
    if len(nameless):
        raise PabulibError(Wrong.VOTER_ID_EMPTY, document.vote_line(int(nameless[0])))


def _lists(cells: Cells, place: int) -> _Lists:
    """The comma-separated items of one column; an empty cell is an empty list."""
    starts, ends = cells.column(place)
    commas = np.flatnonzero(cells.text == COMMA)
    first, beyond = np.searchsorted(commas, starts), np.searchsorted(commas, ends)
    lengths = np.where(ends > starts, beyond - first + 1, 0)
    filled = np.flatnonzero(lengths)
    total = int(lengths.sum())
    last_item = np.cumsum(lengths)[filled] - 1
    first_item = last_item - lengths[filled] + 1
    inner = commas if len(commas) == total - len(filled) else _within(commas, first[filled], lengths[filled] - 1)
    item_starts, item_ends = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    begins, stops = np.zeros(total, dtype=np.bool_), np.zeros(total, dtype=np.bool_)
    begins[first_item], stops[last_item] = True, True
    item_starts[begins], item_starts[~begins] = starts[filled], inner + 1
    item_ends[stops], item_ends[~stops] = ends[filled], inner
    return _Lists(*trimmed(cells.text, item_starts, item_ends), lengths)


def _within(commas: Places, first: Places, numbers: Places) -> Places:
    """The commas that stand inside the column's cells, leaving out those of other columns."""
    offsets = np.cumsum(numbers) - numbers
    return commas[np.repeat(first - offsets, numbers) + np.arange(int(numbers.sum()))]


def _projects(document: Document, text: Bytes, lists: _Lists) -> IntArray:
    """The row of PROJECTS that each item names."""
    column = document.project_columns.index("project_id")
    ids = [row[column].strip().translate(STAND_INS).encode("utf-8") for row in document.projects]
    found = look_up(ids, text, lists.starts, lists.ends)
    unknown = np.flatnonzero(found < 0)
    if len(unknown):
        item = int(unknown[0])
        row = int(np.searchsorted(np.cumsum(lists.lengths), item, side="right"))
        name = text[lists.starts[item] : lists.ends[item]].tobytes().decode("utf-8", "replace")
        raise PabulibError(Wrong.PROJECT_UNKNOWN, document.vote_line(row), project=name)
    return found


def _points(document: Document, cells: Cells, lists: _Lists) -> IntArray:
    """The points of every mark, one whole number beside each project."""
    given = _lists(cells, document.vote_columns.index("points"))
    unfit = np.flatnonzero(given.lengths != lists.lengths)
    if len(unfit):
        row = int(unfit[0])
        raise PabulibError(
            Wrong.POINTS_LENGTH,
            document.vote_line(row),
            projects=int(lists.lengths[row]),
            points=int(given.lengths[row]),
        )
    values = np.zeros(len(given.starts), dtype=np.int64)
    odd = (given.ends == given.starts) | (given.ends - given.starts > 9)
    for digit in range(int(np.clip(given.ends - given.starts, 0, 9).max(initial=0))):
        inside = given.starts + digit < given.ends
        character = cells.text[np.where(inside, given.starts + digit, 0)].astype(np.int64) - ord("0")
        odd |= inside & ((character < 0) | (character > 9))
        values = np.where(inside, values * 10 + character, values)
    for item in np.flatnonzero(odd):
        row = int(np.searchsorted(np.cumsum(given.lengths), item, side="right"))
        text = cells.text[given.starts[item] : given.ends[item]].tobytes().decode("utf-8", "replace")
        values[item] = _odd_points(text, document.vote_line(row))
    return values


def _odd_points(text: str, line: int | None) -> int:
    """Points that are not plain digits: `2.0` is two, anything else is refused."""
    whole, _, zeros = text.partition(".")
    if whole.isascii() and whole.isdigit() and len(whole) <= 9 and not zeros.strip("0"):
        return int(whole)
    code = Wrong.POINTS_NEGATIVE if text.startswith("-") and text[1:].isdigit() else Wrong.NOT_A_NUMBER
    if code is Wrong.POINTS_NEGATIVE:
        raise PabulibError(code, line, value=text)
    raise PabulibError(code, line, value=text, what="points, at most nine digits")


def _first_namings(voter: IntArray, project: IntArray, lengths: IntArray) -> NDArray[np.bool_]:
    """Which marks are the first of their project on their ballot."""
    first = np.ones(len(voter), dtype=np.bool_)
    longest = int(lengths.max(initial=0))
    if longest > 64:
        _, earliest = np.unique(voter * (int(project.max()) + 1) + project, return_index=True)
        first[:] = False
        first[earliest] = True
        return first
    narrow = project.astype(np.int32)
    for distance in range(1, longest):
        # Equal projects at this distance are rare, so only those few are asked whether they share a ballot.
        same = np.flatnonzero(narrow[distance:] == narrow[:-distance])
        first[same[voter[same] == voter[same + distance]] + distance] = False
    return first


def _ranks(voter: IntArray, voters: int) -> IntArray:
    """Points length, length - 1, … 1 along each ballot (Borda as the cities record it)."""
    lengths = np.bincount(voter, minlength=voters)
    ends = np.cumsum(lengths)
    return ends[voter] - np.arange(len(voter), dtype=np.int64)
