"""Which accessible colours follow from the one accent colour a city chose, in daylight and in the dark?

The ladder is that of Designsystemet (MIT): each step has a fixed relative luminance, so its contrast is known for
every hue. Where the original lets a pale or dark accent fall below WCAG 2.2, the accent itself is moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Literal

Scheme = Literal["light", "dark"]
Rgb = tuple[float, float, float]

# Relative luminance of each step (Designsystemet 1.x, colorMetadata).
LUMINANCE: Mapping[Scheme, Mapping[str, float]] = {
    "light": {
        "background-default": 1.0,
        "background-tinted": 0.9,
        "surface-default": 1.0,
        "surface-tinted": 0.81,
        "surface-hover": 0.7,
        "surface-active": 0.59,
        "border-subtle": 0.5,
        "border-default": 0.19,
        "border-strong": 0.11,
        "text-subtle": 0.11,
        "text-default": 0.0245,
    },
    "dark": {
        "background-default": 0.009,
        "background-tinted": 0.014,
        "surface-default": 0.021,
        "surface-tinted": 0.027,
        "surface-hover": 0.036,
        "surface-active": 0.056,
        "border-subtle": 0.08,
        "border-default": 0.22,
        "border-strong": 0.39,
        "text-subtle": 0.39,
        "text-default": 0.84,
    },
}
GRAPHIC = 3.0  # WCAG 2.2, 1.4.11
TEXT = 4.5  # WCAG 2.2, 1.4.3
DARK_CHROMA = 0.7  # large dark surfaces glow less with less chroma


def parse(accent: str) -> Rgb:
    """The three channels, 0 to 255, of `#rrggbb`; ValueError for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        raise ValueError(f"not a colour like #1e5b7b: {accent!r}")
    return (float(int(accent[1:3], 16)), float(int(accent[3:5], 16)), float(int(accent[5:7], 16)))


def hex_of(rgb: Rgb) -> str:
    """`#rrggbb` of three channels, rounded and kept inside 0 to 255."""
    return "#" + "".join(f"{min(255, max(0, int(channel + 0.5))):02x}" for channel in rgb)


def luminance(rgb: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(parse(one)), luminance(parse(other))))
    return (high + 0.05) / (low + 0.05)


def at_luminance(rgb: Rgb, target: float) -> Rgb:
    """The colour mixed with black or white until it has this luminance."""
    if target <= 0 or target >= 1:
        return (0.0, 0.0, 0.0) if target <= 0 else (255.0, 255.0, 255.0)
    darker = luminance(rgb) > target
    low, high = ((0.0, 0.0, 0.0), rgb) if darker else (rgb, (255.0, 255.0, 255.0))
    for _ in range(40):
        middle = _mix(low, high)
        if luminance(middle) > target:
            high = middle
        else:
            low = middle
    return _mix(low, high)


@lru_cache(maxsize=256)
def ladder(accent: str, scheme: Scheme) -> Mapping[str, str]:
    """The sixteen steps of an accent: name to `#rrggbb`."""
    hue = parse(accent) if scheme == "light" else parse(hex_of(_muted(parse(accent))))
    steps = {name: hex_of(at_luminance(hue, target)) for name, target in LUMINANCE[scheme].items()}
    return steps | _base(parse(accent), scheme, steps["surface-tinted"])


def theme_css(accent: str) -> str:
    """A stylesheet that gives the accent's steps as custom properties, following the reader's colour scheme."""
    light, dark = (_properties(ladder(accent, scheme)) for scheme in ("light", "dark"))
    return (
        f":root,[data-color-scheme=light]{{{light}}}"
        f"@media (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{dark}}}}}"
        f"[data-color-scheme=dark]{{{dark}}}\n"
        f"@media print{{:root,[data-color-scheme]{{{light}}}}}\n"
    )


def theme_hash(accent: str) -> str:
    """Names this version of this accent's stylesheet, so that it may be kept for ever."""
    return sha256(theme_css(accent).encode()).hexdigest()[:12]


def _base(accent: Rgb, scheme: Scheme, ground: str) -> dict[str, str]:
    """The accent itself, its hover and pressed shades and the label on it."""
    lightness = _lightness(luminance(accent))
    if scheme == "dark":
        lightness = 70.0 if lightness <= 30 else 100 - lightness
    base = accent if scheme == "light" else at_luminance(accent, _grey_luminance(lightness))
    base = _visible(base, luminance(parse(ground)), scheme)
    default = hex_of(base)
    label = "#ffffff" if contrast(default, "#ffffff") >= contrast(default, "#000000") else "#000000"
    lightness = _lightness(luminance(parse(default)))
    step = -8 if lightness <= 30 or 49 <= lightness <= 65 else 8
    hover, active = (_shade(accent, lightness, step * times, label) for times in (1, 2))
    return {
        "base-default": default,
        "base-hover": hover,
        "base-active": active,
        "base-contrast-subtle": _subtle_label(base, lightness, label),
        "base-contrast-default": label,
    }


def _visible(base: Rgb, ground: float, scheme: Scheme) -> Rgb:
    """The colour, moved just so far that a shape in it shows on the tinted surface (3 : 1)."""
    if scheme == "light":
        limit = (ground + 0.05) / GRAPHIC - 0.05 - 0.004
        return base if luminance(base) <= limit else at_luminance(base, limit)
    limit = (ground + 0.05) * GRAPHIC - 0.05 + 0.004
    return base if luminance(base) >= limit else at_luminance(base, limit)


def _shade(accent: Rgb, lightness: float, step: float, label: str) -> str:
    """A shade `step` darker (lighter if negative), or the other way if its label could not be read."""
    shades = [
        hex_of(at_luminance(accent, _grey_luminance(min(100.0, max(0.0, lightness - way * step))))) for way in (1, -1)
    ]
    return next(shade for shade in shades if contrast(shade, label) >= TEXT)


def _subtle_label(base: Rgb, lightness: float, label: str) -> str:
    """A tinted label on the accent that keeps 4.5 : 1, else the plain one."""
    reach = 60 if lightness <= 40 or lightness >= 60 else 50
    target = lightness + reach if label == "#ffffff" else lightness - reach
    subtle = hex_of(at_luminance(base, _grey_luminance(min(100.0, max(0.0, target)))))
    return subtle if contrast(subtle, hex_of(base)) >= TEXT else label


def _properties(steps: Mapping[str, str]) -> str:
    return ";".join(f"--ds-color-accent-{name}:{value}" for name, value in steps.items())


def _mix(one: Rgb, other: Rgb) -> Rgb:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2, (one[2] + other[2]) / 2)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)


def _encoded(value: float) -> float:
    value = max(0.0, value)
    return value * 12.92 if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _lightness(relative: float) -> float:
    """CIE lightness, 0 to 100, of a relative luminance."""
    return 116 * relative ** (1 / 3) - 16 if relative > 216 / 24389 else relative * 24389 / 27


def _grey_luminance(lightness: float) -> float:
    """The luminance of the eight-bit grey with this CIE lightness."""
    relative = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389
    grey = _encoded(relative) * 255
    return luminance(parse(hex_of((grey, grey, grey))))


def _muted(rgb: Rgb) -> Rgb:
    """The same lightness and hue with less chroma, through OKLab (Ottosson 2020)."""
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short
    a = DARK_CHROMA * (1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short)
    b = DARK_CHROMA * (0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        255 * _encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        255 * _encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        255 * _encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
    )
