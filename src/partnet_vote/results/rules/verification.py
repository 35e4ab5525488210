# pyright: strict
"""By which rule is a forum's list verified, and which items come out of it?

The rule is declared before the survey is published and does not change afterwards. Marks of different channels are
never added: tally.verified_list only sets their ranks side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.verified_list import Channel as Counted, Miss, Rank, VerificationRule, verified_list

MOST_TOP = 50
LEAST_TOP = 1


class Channel(StrEnum):
    """A way of asking, in the order in which the list looks at it: verified items stand by place in the survey."""

    SURVEY = "survey"
    ROOM = "room"
    POLL = "poll"


COLUMNS = (Channel.ROOM, Channel.SURVEY, Channel.POLL)
"""The order in which people were asked, and in which the ranks stand side by side."""
Edge = Literal["in", "out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoice:
    """Who is verified: among the first `top` of every deciding channel, or of `needed` of them.

    `edge`: whether items that share places on both sides of the last one are in or out.
    """

    top: int = 10
    needed: int | None = None
    deciding: tuple[Channel, ...] = (Channel.ROOM, Channel.SURVEY)
    edge: Edge = "in"

    @property
    def asks(self) -> int:
        """In how many channels an item must be among the first."""
        return len(self.deciding) if self.needed is None else self.needed

    @property
    def is_strict(self) -> bool:
        """Whether every deciding channel must agree."""
        return self.asks == len(self.deciding)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRule(ListChoice):
    """A rule as it was declared; number 0 is the usual one, which holds where a city declares none."""

    number: int = 0
    at: datetime | None = None
    office: str = ""


USUAL = ListRule()


@dataclass(frozen=True, slots=True)
class Credit:
    """A table that named an item, and in which words."""

    number: int
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """An item that some channel asked about; `number` is its place on the shortlist, None if only the survey has it."""

    title: str
    number: int | None = None
    credits: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: ranks by channel (None where a channel did not ask about it), verified, or missed where."""

    item: Named
    ranks: Mapping[Channel, Rank | None]
    is_verified: bool
    missed: tuple[Miss, ...]

    def miss(self, channel: Channel) -> Miss | None:
        """Why it is not among the first of this channel, if it decides and it is not."""
        return next((each for each in self.missed if each.channel == channel), None)


def rule_issue(choice: ListChoice) -> Refused | None:
    """Why a list cannot be verified like this, or None."""
    if not LEAST_TOP <= choice.top <= MOST_TOP:
        return Refused(Text("Write a number from {least} to {n}.", least=LEAST_TOP, n=MOST_TOP), "top")
    if Channel.SURVEY not in choice.deciding or len(set(choice.deciding)) != len(choice.deciding):
        return Refused(Text("The survey always decides: without it nothing is verified."), "deciding")
    if choice.needed is not None and not 1 <= choice.needed <= len(choice.deciding):
        return Refused(Text("So many ways of asking do not decide."), "needed")
    return None


def in_force(declared: Sequence[ListRule], survey_published: datetime | None) -> ListRule:
    """The rule that holds: the last one declared before the survey was published, else the usual one.

    A rule that slipped in at the very moment of publication, by this clock a moment later, does not count.
    """
    timely = [each for each in declared if survey_published is None or (each.at and each.at < survey_published)]
    return max(timely, key=lambda each: each.number, default=USUAL)


def listed(
    items: Mapping[str, Named], votes: Mapping[Channel, Mapping[str, int | Fraction]], rule: ListChoice
) -> tuple[Listed, ...]:
    """Every item with its ranks: verified ones first; then by place in the survey, in the room, in the poll, by number.

    `items` and `votes` have the same keys; a channel that is not in `votes` was not asked.
    """
    channels = tuple(Counted(channel.value, votes[channel]) for channel in COLUMNS if channel in votes)
    needed = None if rule.needed is None else rule.asks
    counted = VerificationRule(rule.top, needed, tuple(each.value for each in rule.deciding), rule.edge)
    rows = [
        Listed(items[row.item], {channel: row.ranks[channel.value] for channel in votes}, row.verified, row.missed)
        for row in verified_list(channels, counted)
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_verified, *_places(row, len(rows)))))


def leaders(rows: Sequence[Listed], channel: Channel, rule: ListChoice) -> int:
    """How many items are among the first of a channel: fewer or more than the rule's number where places are shared."""
    counted = VerificationRule(rule.top, edge=rule.edge)
    return sum((rank := row.ranks.get(channel)) is not None and counted.reaches(rank) for row in rows)


def _places(row: Listed, worst: int) -> list[float]:
    ranks = [row.ranks.get(channel) for channel in Channel]
    number = row.item.number
    return [worst + 1 if rank is None else rank.first for rank in ranks] + [float("inf") if number is None else number]
