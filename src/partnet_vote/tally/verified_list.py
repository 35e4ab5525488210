"""Which of the forum's items are verified, and why not the others?

The method of Czech Healthy Cities (ten problems, "desatero"): each channel (forum, survey, poll) ranks all
items for itself; an item is verified if it stands among the top K of every deciding channel, or of a
declared number of them. Votes of channels are never added. Equal votes share a rank ("2nd-3rd", Litoměřice
2022), and whoever shares the K-th rank is in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

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

    `deciding` empty: all channels decide. `needed` None: all of them.
    """

    top: int = 10
    needed: int | None = None
    deciding: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand(self.top >= 1, "The top must have at least one place.")
        demand(self.needed is None or self.needed >= 1, "An item must be needed in at least one channel.")

    def to_json(self) -> dict[str, Json]:
        """The rule as JSON."""
        return {"top": self.top, "needed": self.needed, "deciding": list(self.deciding)}


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


@dataclass(frozen=True, slots=True)
class VerifiedItem:
    """One item's row of the published table: its rank by channel (None where not listed), verified or why not.

    `reasons` are empty for a verified item.
    """

    item: str
    ranks: Mapping[str, Rank | None]
    verified: bool
    reasons: tuple[Reason, ...] = field(default=())

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
    missed = [reason for name in deciding if (reason := _missed(name, own[name], tables[name], rule.top))]
    needed = len(deciding) if rule.needed is None else rule.needed
    reached = len(deciding) - len(missed)
    if reached >= needed:
        return VerifiedItem(item, own, verified=True)
    if needed < len(deciding):
        missed.insert(
            0,
            counted(
                "In the top {top} of {n} channel, {needed} needed",
                "In the top {top} of {n} channels, {needed} needed",
                reached,
                top=rule.top,
                needed=needed,
            ),
        )
    return VerifiedItem(item, own, verified=False, reasons=tuple(missed))


def _missed(name: str, rank: Rank | None, table: Mapping[str, Rank], top: int) -> Reason | None:
    """Why an item is not in the top of a channel; nothing if it is."""
    if rank is None:
        return Reason("{channel}: not on the list", channel=name)
    if rank.votes <= 0:
        return Reason("{channel}: no votes", channel=name)
    if rank.first <= top:
        return None
    short = min(other.votes for other in table.values() if other.first <= top) - rank.votes
    return counted(
        "{channel}: place {rank}, top {top} needed; {votes} vote short",
        "{channel}: place {rank}, top {top} needed; {votes} votes short",
        math.ceil(short),
        channel=name,
        rank=str(rank),
        top=top,
        votes=str(short),
    )
