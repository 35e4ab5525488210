"""What may an organiser's page of people show, and what the page of the door?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.people import Attendance, Food, Need, Person, Seats, Standing, Way
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.registration import Asked, PersonView
from partnet_vote.forums.screens.words import AGES, FOODS, NEEDS, SECTORS, UNSAID, Choices
from partnet_vote.platform.kernel.collation import folded, sort_key
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.paging import Pager, pages_of
from partnet_vote.platform.web.screens import Screen

PER_PAGE = 100
BLANK_LINES = 15
"""Lines of the attendance list for people who come without being registered."""


@dataclass(frozen=True)
class Wishes:
    """Which people an organiser wants to see, in which order."""

    words: str = ""
    table: str = ""
    order: str = ""

    def chosen(self, people: Sequence[Person], tables: Sequence[Table], language: str) -> tuple[PersonView, ...]:
        """Those who fit."""
        views = [PersonView.of(person, tables) for person in people]
        words = folded(self.words).split()
        fitting = [each for each in views if self._is_at(each) and _has(each.person, words)]
        if self.order == "name":
            fitting.sort(key=lambda each: (not each.person.name, sort_key(each.person.name, language)))
        elif self.order == "table":
            fitting.sort(key=lambda each: (each.table.number if each.table else 0, each.person.number))
        return tuple(fitting)

    def _is_at(self, view: PersonView) -> bool:
        if self.table == "walk-in":
            return view.person.is_walk_in
        if not view.person.name:
            return False  # people let in without a name are a number, not a line of the list
        if self.table == "waiting":
            return view.person.standing is Standing.WAITING
        if self.table == "any":
            return view.table is None
        return not self.table or (view.table is not None and str(view.table.number) == self.table)


@dataclass(frozen=True)
class PeopleScreen(Screen):
    """Who is registered, and what is to be prepared for them."""

    template: ClassVar[str] = "forums/staff/people.html"
    forum: Forum
    tables: tuple[Table, ...]
    attendance: Attendance
    needs: Mapping[Need, int]
    food: Mapping[Food, int]
    notes: tuple[Person, ...]
    fitting: tuple[PersonView, ...]
    wishes: Wishes
    number: int
    erased: datetime
    is_over: bool
    zone: str
    can_enrol: bool

    @property
    def path(self) -> str:
        """The forum's staff address inside the city."""
        return f"/staff/forums/{self.forum.number}"

    @property
    def shown(self) -> tuple[PersonView, ...]:
        """Those of this page."""
        return self.fitting[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def wanted(self) -> tuple[tuple[Text, int], ...]:
        """What is prepared, and for how many."""
        needs = tuple((NEEDS[key], number) for key, number in self.needs.items())
        return needs + tuple((FOODS[key], number) for key, number in self.food.items())

    @property
    def table_choices(self) -> Choices:
        """Whose people are shown."""
        named = tuple((str(each.number), f"{each.number}. {each.topic}") for each in self.tables)
        return (
            ("", Text("All of them")), *named, ("any", Text("Any table")), ("waiting", Text("On the waiting list")),
            ("walk-in", Text("Without registration")),
        )  # fmt: skip

    @property
    def orders(self) -> Choices:
        """How the list can be sorted."""
        return (("", Text("As they came")), ("name", Text("By name")), ("table", Text("By table")))

    @property
    def totals(self) -> tuple[tuple[Text, tuple[tuple[Text, int | None], ...]], ...]:
        """Ages and sectors of those who came; None where a group is small."""
        ages = tuple((_age(key), number) for key, number in self.attendance.ages.items())
        sectors = tuple((_sector(key), number) for key, number in self.attendance.sectors.items())
        return tuple(
            (title, rows) for title, rows in ((Text("Age"), ages), (Text("For whom they came"), sectors)) if rows
        )

    def pager(self, base: str) -> Pager:
        """Where one is in the list."""
        kept = {"q": self.wishes.words, "table": self.wishes.table, "order": self.wishes.order}
        return Pager.of(base, self.number, pages_of(len(self.fitting), PER_PAGE), kept)


@dataclass(frozen=True)
class EnrolmentScreen(Screen):
    """The form for a person who telephones."""

    template: ClassVar[str] = "forums/staff/enrolment.html"
    forum: Forum
    asked: Asked
    form: Form[Any]


@dataclass(frozen=True)
class PersonScreen(Screen):
    """One person, and what can be done for them."""

    template: ClassVar[str] = "forums/staff/person.html"
    forum: Forum
    view: PersonView
    seats: Seats
    tables: tuple[Table, ...]
    form: Form[Any]

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/people/{self.view.person.id}"

    @property
    def table_choices(self) -> Choices:
        """Where the person may sit, with the chairs that are left."""
        named = tuple((str(each.number), _seat_words(each, self.seats)) for each in self.tables)
        return (("", Text("Any table")), *named)

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing can be done any more."""
        return self.view.person.standing is Standing.CANCELLED

    @property
    def language(self) -> str:
        """In which language letters are written to them."""
        return LANGUAGES[self.view.person.language]


@dataclass(frozen=True)
class EntranceScreen(Screen):
    """The door of the hall: who is expected, who is here, and who walks in."""

    template: ClassVar[str] = "forums/staff/entrance.html"
    forum: Forum
    attendance: Attendance
    words: str
    found: tuple[PersonView, ...]
    asked: Asked
    form: Form[Any]
    sees_names: bool

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/entrance"

    @property
    def ways(self) -> Choices:
        """What a person takes to vote with."""
        return ((Way.CODE.value, Text("A participant code")), (Way.PAPER.value, Text("Paper dots")))


@dataclass(frozen=True)
class TicketScreen(Screen):
    """One person at the door. Who only facilitates reads the code and the table, no name."""

    template: ClassVar[str] = "forums/staff/ticket.html"
    forum: Forum
    view: PersonView
    form: Form[Any]
    sees_names: bool

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/entrance/{self.view.person.ticket}"

    @property
    def is_waiting(self) -> bool:
        """Whether they come although they have no chair."""
        return self.view.person.standing is Standing.WAITING


@dataclass(frozen=True)
class SignatureScreen(Screen):
    """The attendance list on paper, with a line for each signature."""

    template: ClassVar[str] = "forums/staff/attendance.html"
    view: ForumView
    people: tuple[PersonView, ...]
    erased: datetime

    @property
    def blanks(self) -> range:
        """Lines for people who come without being registered."""
        return range(BLANK_LINES)


def _seat_words(table: Table, seats: Seats) -> str:
    limit = seats.tables[table.id]
    taken = seats.taken.get(table.id, 0)
    return (
        f"{table.number}. {table.topic} ({taken})"
        if limit is None
        else f"{table.number}. {table.topic} ({taken}/{limit})"
    )


def _has(person: Person, words: Sequence[str]) -> bool:
    text = folded(f"{person.name} {person.email or ''} {person.ticket} {person.code}")
    return all(word in text for word in words)


def _age(key: str) -> Text:
    return next((label for band, label in AGES.items() if band.value == key), UNSAID)


def _sector(key: str) -> Text:
    return next((label for sector, label in SECTORS.items() if sector.value == key), UNSAID)
