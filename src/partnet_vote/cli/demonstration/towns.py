"""Which towns does the demo found? Plainly fictional ones."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from partnet_vote.cities.rules import CitySettings

Point = tuple[float, float]
CROOKED = 3
"""How often a border is halved on its way, each time a little off the straight line."""


@dataclass(frozen=True)
class Quarter:
    """A district: code, name, share of the residents, outline as (x, y) in a plane of 100 × 100."""

    code: str
    name: str
    share: int
    outline: tuple[tuple[float, float], ...]

    @property
    def boundary(self) -> str:
        """The outline as a GeoJSON polygon, somewhere at sea: no real town is meant."""
        corners = (*self.outline, self.outline[0])
        border = [point for one, other in pairwise(corners) for point in _border(one, other)]
        ring = [[round(x / 1150 - 20, 5), round(45 - y / 2000, 5)] for x, y in (*border, border[0])]
        return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _border(start: Point, end: Point, halvings: int = CROOKED) -> Iterator[Point]:
    """The points from start up to end along a border that winds as borders do; from the other side it is the same."""
    if halvings == 0:
        yield start
        return
    low, high = sorted((start, end))
    (x, y), (to_x, to_y) = low, high
    off = 0.11 * math.sin(12.9898 * (x + to_x) + 78.233 * (y + to_y))
    middle = ((x + to_x) / 2 - off * (to_y - y), (y + to_y) / 2 + off * (to_x - x))
    yield from _border(start, middle, halvings - 1)
    yield from _border(middle, end, halvings - 1)


@dataclass(frozen=True)
class Town:
    """A town of the demo, its districts and who works there: (e-mail, name, roles)."""

    slug: str
    settings: CitySettings
    quarters: tuple[Quarter, ...]
    residents: int


LIPOVEC = Town(
    slug="lipovec",
    settings=CitySettings(
        name="Lipovec",
        subtitle="Rozhodujeme společně",
        about="Lipovec je smyšlené město. Ukazuje, jak obyvatelé rozhodují o části rozpočtu a o prioritách města.",
        languages=("cs", "en", "nb"),
        timezone="Europe/Prague",
        currency="CZK",
        accent="#8a1538",
        crest="crest-leaf",
        contact_email="rozpocet@lipovec.example",
        contact_phone="+420 555 010 010",
        contact_address="Náměstí 1, Lipovec",
        host=None,
    ),
    quarters=(
        Quarter("sever", "Sever", 34, ((6, 22), (26, 5), (52, 6), (60, 30), (44, 42), (12, 40))),
        Quarter("stred", "Střed", 27, ((44, 42), (60, 30), (74, 44), (66, 62), (46, 60))),
        Quarter("jih", "Jih", 24, ((12, 40), (44, 42), (46, 60), (66, 62), (60, 86), (38, 96), (16, 80))),
        Quarter("zaluzi", "Záluží", 15, ((60, 30), (52, 6), (80, 10), (96, 30), (93, 56), (66, 62), (74, 44))),
    ),
    residents=6400,
)
NORDVIK = Town(
    slug="nordvik",
    settings=CitySettings(
        name="Nordvik kommune",
        subtitle="Innbyggerbudsjettet",
        about="Nordvik er en oppdiktet kommune. Den viser hvordan innbyggerne er med og bestemmer.",
        languages=("nb", "en", "cs"),
        timezone="Europe/Oslo",
        currency="NOK",
        accent="#0b5c6b",
        crest="crest-mountain",
        contact_email="innbygger@nordvik.example",
        contact_phone="+47 55 50 10 10",
        contact_address="Rådhusplassen 1, Nordvik",
        host=None,
    ),
    quarters=(
        Quarter("fjordsida", "Fjordsida", 24, ((4, 20), (18, 6), (40, 4), (46, 30), (34, 44), (10, 40))),
        Quarter("lia", "Lia", 16, ((40, 4), (70, 6), (92, 20), (96, 40), (60, 40), (46, 30))),
        Quarter("sentrum", "Sentrum", 26, ((34, 44), (46, 30), (60, 40), (58, 58), (32, 52))),
        Quarter("myra", "Myra", 22, ((8, 54), (32, 52), (58, 58), (56, 94), (28, 95), (10, 78))),
        Quarter("ostmarka", "Østmarka", 12, ((60, 40), (96, 40), (93, 72), (78, 90), (56, 94), (58, 58))),
    ),
    residents=3200,
)
TOWNS = (LIPOVEC, NORDVIK)
