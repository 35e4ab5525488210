"""How does code name a text that people will read in their own language?"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol


class Catalogue(Protocol):
    """What a language's catalogue must answer."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...

    def number(self, value: int) -> str: ...


speaking: ContextVar[Catalogue | None] = ContextVar("speaking", default=None)
"""The catalogue of whoever reads now: set once per request or letter, read when a Text is shown."""


class Text:
    """A message and its values, translated only when shown: ``Text("Up to {n} marks", n=3)``."""

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, /, **values: object) -> None:
        self.msgid = msgid
        self.values = values

    def __str__(self) -> str:
        catalogue = speaking.get()
        return self._fill(catalogue.gettext(self.msgid) if catalogue else self.msgid)

    def _fill(self, message: str) -> str:
        return message.format_map(self.values) if self.values else message

    def __repr__(self) -> str:
        return f"Text({self.msgid!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.msgid, self.values) == (other.msgid, other.values)

    def __hash__(self) -> int:
        return hash((self.msgid, tuple(sorted(self.values))))


class TextN(Text):
    """A message that depends on a number: ``TextN("{n} project", "{n} projects", 5)``; all its numbers are counts."""

    __slots__ = ("n", "plural")

    def __init__(self, msgid: str, plural: str, n: int, /, **values: object) -> None:
        super().__init__(msgid, n=n, **values)
        self.plural = plural
        self.n = n

    def __str__(self) -> str:
        catalogue = speaking.get()
        if catalogue is None:
            return self._fill(self.msgid if self.n == 1 else self.plural)
        message = catalogue.ngettext(self.msgid, self.plural, self.n)
        shown = {key: catalogue.number(value) if type(value) is int else value for key, value in self.values.items()}
        return message.format_map(shown)
