"""What may be shown of minutes, resolutions, photos, and the way to the evidence?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import Block, Minutes, Photo, Record, Resolution, Version
from partnet_vote.accountability.screens.reports import LineView, views
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.history import Edition
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import Channel, Listed, VerifiedList
from partnet_vote.results.rules.verified_words import CHANNELS, reasons, rule_sentences

VERSIONS = 20
"""Versions of the minutes on one page."""


@dataclass(frozen=True)
class OfForum(Screen):
    """A page of what followed a forum."""

    forum: Forum

    @property
    def path(self) -> str:
        """The forum's address inside the city."""
        return f"/forums/{self.forum.number}"

    @property
    def staff_path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}"

    @property
    def language(self) -> str:
        """In which language people wrote."""
        return self.forum.languages[0]


@dataclass(frozen=True)
class RecordScreen(OfForum):
    """What followed a forum, for everybody."""

    template: ClassVar[str] = "accountability/record.html"
    has_minutes: bool
    resolutions: tuple[Resolution, ...]
    photos: tuple[Photo, ...]
    report: Edition | None
    is_mirrored: bool = False

    def photo_path(self, photo: Photo) -> str:
        """Where a photo is served inside the city."""
        return f"{self.path}/photos/{photo.id}"


@dataclass(frozen=True)
class MinutesScreen(OfForum):
    """The published minutes."""

    template: ClassVar[str] = "accountability/minutes.html"
    version: Version
    zone: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text in pieces."""
        return outputs.blocks(self.version.text)


@dataclass(frozen=True)
class MinutesStaffScreen(OfForum):
    """The minutes in their field, and every version."""

    template: ClassVar[str] = "accountability/staff/minutes.html"
    minutes: Minutes
    form: Form[Any]
    zone: str
    is_overtaken: bool = False
    is_frame: bool = False
    """Whether the field holds what the forum's data say, and nothing is saved yet."""
    wanted: str = ""
    """The page of versions that is asked for."""

    @property
    def versions(self) -> Paged[Version]:
        """The latest first, a page of them: every saving makes one."""
        return Paged.of(tuple(reversed(self.minutes.versions)), self.wanted, VERSIONS)


