"""What does a voter see: who you are, choose, review, receipt?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from partnet_vote.booth.rules import SESSION_MINUTES
from partnet_vote.elections.rules import Election, Money, ballot_words
from partnet_vote.elections.rules.paper import Line, Paper, mark_fields
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import Screen
from partnet_vote.tally.ballots.knapsack import Knapsack

CHOOSE = Text("Make your choice")
HEADINGS = {
    "grades": Text("Give the grades"),
    "knapsack": Text("Choose projects"),
    "plus-minus": Text("Vote for and against"),
    "points": Text("Give out your points"),
    "ranked": Text("Put them in your order"),
}
"""The title of the ballot by its format."""


@dataclass(frozen=True)
class Booth:
    """What every page of the booth knows of the vote."""

    election: Election
    path: str
    zone: str
    currency: str
    minutes: int = SESSION_MINUTES


@dataclass(frozen=True)
class EnterScreen(Screen):
    """Step 1: the code from the letter."""

    template: ClassVar[str] = "booth/enter.html"
    booth: Booth
    form: Form[Any]
    is_again: bool = False
    """Whether a session has just run out."""
    asks_year: bool = True
    """Whether anybody entitled is known by a year of birth."""
    kept: Sequence[tuple[str, str]] = ()
    """The fields of a ballot whose session ran out: they wait here for the code."""


@dataclass(frozen=True)
class NotOpenScreen(Screen):
    """The door is closed: when it opens, or where the result is."""

    template: ClassVar[str] = "booth/not_open.html"
    booth: Booth
    is_coming: bool


@dataclass(frozen=True)
class Filter:
    """What of the list is shown; the marks of the rest stay in the form."""

    q: str = ""
    area: str = ""
    areas: tuple[tuple[str, str], ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether anything is left out."""
        return bool(self.q or self.area)


@dataclass(frozen=True)
class Card:
    """A line as the card of a ballot."""

    id: str
    title: str
    summary: str
    body: str
    cost_text: Money | str
    area: str
    icon: str
    note: Text | str
    mark: int
    is_starred: bool
    is_shown: bool
    href: str = ""

    @classmethod
    def of(cls, line: Line, areas: Mapping[UUID, str], currency: str) -> Card:
        """What the card says, and why the option cannot be added as things stand."""
        option = line.option
        note: Text | str = ""
        if line.is_withdrawn:
            note = Text("This option was withdrawn. Please choose another.")
        elif line.short is not None:
            note = Text("{amount} short: remove something first.", amount=Money(line.short, currency))
        return cls(
            id=line.id,
            title=option.title,
            summary=option.summary,
            body=option.body,
            cost_text=Money(option.cost, currency) if option.cost is not None else "",
            area=areas.get(option.district_id, option.place) if option.district_id else option.place,
            icon=option.category,
            note=note,
            mark=line.mark,
            is_starred=line.is_starred,
            is_shown=line.is_shown,
        )


