"""What does a person say when they register, and what is typed at the door?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field, field_validator

from partnet_vote.forums.rules import Table, people
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel
from partnet_vote.platform.web.languages import LANGUAGES


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
