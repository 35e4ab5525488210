"""What may a person send about what followed a forum?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from partnet_vote.accountability.rules import outputs, reports
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.accountability.rules.reports import State, StateTexts
from partnet_vote.platform.web.forms import FormModel, Upload

Version = Annotated[int, Field(ge=0)]


class StateForm(FormModel):
    """What became of an item."""

    state: State
    text: Annotated[str, Field(max_length=reports.TEXT)] = ""
    guarantor: Annotated[str, Field(max_length=reports.OFFICE)] = ""
    on: date | None = None
    version: Version = 0

    def texts(self) -> StateTexts:
        """The value the service takes."""
        return StateTexts(state=self.state, text=self.text, guarantor=self.guarantor, on=self.on)


class MinutesForm(FormModel):
    """The minutes, and which version was open."""

    text: Annotated[str, Field(max_length=outputs.MINUTES)]
    version: Version = 0


class PublicationForm(FormModel):
    """Which version everybody shall read."""

    version: Version


class ResolutionForm(FormModel):
    """What a council resolved."""

    number: Annotated[str, Field(max_length=outputs.NUMBER)]
    body: Annotated[str, Field(max_length=outputs.BODY)]
    decided_on: date
    text: Annotated[str, Field(max_length=outputs.TEXT)]
    file: Upload | None = None

    def texts(self) -> ResolutionTexts:
        """The value the service takes."""
        return ResolutionTexts(number=self.number, body=self.body, decided_on=self.decided_on, text=self.text)

    def upload(self) -> tuple[str, bytes] | None:
        """The file, if one was sent."""
        return (self.file.filename, self.file.content) if self.file else None


class PhotoForm(FormModel):
    """A photo and what it shows."""

    file: Upload
    alt: Annotated[str, Field(max_length=outputs.ALT)]
