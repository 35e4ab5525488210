"""Which towns does the demo found? Plainly fictional ones."""

from __future__ import annotations

import json
from dataclasses import dataclass

from partnet_vote.cities.rules import CitySettings


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
        ring = [[round(x / 2000 - 20, 5), round(45 - y / 2000, 5)] for x, y in (*self.outline, self.outline[0])]
        return json.dumps({"type": "Polygon", "coordinates": [ring]})


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
        subtitle="Lipovec rozhoduje",
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
        Quarter("sever", "Sever", 34, ((8, 6), (52, 4), (60, 30), (44, 42), (12, 40))),
        Quarter("stred", "Střed", 27, ((44, 42), (60, 30), (74, 44), (66, 62), (46, 60))),
        Quarter("jih", "Jih", 24, ((12, 40), (44, 42), (46, 60), (66, 62), (60, 94), (16, 90))),
        Quarter("zaluzi", "Záluží", 15, ((60, 30), (52, 4), (94, 10), (96, 60), (66, 62), (74, 44))),
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
        Quarter("fjordsida", "Fjordsida", 24, ((4, 8), (40, 4), (46, 30), (34, 44), (6, 40))),
        Quarter("lia", "Lia", 16, ((40, 4), (94, 16), (96, 40), (60, 40), (46, 30))),
        Quarter("sentrum", "Sentrum", 26, ((34, 44), (46, 30), (60, 40), (58, 58), (32, 52))),
        Quarter("myra", "Myra", 22, ((8, 50), (32, 52), (58, 58), (56, 94), (12, 90))),
        Quarter("ostmarka", "Østmarka", 12, ((60, 40), (96, 40), (90, 94), (56, 94), (58, 58))),
    ),
    residents=3200,
)
TOWNS = (LIPOVEC, NORDVIK)
