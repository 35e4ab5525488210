"""Which projects never stood for the count, or were ruled out by a funded one, and by which?"""

from __future__ import annotations

from partnet_vote.tally.explanation.values import Why
from partnet_vote.tally.outcome import Decision, Outcome

REASONS: dict[Decision, Why] = {
    "withdrawn": Why.WITHDRAWN,
    "below-threshold": Why.BELOW_THRESHOLD,
    "minus-exceeds": Why.MINUS_EXCEEDS,
    "excluded": Why.EXCLUDED,
    "over-cap": Why.OVER_CAP,
}


def barred(outcome: Outcome) -> dict[str, Why]:
    """Projects that lost for a reason outside the race for money, with that reason."""
    reasons = {each.project: REASONS[each.decision] for each in outcome.rounds if each.decision in REASONS}
    return {project: why for project, why in reasons.items() if project not in outcome.winners}


def rival(outcome: Outcome, project: str) -> str:
    """The funded project that excludes another one; empty where none does."""
    winners = set(outcome.winners)
    for rivals in outcome.spec.exclusive:
        if project in rivals:
            found = next((other for other in rivals if other in winners), "")
            if found:
                return found
    return ""
