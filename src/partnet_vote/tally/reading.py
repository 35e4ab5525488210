"""How is JSON from outside read, so that only the one right spelling gets in?

Strict: no floats, no doubled keys, no keys nobody asked for, sizes bounded, errors in words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NoReturn, TypeVar, cast

from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reasons import Malformed, Reason

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 8259, section 6)."""

T = TypeVar("T")


def read_json(text: str) -> Json:
    """The value written in `text`; `Malformed` for floats, doubled keys and broken JSON."""
    try:
        value = _READER.decode(text)
        text.encode("utf-8")
        if "\\u" in text:  # an escape can hide what encoding the text itself would have shown
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except Malformed:
        raise
    except json.JSONDecodeError as broken:
        raise Malformed(
            Reason(
                "This is not JSON: line {line}, character {column}.",
                line=broken.lineno,
                column=broken.colno,
            )
        ) from None
    except UnicodeEncodeError:
        raise Malformed(Reason("The text holds half a character (a lone surrogate).")) from None
    except (RecursionError, ValueError):
        raise Malformed(Reason("A number is too long or the text is nested too deep.")) from None
    return cast(Json, value)


def read_object(text: str, what: str) -> Fields:
    """The fields of a JSON object; `what` names it in errors."""
    return Fields(read_json(text), what)


def moment(text: str) -> datetime:
    """The moment an ISO 8601 text names; `Malformed` unless it carries its UTC offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Malformed(Reason("“{time}” is not a time such as 2026-12-01T08:00:00+00:00.", time=text[:60]))
    return found


def _no_doubles(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in pairs:
        if name in found:
            raise Malformed(Reason("“{name}” stands twice.", name=name))
        found[name] = value
    return found


def _no_float(number: str) -> NoReturn:
    raise Malformed(Reason("{number} is not a whole number.", number=number[:40]))


# Made once: json.loads would make one anew for every ballot.
_READER = json.JSONDecoder(object_pairs_hook=_no_doubles, parse_float=_no_float, parse_constant=_no_float)


class Fields:
    """The fields of one object, each asked for by name and kind; `finish` refuses those left over."""

    def __init__(self, value: object, what: str) -> None:
        if not isinstance(value, dict):
            raise Malformed(Reason("{what} must be an object.", what=what))
        self._values = cast("dict[str, object]", value)
        self._what = what
        self._asked: set[str] = set()

    def _take(self, name: str) -> object:
        self._asked.add(name)
        if name not in self._values:
            raise Malformed(Reason("{what}: “{name}” is missing.", what=self._what, name=name))
        return self._values[name]

    def _wrong(self, name: str, kind: str) -> Malformed:
        return Malformed(Reason("{what}: “{name}” must be {kind}.", what=self._what, name=name, kind=kind))

    def all(self) -> dict[str, object]:
        """Every field as it was written."""
        return self._values

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """A text."""
        value = self._take(name)
        if not isinstance(value, str):
            raise self._wrong(name, "text")
        return value

    def integer(self, name: str) -> int:
        """A whole number that every JSON reader holds exactly."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
            raise self._wrong(name, "a whole number")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._take(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def fraction(self, name: str) -> Fraction:
        """A rational written as "3/2" or "2", in lowest terms."""
        written = self.text(name)
        top, _, bottom = written.partition("/")
        if not all(part.isascii() and part.isdigit() for part in (top, bottom or "1")):
            raise self._wrong(name, "a fraction such as 3/2")
        if len(written) > 40 or int(bottom or "1") == 0:
            raise self._wrong(name, "a fraction such as 3/2")
        value = Fraction(int(top), int(bottom or "1"))
        if str(value) != written:
            raise self._wrong(name, "a fraction in lowest terms")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, or nothing when null."""
        return None if self._take(name) is None else self.text(name)

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or nothing when null."""
        return None if self._take(name) is None else self.integer(name)

    def items(self, name: str) -> Sequence[object]:
        """A list of anything."""
        value = self._take(name)
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return cast("list[object]", value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "a list of texts")
        return tuple(cast("Sequence[str]", values))

    def mapping(self, name: str) -> Mapping[str, object]:
        """An object of anything."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise self._wrong(name, "an object")
        return cast("dict[str, object]", value)

    def integers(self, name: str) -> dict[str, int]:
        """An object whose values are whole numbers."""
        values = self.mapping(name)
        for key, value in values.items():
            if type(value) is not int or abs(value) > LARGEST:
                raise Fields(values, f"{self._what}, {name}")._wrong(key, "a whole number")
        return dict(cast("Mapping[str, int]", values))

    def named_texts(self, name: str) -> dict[str, str]:
        """An object whose values are texts."""
        inner = Fields(self.mapping(name), f"{self._what}, {name}")
        return {key: inner.text(key) for key in self.mapping(name)}

    def constant(self, name: str, expected: str) -> None:
        """A text that can only be one thing, such as the name of the format."""
        if self.text(name) != expected:
            raise self._wrong(name, f"“{expected}”")

    def finish(self, value: T) -> T:
        """`value`, after refusing any field that was never asked for."""
        unknown = sorted(set(self._values) - self._asked)
        if unknown:
            raise Malformed(Reason("{what}: “{name}” is not known.", what=self._what, name=unknown[0][:60]))
        return value
