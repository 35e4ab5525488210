"""What may a person send about a forum?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from partnet_vote.forums.rules import (
    Forum,
    ForumTexts,
    Kind,
    Table,
    TableTexts,
    Term,
    events,
    history,
    people,
    room,
    tables,
)
from partnet_vote.forums.rules.history import EditionTexts, Verdict
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel, Upload
from partnet_vote.platform.web.languages import LANGUAGES

Long = Annotated[str, Field(max_length=events.BODY)]
Version = Annotated[int, Field(ge=0)]
Reason = Annotated[str, Field(max_length=events.REASON)]
People = Annotated[int, Field(ge=1, le=events.MOST_PEOPLE)]


def in_zone(moment: datetime, zone: str) -> datetime:
    """A time typed without an offset is one on the city's clocks."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(zone))


class ForumForm(FormModel):
    """A forum's texts; a published forum's form leaves out time and place, which are moved, not edited."""

    title: Annotated[str, Field(max_length=events.TITLE)]
    term: Term
    kind: Kind
    binding: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: Annotated[str, Field(max_length=events.PLACE)] = ""
    languages: tuple[str, ...] = ()
    intro: Long = ""
    programme: Long = ""
    capacity: People | None = None
    per_table: Annotated[int, Field(ge=1, le=events.MOST_PER_TABLE)] = 2
    retention_days: Annotated[int, Field(ge=1, le=events.LONGEST_RETENTION)] = 60
    version: Version = 0

    @field_validator("languages")
    @classmethod
    def _languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(LANGUAGES):
            raise FieldError(Text("Please choose one of the options."))
        return value

    def texts(self, zone: str, standing: Forum | None = None) -> ForumTexts:
        """The value the service takes; what a published forum's form leaves out stays as it is."""
        if standing is not None and standing.is_public:
            starts_at, ends_at, place = standing.starts_at, standing.ends_at, standing.place
        else:
            starts_at, ends_at, place = _times(self, zone)
        return ForumTexts(
            title=self.title,
            term=self.term,
            kind=self.kind,
            is_binding=self.binding,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            languages=self.languages,
            intro=self.intro,
            programme=self.programme,
            capacity=self.capacity,
            per_table=self.per_table,
            retention_days=self.retention_days,
        )


class NewForumForm(ForumForm):
    """A forum that is not there yet: time and place are needed."""

    starts_at: datetime  # type: ignore[assignment]
    ends_at: datetime  # type: ignore[assignment]
    place: Annotated[str, Field(max_length=events.PLACE)]  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]


class MoveForm(FormModel):
    """Another time or place, and why."""

    starts_at: datetime
    ends_at: datetime
    place: Annotated[str, Field(max_length=events.PLACE)]
    reason: Reason


class CancellationForm(FormModel):
    """Why a forum is called off."""

    reason: Reason


class TableForm(FormModel):
    """What a table is about, and who is there."""

    topic: Annotated[str, Field(max_length=events.TOPIC)]
    facilitator: Annotated[str, Field(max_length=events.NAME)] = ""
    guarantor: Annotated[str, Field(max_length=events.NAME)] = ""
    capacity: People | None = None
    is_for_school: bool = False
    version: Version = 0

    def texts(self) -> TableTexts:
        """The value the service takes."""
        return TableTexts(**self.model_dump(exclude={"version"}))


class RegistrationForm(FormModel):
    """What a person says when they register; age and group are theirs to leave out."""

    attempt: Annotated[UUID, Field(default_factory=uuid4)]
    """Made with the page: a form sent twice is one registration."""
    name: Annotated[str, Field(max_length=people.NAME)]
    email: Annotated[str, Field(max_length=people.EMAIL)]
    table: Annotated[int, Field(ge=1, le=10_000)] | None = None
    waits: bool = False
    needs: frozenset[people.Need] = frozenset()
    food: frozenset[people.Food] = frozenset()
    note: Annotated[str, Field(max_length=people.NOTE)] = ""
    photo: bool
    age_band: people.AgeBand | None = None
    sector: people.Sector | None = None

    @field_validator("email")
    @classmethod
    def _email(cls, value: str) -> str:
        if value and (issue := people.address_issue(value)):
            raise FieldError(issue)
        return value

    def application(self, tables: Sequence[Table]) -> people.Application:
        """The value the service takes; `tables` are the forum's."""
        return people.Application(
            name=self.name,
            email=self.email,
            table_id=_table_id(self.table, tables),
            needs=self.needs,
            food=self.food,
            note=self.note,
            may_be_photographed=self.photo,
            age_band=self.age_band,
            sector=self.sector,
        )


