"""What may be sent from a table, and about the shortlist?"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from partnet_vote.forums.forms.events import Version
from partnet_vote.forums.rules import (
    tables,
)
from partnet_vote.platform.web.forms import FormModel


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


class PartForm(FormModel):
    """What one table wrote, to be taken out of an item that was merged."""

    entry: UUID
    item: UUID
    version: Version


class AllowanceForm(FormModel):
    """Which table hands over fewer items, how many it had marked when the page was read, and why."""

    table: Annotated[str, Field(pattern=r"^\d{1,5}:\d{1,3}$")]
    """Its number, and the items it had marked."""
    reason: Annotated[str, Field(max_length=tables.REASON)]

    def chosen(self) -> tuple[int, int]:
        """The table's number, and the items it had marked."""
        number, _, marked = self.table.partition(":")
        return int(number), int(marked)


class HandOverForm(FormModel):
    """An item of young people, and the table it is handed to."""

    entry: UUID
    table: Annotated[int, Field(ge=1)]
