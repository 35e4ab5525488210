"""What may a city's administrator see of its settings and districts?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from zoneinfo import available_timezones

from partnet_vote.cities import rules
from partnet_vote.cities.rules import City, District
from partnet_vote.platform.kernel.colour import contrast, ladder
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.languages import LANGUAGES
from partnet_vote.platform.web.screens import Screen

Choices = tuple[tuple[str, str | Text], ...]
CREST_LABELS = {
    "crest-leaf": Text("Leaf"),
    "crest-mountain": Text("Mountain and water"),
    "crest-star": Text("Star"),
}
SCHEMES = (("light", Text("In light colours")), ("dark", Text("In dark colours")))


@dataclass(frozen=True)
class Swatch:
    """An accent on one ground: the colours themselves, and how well the label on a button is read."""

    label: Text
    ground: str
    surface: str
    base: str
    on_base: str
    text: str
    tint: str
    ratio: float

    @classmethod
    def of(cls, label: Text, steps: Mapping[str, str]) -> Swatch:
        """The steps that a page is made of."""
        base, on_base = steps["base-default"], steps["base-contrast-default"]
        return cls(
            label,
            steps["background-default"],
            steps["surface-default"],
            base,
            on_base,
            steps["text-default"],
            steps["surface-tinted"],
            round(contrast(base, on_base), 1),
        )


def swatches(accent: str) -> tuple[Swatch, ...]:
    """The accent in light and dark, or nothing if it is no colour."""
    if rules.accent_issue(accent.lower()):
        return ()
    return tuple(
        Swatch.of(label, ladder(accent.lower(), "light" if scheme == "light" else "dark")) for scheme, label in SCHEMES
    )


@dataclass(frozen=True)
class ColourScreen(Screen):
    """How a colour would look; `is_alone`: not inside the settings."""

    template: ClassVar[str] = "cities/colour.html"
    accent: str
    is_alone: bool

    @property
    def swatches(self) -> tuple[Swatch, ...]:
        """The colour in light and dark."""
        return swatches(self.accent)


@dataclass(frozen=True)
class SettingsScreen(Screen):
    """Everything an administrator decides about the city."""

    template: ClassVar[str] = "cities/settings.html"
    city: City
    form: Form[Any]

    @property
    def accent(self) -> str:
        """The colour that stands in the form."""
        return str(self.form.raw.get("accent", ""))

    @property
    def swatches(self) -> tuple[Swatch, ...]:
        """The colour in light and dark."""
        return swatches(self.accent)

    @property
    def languages(self) -> Choices:
        """Every language of the service."""
        return tuple(LANGUAGES.items())

    @property
    def zones(self) -> Choices:
        """Time zones of Europe, and the city's own."""
        names = {name for name in available_timezones() if name.startswith("Europe/")} | {self.city.timezone}
        return tuple((name, name) for name in sorted(names))

    @property
    def currencies(self) -> Choices:
        """Every currency of the service."""
        return tuple((code, code) for code in rules.CURRENCIES)

    @property
    def crests(self) -> Choices:
        """Every crest of the service."""
        return tuple((name, CREST_LABELS[name]) for name in rules.CRESTS)


@dataclass(frozen=True)
class DistrictView:
    """A district in the list; `points` of its outline, or None without one."""

    district: District
    points: int | None
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class DistrictsScreen(Screen):
    """The districts in the city's order, and a form for another one."""

    template: ClassVar[str] = "cities/districts.html"
    views: tuple[DistrictView, ...]
    form: Form[Any]

    @classmethod
    def of(cls, districts: Sequence[District], form: Form[Any]) -> DistrictsScreen:
        """The list."""
        last = len(districts) - 1
        return cls(
            tuple(DistrictView(each, points_of(each), n == 0, n == last) for n, each in enumerate(districts)), form
        )


@dataclass(frozen=True)
class DistrictScreen(Screen):
    """One district: its name and its outline."""

    template: ClassVar[str] = "cities/district.html"
    view: DistrictView
    form: Form[Any]
    outline_form: Form[Any]


def points_of(district: District) -> int | None:
    """How many points the outline has."""
    if district.boundary is None:
        return None
    shape = json.loads(district.boundary)
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return sum(len(ring) for polygon in polygons for ring in polygon)


def filled(city: City) -> Form[Any]:
    """A city's settings in their fields."""
    return Form.of(
        name=city.name,
        subtitle=city.subtitle,
        about=city.about,
        languages=city.languages,
        leading=city.languages[0],
        timezone=city.timezone,
        currency=city.currency,
        accent=city.accent,
        crest=city.crest,
        contact_email=city.contact_email,
        contact_phone=city.contact_phone,
        contact_address=city.contact_address,
        host=city.host,
    )
