"""What may a template see of proposals?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.accounts.rules import ROLE_NAMES
from partnet_vote.cities.rules import District
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.history import Occurrence
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.paging import Pager, address, pages_of
from partnet_vote.platform.web.screens import Screen
from partnet_vote.proposals import rules
from partnet_vote.proposals.rules import (
    CATEGORIES,
    Filters,
    ImportReport,
    Order,
    Picture,
    Proposal,
    Status,
    StatusChange,
)

Choices = tuple[tuple[str, str | Text], ...]
PER_PAGE = 24
LONGEST = 100
"""Characters of a search."""
STATUS_LABELS = {
    Status.DRAFT: Text("Draft"),
    Status.PUBLISHED: Text("Published"),
    Status.WITHDRAWN: Text("Withdrawn"),
}
OFFICES = {role.value: label for role, label in ROLE_NAMES.items()}
STATUS_STATES = {Status.DRAFT: "waiting", Status.PUBLISHED: "done", Status.WITHDRAWN: "no"}
ORDERS: Choices = (
    (Order.NUMBER.value, Text("By number")),
    (Order.TITLE.value, Text("By title")),
    (Order.CHEAPEST.value, Text("The cheapest first")),
    (Order.DEAREST.value, Text("The most expensive first")),
)


@dataclass(frozen=True)
class ProposalView:
    """A proposal with the names of what it points at."""

    proposal: Proposal
    area: str
    category: Text | None
    label: Text
    state: str

    @classmethod
    def of(cls, proposal: Proposal, districts: Mapping[UUID, District]) -> ProposalView:
        """The proposal as it is shown."""
        district = districts.get(proposal.district_id) if proposal.district_id else None
        return cls(
            proposal,
            district.name if district else "",
            CATEGORIES.get(proposal.category),
            STATUS_LABELS[proposal.status],
            STATUS_STATES[proposal.status],
        )

    @property
    def icon(self) -> str:
        """The icon of its category, or of any paper."""
        return self.proposal.category or "file-text"

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, paragraph by paragraph."""
        return tuple(part.strip() for part in self.proposal.body.split("\n") if part.strip())


@dataclass(frozen=True)
class ListScreen(Screen):
    """A list that can be searched, filtered, sorted and paged."""

    views: tuple[ProposalView, ...]
    total: int
    number: int
    filters: Filters
    district: str
    districts: Choices
    categories: Choices
    currency: str

    @property
    def orders(self) -> Choices:
        """How the list can be sorted."""
        return ORDERS

    @property
    def is_filtered(self) -> bool:
        """Whether anything may be left out."""
        return bool(self.filters.words or self.district or self.filters.category)

    @property
    def is_narrowed(self) -> bool:
        """Whether more than words was chosen: then the choices stand open."""
        return bool(self.district or self.filters.category) or self.filters.order is not Order.NUMBER

    @property
    def chosen(self) -> dict[str, str]:
        """What was searched, filtered and sorted by, as addresses say it."""
        return {
            "q": self.filters.words,
            "district": self.district,
            "category": self.filters.category,
            "order": "" if self.filters.order is Order.NUMBER else self.filters.order.value,
        }

    def address(self, base: str, **changes: str) -> str:
        """The address of this list with other wishes."""
        return address(base, **{**self.chosen, **changes})

    def pager(self, base: str, **kept: str) -> Pager:
        """Where one is in the list."""
        return Pager.of(base, self.number, pages_of(self.total, PER_PAGE), {**self.chosen, **kept})


@dataclass(frozen=True)
class ProposalsScreen(ListScreen):
    """The proposals that everybody may read."""

    template: ClassVar[str] = "proposals/list.html"

    @property
    def shows_withdrawn(self) -> bool:
        """Whether these are the withdrawn ones."""
        return self.filters.statuses == {Status.WITHDRAWN}


@dataclass(frozen=True)
class ProposalScreen(Screen):
    """Everything a proposal says."""

    template: ClassVar[str] = "proposals/proposal.html"
    view: ProposalView
    changed: StatusChange
    currency: str
    zone: str
    origin: Occurrence | None = None

    @property
    def geo(self) -> str:
        """The position for a phone's own map, or nothing."""
        proposal = self.view.proposal
        return "" if proposal.lat is None or proposal.lon is None else rules.geo_address(proposal.lat, proposal.lon)

    @property
    def map(self) -> str:
        """A map on the web, or nothing."""
        proposal = self.view.proposal
        return "" if proposal.lat is None or proposal.lon is None else rules.map_address(proposal.lat, proposal.lon)


@dataclass(frozen=True)
class ProposalsStaffScreen(ListScreen):
    """Every proposal of the city by status, drafts to be published together."""

    template: ClassVar[str] = "proposals/staff/list.html"
    status: Status
    counts: Mapping[Status, int]

    @property
    def tabs(self) -> tuple[tuple[Text, Status, int, bool], ...]:
        """Label, status, how many, whether it is this one."""
        return tuple((STATUS_LABELS[each], each, self.counts[each], each is self.status) for each in Status)


@dataclass(frozen=True)
class Step:
    """One step of a proposal's life in words."""

    label: Text
    at: datetime
    reason: str
    offices: tuple[Text, ...]

    @classmethod
    def of(cls, change: StatusChange) -> Step:
        """The step; what the command line did, the service itself did."""
        codes = change.office.split(", ")
        offices = tuple(OFFICES[code] if code in OFFICES else Text("the service itself") for code in codes)
        return cls(STATUS_LABELS[change.status], change.at, change.reason, offices)


