"""What may be shown of an item's history, and of the lists of earlier years?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.forums.rules import Forum, history
from partnet_vote.forums.rules.history import Edition, History, Line, LinkStep, Occurrence, Suggestion, Verdict
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.forums.screens.words import KINDS, Choices
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen

Marks = Mapping[UUID, Text]


@dataclass(frozen=True)
class EntryScreen(Screen):
    """One item of a shortlist, and the same problem in other years."""

    template: ClassVar[str] = "forums/entry.html"
    forum: Forum
    entry: Entry
    own: Occurrence
    history: History | None
    origins: tuple[Occurrence, ...] = ()
    """Items of youth and school forums that were handed over."""

    @property
    def mark(self) -> Text | None:
        """How often it stood in the top ten."""
        return self.history.mark if self.history else None

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every year's item, the earliest first; nothing if there is no other."""
        return self.history.occurrences if self.history else ()

    @property
    def kinds(self) -> Mapping[str, Text]:
        """Who met."""
        return {kind.value: label for kind, label in KINDS.items()}

    @property
    def language(self) -> str:
        """In which language the item is written."""
        return self.forum.languages[0]


@dataclass(frozen=True)
class EditionScreen(Screen):
    """The list of an earlier year."""

    template: ClassVar[str] = "forums/edition.html"
    edition: Edition
    items: tuple[Occurrence, ...]
    histories: Mapping[UUID, History]

    @property
    def kind(self) -> Text:
        """Who met."""
        return KINDS[self.edition.kind]

    def others(self, item: Occurrence) -> tuple[Occurrence, ...]:
        """The same problem in other years."""
        found = self.histories.get(item.entry_id)
        return found.others if found else ()


@dataclass(frozen=True)
class EditionsStaffScreen(Screen):
    """Earlier years as they were typed in, and a file with more of them."""

    template: ClassVar[str] = "forums/staff/editions.html"
    editions: Paged[Edition]
    form: Form[Any]

    @property
    def kinds(self) -> Choices:
        """Who met."""
        return tuple((kind.value, label) for kind, label in KINDS.items())

    @property
    def labels(self) -> Mapping[str, Text]:
        """The same by kind."""
        return {kind.value: label for kind, label in KINDS.items()}


@dataclass(frozen=True)
class EditionFormScreen(Screen):
    """An earlier year's list in its fields."""

    template: ClassVar[str] = "forums/staff/edition.html"
    form: Form[Any]
    edition: Edition | None
    is_overtaken: bool = False

    @property
    def kinds(self) -> Choices:
        """Who met."""
        return tuple((kind.value, label) for kind, label in KINDS.items())


@dataclass(frozen=True)
class EditionRemovalScreen(Screen):
    """The last page before an earlier year's list is taken away."""

    template: ClassVar[str] = "forums/staff/edition_removal.html"
    edition: Edition


@dataclass(frozen=True)
class HistoryStaffScreen(Screen):
    """For each item of the shortlist: what is linked, what may be, and a search."""

    template: ClassVar[str] = "forums/staff/history.html"
    forum: Forum
    entries: tuple[Entry, ...]
    links: Mapping[UUID, tuple[tuple[LinkStep, Occurrence], ...]]
    suggestions: Mapping[UUID, tuple[Suggestion, ...]]
    marks: Marks
    words: str
    form: Form[Any]
    zone: str

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/history"

    @property
    def language(self) -> str:
        """In which language the items are written."""
        return self.forum.languages[0]

    def linked(self, entry: Entry) -> tuple[tuple[LinkStep, Occurrence], ...]:
        """What was said to be the same problem."""
        return tuple(each for each in self.links.get(entry.id, ()) if each[0].verdict is Verdict.SAME)

    def apart(self, entry: Entry) -> tuple[tuple[LinkStep, Occurrence], ...]:
        """What was said to be something else."""
        return tuple(each for each in self.links.get(entry.id, ()) if each[0].verdict is Verdict.DIFFERENT)


def marks_of(histories: Mapping[UUID, History]) -> dict[UUID, Text]:
    """“Third time in the top ten” by item, where it is so."""
    return {key: mark for key, each in histories.items() if (mark := each.mark)}


def edition_form(edition: Edition, items: tuple[Occurrence, ...]) -> Form[Any]:
    """An edition in its fields, in the order in which it was typed."""
    lines = [
        Line(each.text, each.rank.first if each.rank else None, each.rank.last if each.rank else None)
        for each in sorted(items, key=lambda it: it.number)
    ]
    return Form.of(
        year=edition.year,
        title=edition.title,
        kind=edition.kind.value,
        lines=history.typed_lines(lines),
        version=edition.version,
    )
