"""Who may vote, on which ballot style, and with what weight?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.tally.ballots.legality import demand
from partnet_vote.tally.canonical import Json
from partnet_vote.tally.reading import Fields

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Electorate:
    """The roll edition by name, the least age (year of opening - birth year) and the districts; empty: all."""

    roll_edition: str
    min_age: int | None = None
    districts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand(self.min_age is None or 0 <= self.min_age <= 120, "The least age must lie between 0 and 120.")

    def to_json(self) -> dict[str, Json]:
        """The electorate as JSON."""
        return {"roll_edition": self.roll_edition, "min_age": self.min_age, "districts": list(self.districts)}

    @classmethod
    def from_json(cls, value: object) -> Electorate:
        """The electorate written as JSON."""
        fields = Fields(value, "The electorate")
        edition, age = fields.text("roll_edition"), fields.optional_integer("min_age")
        return fields.finish(cls(edition, age, fields.texts("districts")))


@dataclass(frozen=True, slots=True)
class WeightClass:
    """A weight for the residents that a predicate picks, with its public reason; the first match counts.

    An empty tuple or None asks nothing. Birth years are inclusive; `groups` are values of the roll's column.
    """

    label: str
    weight: Fraction
    reason: str
    districts: tuple[str, ...] = ()
    born_from: int | None = None
    born_to: int | None = None
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        demand(bool(self.label), "A weight class needs a name.")
        _check_weight(self.weight, self.reason)

    def to_json(self) -> dict[str, Json]:
        """The weight class as JSON."""
        return {
            "label": self.label,
            "weight": str(self.weight),
            "reason": self.reason,
            "districts": list(self.districts),
            "born_from": self.born_from,
            "born_to": self.born_to,
            "groups": list(self.groups),
        }

    @classmethod
    def from_json(cls, value: object) -> WeightClass:
        """The weight class written as JSON."""
        fields = Fields(value, "The weight class")
        return fields.finish(
            cls(
                fields.text("label"),
                fields.fraction("weight"),
                fields.text("reason"),
                fields.texts("districts"),
                fields.optional_integer("born_from"),
                fields.optional_integer("born_to"),
                fields.texts("groups"),
            )
        )


@dataclass(frozen=True, slots=True)
class StyleDefinition:
    """Which ballot one gets: its contests, for one district and one weight class; number 1 to 255."""

    number: int
    contests: tuple[str, ...]
    district: str | None = None
    weight: Fraction = ONE
    weight_class: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        demand(1 <= self.number <= 255, "A ballot style is a number from 1 to 255.")
        demand(bool(self.contests), "A ballot style needs a contest.")
        demand(len(set(self.contests)) == len(self.contests), "A ballot style names a contest twice.")
        _check_weight(self.weight, self.reason)

    def to_json(self) -> dict[str, Json]:
        """The ballot style as JSON."""
        return {
            "number": self.number,
            "contests": list(self.contests),
            "district": self.district,
            "weight": str(self.weight),
            "weight_class": self.weight_class,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, value: object) -> StyleDefinition:
        """The ballot style written as JSON."""
        fields = Fields(value, "The ballot style")
        return fields.finish(
            cls(
                fields.integer("number"),
                fields.texts("contests"),
                fields.optional_text("district"),
                fields.fraction("weight"),
                fields.text("weight_class"),
                fields.text("reason"),
            )
        )


def _check_weight(weight: Fraction, reason: str) -> None:
    demand(0 < weight <= 1000, "A weight must be above 0 and at most 1000.")
    demand(weight.denominator <= 1000, "A weight must be a fraction of at most thousandths.")
    demand(weight == 1 or bool(reason.strip()), "Every weight other than 1 needs a public reason.")
