# pyright: strict
"""What is a count, a publication, an objection; and how does a result stand?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from partnet_vote.elections.rules import Phase
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results.rules.accounts import Account
from partnet_vote.results.rules.turnout import Turnout

LONGEST_OBJECTION_PERIOD = 90
SHORTEST_REASON = 10
"""Characters of a reason that the public reads."""


class Standing(StrEnum):
    """How the result of an election stands for the public."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    OBJECTIONS = "objections"
    DISPUTED = "disputed"
    FINAL = "final"
    REPLACED = "replaced"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One count of a closed box, kept for good: `digest` is over the outcome's canonical text (outcome.jsonl)."""

    id: UUID
    election_id: UUID
    number: int
    at: datetime
    office: str
    closed_at: datetime
    ballots: int
    issued: int
    outcome: str
    digest: str
    accounts: tuple[Account, ...]
    turnout: Turnout


@dataclass(frozen=True, slots=True)
class File:
    """A published file; `digest` is `sha256:…` over its bytes."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A result made public; number 1 is the first, a higher one corrects those before it for `reason`."""

    id: UUID
    election_id: UUID
    count_id: UUID
    number: int
    at: datetime
    office: str
    reason: str
    objections_until: datetime
    bundle_digest: str
    files: tuple[File, ...] = ()

    @property
    def last_day(self) -> datetime:
        """A moment of the last day on which objections are taken."""
        return self.objections_until - timedelta(seconds=1)

    def protocol(self, language: str) -> str:
        """The name of the protocol in this language, or in another where the city had not yet spoken it."""
        papers = [file.name for file in self.files if file.name.startswith("protocol-")]
        wanted = f"protocol-{language}.pdf"
        return wanted if wanted in papers or not papers else papers[0]

    def file(self, name: str) -> File | None:
        """The file of this name."""
        return next((file for file in self.files if file.name == name), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the office said to an objection; `summary` tells the public what it was about, without persons."""

    at: datetime
    office: str
    summary: str
    text: str
    is_upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An objection to a result; `contact` is sealed, and opened only for who answers."""

    id: UUID
    election_id: UUID
    number: int
    publication: int
    at: datetime
    text: str
    contact: bytes | None
    answer: Answer | None = None


def publication_of(published: Sequence[Publication], number: int) -> Publication | None:
    """The publication of this number."""
    return next((each for each in published if each.number == number), None)


def standing(
    phase: Phase,
    publications: Sequence[Publication],
    shown: Publication | None,
    objections: Sequence[Objection],
    now: datetime,
) -> Standing:
    """How the shown publication stands (the latest if it has no successor), or the vote without one."""
    if phase is Phase.ANNULLED:
        return Standing.ANNULLED
    if shown is None:
        return {Phase.OPEN: Standing.OPEN, Phase.CLOSED: Standing.CLOSED}.get(phase, Standing.COMING)
    if any(each.number > shown.number for each in publications):
        return Standing.REPLACED
    if now < shown.objections_until:
        return Standing.OBJECTIONS
    return Standing.DISPUTED if any(each.answer is None for each in objections) else Standing.FINAL


def objections_end(published: date, days: int, zone: str) -> datetime:
    """The midnight after the last day on which objections are taken, `days` after the day of publication."""
    return datetime.combine(published + timedelta(days=days + 1), time.min, ZoneInfo(zone))


def days_issue(days: int) -> Text | None:
    """Why the period for objections cannot be so long, or None."""
    if 0 <= days <= LONGEST_OBJECTION_PERIOD:
        return None
    return Text("Between 0 and {n} days.", n=LONGEST_OBJECTION_PERIOD)


def reason_issue(reason: str) -> Text | None:
    """Why this is no reason that the public can read, or None."""
    if len(reason.strip()) >= SHORTEST_REASON:
        return None
    return Text("Write the reason for the public, at least {n} characters.", n=SHORTEST_REASON)
