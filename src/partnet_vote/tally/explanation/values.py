"""What is said about each project of a finished count? Frozen values with exact numbers; money in hundredths."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from partnet_vote.tally.outcome import Outcome


class Why(StrEnum):
    """The one reason that decided about a project."""

    FUNDED = "funded"
    FUNDED_FROM_REST = "funded-from-rest"
    FUNDED_FROM_RESERVE = "funded-from-reserve"
    FUNDED_BY_COMPARISON = "funded-by-comparison"
    PARTLY_FUNDED = "partly-funded"
    ELECTED = "elected"
    WITHDRAWN = "withdrawn"
    BELOW_THRESHOLD = "below-threshold"
    MINUS_EXCEEDS = "minus-exceeds"
    EXCLUDED = "excluded"
    OVER_CAP = "over-cap"
    NO_SUPPORT = "no-support"
    ABOVE_BUDGET = "above-budget"
    DID_NOT_FIT = "did-not-fit"
    AFTER_THE_STOP = "after-the-stop"
    BEYOND_THE_SEATS = "beyond-the-seats"
    NOT_IN_BEST_SET = "not-in-best-set"
    SUPPORTERS_SHORT = "supporters-short"
    TOO_LATE = "too-late"


WON = frozenset(
    {
        Why.FUNDED,
        Why.FUNDED_FROM_REST,
        Why.FUNDED_FROM_RESERVE,
        Why.FUNDED_BY_COMPARISON,
        Why.PARTLY_FUNDED,
        Why.ELECTED,
    }
)


@dataclass(frozen=True, slots=True)
class MissingVotes:
    """How many more would have funded a project, all else unchanged.

    unit: votes or points added to its score (greedy, top-k, density, welfare), or further voters of weight 1 who
    name only this project (equal shares, Phragmén). exact: no smaller number would do; otherwise the number is proven
    to suffice. share: in equal shares each of them brings the same money as everybody, so the budget is larger by it.
    "last": they would have paid for it in the run that counted; whether it would have come to that run is not said,
    for Add1 ends where the budget does, and a comparison may keep another outcome.
    """

    number: int
    unit: Literal["votes", "points", "voters"]
    exact: bool
    share: Literal["", "same", "last"] = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one funded project took of another project's supporters' money."""

    project: str
    money: Fraction


@dataclass(frozen=True, slots=True)
class Backing:
    """The money behind a project in equal shares.

    at_start: what its supporters (of `weight` in all) held before the first purchase; taken: what each funded
    project took of it, in order, zero left out; at_end: what was left when the count ended (or when it was bought).
    """

    weight: Fraction
    at_start: Fraction
    taken: tuple[Taken, ...]
    at_end: Fraction


@dataclass(frozen=True, slots=True)
class Payment:
    """How a funded project was paid in equal shares.

    price: what a supporter of weight 1 paid per mark (for approvals: each); full_weight: weight of those who paid
    it; last_money: what all those gave together who had less left, of weight `last_weight`.
    """

    round: int
    price: Fraction
    full_weight: Fraction
    last_weight: Fraction
    last_money: Fraction


@dataclass(frozen=True, slots=True)
class Verdict:
    """One project's result and its reason.

    left: money of the budget (or group) left when its turn came; short: by how much that, or its supporters' money,
    fell short of the cost; rival: the project that ruled it out, or at which the count stopped.
    """

    project: str
    place: int
    why: Why
    cost: int
    score: Fraction
    left: int | None = None
    short: Fraction | None = None
    rival: str = ""
    missing: MissingVotes | None = None
    backing: Backing | None = None
    payment: Payment | None = None

    @property
    def won(self) -> bool:
        """Whether the project gets money or a seat."""
        return self.why in WON


@dataclass(frozen=True, slots=True)
class Support:
    """Money behind a project before a round, and that money as a share of its cost (1 or more: affordable).

    effective_votes: where affordable, its cost over what a supporter paying in full would give per mark: as if so many
    had split it evenly. Equal shares with cost utilities buys the most effective votes. None where not asked for.
    """

    project: str
    money: Fraction
    share: Fraction
    effective_votes: Fraction | None = None


@dataclass(frozen=True, slots=True)
class RoundSupport:
    """The race of one round of equal shares: the project bought, and every open project's support before it."""

    round: int
    bought: str
    price: Fraction
    support: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything said about one outcome: a verdict a project in order of the result, and the rounds' races."""

    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    rounds: tuple[RoundSupport, ...] = ()

    def of(self, project: str) -> Verdict:
        """The verdict about one project."""
        return next(verdict for verdict in self.verdicts if verdict.project == project)
