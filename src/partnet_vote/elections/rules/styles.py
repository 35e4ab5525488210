# pyright: strict
"""Who gets which ballot: the electorate, the weight classes, the ballot styles?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.electorate import StyleDefinition, WeightClass
from partnet_vote.tally.reasons import Reason

SMALLEST_STYLE = 50
"""Fewer ballots of one style than this could give a voter away."""
MOST_STYLES = 255
SHORTEST_WEIGHT_REASON = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChoice:
    """A weight class as staff describe it; the first one that matches counts. Birth years are inclusive."""

    label: str
    weight: Fraction
    reason: str = ""
    district_ids: tuple[UUID, ...] = ()
    born_from: int | None = None
    born_to: int | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule(WeightChoice):
    """A weight class of an election, in its place."""

    id: UUID
    position: int


class Voter(Protocol):
    """What of an entitlement decides its ballot; `district` is a code, a numbered code is no person."""

    @property
    def is_person(self) -> bool: ...
    @property
    def district(self) -> str | None: ...
    @property
    def birth_year(self) -> int | None: ...
    @property
    def group(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Kin:
    """Voters alike in everything that decides their ballot."""

    district: str | None = None
    birth_year: int | None = None
    group: str | None = None
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The ballot style one gets, or the reason why none."""

    style: int | None
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class SizedStyle:
    """A ballot style and how many entitlements of the roll get it."""

    style: StyleDefinition
    size: int


def opening_year(definition: Definition) -> int:
    """The year of opening as the definition writes it, in the city's own time: it decides everybody's age."""
    return datetime.fromisoformat(definition.opens_at).year


def style_for(definition: Definition, voter: Voter) -> Eligibility:
    """Which ballot style this voter gets; age = year of opening - birth year, the first weight class that matches."""
    electorate = definition.electorate
    if reason := outside(electorate.min_age, electorate.districts, opening_year(definition), voter):
        return Eligibility(None, reason)
    label = weight_class_of(definition.weight_classes, voter)
    own = {style.district for style in definition.styles}
    district = voter.district if voter.district in own else None
    for style in definition.styles:
        if (style.district, style.weight_class) == (district, label):
            return Eligibility(style.number)
    return Eligibility(None, Text("This vote has no ballot for you. Please ask the office."))


def outside(min_age: int | None, districts: Sequence[str], year: int, voter: Voter) -> Text | None:
    """Why the voter does not belong to the electorate, or None; a numbered code has no age."""
    if districts and voter.district not in districts:
        return Text("This vote is only for residents of certain districts, and yours is not among them.")
    if min_age is None or not voter.is_person:
        return None
    if voter.birth_year is None:
        return Text("The roll does not know your year of birth. Please ask the office.")
    if year - voter.birth_year < min_age:
        return Text("This vote is for people who turn at least {age} this year.", age=min_age)
    return None


def weight_class_of(classes: Iterable[WeightClass], voter: Voter) -> str:
    """The label of the first weight class that matches, or "" where none does (weight 1)."""
    return next((each.label for each in classes if _matches(each, voter)), "")


def _matches(each: WeightClass, voter: Voter) -> bool:
    if each.districts and voter.district not in each.districts:
        return False
    if each.groups and voter.group not in each.groups:
        return False
    if each.born_from is None and each.born_to is None:
        return True
    born = voter.birth_year
    return born is not None and (each.born_from or 0) <= born <= (each.born_to or 9999)


def styles_for(
    profile: Iterable[tuple[Voter, int]],
    contests: Sequence[tuple[str, str | None]],
    classes: Sequence[WeightClass],
    *,
    min_age: int | None,
    districts: Sequence[str],
    year: int,
) -> tuple[SizedStyle, ...]:
    """The ballot styles that somebody gets, numbered from 1, with their sizes; more than 255 are for the caller.

    `contests` are pairs of key and district code (None: everybody). A style carries a district only where
    the district has a contest of its own: fewer styles hide each voter better.
    """
    own = {district for _, district in contests if district is not None}
    sizes: dict[tuple[str | None, str], int] = {}
    for voter, count in profile:
        district = voter.district if voter.district in own else None
        if outside(min_age, districts, year, voter) is None and _ballot(contests, district):
            place = (district, weight_class_of(classes, voter))
            sizes[place] = sizes.get(place, 0) + count
    by_label = {each.label: each for each in classes}
    order = {label: index for index, label in enumerate(("", *by_label))}
    found = sorted((place for place, size in sizes.items() if size), key=lambda p: (p[0] or "", order[p[1]]))
    return tuple(
        SizedStyle(_style(number, place, _ballot(contests, place[0]), by_label), sizes[place])
        for number, place in enumerate(found[:MOST_STYLES], 1)
    )


def _ballot(contests: Sequence[tuple[str, str | None]], district: str | None) -> tuple[str, ...]:
    return tuple(key for key, only in contests if only in (None, district))


def _style(
    number: int, place: tuple[str | None, str], contests: tuple[str, ...], by_label: Mapping[str, WeightClass]
) -> StyleDefinition:
    district, label = place
    if not label:
        return StyleDefinition(number, contests, district)
    each = by_label[label]
    return StyleDefinition(number, contests, district, each.weight, label, each.reason)


def weight_issue(choice: WeightChoice) -> tuple[str, Text] | None:
    """Which field of a weight class is wrong, and why."""
    if not 0 < choice.weight <= 1000 or choice.weight.denominator > 1000:
        return "weight", Text("Write a weight such as 2, 3/2 or 1/2.")
    if choice.weight != 1 and len(choice.reason.strip()) < SHORTEST_WEIGHT_REASON:
        return "reason", Text("Every weight other than 1 needs a reason that the public can read.")
    if choice.born_from is not None and choice.born_to is not None and choice.born_from > choice.born_to:
        return "born_to", Text("The last year of birth lies before the first.")
    return None


@dataclass(frozen=True, slots=True)
class Draft:
    """An election's definition as it would be frozen now; None and the faults in words while something is missing."""

    definition: Definition | None
    styles: tuple[SizedStyle, ...]
    contests: Mapping[str, ContestDefinition]
    """The contests that are whole already, by key."""
    faults: tuple[tuple[str, Reason], ...] = ()
    """What keeps it from being whole: contest key ("" for the election) and reason."""
