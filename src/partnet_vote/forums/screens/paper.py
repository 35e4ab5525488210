"""What stands on the sheets for an evening without a network?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.forums.rules import Table
from partnet_vote.forums.rules.room import RoomVote
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.platform.web.screens import Screen

LINES = 12
"""Lines for items on a table's sheet."""
OWN = 6
"""Lines for own items on a table's sheet of dots."""
BLANK = 20
"""Lines of the other sheets while there is no shortlist yet."""


@dataclass(frozen=True)
class PaperScreen(Screen):
    """A sheet for the items of each table, one for its dots, and one to add them up."""

    template: ClassVar[str] = "forums/staff/paper.html"
    view: ForumView
    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]
    vote: RoomVote | None

    @property
    def lines(self) -> range:
        """The lines of a table's sheet."""
        return range(1, LINES + 1)

    @property
    def own_lines(self) -> range:
        """The lines for what people write themselves."""
        return range(OWN)

    @property
    def rows(self) -> tuple[tuple[int, str], ...]:
        """(number, text) of the shortlist, or empty lines to be filled in by hand."""
        return tuple((entry.number, entry.text) for entry in self.entries) or tuple(
            (number, "") for number in range(1, BLANK + 1)
        )
