"""What may a template of the rolls see?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from partnet_vote.cities.rules import District
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.residents.rules import (
    PILE,
    CodeCounts,
    Edition,
    ImportReport,
    LetterRun,
    LineIssue,
    Pile,
    RollCounts,
    window_of,
)

SHOWN_ISSUES = 200
"""Wrong lines listed on a page; whoever has more must mend the file anyway."""
SHOWN_PILES = 20
"""Piles offered for printing at once; bigger cities print on the command line."""
WRONG_COLUMNS = {
    "identifier": Text("Identifier"),
    "birth": Text("Year of birth"),
    "district": Text("District"),
    "group": Text("Group"),
}
Choices = tuple[tuple[str, Any], ...]
CountRow = tuple[Any, int, float]
"""(label, how many, share of all)"""


def district_choices(districts: Iterable[District]) -> Choices:
    """Every district for a select, with none first."""
    return (("", Text("No district")), *((str(each.id), each.name) for each in districts))


def count_rows(pairs: Iterable[tuple[Any, int]]) -> tuple[CountRow, ...]:
    """Counts with their shares of all."""
    kept = tuple(pairs)
    total = sum(count for _, count in kept) or 1
    return tuple((label, count, float(Fraction(count, total))) for label, count in kept)


def by_district(pairs: Iterable[tuple[str, int]]) -> tuple[CountRow, ...]:
    """Counts of districts in words."""
    return count_rows((name or Text("No district"), count) for name, count in pairs)


def by_decade(pairs: Iterable[tuple[int, int]]) -> tuple[CountRow, ...]:
    """Counts of years of birth, ten by ten."""
    return count_rows((f"{first}–{first + 9}", count) for first, count in pairs)


PILES = 50
"""Piles printed so far, on one page."""


@dataclass(frozen=True)
class Link:
    """One thing to do with a roll."""

    label: Text
    note: Text
    href: str


@dataclass(frozen=True)
class RollsScreen(Screen):
    """The city's editions, and the form that begins one."""

    template: ClassVar[str] = "residents/rolls.html"
    editions: Paged[Edition]
    form: Form[Any]
    may_manage: bool


@dataclass(frozen=True)
class RollScreen(Screen):
    """One edition in numbers, and what can be done with it."""

    template: ClassVar[str] = "residents/roll.html"
    edition: Edition
    names_people: bool
    counts: RollCounts
    codes: CodeCounts
    districts: tuple[CountRow, ...]
    decades: tuple[CountRow, ...]
    links: tuple[Link, ...]

    @classmethod
    def of(
        cls, edition: Edition, counts: RollCounts, codes: CodeCounts, actor: Actor, *, names_people: bool
    ) -> RollScreen:
        """The numbers in rows; only those deeds that are open to this person now."""
        links = tuple(_links(edition, codes, actor, names_people=names_people))
        rows = by_district(counts.by_district), by_decade(counts.by_decade)
        return cls(edition, names_people, counts, codes, *rows, links)


def _links(edition: Edition, codes: CodeCounts, actor: Actor, *, names_people: bool) -> Iterable[Link]:
    here = f"/staff/rolls/{edition.id}"
    manages = actor.may(Permission.CITY_ROLL_MANAGE)
    if manages and not edition.is_frozen:
        if names_people:
            yield Link(Text("Import a file"), Text("Add and update people from a CSV table."), f"{here}/import")
            yield Link(Text("Correct one person"), Text("Add, change or strike off."), f"{here}/person")
        yield Link(Text("Add codes without a person"), Text("For households, classes, a kiosk."), f"{here}/numbered")
        yield Link(Text("Freeze the roll"), Text("A vote needs a frozen roll."), f"{here}/freeze")
        yield Link(Text("Throw the roll away"), Text("If it was begun by mistake."), f"{here}/removal")
    if manages and names_people:
        note = TextN("{n} person has no letter yet.", "{n} people have no letter yet.", codes.people)
        early = Text("Check the addresses now; they are printed once the roll is frozen.")
        yield Link(Text("Letters with codes"), note if edition.is_frozen else early, f"{here}/letters")
    if manages and names_people and edition.is_frozen:
        yield Link(Text("A letter was lost"), Text("Print one letter with a new code."), f"{here}/replacement")
    if manages and codes.numbered:
        note = TextN("{n} sheet is not printed yet.", "{n} sheets are not printed yet.", codes.numbered)
        yield Link(Text("Sheets without a name"), note, f"{here}/slips")
    if names_people and actor.may(Permission.CITY_DESK_UNLOCK):
        yield Link(Text("Desk"), Text("Unlock a code, or stop one."), f"{here}/desk")
    if manages and names_people:
        note = Text("After the appeals: nobody can be found on the roll any more.")
        yield Link(Text("Destroy the key"), note, f"{here}/key")


@dataclass(frozen=True)
class IssueList:
    """Wrong lines as a table shows them."""

    rows: tuple[tuple[int, Text | None, Text], ...]
    total: int

    @classmethod
    def of(cls, issues: tuple[LineIssue, ...]) -> IssueList:
        """The first of them, with their columns in words."""
        shown = issues[:SHOWN_ISSUES]
        return cls(tuple((i.line, WRONG_COLUMNS.get(i.column), i.text) for i in shown), len(issues))


