"""How does a ballot look before it is frozen, and what would the box say to it? Nothing marked here is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from partnet_vote.elections.rules import Draft, Election, Money, Option, ballot_words, said
from partnet_vote.elections.screens.filled import Choices
from partnet_vote.elections.screens.staff import StaffPage
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.screens import Screen
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.legality import Summary
from partnet_vote.tally.ballots.marks import LARGEST_MARK, Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.electorate import StyleDefinition

Sent = Mapping[str, Sequence[str]]
"""A form as it was sent: every value of every field."""
ON_SCREEN = ("single-choice", "approval", "knapsack", "points")


@dataclass(frozen=True)
class CardOption:
    """An option as the macros of a ballot card read it."""

    id: str
    title: str
    summary: str
    cost_text: str
    area: str
    icon: str
    mark: int = 0
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class TrialContest:
    """A contest of the trial ballot with what is marked on it."""

    name: str
    title: str
    kind: str
    how: Text
    options: tuple[CardOption, ...]
    most: int
    can_add: bool
    headline: Text
    detail: Text
    is_over: bool
    parts: tuple[int, ...]
    total: int
    reasons: tuple[Text, ...]

    @property
    def marked(self) -> tuple[CardOption, ...]:
        """The options that carry a mark."""
        return tuple(option for option in self.options if option.mark)


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
        return tuple(contest for contest in self.contests if contest.reasons) if self.is_checked else ()


@dataclass(frozen=True)
class TrialReviewScreen(StaffPage):
    """What the voter would see before sending."""

    template: ClassVar[str] = "elections/staff/trial_review.html"
    section: ClassVar[str] = "preview"
    style: int
    contests: tuple[TrialContest, ...]
    fields: tuple[tuple[str, str], ...]


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
    wanted: int,
    sent: Sent,
    *,
    is_checked: bool = False,
) -> TrialScreen:
    """The ballot of the wanted style (the first one, if it is not there) with the marks that were sent."""
    styles = styles_of(draft)
    style = next((each for each in styles if each.number == wanted), styles[0] if styles else None)
    keys = style.contests if style else ()
    contests = tuple(
        trial_contest(draft.contests[key], texts[key], city.currency, marks_from(draft.contests[key], sent))
        for key in keys
        if key in draft.contests
    )
    return TrialScreen(
        election,
        city,
        style.number if style else 1,
        tuple((str(each.number), style_name(each)) for each in styles),
        contests,
        tuple(said(reason, city.currency) for _, reason in draft.faults),
        is_checked,
    )


def marks_from(contest: ContestDefinition, sent: Sent) -> Marks:
    """The marks of a contest as the form says them; a pressed plus or minus is one point more or less."""
    if isinstance(contest.ballot, Points):
        points = {option.id: _points(contest, option.id, sent) for option in contest.options}
        return Marks({option: number for option, number in points.items() if number})
    chosen = sent.get(f"marks-{contest.id}", ())
    return Marks({key: 1 for key in (each.rpartition("|")[2] for each in chosen) if key in contest.option_by_id})


def _points(contest: ContestDefinition, option: str, sent: Sent) -> int:
    name = f"{contest.id}|{option}"
    written = (sent.get(f"points-{name}") or ("0",))[-1]
    points = int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 0
    points += (name in sent.get("plus", ())) - (name in sent.get("minus", ()))
    return max(0, min(points, LARGEST_MARK))


def trial_contest(contest: ContestDefinition, options: Sequence[Option], currency: str, marks: Marks) -> TrialContest:
    """A contest of the trial ballot."""
    summary = contest.ballot.summary(marks, contest.option_by_id)
    form = contest.ballot
    parts, total = tuple(marks.values.values()), summary.points_max or summary.marks_max or 0
    if isinstance(form, Knapsack):
        parts, total = tuple(contest.option_by_id[key].cost or 0 for key in marks.values), form.limit
    headline, is_over = _headline(summary, currency)
    return TrialContest(
        name=f"marks-{contest.id}",
        title=contest.title,
        kind=form.kind if form.kind in ON_SCREEN else "",
        how=ballot_words(form, currency),
        options=tuple(card_of(option, f"{contest.id}|{option.key}", currency, marks) for option in options),
        most=form.per_item if isinstance(form, Points) else 1,
        can_add=(summary.points_left or 0) > 0,
        headline=headline,
        detail=TextN("{n} option", "{n} options", summary.marks),
        is_over=is_over,
        parts=parts,
        total=total,
        reasons=tuple(said(reason, currency) for reason in summary.reasons),
    )


def card_of(option: Option, name: str, currency: str, marks: Marks) -> CardOption:
    """An option as a ballot card."""
    cost = "" if option.cost is None else str(Money(option.cost, currency))
    mark = marks.values.get(option.key, 0)
    return CardOption(name, option.title, option.summary, cost, option.place, option.category, mark)


def _headline(summary: Summary, currency: str) -> tuple[Text, bool]:
    """The bar's number, and whether too much is marked."""
    if summary.left is not None:
        if summary.left < 0:
            return Text("{money} too much", money=Money(-summary.left, currency)), True
        return Text("{money} left", money=Money(summary.left, currency)), False
    if summary.points_max is not None:
        over = (summary.points_left or 0) < 0
        return Text("{n} of {most} points given", n=summary.points or 0, most=summary.points_max), over
    most = summary.marks_max or 0
    return Text("{n} of {most} marks used", n=summary.marks, most=most), summary.marks > most
