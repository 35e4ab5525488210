# pyright: strict
"""What is a forum, which tables does it have, and what may become of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

TITLE, PLACE, BODY, TOPIC, NAME, REASON = 160, 200, 6000, 120, 120, 1000
"""The most characters of each text."""
LONGEST = timedelta(days=3)
"""A forum is an evening or a day; a longer one is a slip of the keyboard."""
MOST_PEOPLE = 10_000
MOST_PER_TABLE = 10
"""Items that a table hands over; two is what cities do."""
LONGEST_RETENTION = 365
"""Days for which the names of a forum's people may be kept."""


class Kind(StrEnum):
    """Who meets."""

    CITY = "city"
    YOUTH = "youth"
    SCHOOL = "school"
    ROUND_TABLE = "round-table"


class Term(StrEnum):
    """What the city calls that which the tables write down."""

    PROBLEMS = "problems"
    PRIORITIES = "priorities"
    OPPORTUNITIES = "opportunities"


class Status(StrEnum):
    """Where a forum stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class StepKind(StrEnum):
    """What happened to a forum."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    MOVED = "moved"
    CANCELLED = "cancelled"


STATUS_AFTER = {
    StepKind.DRAFTED: Status.DRAFT,
    StepKind.PUBLISHED: Status.PUBLISHED,
    StepKind.MOVED: Status.PUBLISHED,
    StepKind.CANCELLED: Status.CANCELLED,
}


class ChangedMeanwhile(Refused):
    """Somebody else has saved it since it was opened for editing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a forum's life; `old_start` and `old_place` say from where it was moved."""

    kind: StepKind
    at: datetime
    office: str
    reason: str
    old_start: datetime | None = None
    old_place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumTexts:
    """What a forum says of itself; `per_table` is how many items a table hands over to the shortlist."""

    title: str
    term: Term
    kind: Kind
    is_binding: bool
    starts_at: datetime
    ends_at: datetime
    place: str
    languages: tuple[str, ...]
    intro: str = ""
    programme: str = ""
    capacity: int | None = None
    per_table: int = 2
    retention_days: int = 60
    """Days after the forum until the list of its people is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum(ForumTexts):
    """A forum as it stands; `version` grows with every edit."""

    id: UUID
    number: int
    version: int
    steps: tuple[Step, ...]

    @property
    def status(self) -> Status:
        """Where it stands after its last step."""
        return STATUS_AFTER[self.steps[-1].kind]

    @property
    def is_public(self) -> bool:
        """Whether anybody may read of it; a cancelled one stays, with its reason, if it was published."""
        return any(step.kind is StepKind.PUBLISHED for step in self.steps)

    def paper_language(self, reader: str) -> str:
        """In which language a paper is printed that others will read: the reader's, if the forum is held in it."""
        return reader if reader in self.languages else self.languages[0]

    @property
    def last_move(self) -> Step | None:
        """Where and when it was to be before, if it was moved."""
        return next((step for step in reversed(self.steps) if step.kind is StepKind.MOVED), None)

    def is_over(self, now: datetime) -> bool:
        """Whether people have gone home."""
        return now >= self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTexts:
    """What a table is about; `facilitator` and `guarantor` are names of offices."""

    topic: str
    facilitator: str = ""
    guarantor: str = ""
    capacity: int | None = None
    is_for_school: bool = False
    """Whether its items stand on the own list of a school: a school forum has two, the other one is for the town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(TableTexts):
    """A table of a forum; `door` counts how often its link and PIN were renewed."""

    id: UUID
    forum_id: UUID
    number: int
    version: int
    door: int
    has_guests: bool
    """Whether anybody at the table may add items."""


def texts_issue(texts: ForumTexts) -> Refused | None:
    """What is wrong with a forum's texts, beside its field, or None."""
    for name, most in (("title", TITLE), ("place", PLACE), ("intro", BODY), ("programme", BODY)):
        if issue := _length_issue(getattr(texts, name), most, name, needed=name in ("title", "place")):
            return issue
    if not texts.languages:
        return Refused(Text("Choose at least one language."), "languages")
    if not 1 <= texts.per_table <= MOST_PER_TABLE:
        return Refused(Text("A table hands over at least one item and at most {n}.", n=MOST_PER_TABLE), "per_table")
    if not 1 <= texts.retention_days <= LONGEST_RETENTION:
        return Refused(Text("Write a number from 1 to {n}.", n=LONGEST_RETENTION), "retention_days")
    return _people_issue(texts.capacity) or times_issue(texts.starts_at, texts.ends_at)


def times_issue(starts_at: datetime, ends_at: datetime) -> Refused | None:
    """Why a forum cannot last from then to then, or None."""
    if ends_at <= starts_at:
        return Refused(Text("The end must come after the beginning."), "ends_at")
    if ends_at - starts_at > LONGEST:
        return Refused(Text("A forum lasts three days at most."), "ends_at")
    return None


def table_issue(texts: TableTexts) -> Refused | None:
    """What is wrong with a table's texts, or None."""
    for name, most in (("topic", TOPIC), ("facilitator", NAME), ("guarantor", NAME)):
        if issue := _length_issue(getattr(texts, name), most, name, needed=name == "topic"):
            return issue
    return _people_issue(texts.capacity)


def reason_issue(reason: str) -> Refused | None:
    """Why this is no reason to be published, or None."""
    return _length_issue(reason, REASON, "reason", needed=True)


def step_issue(forum: Forum, wanted: StepKind) -> Text | None:
    """Why a forum cannot take this step, or None."""
    match wanted:
        case StepKind.PUBLISHED if forum.status is not Status.DRAFT:
            return Text("This forum is published already.")
        case StepKind.MOVED if forum.status is not Status.PUBLISHED:
            return Text("Only a published forum is moved. A draft is simply changed.")
        case StepKind.CANCELLED if forum.status is Status.CANCELLED:
            return Text("This forum is cancelled already.")
        case _:
            return None


def _length_issue(value: str, most: int, name: str, *, needed: bool) -> Refused | None:
    if needed and not value.strip():
        return Refused(Text("Please fill this in."), name)
    return Refused(Text("At most {n} characters fit here.", n=most), name) if len(value) > most else None


def _people_issue(capacity: int | None) -> Refused | None:
    if capacity is None or 1 <= capacity <= MOST_PEOPLE:
        return None
    return Refused(Text("Write a number from 1 to {n}.", n=MOST_PEOPLE), "capacity")
