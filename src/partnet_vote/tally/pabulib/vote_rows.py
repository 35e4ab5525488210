"""How do the rows of VOTES become canonical bytes, and where in them does each cell stand?

Files hold up to a million votes, so whole arrays are worked on at once; the csv module is used only for rows
with quotes or a wrong number of cells.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally.pabulib.document import Document, PabulibError, Wrong
from partnet_vote.tally.pabulib.rows import decoded, fitted, written

Places = NDArray[np.int64]
Bytes = NDArray[np.uint8]

QUOTE, NEWLINE, SEMICOLON = b'"', 10, 59
STAND_INS = str.maketrans({";": "\x1d", '"': "\x1e", "\n": "\x1f"})
"""Characters that separate cells, and what stands for them where a quoted cell is laid out without quotes."""


def canonical(body: bytes, columns: int, first_line: int) -> tuple[bytes, range | tuple[int, ...]]:
    """The rows as canonical CSV and the line each begins on; `PabulibError` for rows that do not fit the header."""
    if not body.isascii():
        decoded(body, first_line)
    if not body.strip():
        return b"", range(0)
    if not body.endswith(b"\n"):
        body += b"\n"
    # A row that begins with a separator may be one of separators only, which is blank.
    odd = QUOTE in body or body.startswith(b";") or b"\n;" in body
    if not odd and _row_lengths_fit(body, columns):
        return body, range(first_line, first_line + body.count(b"\n"))
    return _repaired(body, columns, first_line)


def _row_lengths_fit(body: bytes, columns: int) -> bool:
    """Whether every line has one separator less than columns (so none is blank)."""
    text = np.frombuffer(body, dtype=np.uint8)
    newlines, separators = np.flatnonzero(text == NEWLINE), np.flatnonzero(text == SEMICOLON)
    if len(separators) != len(newlines) * (columns - 1):
        return False
    table = separators.reshape(len(newlines), columns - 1)
    return bool((table[:, -1] < newlines).all() and (table[1:, 0] > newlines[:-1]).all())


def _repaired(body: bytes, columns: int, first_line: int) -> tuple[bytes, tuple[int, ...]]:
    raw = body.split(b"\n")[:-1]
    kept: list[bytes] = []
    begins: list[int] = []
    at = 0
    while at < len(raw):
        line, taken = raw[at], 1
        if QUOTE in line or line.count(b";") != columns - 1 or not line.strip(b"; \t"):
            row, taken = _csv_row(raw, at, first_line + at)
            if any(cell.strip() for cell in row):
                kept.append(written([fitted(row, columns, first_line + at)]).encode("utf-8")[:-1])
                begins.append(first_line + at)
        else:
            kept.append(line)
            begins.append(first_line + at)
        at += taken
    return b"".join(line + b"\n" for line in kept), tuple(begins)


def _csv_row(raw: list[bytes], at: int, line: int) -> tuple[list[str], int]:
    """The row that begins at a line, which a quoted line break may carry over several, and how many it takes."""
    source = (decoded(raw[place], line + place - at) + "\n" for place in range(at, len(raw)))
    reader = csv.reader(source, delimiter=";", strict=True)
    try:
        row = next(reader, list[str]())
    except csv.Error as error:
        raise PabulibError(Wrong.BROKEN_QUOTING, line, detail=str(error)) from None
    return row, reader.line_num


@dataclass(frozen=True, eq=False)
class Cells:
    """Where the cells of canonical rows begin and end in `text`, as one array a column border."""

    text: Bytes
    row_starts: Places
    separators: Places
    row_ends: Places

    def __len__(self) -> int:
        return len(self.row_ends)

    def column(self, place: int) -> tuple[Places, Places]:
        """Begin and end of the cells in one column, blanks at either side left out."""
        starts = self.row_starts if place == 0 else self.separators[:, place - 1] + 1
        ends = self.separators[:, place] if place < self.separators.shape[1] else self.row_ends
        return trimmed(self.text, starts, ends)

    def cell(self, place: int, row: int) -> str:
        """The text of one cell."""
        starts, ends = self.column(place)
        return self.text[starts[row] : ends[row]].tobytes().decode("utf-8")


def trimmed(text: Bytes, starts: Places, ends: Places) -> tuple[Places, Places]:
    """Begin and end moved inwards over blanks (space and tab)."""
    starts, ends = starts.copy(), ends.copy()
    while len(blank := np.flatnonzero((starts < ends) & _is_blank(text[np.minimum(starts, len(text) - 1)]))):
        starts[blank] += 1
    while len(blank := np.flatnonzero((starts < ends) & _is_blank(text[ends - 1]))):
        ends[blank] -= 1
    return starts, ends


def _is_blank(characters: Bytes) -> NDArray[np.bool_]:
    return (characters == 32) | (characters == 9)


def cells_of(document: Document) -> Cells:
    """The cells of all votes; quoted cells stand without quotes, with stand-ins for separators inside."""
    columns = len(document.vote_columns)
    body = _without_quotes(document.votes) if QUOTE in document.votes else document.votes
    text = np.frombuffer(body, dtype=np.uint8)
    row_ends = np.flatnonzero(text == NEWLINE)
    row_starts = np.concatenate((np.zeros(min(1, len(row_ends)), dtype=np.int64), row_ends[:-1] + 1))
    separators = np.flatnonzero(text == SEMICOLON).reshape(len(row_ends), columns - 1)
    return Cells(text, row_starts, separators, row_ends)


def _without_quotes(votes: bytes) -> bytes:
    raw = votes.split(b"\n")[:-1]
    plain: list[bytes] = []
    at = 0
    while at < len(raw):
        taken = 1
        if QUOTE in raw[at]:
            row, taken = _csv_row(raw, at, at)
            plain.append(";".join(cell.translate(STAND_INS) for cell in row).encode("utf-8"))
        else:
            plain.append(raw[at])
        at += taken
    return b"".join(line + b"\n" for line in plain)
