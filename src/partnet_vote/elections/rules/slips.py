# pyright: strict
"""On which terms does a vote take slips of paper?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text

MOST_PRINTED = 200_000
PLACES = 1000
"""Characters of the list of ballot boxes: it has to fit on the slip."""


@dataclass(frozen=True, slots=True)
class Slips:
    """How many slips are printed: never more come back. `return_by` is the last day, `places` one ballot box a line."""

    printed: int
    return_by: date
    places: str

    @property
    def boxes(self) -> tuple[str, ...]:
        """The places of the ballot boxes."""
        return tuple(line.strip() for line in self.places.splitlines() if line.strip())


def slips_issue(slips: Slips) -> Refused | None:
    """What of these terms makes no sense, beside its field, or None."""
    if not 1 <= slips.printed <= MOST_PRINTED:
        return Refused(Text("Write a number from 1 to {n}.", n=MOST_PRINTED), "printed")
    if not slips.boxes:
        return Refused(Text("Please fill this in."), "places")
    return Refused(Text("At most {n} characters fit here.", n=PLACES), "places") if len(slips.places) > PLACES else None
