"""How is an explanation written for programs? JSON without floats: money and numbers as exact "n/d" texts."""

from __future__ import annotations

from fractions import Fraction

from partnet_vote.tally.explanation.sensitivity import Sensitivity
from partnet_vote.tally.explanation.values import Backing, Explanation, MissingVotes, Payment, RoundSupport, Verdict
from partnet_vote.tally.explanation.wording import details, why

Json = dict[str, object]


def explanation_json(explanation: Explanation) -> Json:
    """Verdicts in order of the result and the races of the rounds; money in hundredths."""
    return {
        "verdicts": [_verdict(verdict, explanation) for verdict in explanation.verdicts],
        "rounds": [_race(race) for race in explanation.rounds],
    }


def sensitivity_json(found: Sensitivity) -> Json:
    """The smallest change known; `exact` where no smaller number of ballots can do."""
    return {
        "ballots": found.ballots,
        "at_least": found.at_least,
        "exact": found.is_exact,
        "gains": found.gains,
        "loses": found.loses,
        "weighted": found.is_weighted,
    }


def _verdict(verdict: Verdict, explanation: Explanation) -> Json:
    sentences = (why(verdict, explanation.outcome), *details(verdict))
    return {
        "project": verdict.project,
        "place": verdict.place,
        "won": verdict.won,
        "why": verdict.why.value,
        "cost": verdict.cost,
        "score": str(verdict.score),
        "left": verdict.left,
        "short": _text(verdict.short),
        "rival": verdict.rival,
        "missing": _missing(verdict.missing),
        "backing": _backing(verdict.backing),
        "payment": _payment(verdict.payment),
        "sentences": [str(sentence) for sentence in sentences],
    }


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _missing(missing: MissingVotes | None) -> Json | None:
    if missing is None:
        return None
    return {"number": missing.number, "unit": missing.unit, "exact": missing.exact, "share": missing.share}


def _backing(backing: Backing | None) -> Json | None:
    if backing is None:
        return None
    return {
        "weight": str(backing.weight),
        "at_start": str(backing.at_start),
        "taken": [{"project": taken.project, "money": str(taken.money)} for taken in backing.taken],
        "at_end": str(backing.at_end),
    }


def _payment(payment: Payment | None) -> Json | None:
    if payment is None:
        return None
    return {
        "round": payment.round,
        "price": str(payment.price),
        "full_weight": str(payment.full_weight),
        "last_weight": str(payment.last_weight),
        "last_money": str(payment.last_money),
    }


def _race(race: RoundSupport) -> Json:
    return {
        "round": race.round,
        "bought": race.bought,
        "price": str(race.price),
        "support": [
            {
                "project": each.project,
                "money": str(each.money),
                "share": str(each.share),
                "effective_votes": _text(each.effective_votes),
            }
            for each in race.support
        ],
    }
