"""Why did a project win or lose where projects are taken in order of score: greedy, density, top K?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from partnet_vote.tally.explanation.barred import REASONS, rival
from partnet_vote.tally.explanation.missing import Ladder
from partnet_vote.tally.explanation.values import MissingVotes, Verdict, Why
from partnet_vote.tally.outcome import Outcome, Round
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile


def verdicts(profile: Profile, outcome: Outcome, *, votes: bool) -> tuple[Verdict, ...]:
    """One verdict a project, in file order; with `votes`, also how many would have changed it."""
    found = grouped(profile, outcome)
    if not votes:
        return found
    ladder = Ladder(profile, outcome.spec)
    return tuple(replace(verdict, missing=_missing(verdict, index, ladder)) for index, verdict in enumerate(found))


def grouped(profile: Profile, outcome: Outcome) -> tuple[Verdict, ...]:
    """One verdict a project, in file order, from the rounds alone."""
    decided = {each.project: each for each in outcome.rounds}
    own = dict(outcome.scores) or dict(zip(profile.ids, scores(profile, outcome.spec.utility), strict=True))
    ended_by = next((each for each in outcome.rounds if each.decision in ("stopped", "partly-funded")), None)
    verdicts: list[Verdict] = []
    for project in profile.projects:
        plain = Verdict(project.id, 0, Why.AFTER_THE_STOP, project.cost, own[project.id])
        each = decided.get(project.id)
        if each is not None:
            verdicts.append(_decided(plain, each, outcome))
        elif ended_by is not None:
            verdicts.append(replace(plain, rival=ended_by.project, left=ended_by.left))
        else:
            why = Why.NO_SUPPORT if not plain.score else Why.SUPPORTERS_SHORT
            verdicts.append(replace(plain, why=why))
    return tuple(verdicts)


def _decided(plain: Verdict, each: Round, outcome: Outcome) -> Verdict:
    """The verdict that one round gave."""
    if each.decision == "funded":
        return replace(plain, why=_won(each, outcome), left=each.left)
    if each.decision == "partly-funded":
        reserve = sum(one.cost for one in outcome.rounds if one.phase == "reserve")
        return replace(plain, why=Why.PARTLY_FUNDED, left=each.left, short=Fraction(outcome.outside - reserve))
    if each.decision in REASONS:
        return replace(plain, why=REASONS[each.decision], left=each.left, rival=rival(outcome, plain.project))
    if outcome.spec.rule == "top-k":
        return replace(plain, why=Why.BEYOND_THE_SEATS)
    if plain.cost > outcome.budget:
        return replace(plain, why=Why.ABOVE_BUDGET, left=each.left, short=Fraction(plain.cost - outcome.budget))
    return replace(plain, why=Why.DID_NOT_FIT, left=each.left, short=Fraction(plain.cost - each.left))


def _won(each: Round, outcome: Outcome) -> Why:
    if outcome.spec.rule == "top-k":
        return Why.ELECTED
    if outcome.preferred == "greedy":
        return Why.FUNDED_BY_COMPARISON
    if each.phase == "reserve":
        return Why.FUNDED_FROM_RESERVE
    return Why.FUNDED_FROM_REST if each.phase == "completion" else Why.FUNDED


def _missing(verdict: Verdict, index: int, ladder: Ladder) -> MissingVotes | None:
    hopeless = (Why.WITHDRAWN, Why.ABOVE_BUDGET)
    return None if verdict.won or verdict.why in hopeless else ladder.missing(index)
