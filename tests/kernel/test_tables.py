"""Is a clerk's table read as it was meant, and said to be wrong where it is, never half read?"""

from __future__ import annotations

import contextlib
import os

import pytest

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.tables import TableForm, rows_of
from partnet_vote.residents.service.roll_file import read_roll

FORM = TableForm({"name": ("name", "jméno"), "place": ("place", "část")}, ("name",), 1024**2, 1000)
TEXT = "Jméno;Část;Poznámka\r\nŽižka; Hřiště ;x\r\n\r\nNováková;;\r\n"
READ = [
    (2, {"name": "Žižka", "place": "Hřiště", "poznámka": "x"}),
    (4, {"name": "Nováková", "place": "", "poznámka": ""}),
]


def read(content: bytes, form: TableForm = FORM) -> list[tuple[int, dict[str, str]]]:
    return list(rows_of(content, form))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_however_the_spreadsheet_saved_it(encoding: str, end: str, separator: str) -> None:
    assert read(TEXT.replace("\r\n", end).replace(";", separator).encode(encoding)) == READ


def test_the_line_that_names_the_separator_is_no_header() -> None:
    assert read(b"sep=;\r\n" + TEXT.encode()) == [(number + 1, row) for number, row in READ]


@pytest.mark.parametrize("rest", [300, 300_000])
def test_a_quotation_mark_left_open_swallows_nobody(rest: int) -> None:
    """Its cell took in all the lines behind it, or the page answered that the fault was ours."""
    lines = ["name;place", "a;b", '"c;d', *("e;f" for _ in range(rest // 4))]
    with pytest.raises(Refused) as refused:
        read("\n".join(lines).encode(), TableForm(FORM.columns, FORM.required, 1024**2, 10**6))
    assert refused.value.field == "file"
    assert str(refused.value.text).startswith("From line 3 on")


def test_a_long_text_has_several_lines_where_it_may() -> None:
    form = TableForm(FORM.columns, FORM.required, 1024**2, 10, has_long_cells=True)
    assert read(b'name;place\n"a\nb";c\nd;e\n', form) == [
        (3, {"name": "a\nb", "place": "c"}),
        (4, {"name": "d", "place": "e"}),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"PK\x03\x04" + bytes(100), b"\xff\xfe\x00", b"place\nx", b"name\n" + b"x\n" * 1001, bytes(2**21)],
)
def test_what_is_no_such_table_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.field == "file"


def test_any_bytes_at_all_are_read_or_refused() -> None:
    for _ in range(500):
        with contextlib.suppress(Refused):
            read(b"name;place\n" + os.urandom(200))


@pytest.mark.parametrize(
    ("written", "year"), [("1987", 1987), ("1987-05-24", 1987), ("24.5.1987", 1987), ("04. 05. 1987", 1987)]
)
def test_a_birth_as_people_write_it(written: str, year: int) -> None:
    found = read_roll(f"rodné číslo;datum narození\n870524/1234;{written}".encode(), {}, 2026)
    assert [line.birth_year for line in found.lines] == [1987]


@pytest.mark.parametrize("written", ["31.2.1987", "24.5.87", "5/24/1987", "1787", "²²²²", ""])
def test_a_birth_that_is_none(written: str) -> None:
    found = read_roll(f"rodné číslo;datum narození\n870524/1234;{written}".encode(), {}, 2026)
    assert (found.lines, len(found.issues)) == ((), 1)
