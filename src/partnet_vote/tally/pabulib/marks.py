"""Who marked which project, with how many points? All votes as flat arrays, without a loop over ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.pabulib.document import Document, PabulibError, Wrong
from partnet_vote.tally.pabulib.vote_rows import STAND_INS, Bytes, Cells, Places, cells_of, trimmed

IntArray = NDArray[np.int64]
Words = NDArray[np.uint64]
COMMA = 44
SLOT_BITS = 16
"""The table in which project ids are looked up has 2**16 places, so that it stays in the processor's cache."""

WEYL = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio, odd: its powers give well-spread multipliers (Knuth, TAOCP 3, section 6.4)."""


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


def marks(document: Document) -> Marks:
    """All marks of a document; `PabulibError` with the line for unknown projects and unfitting points."""
    cells = cells_of(document)
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
    found = _look_up(ids, text, lists.starts, lists.ends)
    unknown = np.flatnonzero(found < 0)
    if len(unknown):
        item = int(unknown[0])
        row = int(np.searchsorted(np.cumsum(lists.lengths), item, side="right"))
        name = text[lists.starts[item] : lists.ends[item]].tobytes().decode("utf-8", "replace")
        raise PabulibError(Wrong.PROJECT_UNKNOWN, document.vote_line(row), project=name)
    return found


def _look_up(ids: Sequence[bytes], text: Bytes, starts: Places, ends: Places) -> IntArray:
    """The place of each item in `ids`, -1 where it is none of them.

    Ids are compared as numbers of eight bytes each, found through a hash and then compared whole: exact.
    """
    longest = max(map(len, ids), default=0)
    words = max(1, -(-longest // 8))
    known = _as_words(np.frombuffer(b"".join(ids), dtype=np.uint8), *_spans(ids), words)
    asked = _as_words(text, starts, ends, words)
    table, multipliers, bits = _table(known)
    found = table[_slots(asked, multipliers, bits)]
    right = (ends - starts <= longest) & (found >= 0)
    for word in range(words if len(ids) else 0):
        right &= known[word][found] == asked[word]
    return np.where(right, found, -1)


def _spans(ids: Sequence[bytes]) -> tuple[Places, Places]:
    ends = np.cumsum(np.array([len(each) for each in ids], dtype=np.int64), dtype=np.int64)
    return np.concatenate((np.zeros(min(1, len(ends)), dtype=np.int64), ends[:-1])), ends


def _as_words(text: Bytes, starts: Places, ends: Places, words: int) -> list[Words]:
    """The first 8 x `words` bytes of each item as numbers, bytes beyond its end as zero."""
    padded = np.concatenate((text, np.zeros(8 * words + 8, dtype=np.uint8)))
    # One eight-byte number at every byte: a gather then reads a whole word of each item at once.
    at_every_byte = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded.data, 0, (1,))
    masks = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
    result: list[Words] = []
    for word in range(words):
        size = np.clip(ends - starts - 8 * word, 0, 8)
        place = np.minimum(starts + 8 * word, len(padded) - 8)
        result.append(at_every_byte[place] & masks[size])
    return result


def _slots(words: Sequence[Words], multipliers: Sequence[np.uint64], bits: int) -> IntArray:
    mixed = words[0] * multipliers[0]
    for word, multiplier in zip(words[1:], multipliers[1:], strict=True):
        mixed = mixed ^ (word * multiplier)
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _table(known: Sequence[Words]) -> tuple[IntArray, list[np.uint64], int]:
    """A table without collisions for the known ids (Fredman, Komlós, Szemerédi 1984: about n² places suffice)."""
    number = len(known[0])
    bits = max(SLOT_BITS, 2 * number.bit_length() - 1)
    multiplier = 1
    while True:
        multipliers: list[np.uint64] = []
        for _ in known:
            multiplier = multiplier * WEYL % (1 << 64)
            multipliers.append(np.uint64(multiplier))
        slots = _slots(known, multipliers, bits)
        if len(set(slots.tolist())) == number:
            table = np.full(1 << bits, -1, dtype=np.int64)
            table[slots] = np.arange(number)
            return table, multipliers, bits


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
