"""What may be sent about earlier years?"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from partnet_vote.forums.forms.events import Version
from partnet_vote.forums.rules import (
    Kind,
    events,
    history,
    tables,
)
from partnet_vote.forums.rules.history import EditionTexts, Verdict
from partnet_vote.platform.web.forms import FormModel, Upload


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
