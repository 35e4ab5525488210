"""What may staff see while they prepare an election, and after its freeze?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.cities.rules import District
from partnet_vote.elections import rules
from partnet_vote.elections.rules import (
    Contest,
    DeedKind,
    Draft,
    Election,
    Issue,
    Option,
    SizedStyle,
    WeightRule,
)
from partnet_vote.elections.screens.deeds import DEED_QUESTIONS, DEED_WARNINGS, PendingView
from partnet_vote.elections.screens.filled import CATEGORY_CHOICES, Choices, district_choices
from partnet_vote.elections.screens.public import PHASE_LABELS, PHASE_STATES, DeedView, ElectionCard
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.proposals.rules import Proposal
from partnet_vote.residents.rules import Edition

VOTES, CHOICES = 50, 100
"""Votes on one page; proposals to choose from at once."""
TABS = (
    ("", Text("Overview")),
    ("settings", Text("Settings")),
    ("contests", Text("Contests")),
    ("electorate", Text("Who may vote")),
    ("weights", Text("Weights")),
    ("slips", Text("Paper")),
    ("preview", Text("Trial vote")),
)


@dataclass(frozen=True)
class ElectionsStaffScreen(Screen):
    """Every vote of the city, drafts too."""

    template: ClassVar[str] = "elections/staff/list.html"
    cards: Paged[ElectionCard]
    form: Form[Any]
    may_define: bool
    zone: str

    @classmethod
    def of(
        cls, elections: Sequence[Election], now: datetime, form: Form[Any], zone: str, wanted: str, *, may_define: bool
    ) -> ElectionsStaffScreen:
        """The list at this moment."""
        every = [ElectionCard.of(each, now, f"/staff/elections/{each.slug}") for each in elections]
        cards = Paged.of(every, wanted, VOTES)
        return cls(cards, form, may_define, zone)


@dataclass(frozen=True)
class StaffPage(Screen):
    """A page about one election: its head and tabs."""

    section: ClassVar[str] = ""
    election: Election
    city: Tenant

    @property
    def path(self) -> str:
        """The election's staff address inside the city."""
        return f"/staff/elections/{self.election.slug}"

    def tabs(self, may_define: bool) -> tuple[tuple[Text, str, bool], ...]:
        """Label, path and whether it is this page; a frozen election has no more to set, and others only look."""
        shown = TABS if may_define and not self.election.is_frozen else (TABS[0], TABS[-1])
        return tuple((label, f"{self.path}/{name}".rstrip("/"), name == self.section) for name, label in shown)


@dataclass(frozen=True)
class OverviewScreen(StaffPage):
    """Where an election stands: what is missing, what was frozen, what was done."""

    template: ClassVar[str] = "elections/staff/overview.html"
    label: Text
    state: str
    issues: tuple[Issue, ...]
    contests: tuple[tuple[Contest, int], ...]
    edition: Edition | None
    styles: tuple[SizedStyle, ...]
    deeds: tuple[DeedView, ...]
    waiting: tuple[PendingView, ...]
    deed_links: tuple[tuple[Text, str], ...]
    may_define: bool
    may_freeze: bool
    forum: Forum | None = None
    """The forum whose shortlist it asks about."""
    may_moderate: bool = False
    """Whether ballots may carry own items and this person may read them."""
    may_type: bool = False
    """Whether slips of paper come back and this person may type them."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of the freeze."""
        return all(issue.is_warning for issue in self.issues)


def phase_words(election: Election, now: datetime) -> tuple[Text, str]:
    """The phase in words and its sign."""
    phase = rules.phase(election, now)
    return PHASE_LABELS[phase], PHASE_STATES[phase]


@dataclass(frozen=True)
class SettingsScreen(StaffPage):
    """What the election says as a whole."""

    template: ClassVar[str] = "elections/staff/settings.html"
    section: ClassVar[str] = "settings"
    form: Form[Any]

    @property
    def languages(self) -> Choices:
        """The city's languages."""
        return tuple((code, LANGUAGES[code]) for code in self.city.languages)


@dataclass(frozen=True)
class ElectorateScreen(StaffPage):
    """Who may vote."""

    template: ClassVar[str] = "elections/staff/electorate.html"
    section: ClassVar[str] = "electorate"
    form: Form[Any]
    editions: tuple[Edition, ...]
    districts: Choices

    @classmethod
    def of(
        cls,
        election: Election,
        city: Tenant,
        form: Form[Any],
        editions: Sequence[Edition],
        districts: Sequence[District],
    ) -> ElectorateScreen:
        """The form with its choices."""
        return cls(election, city, form, tuple(editions), district_choices(districts))


@dataclass(frozen=True)
class WeightsScreen(StaffPage):
    """Weight classes in their order, how many people each ballot style has, and a form for another class."""

    template: ClassVar[str] = "elections/staff/weights.html"
    section: ClassVar[str] = "weights"
    form: Form[Any]
    weights: tuple[WeightRule, ...]
    styles: tuple[SizedStyle, ...]
    districts: Choices

    @classmethod
    def of(
        cls,
        election: Election,
        city: Tenant,
        form: Form[Any],
        weights: Sequence[WeightRule],
        draft: Draft,
        districts: Sequence[District],
    ) -> WeightsScreen:
        """The classes and what they mean for the roll that is chosen."""
        return cls(election, city, form, tuple(weights), draft.styles, district_choices(districts))


