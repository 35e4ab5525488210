"""Which addresses, colours, crests and outlines may a city have?"""

from __future__ import annotations

import json
import re

import pytest
from litestar import Litestar

from partnet_vote.cities import rules
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.places import data

SQUARE = [[18.1, 49.8], [18.2, 49.8], [18.2, 49.9], [18.1, 49.9], [18.1, 49.8]]


async def test_no_city_can_stand_where_a_page_of_the_service_stands(app: Litestar) -> None:
    first = {route.path.split("/")[1] for route in app.routes}
    own = {part for part in first if part and not part.startswith("{")}
    free = sorted(part for part in own if rules.slug_issue(part) is None)
    assert not free


@pytest.mark.parametrize("slug", ["ab", "Lipovec", "1ipovec", "lipovec-", "lip ovec", "a" * 41, "../x", "", "žďár"])
def test_an_address_is_small_letters_digits_and_dashes(slug: str) -> None:
    assert rules.slug_issue(slug) is not None


@pytest.mark.parametrize("slug", ["lipovec", "nove-mesto", "praha13"])
def test_ordinary_addresses_are_free(slug: str) -> None:
    assert rules.slug_issue(slug) is None


def test_every_crest_is_in_the_sprite_and_the_other_way_round() -> None:
    sprite = (data("static") / "icons.svg").read_text("utf-8")
    assert set(rules.CRESTS) == set(re.findall(r'id="(crest-[a-z]+)"', sprite))


def geojson(**changes: object) -> bytes:
    return json.dumps({"type": "Polygon", "coordinates": [SQUARE], **changes}).encode()


def feature(geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": "Sever"}, "geometry": geometry}


def test_an_outline_is_kept_as_its_geometry_alone() -> None:
    polygon = json.loads(geojson())
    kept = rules.boundary_of(geojson(bbox=[1, 2, 3, 4]))
    assert json.loads(kept) == polygon
    for wrapped in (feature(polygon), {"type": "FeatureCollection", "features": [feature(polygon)]}):
        assert rules.boundary_of(json.dumps(wrapped).encode()) == kept
    many = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    assert json.loads(rules.boundary_of(json.dumps(many).encode())) == many
    high = [[*point, 320.5] for point in SQUARE]
    assert rules.boundary_of(geojson(coordinates=[high])) == kept


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"null", b"[]", b"<svg/>", b"{" * 100_000, b"[" * 100_000,
        geojson(type="Point", coordinates=[1, 2]),
        geojson(coordinates=None), geojson(coordinates=[]), geojson(coordinates=[[]]), geojson(coordinates=[None]),
        geojson(coordinates=[SQUARE[:-1]]), geojson(coordinates=[SQUARE[:2] + SQUARE[:1]]),
        geojson(coordinates=[[[200, 10]] * 4]), geojson(coordinates=[[["1", 2]] * 4]),
        geojson(coordinates=[[[True, 2]] * 4]), geojson(coordinates=[[{"x": 1}] * 4]),
        geojson(coordinates=[[[float("nan"), 1]] * 4]), geojson(coordinates=[[[float("inf"), 1]] * 4]),
        geojson(coordinates=[[[10**400, 1]] * 4]),
        geojson(coordinates=[[[0, 0]] * (rules.MOST_POINTS + 1)]),
        json.dumps({"type": "FeatureCollection", "features": []}).encode(),
        json.dumps({"type": "FeatureCollection", "features": [feature(None), feature(None)]}).encode(),
        json.dumps(feature(None)).encode(),
        b'{"type":"Feature","geometry":' * 900 + b"null" + b"}" * 900,
    ],
    ids=range(26),
)  # fmt: skip
def test_what_is_no_outline_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        rules.boundary_of(content)
    assert refusal.value.field == "file"
