"""What does a hall with round tables look like, drawn and not photographed?"""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw

WIDE, HIGH, SCALE = 1200, 750, 2
FLOOR, BOARDS, TABLE, PAPER, WALL, SHADOW = "#e9dcc3", "#dfcfb0", "#5f8f5a", "#fbfaf5", "#f4f1ea", "#cdbb98"
CLOTHES = ("#8a1538", "#2f5d8a", "#c9772b", "#4a4a4a", "#6b4c8a", "#2f7d6b", "#b5485d", "#7a6a3a")
HAIR = ("#3a2a1a", "#6b4a2a", "#c8b9a0", "#e4e0d8", "#1f1a17")


def drawn(seed: str, tables: int) -> bytes:
    """A PNG of people at round tables seen from above, a screen in front; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", (WIDE * SCALE, HIGH * SCALE), FLOOR)
    pen = ImageDraw.Draw(image)
    for y in range(0, HIGH, 30):
        pen.line((0, y * SCALE, WIDE * SCALE, y * SCALE), fill=BOARDS, width=SCALE)
    _screen(pen)
    rows = 2
    across = math.ceil(tables / rows)
    for at in range(tables):
        x = WIDE * (at % across + 0.5) / across
        y = 265 + 300 * (at // across)
        _table(pen, draw, x, y, draw.randint(6, 9))
    sink = io.BytesIO()
    image.resize((WIDE, HIGH), Image.Resampling.LANCZOS).save(sink, "PNG")
    return sink.getvalue()


def _screen(pen: ImageDraw.ImageDraw) -> None:
    """The wall in front, and bars on it."""
    pen.rectangle((0, 0, WIDE * SCALE, 92 * SCALE), fill=WALL)
    left, right = WIDE * 0.3, WIDE * 0.7
    pen.rectangle((left * SCALE, 12 * SCALE, right * SCALE, 84 * SCALE), fill="#1d2733")
    for at, share in enumerate((0.9, 0.72, 0.6, 0.38)):
        top = 22 + at * 15
        end = left + 16 + (right - left - 32) * share
        pen.rectangle(((left + 16) * SCALE, top * SCALE, end * SCALE, (top + 9) * SCALE), fill="#e0a43a")


def _table(pen: ImageDraw.ImageDraw, draw: random.Random, x: float, y: float, people: int) -> None:
    """A round table with sheets of paper, and people around it."""
    radius = 68
    turn = draw.random()
    for at in range(people):
        angle = 2 * math.pi * (at / people + turn)
        px, py = x + math.cos(angle) * (radius + 30), y + math.sin(angle) * (radius + 30)
        _disc(pen, px + 4, py + 5, 23, SHADOW)
        _disc(pen, px, py, 23, draw.choice(CLOTHES))
        _disc(pen, px - math.cos(angle) * 5, py - math.sin(angle) * 5, 12, draw.choice(HAIR))
    _disc(pen, x + 5, y + 7, radius, SHADOW)
    _disc(pen, x, y, radius, TABLE)
    for at in range(3):
        angle = 2 * math.pi * (at / 3 + turn)
        px, py = x + math.cos(angle) * 32, y + math.sin(angle) * 32
        pen.rectangle(((px - 15) * SCALE, (py - 11) * SCALE, (px + 15) * SCALE, (py + 11) * SCALE), fill=PAPER)
        for line in range(3):
            ly = py - 6 + line * 5
            pen.line(((px - 11) * SCALE, ly * SCALE, (px + 9) * SCALE, ly * SCALE), fill="#9a9a9a", width=SCALE)


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    corners = (x - radius, y - radius, x + radius, y + radius)
    pen.ellipse(tuple(each * SCALE for each in corners), fill=colour)