@dataclass(frozen=True)
class ContestView:
    """A contest on the ballot: its cards, the numbers of the bar, what is wrong."""

    paper: Paper
    cards: tuple[Card, ...]
    marked: tuple[Card, ...]
    spent: Money
    left: Money
    over: Money

    @classmethod
    def of(cls, paper: Paper, areas: Mapping[UUID, str], currency: str) -> ContestView:
        """The view of one contest."""
        left = paper.summary.left or 0
        return cls(
            paper=paper,
            cards=tuple(Card.of(line, areas, currency) for line in paper.lines),
            marked=tuple(Card.of(line, areas, currency) for line in paper.marked),
            spent=Money(sum(paper.costs), currency),
            left=Money(max(0, left), currency),
            over=Money(max(0, -left), currency),
        )

    @property
    def is_over(self) -> bool:
        """Whether more money is marked than there is."""
        return (self.paper.summary.left or 0) < 0

    @property
    def has_too_many(self) -> bool:
        """Whether more votes for, or against, are marked than there are."""
        s = self.paper.summary
        return (s.plus or 0) > (s.plus_max or 0) or (s.minus or 0) > (s.minus_max or 0)

    @property
    def how(self) -> Text:
        """How one marks, in a sentence or two."""
        if isinstance(ballot := self.paper.contest.ballot, Knapsack):
            limit = Money(ballot.limit, self.over.currency)
            return Text("You share out {limit}. Add the projects that the city should pay for.", limit=limit)
        return ballot_words(ballot, self.over.currency)

    @property
    def heading(self) -> Text:
        """What is to be done with this ballot, as the title of its page."""
        return HEADINGS.get(self.paper.contest.ballot.kind, CHOOSE)

    @property
    def has_costs(self) -> bool:
        """Whether every option is a project with a price."""
        return all(card.cost_text for card in self.cards)

    @property
    def too_dear(self) -> tuple[Card, ...]:
        """What to remove when too much money is marked: the cheapest one or two that suffice, else the dearest."""
        if not self.is_over:
            return ()
        by_cost = sorted(self.marked, key=_cost)
        enough = [card for card in by_cost if _cost(card) >= self.over.hundredths]
        return tuple(enough[:2] or by_cost[:-3:-1])

    @property
    def scale(self) -> tuple[tuple[int | str, Text | str], ...]:
        """The grades from the best to the worst, and no grade."""
        labels = getattr(self.paper.ballot, "labels", ())
        graded = tuple((place, label) for place, label in enumerate(labels, 1))
        return (*reversed(graded), ("", Text("No grade")))

    @property
    def unseen(self) -> tuple[tuple[str, str], ...]:
        """Marks of lines that the filter hides, as hidden fields."""
        hidden = {card.id for card in self.cards if not card.is_shown}
        return tuple(pair for line, pair in mark_fields(self.paper) if line in hidden)

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The fields for items of one's own, filled as far as something was written."""
        return self.paper.own_fields

    @property
    def longest_own(self) -> int:
        """Characters of an own item."""
        return self.paper.longest_own

    def worth(self, card: Card) -> Money | Text | str:
        """What a mark is, in the review: money, points, place, for or against."""
        match self.paper.kind:
            case "points":
                return TextN("{n} point", "{n} points", card.mark)
            case "ranked":
                return Text("{n}. place", n=card.mark)
            case "plus-minus":
                return Text("For") if card.mark > 0 else Text("Against")
            case "grades":
                return str(dict(self.scale).get(card.mark, ""))
            case _:
                return card.cost_text


def _cost(card: Card) -> int:
    return card.cost_text.hundredths if isinstance(card.cost_text, Money) else 0


@dataclass(frozen=True)
class ChooseScreen(Screen):
    """Step 2: the ballot."""

    template: ClassVar[str] = "booth/choose.html"
    booth: Booth
    contests: tuple[ContestView, ...]
    filter: Filter
    seq: int
    has_voted: bool
    faults: tuple[Text, ...] = ()
    is_reckoned: bool = True
    """Whether the bar's numbers are those of a form that was sent; before, they show with JavaScript alone."""
    draft: str = ""
    """Under which name the browser keeps the marks until they are sent; another voter's name differs."""
    is_back: bool = False
    """Whether the browser has brought back marks it had kept."""

    @property
    def heading(self) -> Text:
        """The title of the page."""
        return self.contests[0].heading if len(self.contests) == 1 else CHOOSE

    @property
    def is_over(self) -> bool:
        """Whether more money is marked than there is, in any contest."""
        return any(view.is_over for view in self.contests)

    @property
    def shown(self) -> int:
        """How many options the filter lets through."""
        return sum(card.is_shown for view in self.contests for card in view.cards)


@dataclass(frozen=True)
class SummaryScreen(Screen):
    """The bar's live part: money, marks or points left. Reckoned from the form, stored nowhere."""

    template: ClassVar[str] = "booth/summary.html"
    contests: tuple[ContestView, ...]
    is_reckoned: bool = True


@dataclass(frozen=True)
class ReviewScreen(Screen):
    """Step 3: everything that will be sent, and what sending means."""

    template: ClassVar[str] = "booth/review.html"
    booth: Booth
    contests: tuple[ContestView, ...]
    fields: Sequence[tuple[str, str]]
    seq: int
    has_voted: bool
    draft: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is marked."""
        return all(view.paper.marks.is_empty for view in self.contests)


@dataclass(frozen=True)
class ReceiptScreen(Screen):
    """Step 4: the vote is in the box."""

    template: ClassVar[str] = "booth/receipt.html"
    booth: Booth
    code: str
    sent_on: date
    closes_at: datetime | None
    others: Sequence[Election] = ()
    """Open votes in which the same code has not been used yet."""


@dataclass(frozen=True)
class CheckScreen(Screen):
    """Is this receipt in the box?"""

    template: ClassVar[str] = "booth/check.html"
    booth: Booth
    form: Form[Any] = field(default_factory=Form)
    code: str = ""
    is_there: bool | None = None
