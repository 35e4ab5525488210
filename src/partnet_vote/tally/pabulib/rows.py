"""How is text cut into CSV rows, each with its line number, and written back in one canonical way?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from partnet_vote.tally.pabulib.document import PabulibError, Wrong


class Lines:
    """The lines of a file, one by one, counted from 1, with the place in the bytes where the next one begins."""

    def __init__(self, data: bytes, offset: int = 0, number: int = 0) -> None:
        self._data = data
        self.offset = offset
        self.number = number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.offset >= len(self._data):
            raise StopIteration
        end = self._data.find(b"\n", self.offset) + 1 or len(self._data)
        raw = self._data[self.offset : end]
        self.offset = end
        self.number += 1
        return decoded(raw, self.number)


def decoded(raw: bytes, line: int) -> str:
    """UTF-8 text that begins on `line`."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line + raw.count(b"\n", 0, error.start)
        raise PabulibError(Wrong.NOT_UTF8, at, byte=f"0x{raw[error.start]:02x}") from None


def next_row(lines: Lines) -> tuple[int, list[str]] | None:
    """The next row that is not blank and the line where it begins; None at the end."""
    while True:
        begins = lines.number + 1
        row = _one_row(lines, begins)
        if row is None:
            return None
        if any(cell.strip() for cell in row):
            return begins, row


def _one_row(lines: Iterable[str], begins: int) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=";", strict=True), None)
    except csv.Error as error:
        raise PabulibError(Wrong.BROKEN_QUOTING, begins, detail=str(error)) from None


def fitted(row: Sequence[str], columns: int, line: int) -> tuple[str, ...]:
    """A row with exactly as many cells as columns; empty cells beyond the header are dropped."""
    cells = list(row)
    while len(cells) > columns and not cells[-1].strip():
        cells.pop()
    if len(cells) > columns:
        raise PabulibError(Wrong.TOO_MANY_CELLS, line, cells=len(cells), columns=columns)
    if len(cells) < columns:
        raise PabulibError(Wrong.TOO_FEW_CELLS, line, cells=len(cells), columns=columns)
    return tuple(cells)


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as canonical CSV: `;` between cells, LF after each row, quotes only where needed."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()
