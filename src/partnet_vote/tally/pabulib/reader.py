"""What does the text of a Pabulib file say? Bytes to a `Document`; nothing is counted or repaired here."""

from __future__ import annotations

from collections.abc import Sequence

from partnet_vote.tally.pabulib import vote_rows
from partnet_vote.tally.pabulib.document import Document, PabulibError, Wrong
from partnet_vote.tally.pabulib.rows import Lines, fitted, next_row

BOM = b"\xef\xbb\xbf"
CONTROL_CHARACTERS = (b"\x00", b"\x1d", b"\x1e", b"\x1f")
"""Never part of such a file; the last three stand in for separators where quoted cells are laid out."""
SECTIONS = ("META", "PROJECTS", "VOTES")
VOTE_TYPES = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}

Rows = list[tuple[int, tuple[str, ...]]]


def read(data: bytes) -> Document:
    """Read a `.pb` file; `PabulibError` names the line and what is wrong with it.

    Accepts a byte-order mark, any mix of LF, CR LF and CR, a missing last line end, blank lines, quoted cells with
    `;`, quotes or line breaks inside, and any order and number of columns.
    """
    data = _plain_line_ends(data.removeprefix(BOM))
    _check_characters(data)
    lines = Lines(data)
    _begin(lines)
    meta_columns, meta_rows = _section(lines, "META", "PROJECTS")
    project_columns, project_rows = _section(lines, "PROJECTS", "VOTES")
    vote_columns = _header(lines, "VOTES")
    meta = _meta(meta_columns, meta_rows)
    _check_projects(project_columns, project_rows)
    votes, vote_lines = vote_rows.canonical(data[lines.offset :], len(vote_columns), lines.number + 1)
    document = Document(
        meta=meta,
        project_columns=project_columns,
        projects=tuple(row for _, row in project_rows),
        vote_columns=vote_columns,
        votes=votes,
        meta_lines=tuple(line for line, _ in meta_rows),
        project_lines=tuple(line for line, _ in project_rows),
        vote_lines=vote_lines,
    )
    _check_vote_type(document)
    return document


def _plain_line_ends(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _check_characters(data: bytes) -> None:
    for character in CONTROL_CHARACTERS:
        if character in data:
            line = data.count(b"\n", 0, data.index(character)) + 1
            raise PabulibError(Wrong.CONTROL_CHARACTER, line, byte=f"0x{character[0]:02x}")


def _section_name(row: Sequence[str]) -> str:
    """The section that a row opens, or nothing: one cell with the section's word."""
    first, *rest = row
    word = first.strip().upper()
    return word if word in SECTIONS and not any(cell.strip() for cell in rest) else ""


def _begin(lines: Lines) -> None:
    found = next_row(lines)
    if found is None:
        raise PabulibError(Wrong.SECTION_MISSING, None, section="META")
    line, row = found
    if _section_name(row) != "META":
        raise PabulibError(Wrong.TEXT_BEFORE_META, line, text=";".join(row)[:60])


def _header(lines: Lines, section: str) -> tuple[str, ...]:
    found = next_row(lines)
    if found is None or _section_name(found[1]):
        raise PabulibError(Wrong.HEADER_MISSING, lines.number, section=section)
    line, row = found
    while row and not row[-1].strip():
        row.pop()
    columns = tuple(cell.strip() for cell in row)
    for column in NEEDED[section]:
        if column not in columns:
            raise PabulibError(Wrong.COLUMN_MISSING, line, section=section, column=column)
    for column in columns:
        if columns.count(column) > 1:
            raise PabulibError(Wrong.COLUMN_TWICE, line, section=section, column=column)
    return columns


def _section(lines: Lines, section: str, following: str) -> tuple[tuple[str, ...], Rows]:
    """The header and rows of a section, up to the line that opens the following one."""
    columns = _header(lines, section)
    rows: Rows = []
    while (found := next_row(lines)) is not None:
        line, row = found
        opened = _section_name(row)
        if opened == following:
            return columns, rows
        if opened:
            raise _misplaced(opened, following, line)
        rows.append((line, fitted(row, len(columns), line)))
    raise PabulibError(Wrong.SECTION_MISSING, None, section=following)


def _misplaced(opened: str, following: str, line: int) -> PabulibError:
    if opened == "VOTES":
        return PabulibError(Wrong.SECTION_MISSING, line, section=following)
    return PabulibError(Wrong.SECTION_TWICE, line, section=opened)


def _meta(columns: tuple[str, ...], rows: Rows) -> tuple[tuple[str, str], ...]:
    key, value = columns.index("key"), columns.index("value")
    pairs: list[tuple[str, str]] = []
    seen: set[str] = set()
    for line, row in rows:
        name = row[key].strip()
        if name in seen:
            raise PabulibError(Wrong.META_TWICE, line, key=name)
        seen.add(name)
        pairs.append((name, row[value]))
    for needed in ("budget", "vote_type"):
        if needed not in seen:
            raise PabulibError(Wrong.META_MISSING, None, key=needed)
    return tuple(pairs)


def _check_projects(columns: tuple[str, ...], rows: Rows) -> None:
    place = columns.index("project_id")
    seen: set[str] = set()
    for line, row in rows:
        project = row[place].strip()
        if not project:
            raise PabulibError(Wrong.PROJECT_ID_EMPTY, line)
        if "," in project:
            raise PabulibError(Wrong.PROJECT_ID_COMMA, line, project=project)
        if project in seen:
            raise PabulibError(Wrong.PROJECT_TWICE, line, project=project)
        seen.add(project)


def _check_vote_type(document: Document) -> None:
    kind = document.get("vote_type")
    if kind not in VOTE_TYPES:
        line = document.meta_line("vote_type")
        raise PabulibError(Wrong.VOTE_TYPE_UNKNOWN, line, value=kind, known=", ".join(VOTE_TYPES))
    if kind in ("cumulative", "scoring") and "points" not in document.vote_columns:
        raise PabulibError(Wrong.POINTS_MISSING, None, vote_type=kind)
    default = document.get("default_score")
    if kind == "scoring" and default.strip("0.") not in ("", "-"):
        raise PabulibError(Wrong.DEFAULT_SCORE, document.meta_line("default_score"), value=default[:40])
