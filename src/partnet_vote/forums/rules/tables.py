# pyright: strict
"""What do people write down at a table, and who may arrange it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from partnet_vote.forums.rules.events import Forum, Status
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text, TextN

ITEM = 300
"""The most characters of an item: it is read from the wall."""
MOST_ITEMS = 200
"""Items of one table; whoever writes more is not at a table."""
DOOR_STAYS = timedelta(hours=12)
"""So long after the forum a facilitator may still put things in order; then link and PIN open nothing."""
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
