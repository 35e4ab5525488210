"""What is a city here, and which names may it take?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text

RESERVED_SLUGS = frozenset(
    {
        "about", "accessibility", "accounts", "admin", "api", "assets", "contact", "css", "display", "docs",
        "favicon.ico", "health", "help", "js", "login", "metrics", "partnet", "privacy", "robots.txt", "schema",
        "search", "sign-in", "staff", "static", "theme", "www",
    }
)  # fmt: skip
SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ACCENT = re.compile(r"#[0-9a-f]{6}")
CURRENCIES = ("CZK", "NOK", "EUR", "PLN", "HUF", "CHF", "USD")
CRESTS = ("crest-leaf", "crest-mountain", "crest-star")


@dataclass(frozen=True, slots=True)
class City(Tenant):
    """A city with everything its pages show."""

    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySettings:
    """What an administrator decides about a city."""

    name: str
    subtitle: str
    about: str
    languages: tuple[str, ...]
    timezone: str
    currency: str
    accent: str
    crest: str
    contact_email: str
    contact_phone: str
    contact_address: str
    host: str | None


@dataclass(frozen=True, slots=True)
class District:
    """A part of a city; `boundary` is GeoJSON geometry text or None."""

    id: UUID
    code: str
    name: str
    boundary: str | None = None


MOST_POINTS = 20_000
"""Points of one boundary: a town's outline has hundreds."""


def boundary_of(content: bytes) -> str:
    """The one polygon in a GeoJSON file (RFC 7946), as compact text of its geometry; Refused on `file` otherwise."""
    not_geojson = Refused(Text("This is not GeoJSON. Export the outline as GeoJSON, in WGS 84."), "file")
    try:
        geometry = _geometry(json.loads(content, parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        raise not_geojson from None
    if geometry is None:
        raise not_geojson
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise Refused(Text("The file must hold one area: a Polygon or a MultiPolygon."), "file")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = list(_rings(polygons))
    if not rings or sum(len(ring) for ring in rings) > MOST_POINTS:
        raise Refused(Text("The outline has no points, or too many. Simplify it first."), "file")
    if not all(_is_ring(ring) for ring in rings):
        raise Refused(Text("A ring of the outline is not closed, or lies outside the Earth."), "file")
    shape = [[[_point(point) for point in ring] for ring in polygon] for polygon in cast("list[Any]", polygons)]
    return json.dumps({"type": kind, "coordinates": shape[0] if kind == "Polygon" else shape}, separators=(",", ":"))


def _geometry(read: Any) -> dict[str, Any] | None:
    """The geometry itself, of a feature, or of a collection that holds one feature."""
    if not isinstance(read, dict):
        return None
    found = cast("dict[str, Any]", read)
    if found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list) or len(cast("list[Any]", features)) != 1:
            raise Refused(Text("The file must hold one area: a Polygon or a MultiPolygon."), "file")
        return _geometry(cast("list[Any]", features)[0])
    return _geometry(found.get("geometry")) if found.get("type") == "Feature" else found


def _rings(polygons: Any) -> Iterator[list[Any]]:
    """Every ring; what is no list of rings yields one that cannot be right."""
    for polygon in cast("list[Any]", polygons if isinstance(polygons, list) else [None]):
        for ring in cast("list[Any]", polygon if isinstance(polygon, list) and polygon else [None]):
            yield cast("list[Any]", ring if isinstance(ring, list) else [None])


def _is_ring(ring: list[Any]) -> bool:
    """At least four positions on Earth, the last one where the first is."""
    return len(ring) >= 4 and all(_is_position(point) for point in ring) and _point(ring[0]) == _point(ring[-1])


def _is_position(point: Any) -> bool:
    if not isinstance(point, list) or not 2 <= len(cast("list[Any]", point)) <= 4:
        return False
    lon, lat = cast("list[Any]", point)[:2]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (lon, lat))
    return numbers and abs(lon) <= 180 and abs(lat) <= 90


def _point(point: list[float]) -> list[float]:
    """Longitude and latitude to ten centimetres; heights are left out."""
    return [round(point[0], 6), round(point[1], 6)]


def slug_issue(slug: str) -> Text | None:
    """Why a city cannot have this address, or None."""
    if not SLUG.fullmatch(slug):
        return Text("Use 3 to 40 small letters, digits and dashes, beginning with a letter.")
    if slug in RESERVED_SLUGS:
        return Text("This address is reserved for the service itself.")
    return None


def host_issue(host: str) -> Text | None:
    """Why a city cannot have this host name, or None."""
    return None if HOST.fullmatch(host) else Text("Write a host name such as vote.example.org.")


def accent_issue(accent: str) -> Text | None:
    """Why this is not a colour, or None."""
    return None if ACCENT.fullmatch(accent) else Text("Write a colour as # and six hexadecimal digits.")
