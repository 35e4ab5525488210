# pyright: strict
"""How is said how an option fared, why, and how a tie was settled?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.elections.rules import Money, said
from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.results.rules.accounts import Account, Line
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.explanation.rule_words import TIES
from partnet_vote.tally.reasons import Reason

MEASURED = frozenset({"weight", "score", "votes", "share", "threshold", "n"})
"""Places of a reason that hold a number of votes or a share, as text where it is no whole number."""
WHOLE = 100
"""Hundredths of the smallest money that is paid out: whole crowns."""
EACH = 100 * WHOLE
"""What one person paid is said to the hundredth below this."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number or a score with up to two decimals, which writes itself in the reader's way."""

    value: Fraction | int

    def __str__(self) -> str:
        shown = int(self.value) if self.value == int(self.value) else round(float(self.value), 2)
        write = getattr(speaking.get(), "number", None)
        return write(shown) if write else str(shown)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of one, as a percentage with one decimal."""

    value: Fraction

    def __str__(self) -> str:
        write = getattr(speaking.get(), "percent", None)
        return write(float(self.value)) if write else f"{float(self.value):.1%}"


def explained(reason: Reason, contest: ContestDefinition, *, exact: bool = True) -> Text:
    """The reason with options by their titles and numbers as the reader writes them.

    Unless `exact`, money from one whole unit up is said in whole units: what is lacking rounded up, what is there
    rounded down, so that nothing is promised that is not there.
    """
    text = said(reason, contest.currency)
    values = {name: _shown(name, value, contest, exact=exact) for name, value in text.values.items()}
    if isinstance(text, TextN):
        values.pop("n")
        return TextN(text.msgid, text.plural, text.n, **values)
    return Text(text.msgid, **values)


def _shown(name: str, value: object, contest: ContestDefinition, *, exact: bool) -> object:
    if isinstance(value, Money):
        return value if exact else Money(_whole(name, value.hundredths), value.currency)
    if name == "project" and str(value) in contest.option_by_id:
        return Text("“{title}”", title=contest.option_by_id[str(value)].title)
    if name in MEASURED and isinstance(value, int | str):
        return Number(Fraction(value))
    return value


def _whole(name: str, hundredths: int) -> int:
    if abs(hundredths) < (EACH if name == "price" else WHOLE):
        return hundredths
    whole = hundredths // WHOLE
    return WHOLE * (-(-hundredths // WHOLE) if name in ("short", "price") else whole)


def outcome_words(line: Line, has_money: bool) -> Text:
    """Whether an option won, in two words."""
    if line.why == "withdrawn":
        return Text("Withdrawn")
    if has_money:
        return Text("Gets money") if line.won else Text("Gets no money")
    return Text("Chosen") if line.won else Text("Not chosen")


def tie_words(contest: ContestDefinition, account: Account) -> Iterator[Text]:
    """Ties met and what settled them; a lot with its public seed."""
    for tie in account.ties:
        order = ", ".join(contest.option_by_id[each].title for each in tie.order)
        how = said(TIES[tie.decided_by], contest.currency) if tie.decided_by in TIES else tie.decided_by
        yield Text("Equal score. Order: {order}. Decided by: {step}.", order=order, step=how)
        if tie.decided_by == "lot":
            yield Text("Seed of the lot: {seed}", seed=contest.rule.seed or "–")
