# pyright: strict
"""Which numbers of small groups must stay hidden, so that they cannot be found by subtraction either?

Cell suppression with complements (Hundepool et al., Statistical Disclosure Control, 2012, chapter 4): a group below
SMALLEST is hidden, and so are enough others that what is missing from a known sum is at least two groups and
SMALLEST people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SMALLEST = 10
"""People a shown group has at least, of each kind that is shown (who voted, who did not)."""


def hidden(cells: Sequence[Sequence[int]], blocks: Iterable[frozenset[int]] = ()) -> frozenset[int]:
    """The indices of cells to hide; a cell is the numbers of people in each kind.

    `blocks` are disjoint sets of cells whose sums are published elsewhere (the rest is a block too); without any the
    sum of all is known. A block is hidden whole where nothing less would do.
    """
    covered = [block for block in blocks if block]
    rest = frozenset(range(len(cells))).difference(*covered)
    gone = {index for index, cell in enumerate(cells) if any(number < SMALLEST for number in cell)}
    for block in (*covered, rest):
        while more := _next(cells, block, block & gone):
            gone |= more
    return frozenset(gone)


def _next(cells: Sequence[Sequence[int]], block: frozenset[int], gone: frozenset[int]) -> frozenset[int]:
    """The smallest shown cell of a block whose hidden part could still be told; none once it is safe."""
    shown = block - gone
    if not gone or not shown:
        return frozenset()
    missing = [sum(kind) for kind in zip(*(cells[index] for index in gone), strict=True)]
    if len(gone) > 1 and min(missing) >= SMALLEST:
        return frozenset()
    return frozenset({min(shown, key=lambda index: (min(cells[index]), index))})
