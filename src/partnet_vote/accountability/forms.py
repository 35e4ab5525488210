"""What may a person send about what followed a forum?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from partnet_vote.accountability.rules import reports
from partnet_vote.accountability.rules.reports import State, StateTexts
from partnet_vote.platform.web.forms import FormModel

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