@dataclass(frozen=True)
class ImportScreen(Screen):
    """Sending a file, and what it holds."""

    template: ClassVar[str] = "residents/import.html"
    edition: Edition
    form: Form[Any]
    known: tuple[District, ...]
    report: ImportReport | None
    checked: str
    issues: IssueList
    districts: tuple[CountRow, ...]
    decades: tuple[CountRow, ...]

    @classmethod
    def of(
        cls,
        edition: Edition,
        form: Form[Any],
        known: tuple[District, ...],
        report: ImportReport | None = None,
        checked: str = "",
    ) -> ImportScreen:
        """The report in rows, if a file was read."""
        issues = IssueList.of(report.issues if report else ())
        districts = by_district(report.by_district) if report else ()
        return cls(
            edition, form, known, report, checked, issues, districts, by_decade(report.by_decade) if report else ()
        )


@dataclass(frozen=True)
class PersonScreen(Screen):
    """Correcting one person."""

    template: ClassVar[str] = "residents/person.html"
    edition: Edition
    form: Form[Any]
    districts: Choices


@dataclass(frozen=True)
class NumberedScreen(Screen):
    """Adding entitlements without a person."""

    template: ClassVar[str] = "residents/numbered.html"
    edition: Edition
    form: Form[Any]
    districts: Choices
    counts: RollCounts


@dataclass(frozen=True)
class FreezeScreen(Screen):
    """Are these the right numbers?"""

    template: ClassVar[str] = "residents/freeze.html"
    edition: Edition
    form: Form[Any]
    facts: tuple[tuple[Text, int], ...]
    districts: tuple[CountRow, ...]

    @classmethod
    def of(cls, edition: Edition, form: Form[Any], counts: RollCounts) -> FreezeScreen:
        """What will stand from then on."""
        facts = (
            (Text("People"), counts.people),
            (Text("Codes without a person"), counts.numbered),
            (Text("Struck off"), counts.struck_off),
        )
        return cls(edition, form, facts, by_district(counts.by_district))


@dataclass(frozen=True)
class Frame:
    """The choices that every form of letters offers."""

    languages: Choices
    windows: Choices
    default: Form[Any]

    @classmethod
    def of(cls, city: Tenant, **more: str) -> Frame:
        """The city's languages, the first one chosen, and its envelopes."""
        first = city.languages[0]
        windows = (
            ("right", Text("On the right (Czech envelopes)")),
            ("left", Text("On the left (Norwegian envelopes)")),
        )
        languages = tuple((code, LANGUAGES[code]) for code in city.languages)
        return cls(languages, windows, Form.of(language=first, window=window_of(first), **more))


@dataclass(frozen=True)
class NextPile:
    """A pile that can be printed now."""

    number: int
    size: int


def next_piles(first: int, waiting: int) -> tuple[NextPile, ...]:
    """How those who wait are divided into piles."""
    sizes = [min(PILE, waiting - start) for start in range(0, waiting, PILE)]
    return tuple(NextPile(first + place, size) for place, size in enumerate(sizes[:SHOWN_PILES]))


@dataclass(frozen=True)
class LettersScreen(Screen):
    """An address file, its report, the piles to print and those printed."""

    template: ClassVar[str] = "residents/letters.html"
    edition: Edition
    form: Form[Any]
    frame: Frame
    codes: CodeCounts
    piles: Paged[Pile]
    run: LetterRun | None
    issues: IssueList
    checked: str
    to_print: tuple[NextPile, ...]


@dataclass(frozen=True)
class SlipsScreen(Screen):
    """Sheets for entitlements without a person."""

    template: ClassVar[str] = "residents/slips.html"
    edition: Edition
    form: Form[Any]
    frame: Frame
    codes: CodeCounts
    piles: Paged[Pile]
    to_print: tuple[NextPile, ...]


@dataclass(frozen=True)
class ReplacementScreen(Screen):
    """One letter in place of a lost one."""

    template: ClassVar[str] = "residents/replacement.html"
    edition: Edition
    form: Form[Any]
    frame: Frame


@dataclass(frozen=True)
class VoidScreen(Screen):
    """Are these letters really gone?"""

    template: ClassVar[str] = "residents/void.html"
    edition: Edition
    form: Form[Any]
    pile: Pile


@dataclass(frozen=True)
class DeskScreen(Screen):
    """What the desk can do for a person."""

    template: ClassVar[str] = "residents/desk.html"
    edition: Edition
    form: Form[Any]
    codes: CodeCounts


@dataclass(frozen=True)
class DestructionScreen(Screen):
    """Are you sure? Then write the name."""

    template: ClassVar[str] = "residents/destruction.html"
    edition: Edition
    form: Form[Any]


def removal_screen(edition: Edition, counts: RollCounts) -> ConfirmScreen:
    """The last look at a roll that was begun by mistake."""
    here = f"/staff/rolls/{edition.id}"
    return ConfirmScreen(
        Text("Throw away the roll “{name}”?", name=edition.name),
        Text("Everybody on it goes with it. Only importing the file into a new roll brings them back."),
        Text("Throw the roll away"),
        f"{here}/removal",
        here,
        facts=((Text("People"), counts.people), (Text("Codes without a person"), counts.numbered)),
    )
