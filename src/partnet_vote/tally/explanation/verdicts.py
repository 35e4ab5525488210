"""What is the verdict about every project? The one door to explanations; each rule's reasons lie in their own file."""

from __future__ import annotations

from dataclasses import replace

from partnet_vote.tally.explanation import by_score, by_shares, by_time, by_welfare
from partnet_vote.tally.explanation.values import Explanation, Verdict
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.values import Profile


def explain(profile: Profile, outcome: Outcome, *, votes: bool = True) -> Explanation:
    """Explain an outcome of `counting.count(profile, outcome.spec)`; winners in the order bought, then by score.

    `votes` asks for the missing votes too, which takes many small counts for the rules that order by score.
    An outcome counted group by group is explained without the money of each supporter, which the groups' separate
    counts hold; one that a comparison kept without missing votes, for these would change the comparison too.
    """
    if outcome.spec.group_budgets or outcome.preferred == "greedy":
        return _ordered(outcome, Explanation(outcome, by_score.grouped(profile, outcome)))
    if outcome.spec.rule == "equal-shares":
        return _ordered(outcome, by_shares.explain(profile, outcome, votes=votes))
    if outcome.spec.rule == "phragmen":
        return _ordered(outcome, Explanation(outcome, by_time.verdicts(profile, outcome)))
    if outcome.spec.rule == "max-welfare":
        return _ordered(outcome, Explanation(outcome, by_welfare.verdicts(profile, outcome, votes=votes)))
    return _ordered(outcome, Explanation(outcome, by_score.verdicts(profile, outcome, votes=votes)))


def _ordered(outcome: Outcome, explanation: Explanation) -> Explanation:
    """Places from 1: winners as bought, the others by falling score, equals in file order."""
    bought = {id: place for place, id in enumerate(outcome.winners)}

    def key(verdict: Verdict) -> tuple[int, object]:
        if verdict.project in bought:
            return (0, bought[verdict.project])
        return (1, -verdict.score)

    ranked = sorted(explanation.verdicts, key=key)
    placed = tuple(replace(verdict, place=place) for place, verdict in enumerate(ranked, 1))
    return replace(explanation, verdicts=placed)