@dataclass(frozen=True)
class MinutesVersionScreen(OfForum):
    """One version, to be read before it is published."""

    template: ClassVar[str] = "accountability/staff/minutes_version.html"
    version: Version
    is_public: bool
    zone: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text in pieces."""
        return outputs.blocks(self.version.text)


@dataclass(frozen=True)
class OutputsScreen(OfForum):
    """Where everything that follows a forum is done."""

    template: ClassVar[str] = "accountability/staff/outputs.html"
    record: Record
    may_draft: bool

    @property
    def minutes(self) -> Text:
        """How the minutes stand."""
        if self.record.minutes.published:
            return Text("Version {n} is published.", n=self.record.minutes.public)
        if self.record.minutes.last:
            return Text("Version {n} is saved, nothing is published.", n=self.record.minutes.last)
        return Text("Not written yet.")


@dataclass(frozen=True)
class ResolutionsScreen(OfForum):
    """What councils resolved, and a form for the next one."""

    template: ClassVar[str] = "accountability/staff/resolutions.html"
    resolutions: tuple[Resolution, ...]
    form: Form[Any]


@dataclass(frozen=True)
class PhotosScreen(OfForum):
    """The photos, and a form for the next one."""

    template: ClassVar[str] = "accountability/staff/photos.html"
    photos: tuple[Photo, ...]
    form: Form[Any]

    def photo_path(self, photo: Photo) -> str:
        """Where staff see a photo, also before the forum is published."""
        return f"{self.staff_path}/photos/{photo.id}"


@dataclass(frozen=True)
class PackScreen(OfForum):
    """A page of the evidence pack; it is read from a disk, years later."""

    record: Record
    city: str
    zone: str
    files: tuple[tuple[str, Text], ...]
    """(name, what it holds) of everything in the pack."""

    @property
    def texts(self) -> Mapping[UUID, str]:
        """The wording of each item of the shortlist."""
        return self.record.texts

    @property
    def minutes(self) -> tuple[Block, ...]:
        """The published minutes in pieces."""
        published = self.record.minutes.published
        return outputs.blocks(published.text) if published else ()

    @property
    def photos(self) -> tuple[tuple[str, Photo], ...]:
        """(file, photo)."""
        return tuple((photo_name(n), photo) for n, photo in enumerate(self.record.photos, 1))

    @property
    def resolutions(self) -> tuple[tuple[str, Resolution], ...]:
        """(file or "", resolution)."""
        return tuple(
            (resolution_name(n, each) if each.file_name else "", each)
            for n, each in enumerate(self.record.resolutions, 1)
        )


@dataclass(frozen=True)
class PackIndexScreen(PackScreen):
    """What the pack holds."""

    template: ClassVar[str] = "accountability/pack/index.html"


@dataclass(frozen=True)
class PackForumScreen(PackScreen):
    """The event and its tables."""

    template: ClassVar[str] = "accountability/pack/forum.html"


@dataclass(frozen=True)
class PackListScreen(PackScreen):
    """Shortlist and ranking."""

    template: ClassVar[str] = "accountability/pack/list.html"

    @property
    def verified(self) -> VerifiedList | None:
        """The verified list, once it is published."""
        return self.record.verified.list if self.record.verified else None

    @property
    def channels(self) -> tuple[tuple[Channel, Text], ...]:
        """The ways of asking, in words."""
        return tuple((channel, CHANNELS[channel]) for channel in (self.verified.channels if self.verified else ()))

    @property
    def rule(self) -> tuple[Text, ...]:
        """How the list is verified, sentence by sentence."""
        made = self.verified
        return tuple(rule_sentences(made.rule, made.channels)) if made else ()

    def reasons(self, row: Listed) -> tuple[Text, ...]:
        """Why an item is not verified, as the public page says it; of a verified one, where it was not among them."""
        return reasons(self.verified, row) if self.verified else ()


@dataclass(frozen=True)
class PackReportScreen(PackScreen):
    """What became of the list before."""

    template: ClassVar[str] = "accountability/pack/report.html"

    @property
    def views(self) -> tuple[LineView, ...]:
        """The items with their states."""
        return views(self.record.report)


@dataclass(frozen=True)
class PackPapersScreen(PackScreen):
    """Minutes, resolutions, photos."""

    template: ClassVar[str] = "accountability/pack/papers.html"


PACK_PAGES: tuple[tuple[str, type[PackScreen], Text], ...] = (
    ("forum.html", PackForumScreen, Text("The forum: when, where, how many people, its tables and what they wrote")),
    ("list.html", PackListScreen, Text("Shortlist, ranking in the room, verified list")),
    ("report.html", PackReportScreen, Text("What became of the list before")),
    ("papers.html", PackPapersScreen, Text("Minutes, resolutions, photos")),
)
PACK_FILES = {
    "tables.csv": Text("Tables and their items, for spreadsheets"),
    "shortlist.csv": Text("The shortlist, for spreadsheets"),
    "ranking.csv": Text("The ranking in the room, for spreadsheets"),
    "verified-list.csv": Text("The verified list, for spreadsheets"),
    "verified-list.json": Text("The verified list as it was published, for programs"),
    "report.csv": Text("What became of the list before, for spreadsheets"),
    "forum.json": Text("The forum, for programs"),
}


def photo_name(number: int) -> str:
    """A photo's name in the pack."""
    return f"photos/{number:02d}.webp"


def resolution_name(number: int, resolution: Resolution) -> str:
    """A resolution's file in the pack."""
    return f"resolutions/{number:02d}-{resolution.file_name}"
