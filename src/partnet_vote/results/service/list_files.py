"""How is a verified list written for spreadsheets?"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from partnet_vote.results.rules import COLUMNS, Channel, Listed, VerifiedList
from partnet_vote.results.service.downloads import csv_file, decimal
from partnet_vote.tally.verified_list import Rank


def list_csv(made: VerifiedList) -> bytes:
    """One line an item, in the order of the list: title, tables, then for each channel its places, marks and what
    kept it out (`not-listed`, `no-votes`, `edge`, `below`) with the marks it was short of."""
    parts = ("place", "shared_to", "marks", "missed", "short")
    rows: list[Sequence[object]] = [
        ("position", "number", "item", "tables", "verified", *(f"{name}_{part}" for name in COLUMNS for part in parts))
    ]
    for position, row in enumerate(made.rows, 1):
        tables = " ".join(str(credit.number) for credit in row.item.credits)
        number = "" if row.item.number is None else row.item.number
        cells = [cell for channel in COLUMNS for cell in _cells(row, channel)]
        rows.append((position, number, row.item.title, tables, "yes" if row.is_verified else "no", *cells))
    return csv_file(rows)


def _cells(row: Listed, channel: Channel) -> tuple[object, ...]:
    rank: Rank | None = row.ranks.get(channel)
    miss = row.miss(channel)
    missed = (miss.cause, decimal(Fraction(miss.short))) if miss else ("", "")
    places = ("", "", "") if rank is None else (rank.first, rank.last, decimal(Fraction(rank.votes)))
    return (*places, *missed)
