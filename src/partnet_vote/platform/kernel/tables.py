"""What stands in a CSV file that a spreadsheet saved, whatever it took for letters, columns and line ends?"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

ENCODINGS = ("utf-8-sig", "cp1250")
UNICODE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How a file begins that Excel saved as “Unicode text”."""
NO_CELLS: list[str] = []
UNREADABLE = Text("Save the table as CSV in UTF-8.")


@dataclass(frozen=True, slots=True)
class TableForm:
    """Which table is expected: our columns with what people call them, and how large it may be.

    Where no cell has several lines, a line break inside one means a quotation mark that was never closed, behind which
    every following line would be lost.
    """

    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    most_bytes: int
    most_lines: int
    has_long_cells: bool = False


def rows_of(content: bytes, form: TableForm) -> Iterator[tuple[int, dict[str, str]]]:
    """The filled rows with their line numbers, by our column names or else the file's own.

    Refused (field `file`) if it is too large, no table, lacks a column, or loses lines behind a quotation mark.
    """
    if len(content) > form.most_bytes:
        raise Refused(Text("The file is larger than {n} MB.", n=form.most_bytes // 1024**2), "file")
    text = _decoded(content)
    above = 0
    if text[:4].lower() == "sep=":  # Excel's own way to name the separator
        text, above = text.partition("\n")[2], 1
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    read = above
    try:
        columns = _columns(next(reader, NO_CELLS), form)
        read = reader.line_num + above
        for count, cells in enumerate(reader, 1):
            if count > form.most_lines:
                raise Refused(Text("The file has more than {n} lines.", n=form.most_lines), "file")
            if not form.has_long_cells and any("\n" in cell or "\r" in cell for cell in cells):
                raise _unclosed(read + 1)
            read = reader.line_num + above
            if any(cell.strip() for cell in cells):
                yield read, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    except csv.Error:
        raise _unclosed(read + 1) from None


def _columns(header: Sequence[str], form: TableForm) -> list[str]:
    aliases = {folded(alias): ours for ours, names in form.columns.items() for alias in names}
    columns = [aliases.get(folded(name.strip()), name.strip().casefold()) for name in header]
    for ours in form.required:
        if ours not in columns:
            raise Refused(Text("The first line must name the column “{name}”.", name=form.columns[ours][0]), "file")
    return columns


def _unclosed(line: int) -> Refused:
    text = Text("From line {n} on the table cannot be read. Is a quotation mark left open there?", n=line)
    return Refused(text, "file")


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UNICODE) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(UNREADABLE, "file")
