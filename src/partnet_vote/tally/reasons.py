"""How does the core say why, so that a person can read it in any language?

A reason is an English message with named places and the values that belong in them. The core never
translates: whoever shows a reason looks the message up in a catalogue and formats the values for the
reader's language. `str(reason)` is the English sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from partnet_vote.tally.canonical import Json


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """Money in hundredths of the contest's currency; the reader's side adds the currency's name."""

    hundredths: int

    def __str__(self) -> str:
        whole, part = divmod(abs(self.hundredths), 100)
        sign = "-" if self.hundredths < 0 else ""
        return f"{sign}{whole:,}".replace(",", " ") + (f".{part:02d}" if part else "")


Value: TypeAlias = int | str | Amount


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """One sentence: a message with {places}, its values, and a plural form when a number rules it."""

    message: str
    pairs: tuple[tuple[str, Value], ...]
    plural: str = field(default="")
    number: int | None = field(default=None)

    def __init__(self, message: str, /, **values: Value) -> None:
        self._fill(message, values, "", None)

    def _fill(self, message: str, values: dict[str, Value], plural: str, number: int | None) -> None:
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "pairs", tuple(sorted(values.items())))
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "number", number)

    @classmethod
    def in_number(cls, message: str, plural: str, number: int, values: dict[str, Value]) -> Reason:
        """A reason whose wording follows `number`; use `counted`, which catalogues can find."""
        reason = cls.__new__(cls)
        reason._fill(message, {**values, "n": number}, plural, number)
        return reason

    @property
    def values(self) -> dict[str, Value]:
        """The values by the name of their place."""
        return dict(self.pairs)

    def __str__(self) -> str:
        singular = self.number is None or abs(self.number) == 1
        return (self.message if singular else self.plural).format(**self.values)

    def to_json(self) -> dict[str, Json]:
        """The message and its values; amounts stand as {"hundredths": n}."""
        values: dict[str, Json] = {
            name: {"hundredths": value.hundredths} if isinstance(value, Amount) else value for name, value in self.pairs
        }
        body: dict[str, Json] = {"message": self.message, "values": values}
        if self.number is not None:
            body["plural"] = self.plural
            body["n"] = self.number
        return body


def counted(message: str, plural: str, number: int, /, **values: Value) -> Reason:
    """A reason in singular or plural by `number`, which fills the place {n}."""
    return Reason.in_number(message, plural, number, values)


class Malformed(ValueError):
    """Text handed to the core is not what its format asks for; `reason` says what is wrong."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason
