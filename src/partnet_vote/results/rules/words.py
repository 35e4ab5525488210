# pyright: strict
"""How is said how an option fared, and how a tie was settled?"""

from __future__ import annotations

from collections.abc import Iterator

from partnet_vote.elections.rules import said
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results.rules.accounts import Account, Line
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.explanation.rule_words import TIES


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
