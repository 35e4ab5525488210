"""Which icons may a page show, and what do the two demo cities' crests look like?"""

from __future__ import annotations

import re
from pathlib import Path

# name in our templates: name in Tabler (outline), when it differs
ICONS: dict[str, str] = {
    name: name
    for name in (
        "tree", "trees", "sofa", "armchair", "walk", "wheelchair", "plant-2", "lamp", "bulb", "bike", "run", "book",
        "ball-football", "ball-basketball", "home", "map-pin", "check", "x", "info-circle", "alert-triangle",
        "alert-circle", "arrow-left", "arrow-right", "arrow-up", "arrow-down", "arrow-back-up", "letter-case",
        "printer", "download", "upload", "shield", "shield-check", "lock", "clock", "search", "filter", "user", "users",
        "logout", "login", "mail", "phone", "qrcode", "chart-bar", "gavel", "file", "file-text", "thumb-up",
        "thumb-down", "swimming", "tools", "building", "building-community", "calendar", "plus", "minus",
        "circle-check", "circle-x", "mood-smile", "mood-sad", "mood-neutral", "mood-happy", "message", "messages",
        "flag", "star", "trash", "pencil", "eye", "history", "bell", "device-mobile", "map", "world", "school", "heart",
        "chevron-down", "chevron-right", "chevron-up", "external-link", "camera", "music", "paw", "bus", "car",
        "traffic-lights", "droplet", "ripple", "sun", "recycle", "basket", "barbell", "scale", "checklist",
        "arrows-sort", "help-circle", "coin", "copy", "ban", "link", "notes", "adjustments", "language", "list-check",
        "target", "trophy", "award", "share", "refresh", "settings", "key", "id", "database", "route", "movie",
    )
}  # fmt: skip
ICONS |= {
    "crossing": "walk",
    "plant": "plant-2",
    "water": "droplet",
    "ball": "ball-football",
    "info": "info-circle",
    "alert": "alert-triangle",
    "text-size": "text-size",
    "undo": "arrow-back-up",
    "box": "package",
    "bench": "sofa",
}

SHIELD = '<path fill="currentColor" d="M2 2h28v15c0 8-6.5 13.5-14 16C8.5 30.5 2 25 2 17z"/>'
LINE = 'fill="none" stroke="var(--pv-crest-ink,#fff)" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
CRESTS = {
    "leaf": ("M16 27v-9", "M16 8c4 2.2 5.5 5 5.5 7.5a5.5 4.5 0 0 1-11 0C10.5 13 12 10.2 16 8z"),
    "mountain": ("M7 19l6.5-9 4.5 6 2-2.5 5 5.5", "M7 24.5c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0"),
    "star": ("M16 8l2.3 5.6 6 .4-4.6 3.9 1.5 5.900L16 20.600l-5.2 3.2 1.5-5.900L7.7 14l6-.4z",),
}


def symbol(name: str, svg: str) -> str:
    """One outline icon as a symbol that takes the colour of its text."""
    inner = re.sub(r"\s+", " ", svg[svg.index(">") + 1 : svg.rindex("</svg>")]).strip()
    inner = inner.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").replace(" />", "/>")
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{inner.replace("> <", "><").strip()}</symbol>'
    )


def sprite(folder: Path) -> str:
    """Every icon and crest as one SVG of symbols, in the order of their names."""
    icons = [symbol(name, (folder / "outline" / f"{file}.svg").read_text()) for name, file in sorted(ICONS.items())]
    crests = [
        f'<symbol id="crest-{name}" viewBox="0 0 32 34">{SHIELD}<g {LINE}>'
        + "".join(f'<path d="{path}"/>' for path in drawing)
        + "</g></symbol>"
        for name, drawing in sorted(CRESTS.items())
    ]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(icons + crests) + "\n</svg>\n"
