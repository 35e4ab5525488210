"""What may be shown of last year's list?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from partnet_vote.accountability.rules.reports import Report, ReportLine, State
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen

STATES = {
    State.DONE: (Text("Done"), "success", "circle-check"),
    State.UNDER_WAY: (Text("Under way"), "warning", "refresh"),
    State.PLANNED: (Text("Planned"), "info", "calendar"),
    State.CANNOT: (Text("Cannot be done"), "danger", "ban"),
}
"""A state in words, its light, and its sign."""
UNKNOWN = (Text("No report yet"), "neutral", "clock")


@dataclass(frozen=True)
class LineView:
    """An item with its state in words."""

    line: ReportLine
    number: int
    """Its place on the wall, from 1."""

    @property
    def light(self) -> tuple[Text, str, str]:
        """(word, light, sign)."""
        return STATES[self.line.standing.state] if self.line.standing else UNKNOWN


@dataclass(frozen=True)
class ReportScreen(Screen):
    """Last year's list, for everybody."""

    template: ClassVar[str] = "accountability/report.html"
    forum: Forum
    report: Report | None

    @property
    def path(self) -> str:
        """Its address inside the city."""
        return f"/forums/{self.forum.number}/report"

    @property
    def views(self) -> tuple[LineView, ...]:
        """The items as they are shown."""
        return views(self.report)

    @property
    def counts(self) -> tuple[tuple[Text, str, str, int], ...]:
        """(word, light, sign, how many) of every state that occurs, and of what nobody has reported on."""
        report = self.report
        if report is None:
            return ()
        silent = sum(line.standing is None for line in report.lines)
        known = tuple((*look, n) for state, look in STATES.items() if (n := report.count(state)))
        return (*known, (*UNKNOWN, silent)) if known and silent else known


@dataclass(frozen=True)
class ReportWallScreen(ReportScreen):
    """The same on the wall: all items, or one large."""

    template: ClassVar[str] = "accountability/report_wall.html"
    item: int = 0
    """Which item is shown, from 1; 0 shows all."""

    @property
    def view(self) -> LineView | None:
        """The item that is shown."""
        return self.views[self.item - 1] if 0 < self.item <= len(self.views) else None

    @property
    def before(self) -> int | None:
        """What stands before it: the item before, or the whole list."""
        return self.item - 1 if self.item > 0 else None

    @property
    def after(self) -> int | None:
        """What comes next."""
        return self.item + 1 if self.item < len(self.views) else None


@dataclass(frozen=True)
class ReportStaffScreen(Screen):
    """Last year's list, to be filled in."""

    template: ClassVar[str] = "accountability/staff/report.html"
    forum: Forum
    report: Report | None

    @property
    def path(self) -> str:
        """Its staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/report"

    @property
    def views(self) -> tuple[LineView, ...]:
        """Every item of the list."""
        return views(self.report)


@dataclass(frozen=True)
class StateScreen(Screen):
    """What became of one item."""

    template: ClassVar[str] = "accountability/staff/state.html"
    forum: Forum
    report: Report
    line: ReportLine
    form: Form[Any]
    is_overtaken: bool = False

    @property
    def path(self) -> str:
        """The list's staff address inside the city."""
        return f"/staff/forums/{self.forum.number}/report"

    @property
    def states(self) -> tuple[tuple[str, Text], ...]:
        """What may be said."""
        return tuple((state.value, look[0]) for state, look in STATES.items())


def views(report: Report | None) -> tuple[LineView, ...]:
    """The lines of a report, numbered."""
    lines = report.lines if report else ()
    return tuple(LineView(line, number) for number, line in enumerate(lines, 1))


def state_form(line: ReportLine) -> Form[Any]:
    """An item's state in its fields."""
    now = line.standing
    if now is None:
        return Form.of(version=0)
    return Form.of(state=now.state.value, text=now.text, guarantor=now.guarantor, on=now.on, version=now.version)
