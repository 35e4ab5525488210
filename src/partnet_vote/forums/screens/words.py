"""How are the forum's words said?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from partnet_vote.forums.rules import Kind, Status, StepKind, Term
from partnet_vote.platform.kernel.text import Text

Choices = tuple[tuple[str, str | Text], ...]

KINDS = {
    Kind.CITY: Text("Forum for everybody"),
    Kind.YOUTH: Text("Youth forum"),
    Kind.SCHOOL: Text("School forum"),
    Kind.ROUND_TABLE: Text("Round table"),
}
TERMS = {
    Term.PROBLEMS: Text("Problems"),
    Term.PRIORITIES: Text("Priorities"),
    Term.OPPORTUNITIES: Text("Opportunities"),
}
STATUSES = {
    Status.DRAFT: (Text("Draft"), "waiting"),
    Status.PUBLISHED: (Text("Published"), "done"),
    Status.CANCELLED: (Text("Cancelled"), "no"),
}
STEPS = {
    StepKind.DRAFTED: Text("Draft begun"),
    StepKind.PUBLISHED: Text("Published"),
    StepKind.MOVED: Text("Moved"),
    StepKind.CANCELLED: Text("Cancelled"),
}


def clock_time(moment: datetime, zone: str) -> str:
    """A moment on the city's clocks, as a date and time field holds it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def paragraphs(text: str) -> tuple[str, ...]:
    """A text, paragraph by paragraph."""
    return tuple(part.strip() for part in text.split("\n") if part.strip())