@dataclass(frozen=True)
class ForumItemsScreen(Screen):
    """Items of a forum's shortlist that may be drafted, as choices, and those that are proposals by now."""

    template: ClassVar[str] = "proposals/staff/forum_items.html"
    forum: Forum
    choices: tuple[tuple[str, str], ...]
    taken: tuple[tuple[str, int], ...]
    """(wording, number of the proposal)."""
    form: Form[Any]


@dataclass(frozen=True)
class ProposalStaffScreen(Screen):
    """A proposal with its pictures, its life so far, and what can be done with it."""

    template: ClassVar[str] = "proposals/staff/proposal.html"
    view: ProposalView
    steps: tuple[Step, ...]
    picture_form: Form[Any]
    currency: str
    zone: str
    origin: Occurrence | None = None

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/proposals/{self.view.proposal.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can be published."""
        return self.view.proposal.status is Status.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        """Whether it can be brought back."""
        return self.view.proposal.status is Status.WITHDRAWN


@dataclass(frozen=True)
class Difference:
    """A field that somebody else has changed: its name and what stands there now."""

    label: Text
    theirs: str


@dataclass(frozen=True)
class ProposalFormScreen(Screen):
    """The texts of a proposal; `theirs` is what another editor saved meanwhile."""

    template: ClassVar[str] = "proposals/staff/form.html"
    form: Form[Any]
    proposal: Proposal | None
    city: Tenant
    districts: Choices
    theirs: tuple[Difference, ...] = ()

    @property
    def categories(self) -> Choices:
        """What a proposal may be about."""
        return (("", Text("None")), *CATEGORIES.items())

    @property
    def languages(self) -> Choices:
        """The city's languages."""
        return tuple((code, LANGUAGES[code]) for code in self.city.languages)

    @property
    def position(self) -> Choices:
        """Districts, or the whole city."""
        return (("", Text("The whole city")), *self.districts)


@dataclass(frozen=True)
class WithdrawalScreen(Screen):
    """The reason, before a proposal is withdrawn."""

    template: ClassVar[str] = "proposals/staff/withdrawal.html"
    proposal: Proposal
    form: Form[Any]


@dataclass(frozen=True)
class PictureScreen(Screen):
    """One picture: its words, and a way to take it away."""

    template: ClassVar[str] = "proposals/staff/picture.html"
    proposal: Proposal
    picture: Picture
    form: Form[Any]


@dataclass(frozen=True)
class ImportScreen(Screen):
    """A file to be taken over, and what was found in it."""

    template: ClassVar[str] = "proposals/staff/import.html"
    form: Form[Any]
    report: ImportReport | None = None


FIELDS = (
    ("title", Text("Title")),
    ("summary", Text("Summary")),
    ("summary_easy", Text("In easy words")),
    ("body", Text("Text")),
    ("cost", Text("Cost")),
    ("district_id", Text("District")),
    ("category", Text("Category")),
    ("place", Text("Place")),
    ("lat", Text("Latitude")),
    ("lon", Text("Longitude")),
    ("language", Text("Language")),
)


def filled(proposal: Proposal) -> Form[Any]:
    """A proposal in its fields."""
    return Form.of(version=proposal.version, **typed(proposal))


def typed(proposal: Proposal) -> dict[str, str]:
    """Each field as a person would type it."""
    cost = proposal.cost
    shown = {name: getattr(proposal, name) for name, _ in FIELDS}
    shown["cost"] = None if cost is None else f"{cost // 100}.{cost % 100:02d}" if cost % 100 else cost // 100
    for name in ("lat", "lon"):
        shown[name] = None if shown[name] is None else f"{shown[name].normalize():f}"
    return {name: "" if value is None else str(value) for name, value in shown.items()}


def differences(
    proposal: Proposal, sent: Mapping[str, Any], districts: Mapping[UUID, District]
) -> tuple[Difference, ...]:
    """Where what was saved meanwhile is not what this person sent."""
    theirs = typed(proposal)
    names = {str(key): district.name for key, district in districts.items()}
    found: list[Difference] = []
    for name, label in FIELDS:
        mine = str(sent.get(name) or "").replace("\r\n", "\n").strip()
        if mine != theirs[name].replace("\r\n", "\n"):
            value = str(CATEGORIES.get(theirs[name], theirs[name])) if name == "category" else theirs[name]
            found.append(Difference(label, names.get(value, value)))
    return tuple(found)


def district_choices(districts: Sequence[District]) -> Choices:
    """Districts by key."""
    return tuple((str(district.id), district.name) for district in districts)


def category_choices(used: Collection[str]) -> Choices:
    """The categories worth filtering by."""
    return tuple((icon, label) for icon, label in CATEGORIES.items() if icon in used)


def filters_of(
    q: str, district: str, category: str, order: str, statuses: frozenset[Status], districts: Sequence[District]
) -> Filters:
    """What an address asks for; what it names and is not there counts as not asked."""
    keys = {str(each.id): each.id for each in districts}
    orders = {each.value: each for each in Order}
    return Filters(
        words=q.replace("\x00", "").strip()[:LONGEST],
        district_id=keys.get(district),
        category=category if category in CATEGORIES else "",
        statuses=statuses,
        order=orders.get(order, Order.NUMBER),
    )
