"""What may a registration's page show to the person themselves?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from partnet_vote.forums.rules import Table
from partnet_vote.forums.rules.people import Person, Seats, Standing, erased_from
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.words import AGES, FOODS, NEEDS, SECTORS, STANDINGS, Choices
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class Asked:
    """The questions of a registration, with their answers to choose from."""

    form: Form[Any]
    tables: tuple[Table, ...]
    seats: Seats

    @property
    def table_choices(self) -> tuple[tuple[str, str | Text, str | Text], ...]:
        """Any table, then each with the chairs that are left."""
        named = (
            (str(each.number), f"{each.number}. {each.topic}", free_words(self.seats.free_at(each.id)))
            for each in self.tables
        )
        return (("", Text("Any table"), ""), *named)

    @property
    def needs(self) -> Choices:
        """What the organiser can prepare."""
        return tuple((key.value, label) for key, label in NEEDS.items())

    @property
    def food(self) -> Choices:
        """What people do not eat."""
        return tuple((key.value, label) for key, label in FOODS.items())

    @property
    def photos(self) -> Choices:
        """Yes or no."""
        return (("true", Text("Yes")), ("false", Text("No")))

    @property
    def ages(self) -> Choices:
        """How old a person is."""
        return (("", Text("I would rather not say")), *((key.value, label) for key, label in AGES.items()))

    @property
    def sectors(self) -> Choices:
        """For whom a person comes."""
        return (("", Text("I would rather not say")), *((key.value, label) for key, label in SECTORS.items()))

    @property
    def languages(self) -> Choices:
        """In which language letters are written."""
        return tuple(LANGUAGES.items())

    @property
    def may_wait(self) -> bool:
        """Whether the person wants a table that is full."""
        return "table" in self.form.errors or self.form.raw.get("waits") == "true"


@dataclass(frozen=True)
class RegistrationScreen(Screen):
    """The form of a registration, with what becomes of the answers."""

    template: ClassVar[str] = "forums/registration.html"
    view: ForumView
    asked: Asked
    form: Form[Any]
    closed: Text | None
    contact: str

    @property
    def is_full(self) -> bool:
        """Whether whoever comes now waits."""
        return self.asked.seats.free == 0

    @property
    def free(self) -> Text | None:
        """How many chairs are left, where the forum has a number of them."""
        left = self.asked.seats.free
        return None if not left else TextN("{n} place is free.", "{n} places are free.", left)

    @property
    def erased(self) -> datetime:
        """When names are erased."""
        return erased_from(self.view.forum)


@dataclass(frozen=True)
class SentScreen(Screen):
    """A letter is on its way; nothing here says who is registered."""

    template: ClassVar[str] = "forums/registration_sent.html"
    view: ForumView
    contact: str


@dataclass(frozen=True)
class PersonView:
    """A person in words."""

    person: Person
    table: Table | None

    @classmethod
    def of(cls, person: Person, tables: Sequence[Table]) -> PersonView:
        """The person as they are shown."""
        return cls(person, next((each for each in tables if each.id == person.table_id), None))

    @property
    def name(self) -> str | Text:
        """The name, or that there is none."""
        if self.person.name:
            return self.person.name
        return Text("Cancelled") if self.person.standing is Standing.CANCELLED else Text("Without a name")

    @property
    def seat(self) -> str | Text:
        """At which table."""
        return Text("Any table") if self.table is None else f"{self.table.number}. {self.table.topic}"

    @property
    def label(self) -> Text:
        """Whether they are expected, or here."""
        return Text("Is here") if self.person.has_come else STANDINGS[self.person.standing][0]

    @property
    def state(self) -> str:
        """The sign that goes with it."""
        return "live" if self.person.has_come else STANDINGS[self.person.standing][1]

    @property
    def wants(self) -> tuple[Text, ...]:
        """What is prepared for them."""
        needs = tuple(label for key, label in NEEDS.items() if key in self.person.needs)
        return needs + tuple(label for key, label in FOODS.items() if key in self.person.food)

    @property
    def photo(self) -> Text:
        """Whether pictures with them may be published."""
        answers = {True: Text("Yes"), False: Text("No"), None: Text("Not asked")}
        return answers[self.person.may_be_photographed]


@dataclass(frozen=True)
class SeatChoice:
    """The tables a person may change to, from their own page."""

    person: Person
    tables: tuple[Table, ...]
    seats: Seats
    may_change: bool
    """Whether the forum has not begun, nor is called off."""

    @property
    def is_open(self) -> bool:
        """Whether the person can choose at all."""
        gone = self.person.has_come or self.person.standing is Standing.CANCELLED
        return self.may_change and not gone and bool(self.tables)

    @property
    def options(self) -> tuple[tuple[str, str | Text, str | Text], ...]:
        """Any table, then each with the chairs it has left; one's own does not say so."""
        named = ((str(each.number), f"{each.number}. {each.topic}", self._words(each)) for each in self.tables)
        return (("", Text("Any table"), ""), *named)

    def _words(self, table: Table) -> str | Text:
        if table.id == self.person.table_id:
            return ""
        if self.person.standing is Standing.WAITING:
            return free_words(self.seats.free_at(table.id))
        limit = self.seats.tables[table.id]
        return "" if limit is None else free_words(max(0, limit - self.seats.taken.get(table.id, 0)))


@dataclass(frozen=True)
class PlaceScreen(Screen):
    """A person's own page: their place, their code, and the way out."""

    template: ClassVar[str] = "forums/place.html"
    view: ForumView
    mine: PersonView
    path: str
    erased: datetime
    choice: SeatChoice
    form: Form[Any]

    @property
    def is_waiting(self) -> bool:
        """Whether they have no chair yet."""
        return self.mine.person.standing is Standing.WAITING

    @property
    def is_cancelled(self) -> bool:
        """Whether they gave it back."""
        return self.mine.person.standing is Standing.CANCELLED


def free_words(left: int | None) -> str | Text:
    """How many chairs a table has left."""
    if left is None:
        return ""
    return Text("full") if left == 0 else TextN("{n} free", "{n} free", left)
