"""What may a resident's page of forums show?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from partnet_vote.forums.rules import Forum, Status, Step, Table
from partnet_vote.forums.rules.history import Edition
from partnet_vote.forums.rules.room import Place, by_list
from partnet_vote.forums.rules.tables import Entry, Standing
from partnet_vote.forums.screens.words import KINDS, STATUSES, TERMS, paragraphs
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.languages import LANGUAGES, Language
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class ForumView:
    """A forum in words."""

    forum: Forum
    kind: Text
    term: Text
    label: Text
    state: str
    zone: str

    @classmethod
    def of(cls, forum: Forum, zone: str) -> ForumView:
        """The forum as it is shown; `zone` is the city's."""
        return cls(forum, KINDS[forum.kind], TERMS[forum.term], *STATUSES[forum.status], zone)

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.forum.status is Status.CANCELLED

    @property
    def cancellation(self) -> str:
        """Why it does not take place."""
        return self.forum.steps[-1].reason

    @property
    def moved(self) -> Step | None:
        """Where and when it was to be before."""
        return None if self.is_cancelled else self.forum.last_move

    @property
    def ends_same_day(self) -> bool:
        """Whether the end needs no date."""
        zone = ZoneInfo(self.zone)
        return self.forum.starts_at.astimezone(zone).date() == self.forum.ends_at.astimezone(zone).date()

    @property
    def intro(self) -> tuple[str, ...]:
        """What it is about, paragraph by paragraph."""
        return paragraphs(self.forum.intro)

    @property
    def programme(self) -> tuple[str, ...]:
        """What happens when, line by line."""
        return paragraphs(self.forum.programme)

    @property
    def languages(self) -> str:
        """The languages spoken there, by their own names."""
        return ", ".join(LANGUAGES[code] for code in self.forum.languages)

    @property
    def language(self) -> str:
        """The language its texts are written in: the first one."""
        return self.forum.languages[0]


PER_PAGE = 24
"""Forums that are over, on one page."""


@dataclass(frozen=True)
class ForumsScreen(Screen):
    """Forums to come, soonest first, and those that were, latest first."""

    template: ClassVar[str] = "forums/list.html"
    coming: tuple[ForumView, ...]
    past: Paged[ForumView]
    editions: tuple[Edition, ...] = ()
    """Earlier years, from the city's papers: a line each, and no more than one a year and kind."""

    @classmethod
    def of(
        cls, forums: Sequence[Forum], now: datetime, zone: str, editions: tuple[Edition, ...] = (), wanted: str = ""
    ) -> ForumsScreen:
        """What everybody may read; `forums` come latest first."""
        public = [forum for forum in forums if forum.is_public]
        coming = [ForumView.of(forum, zone) for forum in reversed(public) if not forum.is_over(now)]
        past = [ForumView.of(forum, zone) for forum in public if forum.is_over(now)]
        return cls(tuple(coming), Paged.of(past, wanted, PER_PAGE), editions)


@dataclass(frozen=True)
class ForumScreen(Screen):
    """A forum with its programme and tables."""

    template: ClassVar[str] = "forums/forum.html"
    view: ForumView
    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]
    """The shortlist, once it is gathered."""
    is_over: bool
    places: tuple[Place, ...] = ()
    """The ranking in the room, once everybody may read it."""
    can_vote: bool = False
    marks: Mapping[UUID, Text] = field(default_factory=dict)
    """“Third time in the top ten”, by item."""
    before: Edition | None = None
    """The edition before it: what became of its list opens the forum."""
    can_register: bool = False
    fewer: tuple[Standing, ...] = ()
    """Tables that hand over fewer items than the others, and why."""

    @property
    def rankings(self) -> tuple[tuple[Text | None, tuple[Place, ...]], ...]:
        """(heading, places): one ranking, or two where a school has a list of its own."""
        school = {entry.id for entry in self.entries if entry.for_school}
        if not school:
            return ((None, self.places),)
        town, own = by_list(self.places, school)
        return ((Text("For the town"), town), (Text("For the school"), own))

    @property
    def texts(self) -> Mapping[UUID, str]:
        """The wording of each item."""
        return {entry.id: entry.text for entry in self.entries}

    @property
    def path(self) -> str:
        """Its address inside the city."""
        return f"/forums/{self.view.forum.number}"


@dataclass(frozen=True)
class PosterScreen(Screen):
    """A sheet for the notice board."""

    template: ClassVar[str] = "forums/poster.html"
    view: ForumView
    tables: tuple[Table, ...]
    address: str
    """The whole address of the forum's page, as typed: without https://."""


def poster_words(view: ForumView, language: Language, contact: str) -> dict[str, object]:
    """What a poster says in the reader's language; `contact`: whom to ask."""
    forum, zone = view.forum, view.zone
    until = language.time(forum.ends_at, zone)
    if not view.ends_same_day:
        until = f"{language.weekday_date(forum.ends_at, zone)}, {until}"
    begins = f"{language.weekday_date(forum.starts_at, zone)}, {language.time(forum.starts_at, zone)}"
    warning: Text | str = Text("This forum was moved") if view.moved else ""
    return {
        "kind": view.kind,
        "when": f"{begins}–{until}",
        "programme_title": Text("Programme"),
        "tables_title": Text("Tables"),
        "more": Text("Read more"),
        "alt": Text("QR code of the forum's page"),
        "contact": Text("Questions: {contact}", contact=contact) if contact else "",
        "warning": Text("This forum does not take place") if view.is_cancelled else warning,
    }
