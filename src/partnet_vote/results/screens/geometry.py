"""How does a district's boundary become a drawing? GeoJSON (RFC 7946) to SVG paths, for towns."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 690, 560
MARGIN = 20

Point = tuple[float, float]
Ring = tuple[Point, ...]


def rings_of(boundary: str) -> tuple[Ring, ...]:
    """The outer rings and holes of a Polygon or MultiPolygon; none if the text is something else."""
    try:
        shape = json.loads(boundary)
        polygons = {"Polygon": [shape.get("coordinates")], "MultiPolygon": shape.get("coordinates")}[shape["type"]]
        return tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for polygon in polygons for ring in polygon)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def placed(lands: Mapping[str, Sequence[Ring]]) -> dict[str, tuple[Ring, ...]]:
    """The same rings in the drawing's own units: north up, east and north to one scale at the town's latitude."""
    points = [point for rings in lands.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowing = math.cos(math.radians((south + north) / 2)) if -90 <= south <= north <= 90 else 1.0
    wide, high = max((east - west) * narrowing, 1e-12), max(north - south, 1e-12)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def at(point: Point) -> Point:
        x, y = point
        return round(left + (x - west) * narrowing * scale, 1), round(top + (north - y) * scale, 1)

    return {name: tuple(tuple(map(at, ring)) for ring in rings) for name, rings in lands.items()}


def outline(land: Sequence[Ring]) -> str:
    """The SVG path of all rings."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in land if ring)


def middle(land: Sequence[Ring]) -> Point:
    """Where the name stands: the centroid of the largest ring (Bourke 1988)."""
    ring = max(land, key=lambda each: abs(_area(each)))
    area = _area(ring)
    pairs = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    if not area:
        return ring[0]
    x = sum((ax + bx) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    y = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairs) / (6 * area)
    return round(x, 1), round(y, 1)


def _area(ring: Ring) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2
