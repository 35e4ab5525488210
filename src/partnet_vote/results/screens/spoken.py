"""How do numbers and answers write themselves in the reader's language, at the moment they are shown?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from partnet_vote.elections.rules import Money
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.results.rules import Account
from partnet_vote.results.rules.words import Number
from partnet_vote.tally.contest import ContestDefinition

WORDS = (
    Text("zero"),
    Text("one"),
    Text("two"),
    Text("three"),
    Text("four"),
    Text("five"),
    Text("six"),
    Text("seven"),
    Text("eight"),
    Text("nine"),
    Text("ten"),
    Text("eleven"),
    Text("twelve"),
)


@dataclass(frozen=True, slots=True)
class InWords:
    """A small number as a word, a larger one in digits."""

    value: int

    def __str__(self) -> str:
        return str(WORDS[self.value]) if self.value < len(WORDS) else str(Number(self.value))


class Headline(Text):
    """A sentence that begins with a capital letter, whatever its first word is."""

    __slots__ = ("text",)

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid, **text.values)
        self.text = text

    def __str__(self) -> str:
        said = str(self.text)
        return said[:1].upper() + said[1:]


def answer(contests: Sequence[ContestDefinition], accounts: Sequence[Account]) -> Text:
    """The result in one sentence: how many projects get money, or who was chosen."""
    won = [line.option for account in accounts for line in account.winners]
    if all(contest.budget is not None for contest in contests):
        return _funded(len(won))
    if len(contests) > 1:
        return Text("The result of the vote")
    if not won:
        return Text("Nothing was chosen")
    if len(won) == 1:
        return Text("Chosen: {title}", title=contests[0].option_by_id[won[0]].title)
    return Headline(
        TextN("{number} option is chosen", "{number} options are chosen", len(won), number=Number(len(won)))
    )


def _funded(number: int) -> Text:
    if number == 0:
        return Text("No project gets money")
    return Headline(TextN("{number} project gets money", "{number} projects get money", number, number=InWords(number)))


def divided(city: str, contests: Sequence[ContestDefinition]) -> Text | None:
    """What the residents divided among projects; None where there was no money."""
    budgets = [contest.budget for contest in contests if contest.budget is not None]
    if not budgets:
        return None
    return Text(
        "Residents of {city} have divided {budget}.", city=city, budget=Money(sum(budgets), contests[0].currency)
    )
