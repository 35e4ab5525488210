"""What does a visitor see of the installation, of a city, and of how the service works?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from partnet_vote.cities.rules import City
from partnet_vote.elections import rules
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.forums.rules import Forum, Status as ForumStatus
from partnet_vote.home.queries import Found
from partnet_vote.platform.kernel.collation import sort_key
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.screens import Screen
from partnet_vote.proposals.rules import Status

RECENT = 3
"""Finished votes, and forums to come, shown on a city's front page."""
REVIEWED = date(2026, 11, 23)
"""When the statements about privacy and accessibility were last gone through."""


@dataclass(frozen=True)
class InstallationScreen(Screen):
    """The cities of this installation."""

    template: ClassVar[str] = "home/installation.html"
    cities: tuple[City, ...]

    @classmethod
    def of(cls, cities: Sequence[City], language: str) -> InstallationScreen:
        """The cities in the order of the reader's alphabet."""
        return cls(tuple(sorted(cities, key=lambda city: sort_key(city.name, language))))


@dataclass(frozen=True)
class FrontScreen(Screen):
    """A city's front page: what can be done now, what comes, what was decided."""

    template: ClassVar[str] = "home/front.html"
    city: City
    open_now: tuple[Election, ...]
    coming: tuple[Election, ...]
    finished: tuple[tuple[Election, bool], ...]
    """With whether its result is published."""
    forums: tuple[Forum, ...]
    """Those to come or under way, the nearest first."""
    proposals: int
    days_left: Mapping[str, int]

    @classmethod
    def of(
        cls,
        city: City,
        elections: Sequence[Election],
        forums: Sequence[Forum],
        now: datetime,
        proposals: Mapping[Status, int],
        published: Collection[UUID],
    ) -> FrontScreen:
        """What ends first stands first, and what opens first; of the finished votes only the latest."""
        phases = {each.slug: rules.phase(each, now) for each in elections}
        open_now = [each for each in reversed(elections) if phases[each.slug] is Phase.OPEN]
        coming = [each for each in elections if phases[each.slug] is Phase.FROZEN and each.opens_at]
        meetings = (each for each in forums if each.status is ForumStatus.PUBLISHED and not each.is_over(now))
        return cls(
            city,
            tuple(open_now),
            tuple(sorted(coming, key=lambda each: each.opens_at or now)),
            tuple((each, each.id in published) for each in elections if phases[each.slug] is Phase.CLOSED)[:RECENT],
            tuple(sorted(meetings, key=lambda each: each.starts_at))[:RECENT],
            proposals[Status.PUBLISHED],
            {each.slug: (each.closes_at - now).days for each in open_now if each.closes_at},
        )

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What the city says about itself, as far as its first paragraph."""
        return paragraphs(self.city.about)[:1]


@dataclass(frozen=True)
class AboutScreen(Screen):
    """How voting works, and how secret it is."""

    template: ClassVar[str] = "home/about.html"
    city: City

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What the city says about itself."""
        return paragraphs(self.city.about)


@dataclass(frozen=True)
class PrivacyScreen(Screen):
    """Which data are kept, why, and for how long; `city` is None for the installation as a whole."""

    template: ClassVar[str] = "home/privacy.html"
    city: City | None
    reviewed: date = REVIEWED


@dataclass(frozen=True)
class AccessibilityScreen(Screen):
    """The accessibility statement; `city` is None for the installation as a whole."""

    template: ClassVar[str] = "home/accessibility.html"
    city: City | None
    reviewed: date = REVIEWED


@dataclass(frozen=True)
class ContactScreen(Screen):
    """Whom to ask; `city` is None for the installation as a whole."""

    template: ClassVar[str] = "home/contact.html"
    city: City | None


@dataclass(frozen=True)
class SearchScreen(Screen):
    """What was found."""

    template: ClassVar[str] = "home/search.html"
    words: str
    found: Found
    city: Tenant


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text."""
    return tuple(part.strip() for part in text.split("\n") if part.strip())
