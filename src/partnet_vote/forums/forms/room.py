"""What may be sent about the vote in the room?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from partnet_vote.forums.forms.events import Reason
from partnet_vote.forums.rules import own_items, room
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import FieldError, FormModel

Minutes = Annotated[int, Field(ge=1, le=room.LONGEST)]


class RoomRuleForm(FormModel):
    """How people in the room vote."""

    marks: Annotated[int, Field(ge=1, le=room.MOST_MARKS)]
    per_item: Annotated[int, Field(ge=1, le=room.MOST_MARKS)]
    is_hidden: bool = False
    edge: room.Edge = room.Edge.ALL
    takes_own: bool = False


class OwnItemForm(FormModel):
    """What a person writes besides their dots; nothing takes it back."""

    own_item: Annotated[str, Field(max_length=own_items.WORDS)] = ""


class TypedOwnItemsForm(FormModel):
    """What stood on a table's paper, an item a line."""

    own_items: Annotated[str, Field(max_length=own_items.MOST_LINES * (own_items.WORDS + 2))]
    attempt: UUID
    """Made with the page: a form sent twice is typed once."""


class UntypedOwnItemForm(FormModel):
    """What was typed by mistake."""

    item: UUID


class OwnItemsForm(FormModel):
    """What a moderator decides on the chosen items."""

    items: frozenset[UUID] = frozenset()
    deed: own_items.Verdict
    wording: Annotated[str, Field(max_length=own_items.WORDS)] = ""
    reason: Annotated[str, Field(max_length=own_items.WORDS)] = ""


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
