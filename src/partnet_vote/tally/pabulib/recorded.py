"""Which rule does a file name in its META, with every parameter, so that the official result can be recounted?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from partnet_vote.tally.pabulib.amounts import hundredths, whole_number
from partnet_vote.tally.pabulib.document import Document, PabulibError, Wrong
from partnet_vote.tally.rule_spec import FILE_ORDER, GroupLimit, RuleSpec, Utility

SCORES: dict[str, Utility] = {
    "approval": "cardinality",
    "choose-1": "cardinality",
    "cumulative": "points",
    "scoring": "points",
    "ordinal": "borda",
}
POZNAN_SHARE = Fraction(4, 5)
SWIECIE_SHARE = Fraction(1, 3)


def recorded_rule(document: Document) -> RuleSpec:
    """The rule the city used; ties in file order, as the recorded results show. PabulibError if none can be told.

    greedy-threshold is greedy with META's threshold; greedy-exclusive is greedy, because files do not list which
    projects exclude each other; greedy-custom is Poznań's 80 % rule; equalshares/add1 runs on after it is
    exhaustive, equalshares/add1-comparison then keeps the outcome more voters prefer (Wieliczka 2023).
    """
    name = document.get("rule")
    if document.get("scoring_fn").lower() not in ("", "borda"):
        line = document.meta_line("scoring_fn")
        raise PabulibError(Wrong.RULE_UNKNOWN, line, rule=f"{name}, scoring_fn {document.get('scoring_fn')[:40]}")
    if name in ("greedy", "greedy-threshold", "greedy-exclusive"):
        return _greedy(document)
    if name == "greedy-no-skip":
        return RuleSpec("greedy-no-skip", score(document), threshold=_threshold(document), ties=FILE_ORDER)
    if name == "greedy-custom":
        own = RuleSpec("greedy", score(document), partial_funding=POZNAN_SHARE, ties=FILE_ORDER)
        return replace(own, reserve=_reserve(document))
    if name in ("equalshares/add1", "equalshares/add1-comparison"):
        return RuleSpec(
            "equal-shares",
            "cost",
            completion="add1",
            comparison=name.endswith("-comparison"),
            threshold_cost_share=SWIECIE_SHARE if document.get("unit") == "Świecie" else None,
            ties=FILE_ORDER,
        )
    raise PabulibError(Wrong.RULE_UNKNOWN, document.meta_line("rule"), rule=name or "(none)")


def score(document: Document) -> Utility:
    """What cities order projects by for this kind of vote: votes, points, or points by rank."""
    return SCORES[document.get("vote_type")]


def largest_points(document: Document) -> int | None:
    """The most points a vote may give one project: META's bound, the longest ranking; None where META does not say."""
    if document.get("vote_type") == "ordinal":
        return _whole(document, "max_length") or len(document.projects)
    return _whole(document, "max_points") or _whole(document, "max_sum_points")


def _greedy(document: Document) -> RuleSpec:
    return RuleSpec("greedy", score(document), threshold=_threshold(document), caps=_caps(document), ties=FILE_ORDER)


def _reserve(document: Document) -> int:
    """Additional funds of a district: the file tells them only by the projects they paid for (`selected` 3)."""
    selected, costs = document.project_column("selected") or (), document.project_column("cost") or ()
    rows = enumerate(zip(selected, costs, strict=False))
    return sum(hundredths(cost, "cost", document.project_line(at)) for at, (mark, cost) in rows if mark == "3")


def _threshold(document: Document) -> int | None:
    """The least score that can win; zero and absent mean none."""
    return _whole(document, "min_project_score_threshold")


def _whole(document: Document, key: str) -> int | None:
    """A whole number that META gives; None where it is absent or zero."""
    text = document.get(key)
    return (whole_number(text, key, document.meta_line(key)) or None) if text else None


def _caps(document: Document) -> tuple[GroupLimit, ...]:
    """Amsterdam's `budget_per_category`, which stands beside `categories`."""
    labels, limits = document.get("categories").split(","), document.get("budget_per_category").split(",")
    if labels == [""] or limits == [""]:
        return ()
    line = document.meta_line("budget_per_category")
    distinct = len({label.strip() for label in labels})
    if distinct != len(limits):
        raise PabulibError(Wrong.CATEGORY_BUDGETS, line, categories=distinct, budgets=len(limits))
    return tuple(
        GroupLimit(label.strip(), hundredths(limit.strip(), "budget_per_category", line))
        for label, limit in zip(labels, limits, strict=False)
    )
