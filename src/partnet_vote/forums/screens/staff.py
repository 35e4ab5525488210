"""What may an organiser's page show?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.forums.rules import Forum, Status, Step, Table
from partnet_vote.forums.rules.people import Attendance, Seats
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.words import KINDS, STEPS, TERMS, Choices, clock_time
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen


@dataclass(frozen=True)
class ForumsStaffScreen(Screen):
    """Every forum of the city, drafts too."""

    template: ClassVar[str] = "forums/staff/list.html"
    views: Paged[ForumView]
    may_organise: bool


@dataclass(frozen=True)
class ForumStaffScreen(Screen):
    """A forum, its tables, its life so far, and what can be done with it."""

    template: ClassVar[str] = "forums/staff/forum.html"
    view: ForumView
    tables: tuple[Table, ...]
    table_form: Form[Any]
    may_organise: bool
    may_define: bool
    """Whether this person may make a survey of the shortlist."""
    attendance: Attendance
    seats: Seats
    here: Mapping[UUID | None, int]
    """How many of each table's people have come."""

    def placed_at(self, table: Table) -> int:
        """How many have a place at a table."""
        return self.seats.taken.get(table.id, 0)

    def here_at(self, table: Table) -> int:
        """How many of them have come."""
        return self.here.get(table.id, 0)

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.view.forum.number}"

    @property
    def steps(self) -> tuple[tuple[Text, Step], ...]:
        """What happened to it, in words."""
        return tuple((STEPS[step.kind], step) for step in self.view.forum.steps)

    @property
    def is_draft(self) -> bool:
        """Whether it can be published."""
        return self.view.forum.status is Status.DRAFT

    @property
    def is_published(self) -> bool:
        """Whether it can be moved."""
        return self.view.forum.status is Status.PUBLISHED


@dataclass(frozen=True)
class ForumFormScreen(Screen):
    """A forum's texts, new or to be changed."""

    template: ClassVar[str] = "forums/staff/form.html"
    form: Form[Any]
    forum: Forum | None
    city: Tenant
    is_overtaken: bool = False
    """Whether somebody else saved it meanwhile: sending once more replaces their text."""

    @property
    def kinds(self) -> Choices:
        """Who meets."""
        return tuple((kind.value, label) for kind, label in KINDS.items())

    @property
    def terms(self) -> Choices:
        """What the tables write down."""
        return tuple((term.value, label) for term, label in TERMS.items())

    @property
    def bindings(self) -> Choices:
        """What the result means to the council."""
        return (("false", Text("Advisory: the council decides")), ("true", Text("Binding on the city")))

    @property
    def languages(self) -> Choices:
        """The city's languages."""
        return tuple((code, LANGUAGES[code]) for code in self.city.languages)

    @property
    def has_fixed_time(self) -> bool:
        """Whether time and place are known to people already."""
        return self.forum is not None and self.forum.is_public


@dataclass(frozen=True)
class MoveScreen(Screen):
    """Another time or place for a forum."""

    template: ClassVar[str] = "forums/staff/move.html"
    forum: Forum
    form: Form[Any]


@dataclass(frozen=True)
class CancellationScreen(Screen):
    """The reason, before a forum is called off."""

    template: ClassVar[str] = "forums/staff/cancellation.html"
    forum: Forum
    form: Form[Any]
    people: int
    """How many are registered or wait."""


@dataclass(frozen=True)
class TableFormScreen(Screen):
    """What a table is about."""

    template: ClassVar[str] = "forums/staff/table.html"
    forum: Forum
    table: Table
    form: Form[Any]
    is_overtaken: bool = False


@dataclass(frozen=True)
class TableRemovalScreen(Screen):
    """The last page before a table is taken away."""

    template: ClassVar[str] = "forums/staff/table_removal.html"
    forum: Forum
    table: Table
    stays: Text | None
    """Why it cannot be."""


def forum_form(forum: Forum, zone: str) -> Form[Any]:
    """A forum in its fields."""
    return Form.of(
        title=forum.title,
        term=forum.term.value,
        kind=forum.kind.value,
        binding="true" if forum.is_binding else "false",
        starts_at=clock_time(forum.starts_at, zone),
        ends_at=clock_time(forum.ends_at, zone),
        place=forum.place,
        languages=forum.languages,
        intro=forum.intro,
        programme=forum.programme,
        capacity=forum.capacity,
        per_table=forum.per_table,
        retention_days=forum.retention_days,
        version=forum.version,
    )


def table_form(table: Table) -> Form[Any]:
    """A table in its fields."""
    return Form.of(
        topic=table.topic,
        facilitator=table.facilitator,
        guarantor=table.guarantor,
        capacity=table.capacity,
        is_for_school="true" if table.is_for_school else "",
        version=table.version,
    )


def publication_screen(view: ForumView, tables: Sequence[Table]) -> ConfirmScreen:
    """What everybody reads from then on, and what can then be changed only with a reason."""
    speaking = Text("There is no table yet.") if not tables else len(tables)
    here = f"/staff/forums/{view.forum.number}"
    return ConfirmScreen(
        Text("Publish the forum?"),
        Text(
            "Everybody can read it and register. Time and place then change only with a public reason, and the forum "
            "can be called off but not hidden again."
        ),
        Text("Publish"),
        f"{here}/publication",
        here,
        view.forum.title,
        view.language,
        ((Text("Where"), view.forum.place), (Text("Tables"), speaking)),
        tone="",
    )
