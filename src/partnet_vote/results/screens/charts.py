"""How is turnout drawn: bars of ages, a map of districts, shares of the ways?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.cities.rules import District
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results.rules import Group, Turnout
from partnet_vote.results.rules.words import Number, Share
from partnet_vote.results.screens.geometry import HEIGHT, WIDTH, middle, outline, placed, rings_of

HIDDEN = Text("not shown")
"""A small group, or one hidden so that a small one cannot be told; the page says so once."""
UNKNOWN = Text("not known")
CHANNELS = {
    "web": Text("Online"),
    "desk": Text("At the desk"),
    "paper": Text("On paper"),
    "kiosk": Text("At a kiosk"),
}
CLASSES = 4

Bar = tuple[Text | str, float | None, object]


@dataclass(frozen=True)
class Bars:
    """A bar chart: bars of percent, the end of the axis, its ticks, and the mean of all."""

    items: tuple[Bar, ...]
    scale: int
    ticks: tuple[int, ...]
    mean: tuple[float, Text]

    @classmethod
    def of(cls, items: Sequence[tuple[Text | str, Group]], turnout: Turnout) -> Bars:
        """Bars for groups with their labels."""
        bars = tuple(
            (label, None if group.share is None else float(group.share * 100), _shown(group)) for label, group in items
        )
        all_of = float(turnout.share * 100)
        highest = max([all_of, *(value for _, value, _ in bars if value is not None)])
        step = next(each for each in (1, 2, 5, 10, 20, 25) if each * 4 >= highest or each == 25)
        scale = step * max(1, math.ceil(highest / step))
        mean = (all_of, Text("All {share}", share=Share(turnout.share)))
        return cls(bars, scale, tuple(range(0, scale + 1, step)), mean)


@dataclass(frozen=True)
class TownMap:
    """A map of districts shaded by turnout: shapes and classes as the macro draws them."""

    shapes: tuple[tuple[str, str, int, object, float, float], ...]
    classes: tuple[tuple[int, Text], ...]
    view_box: str


def ages(turnout: Turnout) -> Bars | None:
    """Turnout by age; None where the roll knows no years of birth."""
    items = [(_band(group), group) for group in turnout.ages]
    return Bars.of(items, turnout) if items else None


def _band(group: Group) -> Text | str:
    if not group.key:
        return UNKNOWN
    if group.until is None:
        return f"{group.key}+"
    return group.key if group.until == int(group.key) else f"{group.key}–{group.until}"


def districts(turnout: Turnout, known: Sequence[District]) -> Bars | None:
    """Turnout by district as bars; None where there is one district at most."""
    names = {district.code: district.name for district in known}
    items = [(names.get(group.key, group.key) or UNKNOWN, group) for group in turnout.districts]
    return Bars.of(items, turnout) if items else None


def town_map(turnout: Turnout, known: Sequence[District]) -> TownMap | None:
    """Turnout by district as a map; None unless every district has its boundary and the roll names each resident's."""
    groups = {group.key: group for group in turnout.districts}
    drawn = [district for district in known if district.boundary and district.code in groups]
    if not drawn or len(drawn) != len(groups):
        return None
    rings = {district.code: rings_of(district.boundary or "") for district in drawn}
    if not all(rings.values()):
        return None
    lands = placed(rings)
    lowest, step = _bounds(groups.values())
    shapes: list[tuple[str, str, int, object, float, float]] = []
    for district in drawn:
        group, land = groups[district.code], lands[district.code]
        shade = 0 if group.share is None else min(CLASSES, 1 + int((group.share * 100 - lowest) // step))
        x, y = middle(land)
        shapes.append((district.name, outline(land), shade, _shown(group), x, y))
    is_hidden = any(group.share is None for group in groups.values())
    return TownMap(tuple(shapes), tuple(_legend(lowest, step, is_hidden)), f"0 0 {WIDTH} {HEIGHT}")


def _bounds(groups: Iterable[Group]) -> tuple[int, int]:
    """The lowest whole percent and the width of a class, so that CLASSES classes hold every shown district."""
    shares = [float(group.share * 100) for group in groups if group.share is not None] or [0.0]
    lowest = math.floor(min(shares))
    return lowest, max(1, math.ceil((max(shares) - lowest + 0.01) / CLASSES))


def _legend(lowest: int, step: int, is_hidden: bool) -> Iterator[tuple[int, Text]]:
    if is_hidden:
        yield 0, HIDDEN
    for number in range(1, CLASSES + 1):
        low = lowest + (number - 1) * step
        yield number, Text("{low}–{high} %", low=low, high=low + step)


def _shown(group: Group) -> Text | Share:
    return HIDDEN if group.share is None else Share(group.share)


def _part(group: Group, turnout: Turnout) -> Text:
    voted = group.voted or 0
    share = Share(Fraction(voted, turnout.voted)) if turnout.voted else ""
    return Text("{number} ({share})", number=Number(voted), share=share)


def channels(turnout: Turnout) -> tuple[tuple[Text | str, int, Text], ...]:
    """The ways people voted, as parts of a bar; none if a way is hidden or there was but one."""
    shown = [group for group in turnout.channels if group.voted is not None]
    if len(shown) < 2 or len(shown) < len(turnout.channels):
        return ()
    return tuple((CHANNELS.get(group.key, group.key), group.voted or 0, _part(group, turnout)) for group in shown)


def channel_rows(turnout: Turnout) -> tuple[tuple[Text | str, Text | Number], ...]:
    """The ways with their numbers, hidden ones named as such."""
    return tuple(
        (CHANNELS.get(group.key, group.key), HIDDEN if group.voted is None else Number(group.voted))
        for group in turnout.channels
    )


@dataclass(frozen=True)
class TurnoutView:
    """Who took part, as drawn: districts as a map where there are boundaries, else as bars."""

    ages: Bars | None
    districts: Bars | None
    town: TownMap | None
    channels: tuple[tuple[Text | str, int, Text], ...]
    channel_rows: tuple[tuple[Text | str, object], ...]
    is_hidden: bool

    @classmethod
    def of(cls, turnout: Turnout, known: Sequence[District]) -> TurnoutView:
        """The drawings of a turnout; `known` are the city's districts. Where every group is hidden nothing is drawn."""
        shows_districts = _shows(turnout.districts)
        town = town_map(turnout, known) if shows_districts else None
        groups = (*turnout.ages, *turnout.districts, *turnout.channels)
        return cls(
            ages(turnout) if _shows(turnout.ages) else None,
            districts(turnout, known) if shows_districts and not town else None,
            town,
            channels(turnout),
            channel_rows(turnout) if _shows(turnout.channels) else (),
            any(group.voted is None for group in groups),
        )


def _shows(groups: Sequence[Group]) -> bool:
    return any(group.voted is not None for group in groups)
