"""What does a clerk's CSV file say, line by line, and what is wrong with it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.tables import TableForm, rows_of
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.rules import LineIssue, RollLine, year_issue
from partnet_vote.residents.service.pseudonyms import normal

MAX_BYTES = 32 * 1024 * 1024
MAX_LINES = 500_000
COLUMNS = {
    "identifier": ("identifier", "id", "id_number", "rodné číslo", "rodne cislo", "číslo", "fødselsnummer"),
    "birth": ("birth_year", "birth_date", "year", "rok narození", "rok_narozeni", "datum narození", "fødselsår"),
    "district": ("district", "část", "obvod", "cast", "bydel", "krets"),
    "group": ("group", "skupina", "gruppe"),
}
SPOKEN_DATE = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
"""A date as Czechs and Norwegians write it, and their spreadsheets save it."""


@dataclass(frozen=True, slots=True)
class RollFile:
    """The lines that can be read, and what is wrong with the others."""

    lines: tuple[RollLine, ...]
    issues: tuple[LineIssue, ...]


def read_roll(content: bytes, districts: Mapping[str, UUID], this_year: int) -> RollFile:
    """Read identifier, birth year (or date), district code and group; Refused if the file is no such table."""
    rows = table(content, ("identifier", "birth"))
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


def table(content: bytes, required: Sequence[str] = ("identifier",)) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a clerk's CSV file by our own column names, with their line numbers."""
    return rows_of(content, TableForm(COLUMNS, required, MAX_BYTES, MAX_LINES))


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
        if spoken := SPOKEN_DATE.fullmatch(text):
            day, month, number = map(int, spoken.groups())
            year = date(number, month, day).year
        else:
            year = int(text) if text.isascii() and text.isdigit() else date.fromisoformat(text).year
    except ValueError:
        raise Refused(Text("write the year of birth, or the date as 1987-05-24"), "birth") from None
    if issue := year_issue(year, this_year):
        raise Refused(issue, "birth")
    return year
