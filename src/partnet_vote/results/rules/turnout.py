# pyright: strict
"""How many took part, by age, district and way, with small groups hidden?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.tally.electorate import WeightClass
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.suppression import hidden

OLDEST_BAND = 80


@dataclass(frozen=True, slots=True)
class People:
    """So many people of a district (code) and birth year, None where the roll does not say."""

    district: str | None
    birth_year: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group's turnout; both numbers are None where the group is hidden.

    `key` is a band's lowest age, a district's code or a way; "" stands for people the roll says nothing of. `until`
    is a band's highest age, None if it is open.
    """

    key: str
    voted: int | None
    eligible: int | None = None
    until: int | None = None

    @property
    def share(self) -> Fraction | None:
        """Who voted, as a share of who could; None where hidden or unknown."""
        return Fraction(self.voted, self.eligible) if self.voted is not None and self.eligible else None

    def to_json(self) -> dict[str, str | int | None]:
        """The group as JSON."""
        return {"key": self.key, "voted": self.voted, "eligible": self.eligible, "until": self.until}

    @classmethod
    def from_json(cls, value: object) -> Group:
        """The group written as JSON."""
        fields = Fields(value, "The group")
        return fields.finish(
            cls(
                fields.text("key"),
                fields.optional_integer("voted"),
                fields.optional_integer("eligible"),
                fields.optional_integer("until"),
            )
        )


@dataclass(frozen=True, slots=True)
class Turnout:
    """Credentials issued (`voted`) of all who could have one (`eligible`), and the same by group."""

    voted: int
    eligible: int
    ages: tuple[Group, ...] = ()
    districts: tuple[Group, ...] = ()
    channels: tuple[Group, ...] = ()

    @property
    def share(self) -> Fraction:
        """Who voted, as a share of who could."""
        return Fraction(self.voted, self.eligible) if self.eligible else Fraction(0)

    def to_json(self) -> dict[str, object]:
        """The turnout as JSON, without floats."""
        return {
            "voted": self.voted,
            "eligible": self.eligible,
            "ages": [group.to_json() for group in self.ages],
            "districts": [group.to_json() for group in self.districts],
            "channels": [group.to_json() for group in self.channels],
        }

    @classmethod
    def from_json(cls, value: object) -> Turnout:
        """The turnout written as JSON."""
        fields = Fields(value, "The turnout")
        return fields.finish(
            cls(
                fields.integer("voted"),
                fields.integer("eligible"),
                tuple(Group.from_json(each) for each in fields.items("ages")),
                tuple(Group.from_json(each) for each in fields.items("districts")),
                tuple(Group.from_json(each) for each in fields.items("channels")),
            )
        )


def turnout_of(
    voted: Sequence[People],
    eligible: Sequence[People],
    channels: Mapping[str, int],
    year: int,
    classes: Iterable[WeightClass] = (),
    districts: Sequence[str] = (),
    off_roll: int = 0,
) -> Turnout:
    """The turnout with small groups hidden; age = `year` − year of birth. `districts` gives the order of the list,
    `off_roll` how many voted of whom the roll says nothing: slips of paper carry no person.

    The bundle tells how many ballots each weight class had; where classes are classes of age, bands end where they
    do, so that a band cannot be told from a class.
    """
    cuts = _cuts(classes, year)
    bands = _bands(eligible, year, [age for low, high in cuts for age in (low, high + 1)])
    ages = _by_band(voted, eligible, bands, year)
    oldest = max((year - each.birth_year for each in eligible if each.birth_year is not None), default=0)
    blocks = [frozenset(i for i, each in enumerate(ages) if _inside(each, own, oldest)) for own in _own_ages(cuts)]
    names = [*districts, *sorted({each.district for each in eligible if each.district} - set(districts)), ""]
    areas = [
        Group(name, _sum(voted, district=name), _sum(eligible, district=name))
        for name in names
        if _sum(eligible, district=name)
    ]
    return Turnout(
        sum(each.number for each in voted) + off_roll,
        sum(each.number for each in eligible),
        _safe(ages, blocks),
        _safe(areas) if len(areas) > 1 else (),
        _safe([Group(name, number) for name, number in channels.items() if number]),
    )


def _safe(groups: Sequence[Group], blocks: Iterable[frozenset[int]] = ()) -> tuple[Group, ...]:
    """The groups, those hidden without their numbers."""
    cells = [
        (each.voted or 0,) if each.eligible is None else (each.voted or 0, each.eligible - (each.voted or 0))
        for each in groups
    ]
    gone = hidden(cells, blocks)
    return tuple(
        Group(each.key, None, None, each.until) if index in gone else each for index, each in enumerate(groups)
    )


def _cuts(classes: Iterable[WeightClass], year: int) -> list[tuple[int, int]]:
    """The ages, from and to, of the weight classes that ask for nothing but the year of birth."""
    pure = [each for each in classes if not each.districts and not each.groups]
    return [(max(0, year - (each.born_to or year)), year - (each.born_from or year - 150)) for each in pure]


def _inside(band: Group, ages: frozenset[int], oldest: int) -> bool:
    return band.key != "" and set(range(int(band.key), (oldest if band.until is None else band.until) + 1)) <= ages


def _own_ages(cuts: Sequence[tuple[int, int]]) -> list[frozenset[int]]:
    """The ages of each class without those that an earlier one takes away: the first match counts."""
    found: list[frozenset[int]] = []
    for low, high in cuts:
        found.append(frozenset(range(low, high + 1)).difference(*found))
    return found


def _bands(eligible: Sequence[People], year: int, cuts: Sequence[int]) -> list[tuple[int, int | None]]:
    """Decades of age from the youngest who could vote, cut where a weight class begins or ends."""
    ages = [year - each.birth_year for each in eligible if each.birth_year is not None and each.number]
    if not ages:
        return []
    youngest = min(ages)
    starts = sorted({youngest, *(age for age in (*range(20, OLDEST_BAND + 1, 10), *cuts) if youngest < age <= 120)})
    starts = [age for age in starts if age <= max(ages)]
    ends: list[int | None] = [high - 1 for high in starts[1:]]
    return list(zip(starts, [*ends, None], strict=True))


def _by_band(
    voted: Sequence[People], eligible: Sequence[People], bands: Sequence[tuple[int, int | None]], year: int
) -> list[Group]:
    def number(people: Sequence[People], low: int, high: int | None) -> int:
        return sum(
            each.number
            for each in people
            if each.birth_year is not None and low <= year - each.birth_year <= (150 if high is None else high)
        )

    found = [Group(str(low), number(voted, low, high), number(eligible, low, high), high) for low, high in bands]
    unknown = [sum(each.number for each in people if each.birth_year is None) for people in (voted, eligible)]
    if bands and unknown[1]:
        found.append(Group("", *unknown))
    return [each for each in found if each.eligible]


def _sum(people: Sequence[People], district: str) -> int:
    return sum(each.number for each in people if (each.district or "") == district)
