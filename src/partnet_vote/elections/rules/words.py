# pyright: strict
"""How does a reason of the counting core become a text in the reader's language?"""

from __future__ import annotations

from dataclasses import dataclass

from partnet_vote.platform.kernel.text import Text, TextN, speaking
from partnet_vote.tally.reasons import Amount, Reason


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
