"""What may be shown of the vote in the room: on telephones, on the wall, to the organiser?"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.room import Count, Phase, Place, RoomStep, RoomVote, Sheet, agreed, groups, shown
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.forums.screens.ranking import EDGES, told_steps
from partnet_vote.forums.screens.words import Choices
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen

ROWS = 20
"""Items that can be read from the last row of a hall."""


@dataclass(frozen=True)
class JoinScreen(Screen):
    """The event code on the wall, which only opens the page."""

    template: ClassVar[str] = "forums/join.html"
    typed: str


@dataclass(frozen=True)
class EnterScreen(Screen):
    """The participant code, before the dots."""

    template: ClassVar[str] = "forums/enter.html"
    forum: Forum
    phase: Phase
    form: Form[Any]
    is_kiosk: bool


@dataclass(frozen=True)
class DotsScreen(Screen):
    """The dots of one person."""

    template: ClassVar[str] = "forums/dots.html"
    forum: Forum
    vote: RoomVote
    entries: tuple[Entry, ...]
    taps: tuple[tuple[UUID, int], ...]
    """(item, +1 or -1) of every tap that was not taken back."""
    tap: UUID
    """The id of whatever is touched next on this page."""
    closes: datetime
    zone: str
    forget: int
    """Seconds without a touch until a kiosk forgets the person; 0 on one's own telephone."""
    form: Form[Any]
    own_item: str = ""
    """What the person wrote besides."""

    @property
    def left(self) -> int:
        """Dots that are still to be given."""
        return self.vote.marks - sum(change for _, change in self.taps)

    @property
    def last(self) -> tuple[UUID, int] | None:
        """The tap that "undo" would take back."""
        return self.taps[-1] if self.taps else None

    @property
    def last_text(self) -> str:
        """The item that was touched last."""
        return next((entry.text for entry in self.entries if self.last and entry.id == self.last[0]), "")

    @property
    def told(self) -> str:
        """The taps as the page's script reads them."""
        return json.dumps(told_taps(self.taps), separators=(",", ":"))

    def dots(self, entry: Entry) -> int:
        """The dots on an item."""
        return sum(change for key, change in self.taps if key == entry.id)


def told_taps(taps: Sequence[tuple[UUID, int]]) -> list[tuple[str, int]]:
    """Taps as a script reads them."""
    return [(str(key), change) for key, change in taps]


@dataclass(frozen=True)
class BoardRow:
    """An item on the wall; without a text its place is not revealed yet."""

    rank: int
    text: str
    marks: int
    key: int
    """Its number on the shortlist: the row that moves is the same row."""


