"""What do councillors and observers see: results that wait for a decision, and votes that are under way?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from partnet_vote.elections.rules import Election, Money, Phase
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import (
    Count,
    Group,
    ListPublication,
    Objection,
    Publication,
    Standing,
    Turnout,
    verified_words as words,
)
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.results.screens.public import STANDINGS
from partnet_vote.results.screens.spoken import Headline, InWords
from partnet_vote.results.screens.staff import short
from partnet_vote.tally.definition import Definition

RUNNING = {
    Phase.FROZEN: Text("Published, not open yet"),
    Phase.OPEN: Text("Voting"),
    Phase.CLOSED: Text("Being counted"),
}
CASES = 12
"""On one page."""


@dataclass(frozen=True)
class Case:
    """A published result as the council takes it up."""

    election: Election
    publication: Publication
    label: Text
    state: str
    answer: Text
    votes: Text
    locked_at: datetime
    checksum: str
    objections: Text
    missing: Text | None

    @classmethod
    def of(
        cls,
        election: Election,
        definition: Definition,
        count: Count,
        publication: Publication,
        objections: Sequence[Objection],
        standing: Standing,
    ) -> Case:
        """The card of a case."""
        label, state = STANDINGS[standing]
        open_ones = sum(each.answer is None for each in objections)
        votes = Text("{n} ({share})", n=Number(count.ballots), share=Share(count.turnout.share))
        said = Text("{n}, {open} not answered", n=len(objections), open=open_ones) if objections else Text("None")
        return cls(
            election,
            publication,
            label,
            state,
            _answer(definition, count),
            votes,
            count.closed_at,
            short(publication.bundle_digest),
            said,
            _missing(count.turnout),
        )

    @property
    def path(self) -> str:
        """The public page of the result."""
        return f"/elections/{self.election.slug}/results"


@dataclass(frozen=True)
class ListCase:
    """A forum's verified list as the council takes it up: its measures follow from it."""

    publication: ListPublication
    answer: Text
    rests_on: Text
    checksum: str

    @classmethod
    def of(cls, publication: ListPublication) -> ListCase:
        """The card of a list."""
        made = publication.list
        ballots = TextN(
            "{ballots} ballot", "{ballots} ballots", made.survey.ballots, ballots=Number(made.survey.ballots)
        )
        return cls(publication, words.answer(made), ballots, short(publication.digest))

    @property
    def people(self) -> Number | str:
        """How many voted in the room."""
        room = self.publication.list.room
        return Number(room.people) if room else "–"

    @property
    def path(self) -> str:
        """The public page of the list."""
        return f"/forums/{self.publication.list.forum.number}/verified"


def _answer(definition: Definition, count: Count) -> Text:
    """How many options won, and of how much money."""
    won = sum(len(account.winners) for account in count.accounts)
    options = sum(len(contest.options) for contest in definition.contests)
    budgets = [contest for contest in definition.contests if contest.budget is not None]
    if not budgets:
        return TextN("{n} of {all} option was chosen.", "{n} of {all} options were chosen.", won, all=options)
    money = Money(sum(contest.budget or 0 for contest in budgets), budgets[0].currency)
    return Headline(
        TextN(
            "{won} of {all} projects can be paid within the budget of {money}.",
            "{won} of {all} projects can be paid within the budget of {money}.",
            won,
            won=Number(won),
            all=Number(options),
            money=money,
        )
    )


def _missing(turnout: Turnout) -> Text | None:
    """The age group that took part least, where it took part clearly less than all."""
    shown = [group for group in turnout.ages if group.share is not None and group.key]
    if len(shown) < 2:
        return None
    least: Group = min(shown, key=lambda group: group.share or 0)
    share = least.share or turnout.share
    if share * 3 > turnout.share * 2:
        return Text("No clear gaps")
    until = "+" if least.until is None else f"–{least.until}"
    return Text("Few from {ages} ({share})", ages=f"{least.key}{until}", share=Share(share))


@dataclass(frozen=True)
class Running:
    """A vote under way; never by group or option."""

    election: Election
    path: str
    phase: Text
    due: datetime | None
    votes: Number


@dataclass(frozen=True)
class CouncilScreen(Screen):
    """Cases first, verified lists before single votes, then what is under way."""

    template: ClassVar[str] = "results/council.html"
    city: Tenant
    cases: tuple[Case, ...]
    running: tuple[Running, ...]
    lists: tuple[ListCase, ...] = ()

    wanted: str = ""
    """The page that is asked for."""

    @property
    def shown(self) -> Paged[ListCase | Case]:
        """A page of them: with the years they become many."""
        return Paged.of((*self.lists, *self.cases), self.wanted, CASES)

    @property
    def shown_lists(self) -> tuple[ListCase, ...]:
        """The verified lists of this page."""
        return tuple(each for each in self.shown.shown if isinstance(each, ListCase))

    @property
    def shown_cases(self) -> tuple[Case, ...]:
        """The single votes of this page."""
        return tuple(each for each in self.shown.shown if isinstance(each, Case))

    @property
    def headline(self) -> Text:
        """How many cases there are."""
        n = len(self.cases) + len(self.lists)
        if n == 0:
            return Text("No case awaits a decision")
        if n == 1:
            return Text("One case awaits a decision")
        return Headline(
            TextN("{number} case awaits a decision", "{number} cases await a decision", n, number=InWords(n))
        )
