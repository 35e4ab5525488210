"""What does a clerk's CSV file say, line by line, and what is wrong with it?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.rules import LineIssue, RollLine, year_issue
from partnet_vote.residents.service.pseudonyms import normal

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 500_000
ENCODINGS = ("utf-8-sig", "cp1250")
COLUMNS = {
    "identifier": ("identifier", "id", "id_number", "rodné číslo", "rodne cislo", "číslo", "fødselsnummer"),
    "birth": ("birth_year", "birth_date", "year", "rok narození", "rok_narozeni", "datum narození", "fødselsår"),
    "district": ("district", "část", "obvod", "cast", "bydel", "krets"),
    "group": ("group", "skupina", "gruppe"),
}


@dataclass(frozen=True, slots=True)
class RollFile:
    """The lines that can be read, and what is wrong with the others."""

    lines: tuple[RollLine, ...]
    issues: tuple[LineIssue, ...]


def read_roll(content: bytes, districts: Mapping[str, UUID], this_year: int) -> RollFile:
    """Read identifier, birth year (or date), district code and group; Refused if the file is no such table."""
    rows = table(content, required={"identifier": COLUMNS["identifier"], "birth": COLUMNS["birth"]})
    lines: list[RollLine] = []
    issues: list[LineIssue] = []
    seen: dict[str, int] = {}
    by_code = {code.casefold(): key for code, key in districts.items()}
    for number, row in rows:
        try:
            line = _line(number, row, by_code, this_year)
            earlier = seen.setdefault(normal(line.identifier), number)
            if earlier != number:
                raise Refused(Text("the same identifier stands on line {n}", n=earlier), "identifier")
            lines.append(line)
        except Refused as refusal:
            issues.append(LineIssue(number, refusal.field or "", refusal.text))
    return RollFile(tuple(lines), tuple(issues))


def table(content: bytes, required: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file by our own column names, with their line numbers."""
    if len(content) > MAX_BYTES:
        raise Refused(Text("The file is larger than {n} MB.", n=MAX_BYTES // 1024**2), "file")
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [name.strip().casefold() for name in next(reader, [])]
    aliases = {alias: ours for ours, names in {**COLUMNS, **required}.items() for alias in names}
    columns = [aliases.get(name, name) for name in header]
    missing = [names[0] for ours, names in required.items() if ours not in columns]
    if missing:
        raise Refused(Text("The first line must name the column “{name}”.", name=missing[0]), "file")
    return _rows(reader, columns)


def _rows(reader: Iterator[list[str]], columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(reader, start=2):
        if number > MAX_LINES:
            raise Refused(Text("The file has more than {n} lines.", n=MAX_LINES), "file")
        if any(cell.strip() for cell in cells):
            yield number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused(Text("Save the table as CSV in UTF-8."), "file")


def _line(number: int, row: Mapping[str, str], districts: Mapping[str, UUID], this_year: int) -> RollLine:
    identifier = row.get("identifier", "")
    if len(normal(identifier)) < 4:
        raise Refused(Text("the identifier is missing or too short"), "identifier")
    if len(identifier) > 60:
        raise Refused(Text("the identifier is too long"), "identifier")
    year = _birth_year(row.get("birth", ""), this_year)
    code = row.get("district", "")
    if code and code.casefold() not in districts:
        raise Refused(Text("there is no district “{code}”", code=code[:40]), "district")
    group = row.get("group", "") or None
    if group and len(group) > 60:
        raise Refused(Text("the group's name is too long"), "group")
    return RollLine(number, identifier, year, districts.get(code.casefold()) if code else None, group)


def _birth_year(text: str, this_year: int) -> int:
    try:
        year = int(text) if text.isascii() and text.isdigit() else date.fromisoformat(text).year
    except ValueError:
        raise Refused(Text("write the year of birth, or the date as 1987-05-24"), "birth") from None
    if issue := year_issue(year, this_year):
        raise Refused(issue, "birth")
    return year
