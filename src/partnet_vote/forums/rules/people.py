# pyright: strict
"""Who comes to a forum, who has to wait, and what is shown of them only as totals?

A place is one chair: of the forum, and of a table if the person wants that one. Who finds none waits, in the order of
coming; whoever waits for a table lets those pass who want another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from partnet_vote.accounts import rules as accounts
from partnet_vote.forums.rules.events import Forum, Status, Table
from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.suppression import hidden

NAME, EMAIL, NOTE = 120, 254, 300
"""The most characters of each text."""
TICKET = 8
"""Symbols of what is shown at the door; it opens nothing to anybody who is not signed in."""
REMINDED = timedelta(days=2)
"""So long before the forum people are reminded."""

T = TypeVar("T")


class Need(StrEnum):
    """What the organiser prepares so that a person can take part."""

    WHEELCHAIR = "wheelchair"
    HEARING = "hearing"
    SIGNING = "signing"
    LARGE_PRINT = "large-print"
    COMPANION = "companion"
    CHILDCARE = "childcare"


class Food(StrEnum):
    """What a person does not eat."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    NO_GLUTEN = "no-gluten"
    NO_LACTOSE = "no-lactose"
    NO_NUTS = "no-nuts"


class AgeBand(StrEnum):
    """How old a person is, roughly, if they care to say."""

    CHILD = "0-14"
    YOUTH = "15-29"
    ADULT = "30-44"
    MIDDLE = "45-59"
    SENIOR = "60-74"
    OLD = "75-"


class Sector(StrEnum):
    """For whom a person comes, if they care to say."""

    RESIDENT = "resident"
    ASSOCIATION = "association"
    BUSINESS = "business"
    SCHOOL = "school"
    CITY = "city"


class Way(StrEnum):
    """What a person takes at the door, to vote with; kept as a number of people, never with a name."""

    CODE = "code"
    PAPER = "paper"


class Standing(StrEnum):
    """Whether a person has a chair."""

    PLACED = "placed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a person says when they register; `table_id` None: any table."""

    name: str
    email: str | None = None
    table_id: UUID | None = None
    needs: frozenset[Need] = frozenset()
    food: frozenset[Food] = frozenset()
    note: str = ""
    may_be_photographed: bool | None = None
    age_band: AgeBand | None = None
    sector: Sector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is registered. Age and sector are left out on purpose: they are read as totals only."""

    id: UUID
    number: int
    name: str
    email: str | None
    language: str
    table_id: UUID | None
    needs: frozenset[Need]
    food: frozenset[Food]
    note: str
    may_be_photographed: bool | None
    is_walk_in: bool
    has_come: bool
    ticket: str
    standing: Standing

    @property
    def code(self) -> str:
        """What is read out at the door."""
        return posted_code.in_groups(self.ticket)


@dataclass(frozen=True, slots=True)
class Seats:
    """Chairs of the forum and of each table (None: as many as come), and the people placed; key None: any table."""

    capacity: int | None
    tables: Mapping[UUID, int | None]
    taken: Mapping[UUID | None, int]

    @property
    def total(self) -> int | None:
        """Chairs of the forum: as the city says, and no more than the tables have together."""
        limits = list(self.tables.values())
        known = [] if not limits or None in limits else [sum(each or 0 for each in limits)]
        return min([*known, *([] if self.capacity is None else [self.capacity])], default=None)

    @property
    def free(self) -> int | None:
        """Chairs that are left in the forum."""
        return None if self.total is None else max(0, self.total - sum(self.taken.values()))

    def free_at(self, table_id: UUID | None) -> int | None:
        """Chairs that are left for somebody who wants this table (None: any)."""
        limit = None if table_id is None else self.tables[table_id]
        known = [] if limit is None else [max(0, limit - self.taken.get(table_id, 0))]
        return min([*known, *([] if self.free is None else [self.free])], default=None)

    def fits(self, table_id: UUID | None) -> bool:
        """Whether one more person finds a chair."""
        return self.free_at(table_id) != 0

    def with_one(self, table_id: UUID | None) -> Seats:
        """The same after one more person sat down."""
        return Seats(self.capacity, self.tables, {**self.taken, table_id: self.taken.get(table_id, 0) + 1})

    def has_room(self, table_id: UUID | None) -> bool:
        """Whether somebody who has a chair in the forum may change to this table."""
        limit = None if table_id is None else self.tables[table_id]
        return limit is None or self.taken.get(table_id, 0) < limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Numbers of a forum's people; ages and sectors come only after it, None where a group is small."""

    registered: int = 0
    waiting: int = 0
    came: int = 0
    walk_ins: int = 0
    codes: int = 0
    paper: int = 0
    ages: Mapping[str, int | None]
    """By AgeBand; "" stands for people who did not say."""
    sectors: Mapping[str, int | None]
    erased_at: datetime | None = None
    """When names were erased; the numbers are what was kept."""


