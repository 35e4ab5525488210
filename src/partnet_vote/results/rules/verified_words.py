# pyright: strict
"""How is a verified list said in words: the answer, why an item is not on it, by which rule?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.forums.rules import Term
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.results.rules.lists import VerifiedList
from partnet_vote.results.rules.polls import Measure
from partnet_vote.results.rules.verification import Channel, Listed, ListRule
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.tally.verified_list import Miss, Rank

CHANNELS = {Channel.ROOM: Text("Forum"), Channel.SURVEY: Text("Survey"), Channel.POLL: Text("Poll")}

CONFIRMED: dict[tuple[Term, bool], TextN] = {
    (Term.PROBLEMS, False): TextN(
        "{n} of the {all} problems of the forum was confirmed by the survey",
        "{n} of the {all} problems of the forum were confirmed by the survey",
        0,
    ),
    (Term.PROBLEMS, True): TextN(
        "{n} of the {all} problems of the forum was confirmed by the survey and the poll",
        "{n} of the {all} problems of the forum were confirmed by the survey and the poll",
        0,
    ),
    (Term.PRIORITIES, False): TextN(
        "{n} of the {all} priorities of the forum was confirmed by the survey",
        "{n} of the {all} priorities of the forum were confirmed by the survey",
        0,
    ),
    (Term.PRIORITIES, True): TextN(
        "{n} of the {all} priorities of the forum was confirmed by the survey and the poll",
        "{n} of the {all} priorities of the forum were confirmed by the survey and the poll",
        0,
    ),
    (Term.OPPORTUNITIES, False): TextN(
        "{n} of the {all} opportunities of the forum was confirmed by the survey",
        "{n} of the {all} opportunities of the forum were confirmed by the survey",
        0,
    ),
    (Term.OPPORTUNITIES, True): TextN(
        "{n} of the {all} opportunities of the forum was confirmed by the survey and the poll",
        "{n} of the {all} opportunities of the forum were confirmed by the survey and the poll",
        0,
    ),
}
"""The answer by what the city calls the items, and by whether a poll decides too."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place, or the places that items with equal marks share: “2nd–3rd”, as the reader's language writes it."""

    rank: Rank | None

    def __str__(self) -> str:
        if self.rank is None:
            return "–"
        if self.rank.is_shared:
            return str(Text("{first}–{last}", first=self.rank.first, last=self.rank.last))
        return str(Text("{place}", place=self.rank.first))


@dataclass(frozen=True, slots=True)
class Joined:
    """Names side by side: “Forum, Survey”."""

    names: tuple[Text, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.names))


def answer(made: VerifiedList) -> Text:
    """The list in one sentence."""
    n, rule = len(made.verified), made.rule
    if n == 0:
        return Text("No item of the shortlist is verified")
    if not (rule.is_strict and Channel.ROOM in rule.deciding):
        return _of_the_shortlist(made, n)
    said = CONFIRMED[Term(made.forum.term), Channel.POLL in rule.deciding]
    return TextN(said.msgid, said.plural, n, all=made.leaders)


def _of_the_shortlist(made: VerifiedList, n: int) -> Text:
    return TextN(
        "{n} of {all} items of the shortlist is verified",
        "{n} of {all} items of the shortlist are verified",
        n,
        all=len(made.rows),
    )


def reasons(made: VerifiedList, row: Listed) -> tuple[Text, ...]:
    """Why an item is not verified, channel by channel with numbers; for a verified one, where it was not among them."""
    ordered = [miss for channel in made.channels if (miss := row.miss(channel)) is not None]
    said = tuple(_reason(made, row, miss) for miss in ordered)
    if row.is_verified or made.rule.is_strict:
        return said
    reached = len(made.rule.deciding) - len(row.missed)
    enough = TextN(
        "Among the first {top} in {n} ranking; {needed} are needed.",
        "Among the first {top} in {n} rankings; {needed} are needed.",
        reached,
        top=made.rule.top,
        needed=made.rule.asks,
    )
    return (enough, *said)


