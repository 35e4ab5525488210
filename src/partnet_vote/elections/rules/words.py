# pyright: strict
"""How do ballot, rule and reasons of the counting core become texts in the reader's language?"""

from __future__ import annotations

from dataclasses import dataclass

from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.definition import Definition, Illegality
from partnet_vote.tally.explanation.rule_words import TIES, rule_words
from partnet_vote.tally.reasons import Amount, Reason
from partnet_vote.tally.rule_spec import RuleSpec


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that writes itself in the reader's way when it is shown."""

    hundredths: int
    currency: str

    def __str__(self) -> str:
        write = getattr(speaking.get(), "money", None)
        return write(self.hundredths, self.currency) if write else f"{Amount(self.hundredths)} {self.currency}"


def said(reason: Reason, currency: str) -> Text:
    """The reason as a text; amounts carry the contest's currency."""
    values = {
        name: Money(value.hundredths, currency) if isinstance(value, Amount) else value
        for name, value in reason.values.items()
        if name != "n" or reason.number is None
    }
    if reason.number is None:
        return Text(reason.message, **values)
    return TextN(reason.message, reason.plural, reason.number, **values)


def why_illegal(definition: Definition, illegality: Illegality) -> Text:
    """Why a ballot may not be cast, as a text; amounts in the currency of the contest that is at fault."""
    named = definition.contest_by_id.get(illegality.contest or "", definition.contests[0])
    return said(illegality.reason, named.currency)


def ballot_words(ballot: AnyFormat, currency: str) -> Text:
    """How one marks this ballot, in one sentence."""
    match ballot:
        case SingleChoice():
            return Text("You choose one option.")
        case Approval():
            return _choosing(ballot.fewest, ballot.most)
        case Knapsack(limit=limit):
            return Text("You choose options that cost {limit} together at most.", limit=Money(limit, currency))
        case Points():
            return _giving(ballot.total, ballot.per_item)
        case Ranked(most=n):
            return TextN("You put up to {n} option in order.", "You put up to {n} options in order.", n)
        case PlusMinus():
            return _for_and_against(ballot)
        case Grades():
            return Text("You give each option a grade.")
        case Starred(base=base, times=times):
            below = ballot_words(base, currency)
            return Text("{how} One of them you may star: it counts {times} times.", how=below, times=times)


def _for_and_against(ballot: PlusMinus) -> Text:
    how = Text(
        "You have votes for (up to {plus}) and against (up to {minus}).", plus=ballot.plus_max, minus=ballot.minus_max
    )
    if ballot.minus_max and ballot.plus_before_minus:
        how = TextN(
            "{how} A vote against counts only with at least {n} vote for.",
            "{how} A vote against counts only with at least {n} votes for.",
            ballot.plus_before_minus,
            how=how,
        )
    if ballot.minus_max and ballot.plus_per_minus > 1:
        how = Text("{how} Each vote against needs {ratio} votes for.", how=how, ratio=ballot.plus_per_minus)
    return how


def _choosing(fewest: int, most: int) -> Text:
    if fewest == most:
        return TextN("You choose exactly {n} option.", "You choose exactly {n} options.", most)
    if fewest > 1:
        return Text("You choose {fewest} to {most} options.", fewest=fewest, most=most)
    return TextN("You choose up to {n} option.", "You choose up to {n} options.", most)


def _giving(total: int, each: int) -> Text:
    if each == total:
        return TextN("You give out {n} point.", "You give out {n} points, as you like.", total)
    return Text("You give out {n} points, at most {each} to one option.", n=total, each=each)


def rule_sentences(spec: RuleSpec, currency: str) -> tuple[Text, ...]:
    """How the ballots are counted, sentence by sentence, ties last."""
    steps = [said(TIES[step], currency) for step in spec.ties if step != "shared-rank"]
    words = [said(reason, currency) for reason in rule_words(spec)]
    if "shared-rank" in spec.ties:
        words.append(Text("Options with the same score share a rank."))
    if steps:
        words.append(Text("If scores are equal, it is decided by: {step}.", step=steps[0]))
    words += [Text("If they are still equal: {step}.", step=step) for step in steps[1:]]
    return tuple(words)
