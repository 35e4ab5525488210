"""How does a long count tell that it is alive?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Progress:
    """One sign of life of an iterated count (Add1): plain steps done, endowment in hundredths, money spent."""

    step: int
    endowment: Fraction
    spent: int
    budget: int


Reporter = Callable[[Progress], None]
