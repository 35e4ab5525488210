"""Which rule counts the ballots? One frozen, published value with every parameter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal, cast, get_args

Rule = Literal["top-k", "greedy", "greedy-no-skip", "density", "max-welfare", "equal-shares", "phragmen"]
Utility = Literal["cardinality", "cost", "points", "cost-points", "borda", "borda-pabutools", "net"]
Completion = Literal["none", "utilitarian", "add1", "add1-exhaustive", "add1u"]
TieStep = Literal["fewer-minus", "lower-cost", "more-votes", "lot", "shared-rank", "file-order", "id-order"]

COST_VOTES_LOT: tuple[TieStep, ...] = ("lower-cost", "more-votes", "lot")
FILE_ORDER: tuple[TieStep, ...] = ("file-order",)
ID_ORDER: tuple[TieStep, ...] = ("id-order",)


ALWAYS_WRITTEN = frozenset(
    (
        *("rule", "utility", "completion", "comparison", "threshold", "threshold_cost_share", "ties", "seed"),
        *("increment", "seats", "exclusive", "partial_funding", "reserve", "caps", "group_budgets"),
        *("drop_if_minus_exceeds", "skip_unaffordable", "integral_start"),
    )
)
"""The parameters of `partnet-definition/1` as it was first published. A later one is written only where it differs from
its default, so that what was frozen before it keeps its text and its hash (docs/adr/0012). Nothing is added here."""


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """Money in hundredths for the projects that carry one group label."""

    group: str
    limit: int


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule with all its parameters; money in hundredths, fractions exact.

    utility: cardinality = voters with positive points; cost = their number times cost; points = positive
    points; cost-points = points times cost; borda = the points of a ranking written as length - position;
    borda-pabutools = one less; net = plus points minus minus points (top-k and greedy only).
    threshold: least score to be eligible (in the rule's score: votes, points).
    threshold_cost_share: s drops projects with votes / voters < s x cost / budget (Świecie 2023: 1/3).
    caps: cost of the funded projects of a group at most the limit, inside one count.
    group_budgets: each named group is counted by itself, within its own budget, in this order.
    exclusive: sets of project ids of which at most one may be funded.
    partial_funding: fund the first project that does not fit, and then stop, where what is left covers this
    share of it (Poznań: 4/5). reserve: money from elsewhere that, after the count, funds the best projects left
    over, one after the other until one does not fit (Poznań again). increment: one Add1 step for a voter of weight 1.
    integral_start: Add1 begins at the greatest multiple of the increment within budget / voters (equalshares.net).
    """

    rule: Rule
    utility: Utility = "cardinality"
    completion: Completion = "none"
    comparison: bool = False
    threshold: int | None = None
    threshold_cost_share: Fraction | None = None
    ties: tuple[TieStep, ...] = COST_VOTES_LOT
    seed: str = ""
    increment: int = 100
    seats: int | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    partial_funding: Fraction | None = None
    reserve: int = 0
    caps: tuple[GroupLimit, ...] = ()
    group_budgets: tuple[GroupLimit, ...] = ()
    drop_if_minus_exceeds: bool = False
    skip_unaffordable: bool = False
    """Phragmén only: pass over a project that does not fit, instead of stopping at it."""
    integral_start: bool = False

    def __post_init__(self) -> None:
        _check(self)

    def to_json(self) -> dict[str, object]:
        """A JSON object without floats: fractions as "n/d", keys in one order, later parameters where they matter."""
        values = ((field, getattr(self, field.name)) for field in fields(self))
        return {
            field.name.replace("_", "-"): _plain(value)
            for field, value in values
            if field.name in ALWAYS_WRITTEN or value != field.default
        }

    def canonical(self) -> str:
        """The one JSON text of this rule: sorted keys, no spaces, ASCII."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))

    @classmethod
    def unknown(cls, data: Mapping[str, object]) -> list[str]:
        """The keys that are no parameters of a rule, sorted; parameters are written with hyphens."""
        return sorted(data.keys() - {field.name.replace("_", "-") for field in fields(cls)})

    @classmethod
    def from_json(cls, data: dict[str, object]) -> RuleSpec:
        """Read what `to_json` wrote; absent fields take their defaults; unknown ones raise ValueError."""
        unknown = cls.unknown(data)
        if unknown:
            raise ValueError(f"unknown rule parameters: {', '.join(unknown)}")
        given = {key.replace("-", "_"): value for key, value in data.items()}
        return cls(**{key: _read(key, value) for key, value in given.items()})


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, GroupLimit):
        return {"group": value.group, "limit": value.limit}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    return value


def _read(key: str, value: object) -> Any:
    if value is None:
        return None
    if key in ("partial_funding", "threshold_cost_share"):
        return Fraction(str(value))
    if key in ("caps", "group_budgets"):
        limits = cast("list[dict[str, Any]]", value)
        return tuple(GroupLimit(str(limit["group"]), int(limit["limit"])) for limit in limits)
    if key == "exclusive":
        return tuple(tuple(ids) for ids in cast("list[list[str]]", value))
    if key == "ties":
        return tuple(cast("list[str]", value))
    return value


def _check(spec: RuleSpec) -> None:
    """Refuse a rule that does not say what it means."""
    for value, kind in ((spec.rule, Rule), (spec.utility, Utility), (spec.completion, Completion)):
        if value not in get_args(kind):
            raise ValueError(f"unknown rule, utility or completion: {value}")
    if any(step not in get_args(TieStep) for step in spec.ties):
        raise ValueError(f"unknown tie step in {spec.ties}")
    refusal = next((text for refused, text in _refusals(spec) if refused), None)
    if refusal is not None:
        raise ValueError(refusal)


def _named_twice(limits: tuple[GroupLimit, ...]) -> bool:
    return len({each.group for each in limits}) < len(limits)


def _refusals(spec: RuleSpec) -> tuple[tuple[bool, str], ...]:
    """What each rule cannot be combined with."""
    orders = spec.rule in ("greedy", "greedy-no-skip", "density")
    scores_marks = spec.rule in ("top-k", "greedy", "greedy-no-skip")
    shares = spec.rule == "equal-shares"
    add1 = spec.completion.startswith("add1")
    return (
        (spec.completion != "none" and not shares, "only equal shares has a completion"),
        (spec.comparison and not shares, "only equal shares has a comparison step"),
        (
            (orders or scores_marks) and spec.utility in ("cost", "cost-points"),
            f"{spec.rule} orders by score: the utility must not hold the cost",
        ),
        (spec.utility == "net" and not scores_marks, "net scores are for top-k and greedy"),
        (spec.reserve < 0 or (spec.reserve > 0 and not orders), "a reserve is money, for greedy rules only"),
        (_named_twice(spec.caps) or _named_twice(spec.group_budgets), "a group is named twice"),
        (any(each.limit < 0 for each in (*spec.caps, *spec.group_budgets)), "the money of a group cannot be negative"),
        ((spec.threshold_cost_share or 0) < 0, "a share of the cost's share cannot be negative"),
        (spec.increment <= 0, "the Add1 increment must be positive"),
        (spec.integral_start and not add1, "an integral start is for Add1 only"),
        (spec.rule == "top-k" and (spec.seats or 0) < 1, "top-k needs the number of seats"),
        (
            spec.partial_funding is not None and not (spec.rule == "greedy" and 0 < spec.partial_funding <= 1),
            "partial funding is a share of the cost, for greedy only",
        ),
    )