def trimmed(wanted: Application) -> Application:
    """The same without blanks around it, the address in the one spelling under which it is kept."""
    email = accounts.normal_email(wanted.email or "") or None
    return replace(wanted, name=" ".join(wanted.name.split()), note=wanted.note.strip(), email=email)


def application_issue(wanted: Application, *, needs_email: bool) -> Refused | None:
    """What is wrong with a registration, beside its field, or None."""
    if not wanted.name:
        return Refused(Text("Please fill this in."), "name")
    for name, most in (("name", NAME), ("note", NOTE)):
        if len(getattr(wanted, name)) > most:
            return Refused(Text("At most {n} characters fit here.", n=most), name)
    if wanted.email is None:
        return Refused(Text("Please fill this in."), "email") if needs_email else None
    if len(wanted.email) > EMAIL:
        return Refused(Text("At most {n} characters fit here.", n=EMAIL), "email")
    issue = address_issue(wanted.email)
    return Refused(issue, "email") if issue else None


def address_issue(email: str) -> Text | None:
    """Why no letter can be sent to this address, or None."""
    return accounts.email_issue(accounts.normal_email(email))


def registration_issue(forum: Forum, now: datetime) -> Text | None:
    """Why nobody can register any more, or None."""
    if forum.status is Status.CANCELLED:
        return Text("This forum is cancelled.")
    if now >= forum.starts_at:
        return Text("The forum has begun. Registration is closed; come to the door, there may be a free chair.")
    return None


def full_table_issue(seats: Seats, tables: Sequence[Table], table_id: UUID) -> Refused:
    """The table is full, and where there is room."""
    number = next(each.number for each in tables if each.id == table_id)
    others = ", ".join(str(each.number) for each in tables if seats.fits(each.id))
    if not others:
        return Refused(Text("Table {number} is full, and so are the others.", number=number), "table")
    return Refused(
        Text("Table {number} is full. There is room at these tables: {others}.", number=number, others=others), "table"
    )


def moved_up(seats: Seats, waiting: Sequence[tuple[T, UUID | None]]) -> tuple[T, ...]:
    """Who of those who wait (in their order, each with the wanted table) gets a chair now."""
    found: list[T] = []
    for who, table_id in waiting:
        if seats.fits(table_id):
            seats = seats.with_one(table_id)
            found.append(who)
    return tuple(found)


def erased_from(forum: Forum) -> datetime:
    """When the names of a forum's people are erased."""
    return forum.ends_at + timedelta(days=forum.retention_days)


def totals(values: Iterable[str | None], order: type[StrEnum]) -> dict[str, int | None]:
    """How many said what, in the order of the enum, "" last for who did not say; small groups are hidden."""
    counted = Counter(value or "" for value in values)
    keys = [key for key in (*(each.value for each in order), "") if counted[key]]
    gone = hidden([(counted[key],) for key in keys])
    return {key: None if at in gone else counted[key] for at, key in enumerate(keys)}


def in_order(found: Mapping[str, int | None], order: type[StrEnum]) -> dict[str, int | None]:
    """Totals in the order in which `totals` told them: jsonb keeps its own."""
    return {key: found[key] for key in (*(each.value for each in order), "") if key in found}


def needs_of(people: Iterable[Person]) -> tuple[dict[Need, int], dict[Food, int]]:
    """What the organiser prepares, and for how many."""
    found = tuple(people)
    needs = Counter(need for person in found for need in person.needs)
    food = Counter(each for person in found for each in person.food)
    return {key: needs[key] for key in Need if needs[key]}, {key: food[key] for key in Food if food[key]}


def read_ticket(typed: str) -> str | None:
    """A ticket as typed or read out, or None if it is none."""
    symbols = posted_code.read_symbols(typed)
    return symbols if len(symbols) == TICKET and not set(symbols) - set(posted_code.ALPHABET) else None
