# pyright: strict
"""What became of an item of last year's forum, and how is it said?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from partnet_vote.forums.rules.history import Edition, Occurrence
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

TEXT, OFFICE = 600, 120
"""The most characters: the text is read from the wall."""


class State(StrEnum):
    """Where an item stands."""

    DONE = "done"
    UNDER_WAY = "under-way"
    PLANNED = "planned"
    CANNOT = "cannot"


class ChangedMeanwhile(Refused):
    """Somebody else has saved it since it was opened for editing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTexts:
    """What is said of an item: `text` is the reason where it cannot be done; `on` is when it was or will be done."""

    state: State
    text: str = ""
    guarantor: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(StateTexts):
    """The last word on an item; `version` counts the words."""

    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An item of the earlier list, and what became of it, if anybody has said so."""

    item: Occurrence
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Report:
    """The list of the edition before a forum; it opens the forum."""

    edition: Edition
    lines: tuple[ReportLine, ...]

    def count(self, state: State) -> int:
        """How many items stand so."""
        return sum(line.standing is not None and line.standing.state is state for line in self.lines)


def state_issue(texts: StateTexts) -> Refused | None:
    """What is wrong with what is said of an item, beside its field, or None."""
    if texts.state is State.CANNOT and not texts.text.strip():
        return Refused(Text("Say why it cannot be done. People will read it."), "text")
    for name, most in (("text", TEXT), ("guarantor", OFFICE)):
        if len(getattr(texts, name)) > most:
            return Refused(Text("At most {n} characters fit here.", n=most), name)
    return None


def reported(lines: Sequence[ReportLine]) -> tuple[ReportLine, ...]:
    """The lines a report shows: the top ten, and whatever somebody said something of; all where nothing was ranked."""
    chosen = tuple(line for line in lines if line.item.is_top or line.standing is not None)
    return chosen or tuple(lines)
