"""What did the count decide? Winners, ties met and rounds, with one canonical text and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from partnet_vote.tally.rule_spec import RuleSpec

Decision = Literal[
    "funded",
    "partly-funded",
    "skipped",
    "stopped",
    "excluded",
    "over-cap",
    "below-threshold",
    "minus-exceeds",
    "withdrawn",
]
Phase = Literal["main", "completion", "reserve"]


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that stood equal when one had to be taken: `decided_by` names the step that settled the first place.

    `order` is the whole order the chain gave; `tied` is the same set in file order.
    """

    tied: tuple[str, ...]
    decided_by: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One decision of a rule about one project, with the exact numbers that made it.

    price: for equal shares, money (hundredths) per unit of utility (rho); for Phragmén the time at which the
    project could be paid, in hundredths per unit of weight; None elsewhere.
    score: what the project was ordered by (votes, points, points per hundredth); None for equal shares, Phragmén.
    left: money of the budget left after this decision, in hundredths (before, where nothing was bought).
    """

    project: str
    decision: Decision
    cost: int
    left: int
    price: Fraction | None = None
    score: Fraction | None = None
    phase: Phase = "main"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one count.

    winners: ids in the order they were bought; total_cost: what the budget pays for them, in hundredths;
    outside: what comes from elsewhere, for partly funded projects and from the reserve; scores: (id, score) in
    file order; endowment: money a voter of weight 1 held in the last equal-shares run; steps: Add1 increments
    above the start; preferred: which outcome the comparison step kept.
    certificate tells how exactness was shown and is no part of the canonical text.
    """

    winners: tuple[str, ...]
    total_cost: int
    budget: int
    spec: RuleSpec
    scores: tuple[tuple[str, Fraction], ...] = ()
    ties: tuple[Tie, ...] = ()
    rounds: tuple[Round, ...] = ()
    outside: int = 0
    endowment: Fraction | None = None
    steps: int = 0
    preferred: Literal["", "equal-shares", "greedy"] = ""
    certificate: str = "integers"

    def to_json(self) -> dict[str, object]:
        """A JSON object without floats: money as integer hundredths, every other number exact ("n/d" or "n")."""
        return {
            "winners": list(self.winners),
            "total_cost": self.total_cost,
            "budget": self.budget,
            "outside": self.outside,
            "rule": self.spec.to_json(),
            "scores": [[id, str(score)] for id, score in self.scores],
            "ties": [
                {"tied": list(tie.tied), "decided_by": tie.decided_by, "order": list(tie.order)} for tie in self.ties
            ],
            "rounds": [_round_json(number, each) for number, each in enumerate(self.rounds, 1)],
            "endowment": _text(self.endowment),
            "steps": self.steps,
            "preferred": self.preferred,
        }

    def canonical(self) -> str:
        """The one JSON text of this outcome: sorted keys, no spaces, ASCII; equal on every machine."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text, written "sha256:…"."""
        return "sha256:" + hashlib.sha256(self.canonical().encode("ascii")).hexdigest()


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _round_json(number: int, each: Round) -> dict[str, object]:
    return {
        "round": number,
        "project": each.project,
        "decision": each.decision,
        "cost": each.cost,
        "left": each.left,
        "price": _text(each.price),
        "score": _text(each.score),
        "phase": each.phase,
        "group": each.group,
    }
