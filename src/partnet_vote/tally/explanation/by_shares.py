"""Why did a project win or lose in equal shares? The money of its supporters, from the first round to the last."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from partnet_vote.tally.explanation import by_score
from partnet_vote.tally.explanation.barred import barred, rival
from partnet_vote.tally.explanation.ledger import Ledger, ledger
from partnet_vote.tally.explanation.values import (
    Backing,
    Explanation,
    MissingVotes,
    Payment,
    RoundSupport,
    Support,
    Taken,
    Verdict,
    Why,
)
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile


def explain(profile: Profile, outcome: Outcome, *, votes: bool) -> Explanation:
    """Verdicts in file order and the race of every round, with `votes` also effective votes; from the exact account."""
    if outcome.endowment is None:
        return Explanation(outcome, by_score.grouped(profile, outcome))
    book = ledger(profile, outcome, with_offers=votes)
    reasons = barred(outcome)
    own = scores(profile, outcome.spec.utility)
    from_rest = {each.project: each for each in outcome.rounds if each.phase == "completion"}
    found: list[Verdict] = []
    for index, project in enumerate(profile.projects):
        plain = Verdict(project.id, 0, Why.FUNDED, project.cost, own[index], backing=_backing(profile, book, index))
        if index in book.bought:
            found.append(replace(plain, payment=_payment(book, index)))
        elif project.id in outcome.winners:
            found.append(replace(plain, why=Why.FUNDED_FROM_REST, left=from_rest[project.id].left))
        elif project.id in reasons:
            found.append(replace(plain, why=reasons[project.id], rival=rival(outcome, project.id)))
        else:
            found.append(_lost(plain, profile, outcome, book, index))
    return Explanation(outcome, tuple(found), _races(profile, book))


def _lost(plain: Verdict, profile: Profile, outcome: Outcome, book: Ledger, index: int) -> Verdict:
    """A project its supporters could not pay; where the rest was spent too, it did not fit into that either."""
    if plain.cost > profile.budget:
        return replace(plain, why=Why.ABOVE_BUDGET, short=Fraction(plain.cost - profile.budget))
    spent_rest = outcome.spec.completion in ("utilitarian", "add1u")
    missing = _missing(outcome.spec, book, index)
    if not book.weight[index]:
        return replace(plain, why=Why.NO_SUPPORT, missing=missing)
    short = plain.cost - book.money(index, len(book.bought))
    left = outcome.budget - outcome.total_cost
    why = Why.DID_NOT_FIT if spent_rest else Why.SUPPORTERS_SHORT
    return replace(plain, why=why, left=left, short=short, missing=missing)


def _missing(spec: RuleSpec, book: Ledger, index: int) -> MissingVotes | None:
    """None where further voters would also change who stands for the count, or a limit may have ruled it out before.

    What has supporters and is ruled out is told so; of what has none, nobody asked.
    """
    number = book.missing_votes[index]
    unasked = not book.weight[index] and bool(spec.caps or spec.exclusive)
    if number is None or unasked or spec.threshold_cost_share is not None:
        return None
    iterated = spec.completion.startswith("add1") or spec.comparison
    exact = book.missing_exact[index] and spec.completion != "utilitarian"
    return MissingVotes(max(number, 1), "voters", exact, "last" if iterated else "same")


def _backing(profile: Profile, book: Ledger, index: int) -> Backing:
    course = book.course(index)
    end = book.bought.index(index) if index in book.bought else len(book.bought)
    taken = tuple(
        Taken(profile.ids[project], money)
        for project, money in zip(book.bought[:end], book.paid[index][:end], strict=True)
        if money
    )
    return Backing(book.weight[index], course[0], taken, course[end])


def _payment(book: Ledger, index: int) -> Payment:
    turn = book.bought.index(index)
    return Payment(turn + 1, book.prices[turn], book.full_weight[turn], book.last_weight[turn], book.last_money[turn])


def _races(profile: Profile, book: Ledger) -> tuple[RoundSupport, ...]:
    """Per round the money behind every project not yet bought; most effective votes, then most money, first."""
    courses = [book.course(index) for index in range(len(profile.projects))]
    races: list[RoundSupport] = []
    for turn, project in enumerate(book.bought):
        still_open = [index for index in range(len(courses)) if index not in book.bought[:turn]]
        offers = book.offers[turn] if book.offers else (None,) * len(courses)
        support = [_support(profile, courses[index][turn], index, offers[index]) for index in still_open]
        support.sort(key=lambda each: (-(each.effective_votes or 0), -each.share))
        races.append(RoundSupport(turn + 1, profile.ids[project], book.prices[turn], tuple(support)))
    return tuple(races)


def _support(profile: Profile, money: Fraction, index: int, offer: Fraction | None) -> Support:
    cost = profile.costs[index]
    share = money / cost if cost else Fraction(1)
    return Support(profile.ids[index], money, share, cost / offer if offer else None)
