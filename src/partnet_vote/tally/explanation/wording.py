"""How is a verdict said in a sentence? Messages with places and values, in English; readers' languages translate."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from partnet_vote.tally.explanation.sensitivity import Sensitivity
from partnet_vote.tally.explanation.values import MissingVotes, Payment, RoundSupport, Support, Verdict, Why
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.reasons import Amount, Reason, Value, counted


def why(verdict: Verdict, outcome: Outcome) -> Reason:
    """The one sentence that decided about a project."""
    return _SENTENCES[verdict.why](verdict, outcome)


def details(verdict: Verdict) -> tuple[Reason, ...]:
    """The numbers behind the sentence: where the supporters' money went, who paid what, how many votes were missing."""
    found: list[Reason] = []
    if verdict.backing is not None and verdict.backing.weight:
        backing = verdict.backing
        found.append(
            Reason(
                "Its supporters ({weight}) held {money} at the start.",
                weight=number(backing.weight),
                money=held(backing.at_start),
            )
        )
        found += [
            Reason("{project} took {money} of it.", project=taken.project, money=held(taken.money))
            for taken in backing.taken
        ]
        if not verdict.won:
            found.append(Reason("At the end {money} was left.", money=held(backing.at_end)))
    if verdict.payment is not None:
        found += paid(verdict.payment)
    if verdict.missing is not None:
        found.append(missing(verdict.missing))
    return tuple(found)


def paid(payment: Payment) -> tuple[Reason, ...]:
    """Who paid what for a funded project."""
    found = [
        Reason(
            "Supporters ({weight}) paid {price} each.", weight=number(payment.full_weight), price=needed(payment.price)
        )
    ]
    if payment.last_weight:
        found.append(
            Reason(
                "Supporters who had less ({weight}) gave all they had left, together {money}.",
                weight=number(payment.last_weight),
                money=held(payment.last_money),
            )
        )
    return tuple(found)


def race(each: RoundSupport) -> tuple[Reason, ...]:
    """What was bought in a round of equal shares, and how strongly every project was backed before it."""
    bought = Reason("Round {round}: {project} is bought.", round=each.round, project=each.bought)
    return bought, *(_backed(one) for one in each.support)


def _backed(one: Support) -> Reason:
    share = number(100 * one.share)
    if one.effective_votes is None:
        return Reason("{project}: {share} % of its cost is there.", project=one.project, share=share)
    return Reason(
        "{project}: {share} % of its cost is there; effective votes {votes}.",
        project=one.project,
        share=share,
        votes=number(one.effective_votes),
    )


def missing(votes: MissingVotes) -> Reason:
    """How many more would have funded it, and whether fewer might do."""
    n = votes.number
    if votes.share == "last":
        return counted(
            "{n} more voter for this project alone would have paid for it with the last share.",
            "{n} more voters for this project alone would have paid for it with the last share.",
            n,
        )
    if votes.share and votes.exact:
        return counted(
            "{n} more voter for this project alone, with the same share, would have funded it.",
            "{n} more voters for this project alone, with the same share, would have funded it.",
            n,
        )
    if votes.share:
        return counted(
            "{n} more voter for this project alone, with the same share, would surely have funded it.",
            "{n} more voters for this project alone, with the same share, would surely have funded it, perhaps fewer.",
            n,
        )
    if votes.unit == "voters" and votes.exact:
        return counted(
            "{n} more voter for this project alone would have funded it.",
            "{n} more voters for this project alone would have funded it.",
            n,
        )
    if votes.unit == "voters":
        return counted(
            "{n} more voter for this project alone would surely have funded it.",
            "{n} more voters for this project alone would surely have funded it, perhaps fewer.",
            n,
        )
    if votes.unit == "points":
        return counted(
            "{n} more point would have funded it.",
            "{n} more points would have funded it.",
            n,
        )
    return counted("{n} more vote would have funded it.", "{n} more votes would have funded it.", n)


def sensitivity_words(found: Sensitivity) -> tuple[Reason, ...]:
    """How few changed ballots are known to change the winners, and how sure that number is."""
    if found.ballots is None:
        return (Reason("No change of ballots was found that changes the winners."),)
    said = counted(
        "{n} changed ballot would change the winners ({gains} gains).",
        "{n} changed ballots would change the winners ({gains} gains).",
        found.ballots,
        gains=found.gains,
    )
    if found.is_weighted:
        said = counted(
            "{n} changed ballot of weight 1 would change the winners ({gains} gains).",
            "{n} changed ballots of weight 1 would change the winners ({gains} gains).",
            found.ballots,
            gains=found.gains,
        )
    if found.is_exact:
        return said, Reason("Fewer cannot: this number is exact.")
    return said, Reason("This is a bound: fewer might do, but at least {at_least} are needed.", at_least=found.at_least)