@dataclass(frozen=True)
class WeightScreen(StaffPage):
    """One weight class to be changed."""

    template: ClassVar[str] = "elections/staff/weight.html"
    section: ClassVar[str] = "weights"
    form: Form[Any]
    weight_id: UUID
    districts: Choices


@dataclass(frozen=True)
class ContestsScreen(StaffPage):
    """The contests, in ballot order."""

    template: ClassVar[str] = "elections/staff/contests.html"
    section: ClassVar[str] = "contests"
    contests: tuple[tuple[Contest, int, Text], ...]


@dataclass(frozen=True)
class ContestFormScreen(StaffPage):
    """A contest's question, ballot format and rule; `contest` is None for a new one."""

    template: ClassVar[str] = "elections/staff/contest_form.html"
    section: ClassVar[str] = "contests"
    form: Form[Any]
    contest: Contest | None
    districts: Choices


@dataclass(frozen=True)
class ContestScreen(StaffPage):
    """A contest with its options, in ballot order."""

    template: ClassVar[str] = "elections/staff/contest.html"
    section: ClassVar[str] = "contests"
    contest: Contest
    options: tuple[Option, ...]
    how_to_mark: Text
    how_counted: tuple[Text, ...]


@dataclass(frozen=True)
class OptionFormScreen(StaffPage):
    """An option's texts; `option` is None for a new one."""

    template: ClassVar[str] = "elections/staff/option_form.html"
    section: ClassVar[str] = "contests"
    form: Form[Any]
    contest: Contest
    option: Option | None
    districts: Choices
    categories: Choices = field(default=CATEGORY_CHOICES)


@dataclass(frozen=True)
class ProposalsScreen(StaffPage):
    """Published proposals that may become options of a contest."""

    template: ClassVar[str] = "elections/staff/proposals.html"
    section: ClassVar[str] = "contests"
    form: Form[Any]
    contest: Contest
    proposals: tuple[Proposal, ...]
    """Those that fit."""
    words: str
    """What is searched for."""

    @property
    def more(self) -> int:
        """How many fit and are not listed."""
        return max(0, len(self.proposals) - CHOICES)

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """Each proposal with its cost and summary."""
        shown = self.proposals[:CHOICES]
        return tuple((str(each.id), f"{each.number}. {each.title}", self._note(each)) for each in shown)

    def _note(self, proposal: Proposal) -> str:
        cost = "" if proposal.cost is None else str(rules.Money(proposal.cost, self.city.currency))
        return " · ".join(part for part in (cost, proposal.summary) if part)


@dataclass(frozen=True)
class RemovalScreen(StaffPage):
    """The last page before something of a draft is thrown away."""

    template: ClassVar[str] = "elections/staff/removal.html"
    title: Text
    warning: Text
    action: str
    back: str


@dataclass(frozen=True)
class CopyScreen(StaffPage):
    """A name for a copy of the election."""

    template: ClassVar[str] = "elections/staff/copy.html"
    form: Form[Any]


@dataclass(frozen=True)
class FreezeScreen(StaffPage):
    """The last page before the freeze: what is still missing, what will be published."""

    template: ClassVar[str] = "elections/staff/freeze.html"
    form: Form[Any]
    issues: tuple[Issue, ...]
    facts: tuple[tuple[Text, object], ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        return all(issue.is_warning for issue in self.issues)


@dataclass(frozen=True)
class DeedScreen(StaffPage):
    """A deed to be asked for, with its public reason."""

    template: ClassVar[str] = "elections/staff/deed.html"
    form: Form[Any]
    kind: DeedKind
    question: Text
    warning: Text
    needs_second: bool
    options: Choices

    @classmethod
    def of(
        cls,
        election: Election,
        city: Tenant,
        form: Form[Any],
        kind: DeedKind,
        texts: Mapping[str, Sequence[Option]],
        *,
        needs_second: bool,
    ) -> DeedScreen:
        """The form for this kind of deed; options that are gone are not offered."""
        left = tuple(
            (f"{key}|{option.key}", f"{option.number}. {option.title}")
            for key, options in texts.items()
            for option in options
            if option.key not in election.withdrawn.get(key, frozenset())
        )
        question, warning = DEED_QUESTIONS[kind], DEED_WARNINGS[kind]
        return cls(election, city, form, kind, question, warning, needs_second, left)

    @property
    def asks_time(self) -> bool:
        """Whether the deed needs a new time."""
        return self.kind is DeedKind.EXTEND

    @property
    def asks_option(self) -> bool:
        """Whether the deed needs an option."""
        return self.kind is DeedKind.WITHDRAW_OPTION

    @property
    def is_final(self) -> bool:
        """Whether it cannot be mended afterwards."""
        return self.kind is not DeedKind.EXTEND
