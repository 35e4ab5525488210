"""What may a facilitator's page show?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.tables import Entry, Item, Pair, Standing
from partnet_vote.forums.screens.words import TERMS, Choices
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class DoorScreen(Screen):
    """The PIN, before a table's page opens."""

    template: ClassVar[str] = "forums/door.html"
    forum: Forum
    table: Table
    key: str
    form: Form[Any]


@dataclass(frozen=True)
class TableScreen(Screen):
    """A table's page: what is written, in order."""

    template: ClassVar[str] = "forums/items.html"
    forum: Forum
    table: Table
    items: tuple[Item, ...]
    form: Form[Any]
    guest_path: str

    @property
    def path(self) -> str:
        """Its address inside the city."""
        return f"/forums/{self.forum.number}/tables/{self.table.number}/items"

    @property
    def term(self) -> Text:
        """What the city calls what is written down."""
        return TERMS[self.forum.term]

    @property
    def standing(self) -> tuple[Item, ...]:
        """Items that count."""
        return tuple(item for item in self.items if not item.is_removed)

    @property
    def removed(self) -> tuple[Item, ...]:
        """Items that were put aside."""
        return tuple(item for item in self.items if item.is_removed)

    @property
    def state(self) -> str:
        """The same as long as nothing of the table has changed."""
        return sha256(repr((self.items, self.table.has_guests)).encode()).hexdigest()[:16]

    @property
    def marked(self) -> int:
        """How many stand marked for the shortlist."""
        return sum(item.is_marked for item in self.items)

    @property
    def missing(self) -> int:
        """How many marks are still to be given; below zero: to be taken away."""
        return self.forum.per_table - self.marked

    @property
    def language(self) -> str:
        """In which language people write here."""
        return self.forum.languages[0]


@dataclass(frozen=True)
class ItemScreen(Screen):
    """One item: its wording, and another one to merge with."""

    template: ClassVar[str] = "forums/item.html"
    forum: Forum
    table: Table
    item: Item
    form: Form[Any]
    merger: Form[Any]
    others: tuple[tuple[str, str], ...]
    """(item and version, text) of what it could be merged with."""
    is_overtaken: bool = False

    @property
    def path(self) -> str:
        """The table's address inside the city."""
        return f"/forums/{self.forum.number}/tables/{self.table.number}/items"


@dataclass(frozen=True)
class GuestScreen(Screen):
    """One field for whoever sits at the table."""

    template: ClassVar[str] = "forums/guest.html"
    forum: Forum
    table: Table
    key: str
    client: UUID
    """What is sent twice is written once."""
    form: Form[Any]

    @property
    def term(self) -> Text:
        """What the city calls what is written down."""
        return TERMS[self.forum.term]


@dataclass(frozen=True)
class DoorView:
    """How a table is opened."""

    table: Table
    address: str
    pin: str
    guest_address: str
    qr_path: str


@dataclass(frozen=True)
class DoorsScreen(Screen):
    """Links and PINs of all tables, to be handed out."""

    template: ClassVar[str] = "forums/staff/doors.html"
    forum: Forum
    doors: tuple[DoorView, ...]
    closes: str


@dataclass(frozen=True)
class ShortlistScreen(Screen):
    """The shortlist, what each table has marked, and pairs that may mean the same."""

    template: ClassVar[str] = "forums/staff/shortlist.html"
    forum: Forum
    entries: tuple[Entry, ...]
    pairs: tuple[Pair, ...]
    tables: tuple[Standing, ...]
    form: Form[Any]
    marks: Mapping[UUID, Text]
    """“Third time in the top ten”, by item."""
    is_voted: bool = False
    """Whether people vote on it, or have voted: then it stays as it is."""

    @property
    def merged(self) -> tuple[Entry, ...]:
        """Items of several tables' words, as long as they may be taken apart."""
        return () if self.is_voted else tuple(each for each in self.entries if len(each.credits) > 1)

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/shortlist"

    @property
    def has_waiting(self) -> bool:
        """Whether something marked is not on the list yet."""
        return any(each.waiting for each in self.tables)

    @property
    def unready(self) -> Choices:
        """Tables that hand over fewer items than they should, and nobody has said why."""
        return tuple(
            (f"{each.table.number}:{each.marked}", f"{each.table.number}. {each.table.topic} ({each.marked})")
            for each in self.tables
            if each.marked < each.wanted and not each.is_marked
        )


def merge_choices(items: tuple[Item, ...], item: Item) -> tuple[tuple[str, str], ...]:
    """What an item could be merged with: its version comes along, so that nothing is merged unread."""
    fitting = (each for each in items if each.id != item.id and not each.is_removed and not each.is_listed)
    return tuple((f"{each.id}:{each.version}", each.text) for each in fitting)
