"""Is a strict order given of some options, and what is each place worth?

Ranked ballot. A mark is the place: 1 is best. Legal if the places are 1, 2, … n without gap or repeat and
min <= n <= max. Two Borda conventions differ by one, so both stand here by name: with n ranked and the
place counted from 0, "borda" gives n - place (cities: Kraków 3-2-1), "borda-pabutools" n - place - 1, so
that the last one gets nothing. "weights" gives a declared number to each place (5-4-3-2-1).
Source: Pabulib scoring_fn (arXiv 2012.06539); pabutools, Additive_Borda_Sat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from partnet_vote.tally.ballots.legality import (
    Options,
    Summary,
    demand,
    misplaced_star,
    unknown_options,
    wrong_size,
)
from partnet_vote.tally.ballots.marks import LARGEST_MARK, Marks
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Malformed, Reason


class PlaceScore(StrEnum):
    """What a place is worth."""

    BORDA = "borda"
    BORDA_PABUTOOLS = "borda-pabutools"
    WEIGHTS = "weights"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A strict order of at least `fewest` and at most `most` options."""

    kind: ClassVar[str] = "ranked"

    fewest: int
    most: int
    score: PlaceScore = PlaceScore.BORDA
    weights: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        demand(1 <= self.fewest <= self.most, "The fewest places must be at least 1 and not above the most.")
        if self.score is PlaceScore.WEIGHTS:
            demand(len(self.weights) == self.most, "Each place needs one weight.")
            falling = sorted(self.weights, reverse=True) == list(self.weights)
            demand(falling and self.weights[-1] >= 0, "The weights of places may not rise or be negative.")
            demand(self.weights[0] <= LARGEST_MARK, "The weight of a place can be at most a million.")
        else:
            demand(not self.weights, "Weights of places belong to the score “weights” alone.")

    def to_json(self) -> dict[str, Json]:
        """The name, both limits, the score and its weights."""
        return {
            "kind": self.kind,
            "min": self.fewest,
            "max": self.most,
            "score": self.score.value,
            "weights": list(self.weights),
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Ranked:
        """The format read from its fields."""
        weights = fields.items("weights")
        if not all(type(weight) is int for weight in weights):
            raise Malformed(Reason("The weights of places must be whole numbers."))
        try:
            score = PlaceScore(fields.text("score"))
        except ValueError:
            raise Malformed(Reason("The score of a ranked ballot is not known.")) from None
        limits = fields.integer("min"), fields.integer("max")
        whole = tuple(weight for weight in weights if isinstance(weight, int))
        return fields.finish(cls(*limits, score, whole))

    def illegalities(self, marks: Marks, options: Options) -> tuple[Reason, ...]:
        """Unknown options, places doubled or left out, too few or too many."""
        if not marks.values:
            return misplaced_star(marks)
        return (
            *unknown_options(marks, options),
            *misplaced_star(marks),
            *self._wrong_places(sorted(marks.values.values())),
            *wrong_size(len(marks.values), self.fewest, self.most),
        )

    def _wrong_places(self, places: list[int]) -> tuple[Reason, ...]:
        doubled = sorted({place for place in places if places.count(place) > 1})
        reasons = [Reason("Place {place} is given to more than one option", place=p) for p in doubled]
        expected = range(1, len(set(places)) + 1)
        if sorted(set(places)) != list(expected):
            gap = next(place for place in expected if place not in places)
            reasons.append(Reason("Place {place} is left out", place=gap))
        return tuple(reasons)

    def summary(self, marks: Marks, options: Options) -> Summary:
        """Places used and left."""
        return Summary(
            len(marks.values),
            self.illegalities(marks, options),
            is_empty=not marks.values,
            marks_min=self.fewest,
            marks_max=self.most,
        )

    def utilities(self, marks: Marks) -> Mapping[str, int]:
        """What the place of each option is worth."""
        ranked = len(marks.values)
        if self.score is PlaceScore.WEIGHTS:
            return {option: self.weights[place - 1] for option, place in marks.values.items()}
        last = 0 if self.score is PlaceScore.BORDA_PABUTOOLS else 1
        return {option: ranked - place + last for option, place in marks.values.items()}
