"""What may be shown of the ranking in the room, once everybody may read it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from partnet_vote.forums.rules.own_items import OwnItems
from partnet_vote.forums.rules.room import Count, Edge, Place, RoomStep, RoomVote
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.screens import Screen

EDGES = {
    Edge.ALL: Text("Whoever shares the tenth place is among the ten."),
    Edge.NONE: Text("Whoever shares a place that reaches beyond the tenth is not among the ten."),
}
ROOM_STEPS = {
    "opened": Text("Opened"),
    "extended": Text("More time was given"),
    "counted": Text("Counted"),
}


@dataclass(frozen=True)
class RankingRow:
    """An item with its place and its dots."""

    place: Place
    number: int
    text: str
    by_code: int
    on_paper: int

    @property
    def dots(self) -> int:
        """All its dots."""
        return self.by_code + self.on_paper

    @property
    def is_top(self) -> bool:
        """Whether it is among the ten."""
        return self.place.is_top


@dataclass(frozen=True)
class RankingScreen(Screen):
    """The ranking, how it came about, and its files."""

    template: ClassVar[str] = "forums/ranking.html"
    view: ForumView
    vote: RoomVote
    rows: tuple[RankingRow, ...]
    count: Count
    room_steps: tuple[RoomStep, ...]
    own_items: OwnItems | None = None
    """What people wrote besides, as far as a moderator let it be read; None if nobody did."""

    @property
    def path(self) -> str:
        """The forum's address inside the city."""
        return f"/forums/{self.view.forum.number}"

    @property
    def edge(self) -> Text:
        """What becomes of those who share the tenth place."""
        return EDGES[self.vote.edge]

    @property
    def steps(self) -> tuple[tuple[Text, RoomStep], ...]:
        """What was done with the vote, in words."""
        return told_steps(self.room_steps)

    @property
    def places(self) -> tuple[Place, ...]:
        """The places alone."""
        return tuple(row.place for row in self.rows)

    @property
    def texts(self) -> Mapping[UUID, str]:
        """The wording of each item."""
        return {row.place.entry_id: row.text for row in self.rows}


def ranking_rows(places: Sequence[Place], entries: Sequence[Entry], count: Count) -> tuple[RankingRow, ...]:
    """Every item with its place, the first one first."""
    known = {entry.id: entry for entry in entries}
    return tuple(
        RankingRow(
            place,
            known[place.entry_id].number,
            known[place.entry_id].text,
            count.by_code.get(place.entry_id, 0),
            count.on_paper.get(place.entry_id, 0),
        )
        for place in places
    )


def told_steps(steps: Sequence[RoomStep]) -> tuple[tuple[Text, RoomStep], ...]:
    """Steps of a vote in words."""
    return tuple((ROOM_STEPS[step.kind], step) for step in steps)
