"""How is a font cut to the letters and weights our pages use?"""

from __future__ import annotations

from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PRINT_FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk"]
FEATURES = ["calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum", "zero"]


def subset_font(source: Path, target: Path, letters: str) -> None:
    """Keep the given code points and weights 400 to 700; write woff2 without touching the timestamps."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = FEATURES
    options.flavor = "woff2"
    options.hinting = False
    options.name_IDs = [1, 2, 3, 4, 5, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": (400, 400, 700)})
    font.flavor = "woff2"
    font.save(target)


def print_font(parts: list[Path], target: Path, letters: str, weight: int) -> None:
    """One weight as TrueType, its parts joined: typst reads neither woff2 nor variable fonts."""
    cut = [target.with_name(f".part-{number}.ttf") for number, _ in enumerate(parts)]
    for source, part in zip(parts, cut, strict=True):
        font = TTFont(source, recalcTimestamp=False)
        options = subset.Options()
        options.layout_features = PRINT_FEATURES
        options.hinting = False
        options.notdef_outline = True
        options.name_IDs = [1, 2, 3, 4, 5, 6, 13, 14]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=subset.parse_unicodes(letters.replace("U+", "")))
        cutter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        font.flavor = None
        font.save(part)
    joined = merge.Merger(merge.Options(drop_tables=["STAT", "meta"])).merge([str(part) for part in cut])
    if weight > 400:
        for number, name in ((2, "Bold"), (4, "Inter Bold"), (6, "Inter-Bold")):
            joined["name"].setName(name, number, 3, 1, 0x409)
    joined.recalcTimestamp = False
    with TTFont(cut[0]) as first:
        joined["head"].created, joined["head"].modified = first["head"].created, first["head"].modified
    joined.save(target)
    for part in cut:
        part.unlink()
