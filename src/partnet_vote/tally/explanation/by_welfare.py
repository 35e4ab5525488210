"""Why is a project not in the best set, where the total of all votes for the funded projects is to be largest?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.barred import barred, rival
from partnet_vote.tally.explanation.values import MissingVotes, Verdict, Why
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.utilities import factors, scores
from partnet_vote.tally.values import Profile


def verdicts(profile: Profile, outcome: Outcome, *, votes: bool) -> tuple[Verdict, ...]:
    """One verdict a project, in file order; with `votes`, `short` is how much welfare the best set with it loses."""
    reasons = barred(outcome)
    own = scores(profile, outcome.spec.utility)
    worth = [score * factor for score, factor in zip(own, factors(profile, outcome.spec.utility), strict=True)]
    best = _welfare(profile, outcome, worth)
    found: list[Verdict] = []
    for index, project in enumerate(profile.projects):
        verdict = Verdict(project.id, 0, Why.FUNDED, project.cost, own[index])
        if project.id in outcome.winners:
            found.append(verdict)
        elif project.id in reasons:
            found.append(replace(verdict, why=reasons[project.id], rival=rival(outcome, project.id)))
        elif project.cost > profile.budget:
            short = Fraction(project.cost - profile.budget)
            found.append(replace(verdict, why=Why.ABOVE_BUDGET, short=short))
        elif not votes:
            found.append(replace(verdict, why=Why.NOT_IN_BEST_SET))
        else:
            found.append(_beaten(verdict, profile, outcome, index, worth, best))
    return tuple(found)


def _welfare(profile: Profile, outcome: Outcome, worth: list[Fraction]) -> Fraction:
    winners = set(outcome.winners)
    return sum((value for id, value in zip(profile.ids, worth, strict=True) if id in winners), Fraction(0))


def _beaten(
    verdict: Verdict, profile: Profile, outcome: Outcome, index: int, worth: list[Fraction], best: Fraction
) -> Verdict:
    """Compare with the best set that contains the project: spend its cost first, then the rest at its best."""
    if outcome.spec.caps or outcome.spec.exclusive:
        return replace(verdict, why=Why.NOT_IN_BEST_SET)
    without = replace(
        profile.with_budget(profile.budget - verdict.cost),
        projects=tuple(
            replace(project, withdrawn=project.withdrawn or place == index)
            for place, project in enumerate(profile.projects)
        ),
    )
    rest = count(without, outcome.spec)
    behind = best - worth[index] - _welfare(profile, rest, worth)
    unit = "votes" if outcome.spec.utility in ("cardinality", "cost") else "points"
    factor = factors(profile, outcome.spec.utility)[index]
    missing = None
    if factor:
        number = int(behind // factor) + 1
        # At an equal total the cheaper set, or the chain, may already give it to the project.
        surely = bool(behind % factor) or number == 1
        missing = MissingVotes(number, unit, exact=surely)
    return replace(verdict, why=Why.NOT_IN_BEST_SET, short=behind, missing=missing)
