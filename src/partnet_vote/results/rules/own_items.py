# pyright: strict
"""What becomes of an item that somebody wrote on a ballot? The same as of one that was written in the room."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from partnet_vote.forums.rules.own_items import SHORTEST_REASON, WORDS, OwnItems, decision_issue, shown

__all__ = ["SHORTEST_REASON", "WORDS", "OwnItem", "OwnItems", "decision_issue", "shown"]


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item as it was written, and what a moderator decided: a public wording, or a public reason to withhold it."""

    id: UUID
    contest: str
    text: str
    wording: str | None
    withheld: str | None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided yet."""
        return self.wording is None and self.withheld is None