class EnrolmentForm(RegistrationForm):
    """The same of a person who telephones: an address is not needed, their language is asked."""

    email: Annotated[str, Field(max_length=people.EMAIL)] = ""
    language: Annotated[str, Field(max_length=2)]

    @field_validator("language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise FieldError(Text("Please choose one of the options."))
        return value


class ArrivalForm(FormModel):
    """What a person at the door took, or gave back."""

    way: people.Way


class WalkInForm(ArrivalForm):
    """Somebody who came without being registered."""

    attempt: Annotated[UUID, Field(default_factory=uuid4)]
    name: Annotated[str, Field(max_length=people.NAME)] = ""
    table: Annotated[int, Field(ge=1, le=10_000)] | None = None
    age_band: people.AgeBand | None = None
    sector: people.Sector | None = None

    def application(self, tables: Sequence[Table]) -> people.Application:
        """The value the service takes; `tables` are the forum's."""
        table_id = _table_id(self.table, tables)
        return people.Application(name=self.name, table_id=table_id, age_band=self.age_band, sector=self.sector)


class SeatForm(FormModel):
    """At which table a person sits; none: any."""

    table: Annotated[int, Field(ge=1, le=10_000)] | None = None

    def table_id(self, tables: Sequence[Table]) -> UUID | None:
        """The table's key."""
        return _table_id(self.table, tables)


def _table_id(number: int | None, tables: Sequence[Table]) -> UUID | None:
    found = next((table.id for table in tables if table.number == number), None)
    if number is not None and found is None:
        raise Refused(Text("Please choose one of the options."), "table")
    return found


def _times(form: ForumForm, zone: str) -> tuple[datetime, datetime, str]:
    assert form.starts_at is not None and form.ends_at is not None, "NewForumForm asks for both"  # noqa: PT018
    return in_zone(form.starts_at, zone), in_zone(form.ends_at, zone), form.place


class PinForm(FormModel):
    """What the facilitator was told."""

    pin: Annotated[str, Field(max_length=20)]


class ItemForm(FormModel):
    """An item as it is written down, and which version of it was open in the browser."""

    text: Annotated[str, Field(max_length=tables.ITEM)]
    version: Version = 0
    client: UUID | None = None
    """By which the device knows what it wrote: sent twice, it is written once."""


class SeparationForm(FormModel):
    """What was merged into an item and is to stand by itself again."""

    part: UUID


class PlaceForm(FormModel):
    """One place up or down."""

    by: Literal["-1", "1"]


class SwitchForm(FormModel):
    """Yes or no, by which button was pressed."""

    wanted: bool


class ItemMergerForm(FormModel):
    """Which other item is merged in, under which wording; versions as they were read."""

    other: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}:\d{1,9}$")]
    """The other item and its version."""
    text: Annotated[str, Field(max_length=tables.ITEM)]
    version: Version

    def other_item(self) -> tuple[UUID, int]:
        """The other item and its version."""
        key, _, version = self.other.partition(":")
        return UUID(key), int(version)


class PairForm(FormModel):
    """What becomes of two items of the shortlist that look alike."""

    one: UUID
    other: UUID
    deed: Literal["merge", "keep"]
    text: Annotated[str, Field(max_length=tables.ITEM)] = ""
    one_version: Version = 0
    other_version: Version = 0


Minutes = Annotated[int, Field(ge=1, le=room.LONGEST)]


class RoomRuleForm(FormModel):
    """How people in the room vote."""

    marks: Annotated[int, Field(ge=1, le=room.MOST_MARKS)]
    per_item: Annotated[int, Field(ge=1, le=room.MOST_MARKS)]
    is_hidden: bool = False
    edge: room.Edge = room.Edge.ALL


class OpeningForm(FormModel):
    """For how long the vote is opened."""

    minutes: Minutes


class ExtensionForm(FormModel):
    """How much more time, and why."""

    more_minutes: Minutes
    reason: Reason


class CountForm(FormModel):
    """Nothing but the wish to count."""


class RevealForm(FormModel):
    """How many ranks were on the wall when the button was pressed."""

    shown: Annotated[int, Field(ge=0, le=1000)]


class CodesForm(FormModel):
    """How many codes are printed."""

    number: Annotated[int, Field(ge=1, le=room.MOST_CODES)]
    group: Annotated[str, Field(max_length=40)] = ""
    """A school class: it stands on the paper with a number, and nowhere else."""


class ReplacementForm(FormModel):
    """The beginning of a code that was lost or spoilt."""

    lookup: Annotated[str, Field(max_length=20)]


class EnterForm(FormModel):
    """A participant code as typed."""

    code: Annotated[str, Field(max_length=60)]


class TapForm(FormModel):
    """Which button was touched, and the touch's own id."""

    tap: UUID
    plus: UUID | None = None
    minus: UUID | None = None
    undo: bool = False


class SheetForm(FormModel):
    """A table's paper: people, and dots of each item beside its key."""

    people: Annotated[int, Field(ge=0, le=room.MOST_PEOPLE)]
    entries: tuple[UUID, ...] = ()
    dots: tuple[Annotated[int, Field(ge=0, le=100_000)], ...] = ()

    def by_entry(self) -> dict[UUID, int]:
        """The dots of each item."""
        return dict(zip(self.entries, self.dots, strict=True))

    @model_validator(mode="after")
    def _paired(self) -> SheetForm:
        if len(self.entries) != len(self.dots):
            raise FieldError(Text("Write a number for every item, 0 where there is none."))
        return self


class HandOverForm(FormModel):
    """An item of young people, and the table it is handed to."""

    entry: UUID
    table: Annotated[int, Field(ge=1)]


class LinkForm(FormModel):
    """What is said of two items of different lists."""

    one: UUID
    other: UUID
    verdict: Verdict


class EditionForm(FormModel):
    """An earlier year's list, an item a line."""

    year: Annotated[int, Field(ge=history.FIRST_YEAR, le=history.LAST_YEAR)]
    title: Annotated[str, Field(max_length=events.TITLE)]
    kind: Kind
    lines: Annotated[str, Field(max_length=history.MOST_ITEMS * (tables.ITEM + 10))]
    version: Version = 0

    def texts(self) -> EditionTexts:
        """The value the service takes."""
        lines = history.lines_of(self.lines)
        return EditionTexts(year=self.year, title=self.title, kind=self.kind, lines=lines)


class EditionsFileForm(FormModel):
    """A table of several years."""

    file: Upload
    kind: Kind
