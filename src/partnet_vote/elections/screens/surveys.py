"""What may staff see while they make a survey, and what does everybody read of it on the forum's page?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from partnet_vote.elections.rules import Election, Option, Phase
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.elections.rules.surveys import MOST_MARKS, Marking
from partnet_vote.elections.screens.filled import Choices
from partnet_vote.elections.screens.staff import StaffPage
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen
from partnet_vote.residents.rules import Edition

MARKINGS: tuple[tuple[str, Text, Text], ...] = (
    (Marking.CHOICES, Text("Marks, one for an item"), Text("The usual way: two marks, for two different items.")),
    (Marking.POINTS, Text("Marks that may be stacked"), Text("Several marks may go to one item.")),
    (Marking.PLUS_MINUS, Text("For and against (D21)"), Text("Whoever has marked enough may also vote against.")),
)


@dataclass(frozen=True)
class SurveyFormScreen(Screen):
    """Everything that a survey of a forum's shortlist needs, on one page."""

    template: ClassVar[str] = "elections/staff/survey_form.html"
    forum: Forum
    city: Tenant
    form: Form[Any]
    editions: tuple[Edition, ...]
    entries: tuple[Entry, ...]

    @property
    def markings(self) -> Choices:
        """How one marks."""
        return MARKINGS  # type: ignore[return-value]

    @property
    def most(self) -> int:
        """No more marks than this."""
        return MOST_MARKS


@dataclass(frozen=True)
class ShortlistScreen(StaffPage):
    """What has changed on the forum's shortlist since the survey was made."""

    template: ClassVar[str] = "elections/staff/shortlist.html"
    lacking: tuple[Entry, ...]
    gone: tuple[Option, ...]
    changed: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        election: Election,
        city: Tenant,
        found: tuple[tuple[Entry, ...], tuple[Option, ...], tuple[Option, ...]],
    ) -> ShortlistScreen:
        """The differences as they are now."""
        return cls(election, city, *found)

    @property
    def is_in_step(self) -> bool:
        """Whether nothing differs."""
        return not (self.lacking or self.gone or self.changed)


@dataclass(frozen=True)
class SlipsScreen(StaffPage):
    """Whether the vote takes slips of paper, and on which terms."""

    template: ClassVar[str] = "elections/staff/slips.html"
    section: ClassVar[str] = "slips"
    form: Form[Any]
    has_slips: bool


@dataclass(frozen=True)
class SurveyOfForumScreen(Screen):
    """What the forum's page says of its survey; it also stands by itself."""

    template: ClassVar[str] = "elections/survey.html"
    forum: Forum
    election: Election | None
    phase: Phase | None
    zone: str
    is_part: bool

    @classmethod
    def of(
        cls, forum: Forum, election: Election | None, phase: Phase | None, zone: str, *, is_part: bool
    ) -> SurveyOfForumScreen:
        """The survey at this moment; None while nobody may see it."""
        return cls(forum, election, phase, zone, is_part)

    @property
    def ends_at(self) -> datetime | None:
        """When it closes."""
        return self.election.closes_at if self.election else None

    @property
    def path(self) -> str:
        """The survey's own page."""
        return f"/elections/{self.election.slug}" if self.election else ""


def survey_form(forum: Forum) -> Form[Any]:
    """The usual survey, to be changed where the city's rule is another."""
    title = str(Text("Verification survey {year}", year=forum.starts_at.year))
    return Form.of(
        title=title,
        question=str(Text("Which of these should the city take on first?")),
        intro=str(Text("The forum wrote this list. Tell the city which items matter most to you.")),
        marking=Marking.CHOICES,
        marks=2,
        per_item=2,
        minus=1,
        plus_before_minus=2,
        own_item="true",
    )


def slips_form(terms: Slips | None) -> Form[Any]:
    """The terms in their fields."""
    if terms is None:
        return Form.of(takes_slips="")
    return Form.of(takes_slips="true", printed=terms.printed, return_by=terms.return_by, places=terms.places)
