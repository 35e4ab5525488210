"""What does a published rule say, in a few plain sentences?"""

from __future__ import annotations

from collections.abc import Mapping

from partnet_vote.tally.reasons import Amount, Reason, counted
from partnet_vote.tally.rule_spec import Completion, Rule, RuleSpec, TieStep, Utility

RULES: dict[Rule, Reason] = {
    "top-k": Reason("The options with the highest score win."),
    "greedy": Reason("Projects are funded in order of score; one that does not fit is passed over."),
    "greedy-no-skip": Reason("Projects are funded in order of score, until one does not fit."),
    "density": Reason("Projects are funded in order of score for their cost; one that does not fit is passed over."),
    "max-welfare": Reason("The set of projects with the highest total score that fits the budget is funded."),
    "equal-shares": Reason("Every voter holds an equal share of the budget and pays only for projects they support."),
    "phragmen": Reason("Money flows to all voters alike; supporters buy a project as soon as they can pay for it."),
}

UTILITIES: dict[Utility, Reason] = {
    "cardinality": Reason("The score is the number of votes."),
    "cost": Reason("A funded project counts by its cost."),
    "points": Reason("The score is the sum of points."),
    "cost-points": Reason("A funded project counts by its points times its cost."),
    "borda": Reason("The score is the sum of rank points (length of the list less the place before)."),
    "borda-pabutools": Reason("The score is the sum of rank points, nothing for the last place."),
    "net": Reason("The score is the plus votes less the minus votes."),
}

UNIT = 100
"""Hundredths in one unit of a currency."""

COMPLETIONS: dict[Completion, Reason | None] = {
    "none": None,
    "utilitarian": Reason("What is left over is spent in order of votes for the cost."),
    "add1": Reason("Shares are raised by one unit at a time, as long as the budget is kept."),
    "add1-exhaustive": Reason("Shares are raised by one unit at a time, until nothing more fits the budget."),
    "add1u": Reason("Shares are raised by one unit at a time until nothing more fits; the rest is spent by votes."),
}

# Utility per cost: where a project counts by its cost, that is the score alone.
BY_VOTES = Reason("What is left over is spent in order of votes.")

TIES: Mapping[TieStep | str, Reason] = {
    "fewer-minus": Reason("fewer minus votes"),
    "lower-cost": Reason("lower cost"),
    "more-votes": Reason("more votes"),
    "lot": Reason("a lot drawn with the published seed"),
    "shared-rank": Reason("a shared rank"),
    "file-order": Reason("the order of the list"),
    "id-order": Reason("the project's number"),
}


def rule_words(spec: RuleSpec) -> tuple[Reason, ...]:
    """The rule in sentences, in the order in which they act."""
    said = [RULES[spec.rule]]
    if spec.rule == "top-k" and spec.seats is not None:
        said = [
            counted(
                "The option with the highest score wins.", "The {n} options with the highest score win.", spec.seats
            )
        ]
    if spec.rule != "phragmen":
        said.append(UTILITIES[spec.utility])
    elif spec.skip_unaffordable:
        said.append(Reason("One that does not fit is passed over."))
    else:
        said.append(Reason("The count ends at the first that does not fit."))
    return (*said, *_completion(spec), *_conditions(spec))


def _completion(spec: RuleSpec) -> list[Reason]:
    """What becomes of the rest, and how large the steps of Add1 are where they are not one unit from B/W on."""
    completion = COMPLETIONS[spec.completion]
    if spec.completion == "utilitarian" and spec.utility in ("cost", "cost-points"):
        completion = BY_VOTES
    said = [] if completion is None else [completion]
    if spec.completion.startswith("add1") and spec.increment != UNIT:
        said.append(Reason("One unit is {money}.", money=Amount(spec.increment)))
    if spec.integral_start:
        said.append(Reason("The first share is rounded down to whole units."))
    return said


def _conditions(spec: RuleSpec) -> list[Reason]:
    said: list[Reason] = []
    if spec.comparison:
        said.append(Reason("If more voters prefer the greedy outcome, that one counts."))
    if spec.threshold is not None:
        said.append(Reason("Only a score of at least {threshold} can win.", threshold=spec.threshold))
    if spec.threshold_cost_share is not None:
        share = str(spec.threshold_cost_share)
        said.append(Reason("A share of voters of at least {share} of the cost's share is needed.", share=share))
    if spec.drop_if_minus_exceeds:
        said.append(Reason("More minus than plus votes rule a project out."))
    said += [Reason("At most {limit} for {group}.", limit=Amount(each.limit), group=each.group) for each in spec.caps]
    said += [
        Reason("{group} is counted by itself and has {limit}.", limit=Amount(each.limit), group=each.group)
        for each in spec.group_budgets
    ]
    if spec.exclusive:
        said.append(Reason("Of projects that exclude each other, one can win."))
    if spec.reserve:
        said.append(Reason("Another {money} fund the best projects left over.", money=Amount(spec.reserve)))
    if spec.partial_funding is not None:
        share = str(spec.partial_funding)
        said.append(
            Reason("The first that does not fit is funded in part if {share} of its cost is left.", share=share)
        )
    return said