def held(money: Fraction) -> Amount:
    """Money that is there, rounded down to hundredths."""
    return Amount(money.numerator // money.denominator)


def needed(money: Fraction) -> Amount:
    """Money that is lacking or owed, rounded up to hundredths."""
    return Amount(-(-money.numerator // money.denominator))


def number(value: Fraction) -> Value:
    """A weight or score: whole, or with two decimals (rounded down)."""
    if value.denominator == 1:
        return int(value)
    whole, part = divmod(value.numerator * 100 // value.denominator, 100)
    return f"{whole}.{part:02d}"


def _funded(verdict: Verdict, outcome: Outcome) -> Reason:
    if verdict.payment is not None:
        return Reason("Funded in round {round}: its supporters paid for it.", round=verdict.payment.round)
    if outcome.spec.rule == "phragmen":
        return Reason("Funded: its supporters had gathered the cost in time.")
    if outcome.spec.rule == "max-welfare":
        return Reason("Funded: part of the set with the most support that fits the budget.")
    return Reason("Funded: it fitted when its turn came; {left} was left.", left=Amount(verdict.left or 0))


def _did_not_fit(verdict: Verdict, _outcome: Outcome) -> Reason:
    if verdict.backing is not None:
        return Reason(
            "Its supporters lacked {short} at the end, and it did not fit into the {left} that was left.",
            short=needed(verdict.short or Fraction(0)),
            left=Amount(verdict.left or 0),
        )
    return Reason(
        "{left} was left when its turn came: {short} too little.",
        left=Amount(verdict.left or 0),
        short=needed(verdict.short or Fraction(0)),
    )


def _after_the_stop(verdict: Verdict, _outcome: Outcome) -> Reason:
    return Reason("The count had ended at {project}, which did not fit.", project=verdict.rival)


def _excluded(verdict: Verdict, _outcome: Outcome) -> Reason:
    return Reason("Ruled out by {project}, which was funded: only one of them can be built.", project=verdict.rival)


def _below(verdict: Verdict, outcome: Outcome) -> Reason:
    if outcome.spec.threshold is None:
        return Reason("Too few votes for its cost to stand for the count.")
    return Reason(
        "{score} is below the threshold of {threshold}.",
        score=number(verdict.score),
        threshold=outcome.spec.threshold,
    )


def _too_late(verdict: Verdict, _outcome: Outcome) -> Reason:
    short = needed(verdict.short or Fraction(0))
    return Reason("Its supporters still lacked {short} when the last project was bought.", short=short)


def _above_budget(verdict: Verdict, _outcome: Outcome) -> Reason:
    return Reason("It costs {short} more than the whole budget.", short=needed(verdict.short or Fraction(0)))


def _supporters_short(verdict: Verdict, _outcome: Outcome) -> Reason:
    if verdict.short is None:
        return Reason("Its supporters could not pay for it.")
    return Reason("Its supporters could not pay for it: at the end they lacked {short}.", short=needed(verdict.short))


def _not_in_best_set(verdict: Verdict, outcome: Outcome) -> Reason:
    if verdict.short is None:
        return Reason("Not part of the set with the most support that fits the budget.")
    behind: Value = number(verdict.short)
    if outcome.spec.utility in ("cost", "cost-points"):
        behind = needed(verdict.short)
    return Reason("The best set with it would have {short} less support.", short=behind)


_SENTENCES: dict[Why, Callable[[Verdict, Outcome], Reason]] = {
    Why.FUNDED: _funded,
    Why.FUNDED_FROM_REST: lambda _verdict, _outcome: Reason("Funded from the money that equal shares left over."),
    Why.FUNDED_FROM_RESERVE: lambda _verdict, _outcome: Reason("Funded with money from elsewhere."),
    Why.FUNDED_BY_COMPARISON: lambda _verdict, _outcome: Reason("Funded: more voters preferred the greedy outcome."),
    Why.PARTLY_FUNDED: lambda verdict, _: Reason(
        "Funded in part; {short} must come from elsewhere.", short=needed(verdict.short or Fraction(0))
    ),
    Why.ELECTED: lambda _verdict, _outcome: Reason("Chosen."),
    Why.WITHDRAWN: lambda _verdict, _outcome: Reason("Withdrawn."),
    Why.BELOW_THRESHOLD: _below,
    Why.MINUS_EXCEEDS: lambda _verdict, _outcome: Reason("More votes against it than for it."),
    Why.EXCLUDED: _excluded,
    Why.OVER_CAP: lambda _verdict, _outcome: Reason("It would exceed the money set for its category."),
    Why.NO_SUPPORT: lambda _verdict, _outcome: Reason("Nobody voted for it."),
    Why.ABOVE_BUDGET: _above_budget,
    Why.DID_NOT_FIT: _did_not_fit,
    Why.AFTER_THE_STOP: _after_the_stop,
    Why.BEYOND_THE_SEATS: lambda _verdict, _outcome: Reason("Others had more support."),
    Why.NOT_IN_BEST_SET: _not_in_best_set,
    Why.SUPPORTERS_SHORT: _supporters_short,
    Why.TOO_LATE: _too_late,
}
