# pyright: strict
"""What is written down of a forum: minutes in versions, resolutions, photos, and all of it together?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.accountability.rules.reports import Report
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.history import History
from partnet_vote.forums.rules.own_items import OwnItems
from partnet_vote.forums.rules.people import Attendance
from partnet_vote.forums.rules.room import Place, RoomVote
from partnet_vote.forums.rules.tables import Entry, Item
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results.rules import ListPublication, Publication

MINUTES, NUMBER, BODY, TEXT, ALT = 60_000, 40, 120, 6000, 300
"""The most characters of minutes, a resolution's number, its body and text, and the words of a photo."""
MOST_PHOTOS = 30
MOST_FILE = 15 * 1024 * 1024
"""Bytes of a resolution's file."""
HEADINGS = {"## ": "part", "# ": "heading", "- ": "list"}


class StepKind(StrEnum):
    """What happened to the minutes."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Version:
    """The minutes as they were saved once."""

    number: int
    text: str
    at: datetime
    office: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a forum: every version, the last one last, and which one everybody reads (0: none)."""

    versions: tuple[Version, ...] = ()
    public: int = 0

    @property
    def last(self) -> int:
        """The number of the last version; 0 before the first."""
        return self.versions[-1].number if self.versions else 0

    @property
    def published(self) -> Version | None:
        """What everybody reads."""
        return next((each for each in self.versions if each.number == self.public), None)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of minutes: a heading, a part's heading, a paragraph, or the lines of a list."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionTexts:
    """What a council resolved: its number, which body, when, and in which words."""

    number: str
    body: str
    decided_on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(ResolutionTexts):
    """A resolution as it is kept; `file_name` is "" without a file."""

    id: UUID
    file_name: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the evening."""

    id: UUID
    alt: str
    sha: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The verification survey of a forum with its published result."""

    slug: str
    title: str
    publication: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that is known of a forum; `places` are there once the room is counted."""

    forum: Forum
    tables: tuple[Table, ...]
    items: Mapping[UUID, tuple[Item, ...]]
    """What each table wrote down."""
    entries: tuple[Entry, ...]
    histories: Mapping[UUID, History]
    vote: RoomVote | None
    places: tuple[Place, ...]
    is_public: bool
    """Whether everybody may read the places."""
    report: Report | None
    minutes: Minutes
    resolutions: tuple[Resolution, ...]
    photos: tuple[Photo, ...]
    survey: Survey | None
    verified: ListPublication | None
    attendance: Attendance
    own_items: OwnItems | None = None
    """What people in the room wrote themselves, as far as the public may read it."""

    @property
    def voters(self) -> int | None:
        """How many people gave dots, once they are counted."""
        return self.vote.people_by_code + self.vote.people_on_paper if self.vote and self.vote.counted_at else None

    @property
    def texts(self) -> Mapping[UUID, str]:
        """The wording of each item of the shortlist."""
        return {entry.id: entry.text for entry in self.entries}


def blocks(text: str) -> tuple[Block, ...]:
    """Minutes in pieces: “# ” and “## ” begin headings, “- ” a list's line; an empty line ends a piece."""
    found: list[Block] = []
    is_open = False
    for line in text.splitlines():
        written = line.strip()
        kind = next((name for sign, name in HEADINGS.items() if written.startswith(sign)), "text")
        content = written.lstrip("#").strip() if kind in ("heading", "part") else written.removeprefix("- ")
        if not written:
            is_open = False
        elif is_open and found and found[-1].kind == kind and kind in ("text", "list"):
            found[-1] = Block(kind, (*found[-1].lines, content))
        else:
            found.append(Block(kind, (content,)))
            is_open = True
    return tuple(found)


def minutes_issue(text: str) -> Refused | None:
    """What is wrong with minutes, or None."""
    if not text.strip():
        return Refused(Text("Please fill this in."), "text")
    return Refused(Text("At most {n} characters fit here.", n=MINUTES), "text") if len(text) > MINUTES else None


def resolution_issue(texts: ResolutionTexts) -> Refused | None:
    """What is wrong with a resolution, beside its field, or None."""
    for name, most in (("number", NUMBER), ("body", BODY), ("text", TEXT)):
        value: str = getattr(texts, name)
        if not value.strip():
            return Refused(Text("Please fill this in."), name)
        if len(value) > most:
            return Refused(Text("At most {n} characters fit here.", n=most), name)
    return None


def file_issue(content: bytes) -> Refused | None:
    """Why this cannot stand beside a resolution, or None: only PDF, told by its first bytes."""
    if not content.startswith(b"%PDF-"):
        return Refused(Text("Choose a PDF file."), "file")
    if len(content) > MOST_FILE:
        return Refused(Text("The file is larger than {n} MB.", n=MOST_FILE // 1024**2), "file")
    return None


def alt_issue(alt: str) -> Refused | None:
    """What is wrong with the words of a photo, or None."""
    if not alt.strip():
        return Refused(Text("Say in a sentence what the picture shows, for people who cannot see it."), "alt")
    return Refused(Text("At most {n} characters fit here.", n=ALT), "alt") if len(alt) > ALT else None


def publication_issue(minutes: Minutes, kind: StepKind, version: int) -> Text | None:
    """Why the minutes cannot be published or withdrawn, or None."""
    if kind is StepKind.WITHDRAWN:
        return None if minutes.public else Text("The minutes are not published.")
    if version not in {each.number for each in minutes.versions}:
        return Text("There is no such version.")
    return Text("This version is published already.") if minutes.public == version else None


def sums(files: Sequence[tuple[str, str]]) -> str:
    """(name, SHA-256) of every file as `sha256sum -c` reads it, by name."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(files))
