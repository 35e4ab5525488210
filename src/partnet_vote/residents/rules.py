"""What is a roll edition, an entitlement, and a code that opens it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.platform.kernel.text import Text

TRIES = 5
"""Wrong tries on one code before only the desk can unlock it."""

PILE = 500
"""Letters in one PDF: about ten seconds of one core, and a pile that one envelope machine takes."""


def window_of(language: str) -> str:
    """On which side envelopes have their window where this language is spoken."""
    return "left" if language == "nb" else "right"


ROLL_HEADERS = {
    "cs": "rodné číslo;rok narození;část;skupina",
    "nb": "fødselsnummer;fødselsår;bydel;gruppe",
    "en": "identifier;birth_year;district;group",
}
"""The first line of a roll, in words that the import reads."""

ADDRESS_HEADERS = {
    "cs": "rodné číslo;jméno;ulice;město",
    "nb": "fødselsnummer;navn;adresse;poststed",
    "en": "identifier;name;street;town",
}
"""The first line of an address file; all but the identifier stand on the envelope."""


def year_issue(year: int, this_year: int) -> Text | None:
    """Why nobody on a roll was born in this year, or None."""
    return None if this_year - 120 <= year <= this_year else Text("nobody living was born in {year}", year=year)


class CodeState(StrEnum):
    """What has become of a posted code."""

    VALID = "valid"
    LOCKED = "locked"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Edition:
    """The residents of a city as of a date; once frozen, only reissued letters change."""

    id: UUID
    name: str
    as_of: date
    is_frozen: bool
    size: int


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What gives a right to one ballot in an election: a person on the roll, or a number without a person."""

    id: UUID
    edition_id: UUID
    is_person: bool
    birth_year: int | None
    district: str | None
    """The district's code, as the city and the frozen definition write it."""
    group: str | None
    district_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """How many entitlements of an edition share district, birth year and group."""

    district: str | None
    birth_year: int | None
    group: str | None
    count: int


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of a clerk's file; held in memory only."""

    line: int
    identifier: str
    birth_year: int
    district_id: UUID | None
    group: str | None


@dataclass(frozen=True, slots=True)
class LineIssue:
    """What is wrong with a line, without repeating whose it is."""

    line: int
    column: str
    text: Text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do; counts to be held against the city's own statistics."""

    is_done: bool
    read: int
    new: int
    changed: int
    unchanged: int
    issues: tuple[LineIssue, ...]
    by_district: tuple[tuple[str, int], ...]
    by_decade: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class RollCounts:
    """An edition in numbers, to be held against the city's own statistics; nobody is named.

    `by_district` holds (the district's name, "" where there is none, count); `by_decade` (first year, count).
    """

    people: int
    numbered: int
    struck_off: int
    oldest: int | None
    """The earliest year of birth."""
    by_district: tuple[tuple[str, int], ...]
    by_decade: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """How an edition stands with its codes: `people` and `numbered` are those without one yet."""

    valid: int
    locked: int
    withdrawn: int
    people: int
    numbered: int

    @property
    def issued(self) -> int:
        """Entitlements that have a code, whatever became of it."""
        return self.valid + self.locked + self.withdrawn


@dataclass(frozen=True, slots=True)
class Pile:
    """Letters that were printed together; `standing` of their codes were not replaced since."""

    name: str
    issued_on: date
    letters: int
    standing: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to: the lines of the envelope, held in memory only."""

    entitlement_id: UUID
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFrame:
    """What all letters of a run share; `url` is where the code is entered."""

    language: str
    title: str
    message: str
    sender: str
    sender_address: str
    phone: str
    url: str
    window: str = "right"
    """On which side the envelope has its window: right in Czechia, left in Norway."""


@dataclass(frozen=True, slots=True)
class LetterRun:
    """A printed pile, or without `pdf` what a run would print: `waiting` people would still lack a letter,
    `had_code` already have a code; `columns` are the lines of the envelope."""

    pdf: bytes
    printed: int
    waiting: int
    had_code: int
    issues: tuple[LineIssue, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """The right code, and the right year of birth where the roll knows one."""

    entitlement: Entitlement
    code: PostedCode


@dataclass(frozen=True, slots=True)
class Wrong:
    """Not a valid pair of code and year; a code of nobody (`is_known` False) runs out of tries like any other."""

    tries_left: int
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many wrong tries: the desk unlocks it. A code of nobody answers so for a day."""

    is_known: bool = True


Entry = Entered | Wrong | Locked