def _reason(made: VerifiedList, row: Listed, miss: Miss) -> Text:
    channel = Channel(miss.channel)
    rank, name = row.ranks.get(channel), CHANNELS[channel]
    if rank is None:
        return Text("{channel}: it was not asked about.", channel=name)
    if miss.cause == "no-votes":
        has_minus = channel is Channel.SURVEY and made.survey.has_minus
        if has_minus:
            return Text("{channel}: as many marks against it as for it, or more.", channel=name)
        return Text("{channel}: nobody marked it.", channel=name)
    if channel is Channel.POLL or (channel is Channel.SURVEY and made.survey.has_grades):
        return _without_marks(made, channel, rank)
    values = {"channel": name, "place": Place(rank), "top": made.rule.top, "marks": Number(Fraction(miss.short))}
    n = math.ceil(miss.short)
    if miss.cause == "edge":
        return TextN(
            "{channel}: shared place {place} reaches beyond the first {top}; {marks} mark short.",
            "{channel}: shared place {place} reaches beyond the first {top}; {marks} marks short.",
            n,
            **values,
        )
    if made.rule.edge == "out":
        return TextN(
            "{channel}: place {place}, {marks} mark short of the first {top}.",
            "{channel}: place {place}, {marks} marks short of the first {top}.",
            n,
            **values,
        )
    return TextN(
        "{channel}: place {place}, {marks} mark short of place {top}.",
        "{channel}: place {place}, {marks} marks short of place {top}.",
        n,
        **values,
    )


def _without_marks(made: VerifiedList, channel: Channel, rank: Rank) -> Text:
    """Where marks were not counted: the place, and in a poll of percentages the share."""
    name = CHANNELS[channel]
    if channel is Channel.POLL and made.poll is not None and made.poll.measure == Measure.PERCENTAGES:
        share = Share(Fraction(rank.votes) / 100)
        return Text("{channel}: place {place} with {share}.", channel=name, place=Place(rank), share=share)
    return Text("{channel}: place {place}.", channel=name, place=Place(rank))


def rule_sentences(rule: ListRule, asked: Iterable[Channel]) -> Iterator[Text]:
    """How a list is verified, sentence by sentence."""
    names = Joined(tuple(CHANNELS[channel] for channel in asked if channel in rule.deciding))
    yield _who(rule, names)
    if compared := tuple(CHANNELS[channel] for channel in asked if channel not in rule.deciding):
        yield Text("Only compared, without deciding: {channels}.", channels=Joined(compared))
    yield _edge(rule)
    yield Text(
        "Marks of different rankings are never added: each ranks the items for itself. So a large survey does not "
        "drown the people who came to the forum, nor the other way round."
    )
    yield Text(
        "The list begins with the verified items, in the order of the survey; where that is equal, in the order of the "
        "forum, then of the poll, then of the shortlist."
    )


def _who(rule: ListRule, names: Joined) -> Text:
    if len(rule.deciding) == 1:
        return Text(
            "An item is verified if it is among the first {top} in this ranking: {channels}.",
            top=rule.top,
            channels=names,
        )
    if rule.is_strict:
        return Text(
            "An item is verified if it is among the first {top} in each of these rankings: {channels}.",
            top=rule.top,
            channels=names,
        )
    return TextN(
        "An item is verified if it is among the first {top} in at least {n} of these rankings: {channels}.",
        "An item is verified if it is among the first {top} in at least {n} of these rankings: {channels}.",
        rule.asks,
        top=rule.top,
        channels=names,
    )


def _edge(rule: ListRule) -> Text:
    if rule.edge == "in":
        return Text("Equal marks share a place. Whoever shares place {top} is among the first {top}.", top=rule.top)
    return Text(
        "Equal marks share their places. Shared places that reach beyond place {top} are not among the first {top}.",
        top=rule.top,
    )
