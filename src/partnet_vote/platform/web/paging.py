"""Which page of a long list is wanted, and where are its neighbours?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
"""What an address may say; anything else is the first page."""

T = TypeVar("T")


@dataclass(frozen=True)
class Pager:
    """One page of many, and the ways to its neighbours."""

    number: int
    pages: int
    previous_href: str | None
    next_href: str | None

    @classmethod
    def of(cls, base: str, number: int, pages: int, kept: Mapping[str, str] | None = None, name: str = "page") -> Pager:
        """Page `number` of the list at `base`; what is `kept` (words, filters, order) stays in every address.

        `name` is how the address calls the page, where two lists stand below each other.
        """

        def href(wanted: int) -> str | None:
            page = str(wanted) if wanted > 1 else ""
            return address(base, **{**(kept or {}), name: page}) if 1 <= wanted <= pages else None

        return cls(number, pages, href(number - 1), href(number + 1))


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list that is held whole: what it shows, and how long the list is."""

    shown: tuple[T, ...]
    number: int
    pages: int
    total: int

    @classmethod
    def of(cls, every: Sequence[T], wanted: str, size: int) -> Paged[T]:
        """The wanted page; beyond the last one the last, and the first for what is no page at all."""
        number = page_number(wanted, len(every), size)
        return cls(tuple(every[(number - 1) * size : number * size]), number, pages_of(len(every), size), len(every))

    def pager(self, base: str, name: str = "page", /, **kept: str) -> Pager:
        """Where one is in the list at `base`."""
        return Pager.of(base, self.number, self.pages, kept, name)


def pages_of(total: int, size: int) -> int:
    """How many pages so many lines fill; an empty list is one page."""
    return max(1, -(-total // size))


def page_number(typed: str, total: int, size: int) -> int:
    """The page asked for, inside the list."""
    return min(number_in(typed), pages_of(total, size))


def number_in(typed: str) -> int:
    """The number that an address says."""
    return int(typed) if PAGE_NUMBER.fullmatch(typed) else 1


def staying(base: str, asked: Mapping[str, str], *names: str) -> str:
    """The address of the same pages, for a form that leaves one where one was."""
    numbers = {name: number_in(asked.get(name, "")) for name in names}
    return address(base, **{name: str(number) for name, number in numbers.items() if number > 1})


def address(base: str, **chosen: str) -> str:
    """An address with what was chosen, and nothing for what was not."""
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{base}?{query}" if query else base