@dataclass(frozen=True)
class BoardPartScreen(Screen):
    """What changes on the wall; two are equal if nothing but the clock differs."""

    template: ClassVar[str] = "forums/board_part.html"
    forum: Forum
    rows: tuple[BoardRow, ...]
    """The first one first; equal marks show the same rank."""
    people: int
    marks: int
    closes_at: datetime | None
    seconds: int = field(compare=False)
    """Until the vote closes."""
    zone: str
    address: str
    event_code: str
    number_of_marks: int
    phase: Phase
    message: Text | None
    highest: int
    """The dots of the longest bar; 0 for those of the first that is shown."""

    @classmethod
    def of(
        cls, forum: Forum, vote: RoomVote, entries: Sequence[Entry], count: Count, places: Sequence[Place],
        now: datetime, zone: str, address: str,
    ) -> BoardPartScreen:  # fmt: skip
        """The wall as it is at this moment."""
        phase = vote.phase(now)
        rows = _rows(vote, entries, places, now)
        left = (vote.closes_at - now).total_seconds() if vote.closes_at and phase is Phase.OPEN else 0
        given = sum(count.by_code.values()) + sum(count.on_paper.values())
        return cls(
            forum, rows, count.people_by_code + count.people_on_paper, given, vote.closes_at, math.ceil(left),
            zone, address, vote.event_code, vote.marks, phase, _message(vote, phase, rows),
            max((int(place.rank.votes) for place in places), default=0) if phase is Phase.COUNTED else 0,
        )  # fmt: skip

    @property
    def left(self) -> str:
        """Minutes and seconds."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}"

    @property
    def code(self) -> str:
        """The event code as it is read out."""
        return f"{self.event_code[:2]} {self.event_code[2:]}"


@dataclass(frozen=True)
class BoardScreen(BoardPartScreen):
    """The whole wall."""

    template: ClassVar[str] = "forums/board.html"


@dataclass(frozen=True)
class RoomScreen(Screen):
    """How the organiser runs the vote."""

    template: ClassVar[str] = "forums/staff/room.html"
    forum: Forum
    vote: RoomVote | None
    phase: Phase
    entries: tuple[Entry, ...]
    places: tuple[Place, ...]
    count: Count | None
    codes: tuple[int, int]
    tables: tuple[tuple[Table, Text, str], ...]
    """(table, how its paper stands, sign)."""
    form: Form[Any]
    zone: str
    handed_out: tuple[int, int]
    """How many people took a code at the door, and how many paper dots."""
    room_steps: tuple[RoomStep, ...] = ()
    unready: Text | None = None
    """Why the shortlist is not finished yet."""

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/room"

    @property
    def edges(self) -> Choices:
        """Who is among the ten of those who share the tenth place."""
        return tuple((edge.value, words) for edge, words in EDGES.items())

    @property
    def steps(self) -> tuple[tuple[Text, RoomStep], ...]:
        """What was done with it, in words."""
        return told_steps(self.room_steps)

    @property
    def texts(self) -> Mapping[UUID, str]:
        """The wording of each item."""
        return {entry.id: entry.text for entry in self.entries}

    @property
    def is_revealing(self) -> bool:
        """Whether ranks are still to be shown on the wall."""
        counted = self.vote is not None and self.phase is Phase.COUNTED and self.vote.is_hidden
        return counted and self.vote is not None and self.vote.groups_shown < len(groups(self.places))


def counting_screen(forum: Forum, phase: Phase, count: Count, here: str) -> ConfirmScreen:
    """The last look before the vote ends for good."""
    told = [(Text("People by code"), count.people_by_code), (Text("People on paper"), count.people_on_paper)]
    running = ((Text("Time"), Text("It still runs: people are giving dots.")),) if phase is Phase.OPEN else ()
    return ConfirmScreen(
        Text("End the vote and count?"),
        Text("Counting ends the vote for good. Who gave which dots is deleted; only the sums stay."),
        Text("End and count"),
        f"{here}/count",
        here,
        forum.title,
        forum.languages[0],
        (*running, *told),
    )


@dataclass(frozen=True)
class SheetScreen(Screen):
    """A table's paper, to be typed; what another person typed is not shown."""

    template: ClassVar[str] = "forums/staff/sheet.html"
    forum: Forum
    table: Table
    entries: tuple[Entry, ...]
    typed: Mapping[UUID, int]
    form: Form[Any]
    differences: tuple[str, ...]
    """Items on which two typings differ; "" stands for the number of people."""


def paper_state(sheets: Sequence[Sheet], phase: Phase) -> tuple[Text, str]:
    """How a table's paper stands, and its sign; once counted, nothing waits any more."""
    if not sheets:
        return (Text("No dots on paper"), "no") if phase is Phase.COUNTED else (Text("No paper typed"), "waiting")
    if agreed(sheets):
        return Text("Two people agree"), "done"
    if len(sheets) == 1:
        return Text("A second person must type it"), "waiting"
    return Text("Typed differently"), "danger"


def differences(sheets: Sequence[Sheet], entries: Sequence[Entry]) -> tuple[str, ...]:
    """On what the typings of a table differ, once there are two; nobody's numbers are shown."""
    if len(sheets) < 2 or agreed(sheets):
        return ()
    people = ("",) if len({sheet.people for sheet in sheets}) > 1 else ()
    return people + tuple(entry.text for entry in entries if len({sheet.dots.get(entry.id, 0) for sheet in sheets}) > 1)


def _rows(vote: RoomVote, entries: Sequence[Entry], places: Sequence[Place], now: datetime) -> tuple[BoardRow, ...]:
    """What the wall shows; while the top is revealed, the places still to come stand there without a name."""
    numbers = {entry.id: entry.number for entry in entries}
    texts = {entry.id: entry.text for entry in entries}
    open_places = shown(vote, places, now)
    rows = {
        place.entry_id: BoardRow(
            place.rank.first, texts[place.entry_id], int(place.rank.votes), numbers[place.entry_id]
        )
        for place in open_places
    }
    if rows and len(open_places) < len(places):
        hidden = (place for place in places if place.is_top and place.entry_id not in rows)
        rows |= {place.entry_id: BoardRow(place.rank.first, "", 0, -at) for at, place in enumerate(hidden, 1)}
    return tuple(sorted(rows.values(), key=lambda row: (row.rank, row.key)))[:ROWS]


def _message(vote: RoomVote, phase: Phase, rows: Sequence[object]) -> Text | None:
    if phase is Phase.READY:
        return Text("The vote has not been opened yet.")
    if rows:
        return None
    if phase is Phase.COUNTED:
        return Text("The vote is counted. The result comes now, the first place last.")
    return Text("The result is hidden until the end.") if vote.is_hidden else Text("There is no dot yet.")
