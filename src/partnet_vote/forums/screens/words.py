"""How are the forum's words said?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from partnet_vote.forums.rules import Kind, Status, StepKind, Term
from partnet_vote.forums.rules.people import AgeBand, Food, Need, Sector, Standing
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
NEEDS = {
    Need.WHEELCHAIR: Text("A place for a wheelchair"),
    Need.HEARING: Text("Help with hearing (induction loop)"),
    Need.SIGNING: Text("Sign language interpreter"),
    Need.LARGE_PRINT: Text("Papers in large print"),
    Need.COMPANION: Text("A place for a companion"),
    Need.CHILDCARE: Text("Somebody to look after a child"),
}
FOODS = {
    Food.VEGETARIAN: Text("Vegetarian"),
    Food.VEGAN: Text("Vegan"),
    Food.NO_GLUTEN: Text("Without gluten"),
    Food.NO_LACTOSE: Text("Without lactose"),
    Food.NO_NUTS: Text("Without nuts"),
}
AGES = {
    AgeBand.CHILD: Text("Up to 14"),
    AgeBand.YOUTH: Text("15 to 29"),
    AgeBand.ADULT: Text("30 to 44"),
    AgeBand.MIDDLE: Text("45 to 59"),
    AgeBand.SENIOR: Text("60 to 74"),
    AgeBand.OLD: Text("75 and more"),
}
SECTORS = {
    Sector.RESIDENT: Text("For myself, as a resident"),
    Sector.ASSOCIATION: Text("An association or a club"),
    Sector.BUSINESS: Text("A business"),
    Sector.SCHOOL: Text("A school"),
    Sector.CITY: Text("The city and its offices"),
}
STANDINGS = {
    Standing.PLACED: (Text("Has a place"), "done"),
    Standing.WAITING: (Text("On the waiting list"), "waiting"),
    Standing.CANCELLED: (Text("Registration cancelled"), "no"),
}
UNSAID = Text("Did not say")


def clock_time(moment: datetime, zone: str) -> str:
    """A moment on the city's clocks, as a date and time field holds it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def paragraphs(text: str) -> tuple[str, ...]:
    """A text, paragraph by paragraph."""
    return tuple(part.strip() for part in text.split("\n") if part.strip())
