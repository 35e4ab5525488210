"""How are money and numbers written in a file read as whole numbers, never through a float?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from partnet_vote.tally.pabulib.document import Document, Finding, Noted, PabulibError, Wrong

LONGEST = 13
"""Digits before the point: every JSON reader holds so much money in hundredths exactly."""
_AMOUNT = re.compile(r"([0-9]+)(?:[.,]([0-9]*))?")
SENTINEL_DIGITS = 9
"""A cost of nine or more nines (999999999) marks a project withdrawn after the vote."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Budget and costs in hundredths, which projects are withdrawn, and amounts that had to be rounded."""

    budget: int
    costs: tuple[int, ...]
    withdrawn: tuple[bool, ...]
    rounded: tuple[Finding, ...]


def amounts(document: Document) -> Amounts:
    """All money of a file; a budget with more than two decimals is rounded down, a cost up, and reported."""
    rounded: list[Finding] = []
    line = document.meta_line("budget")
    budget = _read(document.get("budget"), "budget", line, up=False, rounded=rounded)
    texts = document.project_column("cost") or ()
    costs = tuple(
        _read(text, "cost", document.project_line(index), up=True, rounded=rounded) for index, text in enumerate(texts)
    )
    withdrawn = tuple(_is_sentinel(cost) and cost > budget for cost in costs)
    return Amounts(budget, costs, withdrawn, tuple(rounded))


def hundredths(text: str, what: str, line: int | None) -> int:
    """An amount of at most two decimals, with a point or a comma, in hundredths."""
    whole, decimals = _parts(text, what, line)
    if len(decimals) > 2:
        raise PabulibError(Wrong.NOT_AN_AMOUNT, line, value=text, what=what)
    return int(whole + decimals)


def whole_number(text: str, what: str, line: int | None) -> int:
    """A number without a fraction (`7`, `-7`, `7.0`), of at most 18 digits."""
    whole, _, zeros = text.partition(".")
    digits = whole.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18 or zeros.strip("0"):
        raise PabulibError(Wrong.NOT_A_NUMBER, line, value=text[:40], what=what)
    return int(whole)


def _parts(text: str, what: str, line: int | None) -> tuple[str, str]:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise PabulibError(Wrong.NOT_AN_AMOUNT, line, value=text[:40], what=what)
    if len(found[1].lstrip("0")) > LONGEST:
        raise PabulibError(Wrong.AMOUNT_TOO_LARGE, line, value=text[:40], what=what)
    return found[1].lstrip("0") or "0", (found[2] or "").rstrip("0").ljust(2, "0")


def _read(text: str, what: str, line: int | None, *, up: bool, rounded: list[Finding]) -> int:
    whole, decimals = _parts(text, what, line)
    amount = int(whole + decimals[:2])
    if len(decimals) > 2:
        amount += 1 if up else 0
        values = (("value", text[:40]), ("what", what), ("counted", amount))
        rounded.append(Finding(Noted.AMOUNT_ROUNDED, line, values))
    return amount


def _is_sentinel(cost: int) -> bool:
    digits = str(cost // 100)
    return cost % 100 == 0 and len(digits) >= SENTINEL_DIGITS and set(digits) == {"9"}
