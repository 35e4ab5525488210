"""Which of the forum's items are verified, and why not the others?

The method of Czech Healthy Cities (ten problems, "desatero"): each channel (forum, survey, poll) ranks all
items for itself; an item is verified if it stands among the top K of every deciding channel, or of a
declared number of them. Votes of channels are never added. Equal votes share a rank ("2nd-3rd", Litoměřice
2022); whether those who share the K-th place with others beyond it are in or out is the city's rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from partnet_vote.tally.ballots.legality import demand
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reasons import Reason, counted


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of asking: its name and the votes of each item it listed (0 for an item nobody marked)."""

    name: str
    votes: Mapping[str, int | Fraction]


@dataclass(frozen=True, slots=True)
class VerificationRule:
    """Top `top` in at least `needed` of the `deciding` channels; channels not named are only compared.

    `deciding` empty: all channels decide. `needed` None: all of them. `edge`: whether items that share places on
    both sides of the top's last place are all in or all out.
    """

    top: int = 10
    needed: int | None = None
    deciding: tuple[str, ...] = ()
    edge: Literal["in", "out"] = "in"

    def __post_init__(self) -> None:
        demand(self.top >= 1, "The top must have at least one place.")
        demand(self.needed is None or self.needed >= 1, "An item must be needed in at least one channel.")

    def to_json(self) -> dict[str, Json]:
        """The rule as JSON."""
        return {"top": self.top, "needed": self.needed, "deciding": list(self.deciding), "edge": self.edge}

    def reaches(self, rank: Rank) -> bool:
        """Whether a place is in the top; one without a vote never is."""
        return rank.votes > 0 and (rank.first if self.edge == "in" else rank.last) <= self.top


@dataclass(frozen=True, slots=True)
class Rank:
    """Places `first` to `last` of a channel, the same unless shared, and the votes that earned them."""

    first: int
    last: int
    votes: int | Fraction

    @property
    def is_shared(self) -> bool:
        """Whether other items have as many votes."""
        return self.last > self.first

    def __str__(self) -> str:
        return f"{self.first}–{self.last}" if self.is_shared else str(self.first)


Cause = Literal["not-listed", "no-votes", "edge", "below"]


@dataclass(frozen=True, slots=True)
class Miss:
    """Why an item is not in the top of a channel; `short`: the votes that would have brought it in, others unchanged.

    `edge`: it shares a place that reaches beyond the top, which the rule leaves out.
    """

    channel: str
    cause: Cause
    short: int | Fraction = 0


@dataclass(frozen=True, slots=True)
class VerifiedItem:
    """One item's row of the published table: its rank by channel (None where not listed), verified or why not.

    `reasons` are empty for a verified item; `missed` names the deciding channels whose top it is not in.
    """

    item: str
    ranks: Mapping[str, Rank | None]
    verified: bool
    reasons: tuple[Reason, ...] = field(default=())
    missed: tuple[Miss, ...] = field(default=())

    def to_json(self) -> dict[str, Json]:
        """The row as JSON."""
        ranks: dict[str, Json] = {
            name: None if rank is None else {"first": rank.first, "last": rank.last, "votes": str(rank.votes)}
            for name, rank in self.ranks.items()
        }
        reasons: list[Json] = [reason.to_json() for reason in self.reasons]
        return {"item": self.item, "ranks": ranks, "verified": self.verified, "reasons": reasons}


def ranks(votes: Mapping[str, int | Fraction]) -> dict[str, Rank]:
    """Places by votes, most first; equal votes share their places, and the next place is skipped."""
    found: dict[str, Rank] = {}
    for item, own in votes.items():
        better = sum(other > own for other in votes.values())
        equal = sum(other == own for other in votes.values())
        found[item] = Rank(better + 1, better + equal, own)
    return found


def verified_list(channels: tuple[Channel, ...], rule: VerificationRule) -> tuple[VerifiedItem, ...]:
    """Every item of any channel, verified ones first, each part in the order of the channels' ranks.

    The order looks at the first deciding channel, then the next; items that stay equal keep the order of
    their ids. An item without a vote is never in a top.
    """
    names = [channel.name for channel in channels]
    demand(len(set(names)) == len(names) > 0, "Each channel needs a name of its own.")
    deciding = rule.deciding or tuple(names)
    demand(set(deciding) <= set(names), "A deciding channel is not there.")
    demand((rule.needed or 1) <= len(deciding), "More channels are needed than decide.")
    tables = {channel.name: ranks(channel.votes) for channel in channels}
    items = sorted({item for channel in channels for item in channel.votes})
    rows = [_row(item, tables, deciding, rule) for item in items]
    worst = len(items) + 1
    return tuple(
        sorted(rows, key=lambda row: (not row.verified, [_place(row.ranks[name], worst) for name in deciding]))
    )


def _place(rank: Rank | None, worst: int) -> int:
    return worst if rank is None else rank.first


def _row(
    item: str, tables: Mapping[str, dict[str, Rank]], deciding: tuple[str, ...], rule: VerificationRule
) -> VerifiedItem:
    own = {name: table.get(item) for name, table in tables.items()}
    missed = tuple(miss for name in deciding if (miss := _missed(name, item, tables[name], rule)))
    needed = len(deciding) if rule.needed is None else rule.needed
    reached = len(deciding) - len(missed)
    if reached >= needed:
        return VerifiedItem(item, own, verified=True, missed=missed)
    reasons = [_reason(miss, own[miss.channel], rule.top) for miss in missed]
    if needed < len(deciding):
        reasons.insert(
            0,
            counted(
                "In the top {top} of {n} channel, {needed} needed",
                "In the top {top} of {n} channels, {needed} needed",
                reached,
                top=rule.top,
                needed=needed,
            ),
        )
    return VerifiedItem(item, own, verified=False, reasons=tuple(reasons), missed=missed)


def _missed(name: str, item: str, table: Mapping[str, Rank], rule: VerificationRule) -> Miss | None:
    """Why an item is not in the top of a channel; nothing if it is."""
    rank = table.get(item)
    if rank is None:
        return Miss(name, "not-listed")
    if rule.reaches(rank):
        return None
    others = sorted((other.votes for key, other in table.items() if key != item), reverse=True)
    bar = others[rule.top - 1] if len(others) >= rule.top else 0
    short = max(bar + (rule.edge == "out"), 1) - rank.votes
    if rank.votes <= 0:
        return Miss(name, "no-votes", short)
    return Miss(name, "edge" if rank.first <= rule.top else "below", short)


def _reason(miss: Miss, rank: Rank | None, top: int) -> Reason:
    if rank is None:
        return Reason("{channel}: not on the list", channel=miss.channel)
    if miss.cause == "no-votes":
        return Reason("{channel}: no votes", channel=miss.channel)
    return counted(
        "{channel}: place {rank}, top {top} needed; {votes} vote short",
        "{channel}: place {rank}, top {top} needed; {votes} votes short",
        math.ceil(miss.short),
        channel=miss.channel,
        rank=str(rank),
        top=top,
        votes=str(miss.short),
    )
