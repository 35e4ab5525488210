"""How does a ballot look before it is frozen, and what would the box say to it? Nothing marked here is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from partnet_vote.cities.rules import District
from partnet_vote.elections.rules import Draft, Election, Money, Option, ballot_words, said
from partnet_vote.elections.rules.paper import Line, Paper, Sent, mark_fields, marks_of, paper_of
from partnet_vote.elections.screens.filled import Choices
from partnet_vote.elections.screens.staff import StaffPage
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.screens import Screen
from partnet_vote.tally.electorate import StyleDefinition

Areas = Mapping[UUID, District]


@dataclass(frozen=True)
class CardOption:
    """An option as the macros of a ballot card read it."""

    id: str
    title: str
    summary: str
    cost_text: Money | str
    area: str
    icon: str
    mark: int = 0
    is_starred: bool = False
    href: str = ""
    note: Text | str = ""

    @classmethod
    def of(cls, line: Line, areas: Areas, currency: str) -> CardOption:
        """A line of the ballot, and why it cannot be added as things stand."""
        option = line.option
        district = areas.get(option.district_id) if option.district_id else None
        return cls(
            line.id,
            option.title,
            option.summary,
            "" if option.cost is None else Money(option.cost, currency),
            district.name if district else option.place,
            option.category,
            line.mark,
            line.is_starred,
            note="" if line.short is None else Text("{money} short", money=Money(line.short, currency)),
        )


@dataclass(frozen=True)
class TrialContest:
    """A contest of the trial ballot: the same paper that a voter gets, with what is marked on it."""

    paper: Paper
    how: Text
    cards: tuple[CardOption, ...]
    marked: tuple[CardOption, ...]
    headline: Text
    detail: Text

    @property
    def scale(self) -> tuple[tuple[int | str, str], ...]:
        """Grades from the best to the worst, and none."""
        labels = getattr(self.paper.ballot, "labels", ())
        return (*reversed(tuple(enumerate(labels, 1))), ("", "–"))


@dataclass(frozen=True)
class TrialScreen(StaffPage):
    """The ballot of one style, to be tried; `is_checked` shows what is wrong with it."""

    template: ClassVar[str] = "elections/staff/trial.html"
    section: ClassVar[str] = "preview"
    style: int
    styles: Choices
    contests: tuple[TrialContest, ...]
    faults: tuple[Text, ...]
    is_checked: bool = False

    @property
    def wrong(self) -> tuple[TrialContest, ...]:
        """The contests that the box would refuse."""
        return tuple(each for each in self.contests if each.paper.faults) if self.is_checked else ()


@dataclass(frozen=True)
class TrialReviewScreen(StaffPage):
    """What the voter would see before sending."""

    template: ClassVar[str] = "elections/staff/trial_review.html"
    section: ClassVar[str] = "preview"
    style: int
    contests: tuple[TrialContest, ...]

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The marks as hidden fields, for the way back."""
        return tuple(pair for each in self.contests for _, pair in mark_fields(each.paper))


@dataclass(frozen=True)
class CardScreen(Screen):
    """One ballot card, while its texts are typed."""

    template: ClassVar[str] = "elections/staff/card.html"
    option: CardOption


def styles_of(draft: Draft) -> tuple[StyleDefinition, ...]:
    """The ballot styles to be tried; one with every contest where no roll is chosen yet."""
    if draft.styles:
        return tuple(each.style for each in draft.styles)
    return (StyleDefinition(1, tuple(draft.contests)),) if draft.contests else ()


def style_name(style: StyleDefinition) -> str:
    """A ballot style in a list of choices."""
    parts = [part for part in (style.district, style.weight_class) if part]
    return f"{style.number}: {' · '.join(parts)}" if parts else str(style.number)


def trial_screen(
    election: Election,
    city: Tenant,
    draft: Draft,
    texts: Mapping[str, Sequence[Option]],
    areas: Areas,
    wanted: int,
    sent: Sent,
    *,
    is_checked: bool = False,
) -> TrialScreen:
    """The ballot of the wanted style (the first one, if it is not there) with the marks that were sent."""
    styles = styles_of(draft)
    style = next((each for each in styles if each.number == wanted), styles[0] if styles else None)
    found = [draft.contests[key] for key in (style.contests if style else ()) if key in draft.contests]
    papers = [paper_of(each, texts[each.id], marks_of(each, sent), city.currency) for each in found]
    return TrialScreen(
        election,
        city,
        style.number if style else 1,
        tuple((str(each.number), style_name(each)) for each in styles),
        tuple(trial_contest(paper, areas, city.currency) for paper in papers),
        tuple(said(reason, city.currency) for _, reason in draft.faults),
        is_checked,
    )


def trial_contest(paper: Paper, areas: Areas, currency: str) -> TrialContest:
    """A contest of the trial ballot."""
    return TrialContest(
        paper,
        ballot_words(paper.contest.ballot, currency),
        tuple(CardOption.of(line, areas, currency) for line in paper.lines),
        tuple(CardOption.of(line, areas, currency) for line in paper.marked),
        _headline(paper, currency),
        TextN("{n} option", "{n} options", paper.summary.marks),
    )


def _headline(paper: Paper, currency: str) -> Text:
    """The bar's number."""
    summary = paper.summary
    if summary.left is not None:
        if summary.left < 0:
            return Text("{money} too much", money=Money(-summary.left, currency))
        return Text("{money} left", money=Money(summary.left, currency))
    if summary.points_max is not None:
        return Text("{n} of {most} points given", n=summary.points or 0, most=summary.points_max)
    most = summary.marks_max or summary.plus_max or len(paper.lines)
    return Text("{n} of {most} marks used", n=summary.marks, most=most)
