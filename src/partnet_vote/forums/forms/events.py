"""What may a person send about a forum and its tables?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from partnet_vote.forums.rules import (
    Forum,
    ForumTexts,
    Kind,
    TableTexts,
    Term,
    events,
)
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel
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


def _times(form: ForumForm, zone: str) -> tuple[datetime, datetime, str]:
    assert form.starts_at is not None and form.ends_at is not None, "NewForumForm asks for both"  # noqa: PT018
    return in_zone(form.starts_at, zone), in_zone(form.ends_at, zone), form.place
