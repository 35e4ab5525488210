"""What may the public see of a verified list: the answer, the ranks side by side, why, by which rule, from where?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from partnet_vote.elections.rules import Election
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.screens import Screen
from partnet_vote.results.rules import (
    Channel,
    Credit,
    Listed,
    ListPublication,
    ListRule,
    Measure,
    Publication,
    VerifiedList,
    verified_words as words,
)
from partnet_vote.results.rules.verified_words import CHANNELS, Place
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.tally.verified_list import Rank


@dataclass(frozen=True)
class Cell:
    """An item's place in one channel, and the marks that earned it."""

    channel: Text
    place: Place
    marks: Text | Share | None


@dataclass(frozen=True)
class RowView:
    """One row of the table; `number` counts the verified items."""

    number: int | None
    title: str
    tables: tuple[Credit, ...]
    cells: tuple[Cell, ...]
    is_verified: bool
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class ListView:
    """A list as pages show it, published or previewed."""

    made: VerifiedList
    answer: Text
    heads: tuple[Text, ...]
    rows: tuple[RowView, ...]
    how: tuple[Text, ...]
    figures: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, made: VerifiedList) -> ListView:
        """The list in words."""
        verified = {id(row): number for number, row in enumerate(made.verified, 1)}
        return cls(
            made,
            words.answer(made),
            tuple(CHANNELS[channel] for channel in made.channels),
            tuple(_row(made, row, verified.get(id(row))) for row in made.rows),
            tuple(words.rule_sentences(made.rule, made.channels)),
            _figures(made),
        )

    @property
    def language(self) -> str:
        """The language of the items."""
        return self.made.forum.language

    @property
    def sources(self) -> tuple[tuple[Text, object], ...]:
        """What is known of the poll."""
        poll = self.made.poll
        if poll is None:
            return ()
        return (
            (Text("Source"), poll.source),
            (Text("People asked"), Number(poll.sample)),
            (Text("Method"), poll.method),
        )


def _row(made: VerifiedList, row: Listed, number: int | None) -> RowView:
    cells = tuple(_cell(made, channel, row.ranks.get(channel)) for channel in made.channels)
    return RowView(number, row.item.title, row.item.credits, cells, row.is_verified, words.reasons(made, row))


def _cell(made: VerifiedList, channel: Channel, rank: Rank | None) -> Cell:
    return Cell(CHANNELS[channel], Place(rank), None if rank is None else _marks(made, channel, rank))


def _marks(made: VerifiedList, channel: Channel, rank: Rank) -> Text | Share | None:
    if channel is Channel.POLL:
        is_share = made.poll is not None and made.poll.measure == Measure.PERCENTAGES
        return Share(Fraction(rank.votes) / 100) if is_share else None
    if channel is Channel.SURVEY and made.survey.has_grades:
        return None
    return TextN("{marks} mark", "{marks} marks", math.ceil(abs(rank.votes)), marks=Number(Fraction(rank.votes)))


def _figures(made: VerifiedList) -> tuple[tuple[object, ...], ...]:
    """The large figures: how many were verified, how many people stand behind each ranking."""
    figures: list[tuple[object, ...]] = [
        (Text("Verified"), Number(len(made.verified)), Text("of {n}", n=len(made.rows))),
    ]
    if made.room is not None:
        figures.append((Text("People who voted at the forum"), Number(made.room.people)))
    figures.append((Text("Ballots in the survey"), Number(made.survey.ballots)))
    if made.poll is not None:
        figures.append((Text("People asked in the poll"), Number(made.poll.sample)))
    return tuple(figures)


@dataclass(frozen=True)
class VerifiedScreen(Screen):
    """A published list: the answer first, then the ranks side by side, then how it was decided."""

    template: ClassVar[str] = "results/verified.html"
    city: Tenant
    forum: Forum
    view: ListView
    publication: ListPublication
    publications: tuple[ListPublication, ...]
    overtaken: Text | None
    """What happened to the survey's result since."""

    @property
    def path(self) -> str:
        """Where the latest list lies."""
        return f"/forums/{self.forum.number}/verified"

    @property
    def is_replaced(self) -> bool:
        """Whether a corrected list stands beside it."""
        return self.publication.number < self.publications[-1].number

    @property
    def files(self) -> str:
        """Where the files of this publication lie."""
        return f"{self.path}/{self.publication.number}"


def overtaken(shown: VerifiedList, survey: Election | None, published: Sequence[Publication]) -> Text | None:
    """What happened to the survey's result since the list was made, if anything did."""
    if survey is not None and survey.annulled_at is not None:
        return Text("The survey was annulled after this list was published.")
    if published and published[-1].number > shown.survey.publication:
        return Text("The result of the survey was corrected after this list was published.")
    return None


@dataclass(frozen=True)
class ComingScreen(Screen):
    """No list yet: by which rule it will be made, and what comes first."""

    template: ClassVar[str] = "results/verified_coming.html"
    city: Tenant
    forum: Forum
    rule: ListRule
    survey: Election | None
    """Once it is published."""

    @property
    def how(self) -> tuple[Text, ...]:
        """The rule in plain words."""
        asked = (Channel.ROOM, Channel.SURVEY, *(c for c in self.rule.deciding if c is Channel.POLL))
        return tuple(words.rule_sentences(self.rule, asked))


@dataclass(frozen=True)
class SummaryScreen(Screen):
    """The list in one sentence, inside the forum's page."""

    template: ClassVar[str] = "results/verified_summary.html"
    forum: Forum
    publication: ListPublication | None

    @property
    def answer(self) -> Text | None:
        """The sentence, once there is a list."""
        return words.answer(self.publication.list) if self.publication else None
