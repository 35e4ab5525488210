# pyright: strict
"""What do people write down at a table, and who may arrange it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from partnet_vote.forums.rules.events import Forum, Status, Table
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text, TextN

ITEM = 300
"""The most characters of an item: it is read from the wall."""
MOST_ITEMS = 200
"""Items of one table; whoever writes more is not at a table."""
DOOR_STAYS = timedelta(hours=12)
"""So long after the forum a facilitator may still put things in order; then link and PIN open nothing."""
SHORTEST_REASON, REASON = 10, 300
"""Characters of the reason why a table hands over fewer items than the others: one sentence that everybody reads."""
SIMILAR = 0.3
"""Share of common trigrams from which two items are shown side by side (pg_trgm's own threshold)."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes at a table: staff (`actor`), whoever opened its door with link and PIN, or a guest who only adds."""

    table_id: UUID
    actor: Actor | None = None
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What was merged into an item: another item, or the item's own first wording."""

    id: UUID
    text: str
    is_wording: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What a table wrote down; `merged` holds the items that were merged into this one, their texts untouched."""

    id: UUID
    text: str
    version: int
    is_guest: bool
    is_marked: bool
    is_listed: bool
    """Whether it stands on the shortlist already."""
    is_removed: bool
    merged: tuple[Part, ...] = ()
    origin_id: UUID | None = None
    """The item of a youth or school forum that was handed to this table."""


@dataclass(frozen=True, slots=True)
class Credit:
    """From which table an item of the shortlist came, and in which words."""

    table_number: int
    topic: str
    text: str
    origin_id: UUID | None = None
    """The item of a youth or school forum it was handed over from."""
    item_id: UUID | None = None
    """The table's item itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the shortlist, with credit to every table that named it."""

    id: UUID
    number: int
    text: str
    version: int
    credits: tuple[Credit, ...]
    for_school: bool = False
    """Whether it stands on a school's own list."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items of a shortlist that may mean the same; `likeness` is their share of common trigrams."""

    one: Entry
    other: Entry
    likeness: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """A table may hand over so few items, by which office's word and why; one item more or less, and it is void."""

    marked: int
    office: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a table is: its items, how many are marked, and how many of those wait to be taken over.

    Ready is a table that has marked exactly `wanted`, or as few as it was allowed to; whatever is marked is listed.
    """

    table: Table
    wanted: int
    items: int = 0
    marked: int = 0
    waiting: int = 0
    allowance: Allowance | None = None

    @property
    def allowed(self) -> Allowance | None:
        """The allowance, as long as it is for what the table has marked."""
        return self.allowance if self.allowance and self.allowance.marked == self.marked else None

    @property
    def is_marked(self) -> bool:
        """Whether the table need not mark anything any more."""
        return self.marked == self.wanted or (self.marked < self.wanted and self.allowed is not None)


def unready_issue(tables: Sequence[Standing]) -> Text | None:
    """Why the vote in the room cannot be opened on this shortlist yet, with the way out, or None."""
    if late := ", ".join(str(each.table.number) for each in tables if not each.is_marked):
        return Text(
            "Tables that have not marked exactly as many items as they hand over: {tables}. Let them mark, or state"
            " on the shortlist's page why a table hands over fewer.",
            tables=late,
        )
    if waiting := ", ".join(str(each.table.number) for each in tables if each.waiting):
        return Text("Marked items are not on the shortlist yet, at tables: {tables}. Take them over.", tables=waiting)
    return None


def allowance_issue(table: Standing, marked: int, reason: str) -> Refused | None:
    """Why a table cannot be allowed to hand over so few items, or None."""
    if table.marked != marked:
        return Refused(Text("The table has marked another number of items meanwhile. Look at it once more."))
    if table.marked >= table.wanted:
        return Refused(Text("This table hands over no fewer items than it should."))
    if len(reason.strip()) < SHORTEST_REASON:
        return Refused(Text("Please write at least {n} characters.", n=SHORTEST_REASON), "reason")
    if len(reason) > REASON:
        return Refused(Text("At most {n} characters fit here.", n=REASON), "reason")
    return None


def door_closes(forum: Forum) -> datetime:
    """Until when link and PIN of a table open it."""
    return forum.ends_at + DOOR_STAYS


def door_issue(forum: Forum, now: datetime) -> Text | None:
    """Why nobody writes at this forum's tables now, or None; before it begins, facilitators may try."""
    if forum.status is Status.CANCELLED:
        return Text("This forum is cancelled.")
    return Text("This forum is over. Its tables are closed.") if now >= door_closes(forum) else None


def item_issue(text: str) -> Refused | None:
    """What is wrong with an item's text, or None."""
    if not text.strip():
        return Refused(Text("Please fill this in."), "text")
    return Refused(Text("At most {n} characters fit here.", n=ITEM), "text") if len(text) > ITEM else None


def mark_issue(items: Sequence[Item], item: Item, per_table: int) -> Text | None:
    """Why this item cannot be marked for the shortlist, or None."""
    if item.is_removed:
        return Text("This item was removed.")
    if not item.is_marked and sum(each.is_marked for each in items) >= per_table:
        return TextN(
            "{n} item is marked already. Take its mark away first.",
            "{n} items are marked already. Take a mark away first.",
            per_table,
        )
    return None
