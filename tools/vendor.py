"""Which foreign files do we serve, from which package, cut how, and with which checksum?

Run after `npm ci --prefix tools`, with the packages of tools/requirements.txt installed:

    python tools/vendor.py            # rewrites static/vendor, static/fonts, static/icons.svg and the manifest

The result is deterministic and is committed; `tests/design/test_static.py` hashes it again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

from sprite import sprite
from subset import print_font, subset_font

TOOLS = Path(__file__).resolve().parent
PACKAGES = TOOLS / "node_modules"
STATIC = TOOLS.parent / "static"
DESIGNSYSTEMET = PACKAGES / "@digdir/designsystemet-css"
INTER = PACKAGES / "@fontsource-variable/inter"

# The parts of Designsystemet that the macros draw with, in the order of its own index.css.
COMPONENTS = (
    "skip-link", "button", "alert", "breadcrumbs", "details", "dialog", "divider", "error-summary",
    "label", "fieldset", "validation-message", "field", "input", "link", "list", "pagination", "table", "tag",
)  # fmt: skip

# What people of our languages write: Czech, Slovak, Polish, Hungarian, bokmål, nynorsk, Sámi, English.
LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2002-200B,U+2010-2015,U+2018-201E,U+2020-2022,"
    "U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FFFD"
)
LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E"

COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
LICENCES = {
    "@digdir/designsystemet-css": "MIT",
    "@fontsource-variable/inter": "OFL-1.1",
    "@tabler/icons": "MIT",
    "htmx.org": "0BSD",
}


def theme(css: str) -> str:
    """The default theme without the two brand colours and the second typeface, which no page uses."""
    css = re.sub(r"@layer ds\.theme\.typography\.secondary\{.*?\}\}", "", css, count=1)
    css = re.sub(r"\[data-color-scheme\]\[data-color=brand\d\],\[data-color=brand\d\]\{[^}]*\}", "", css)
    return re.sub(r"--ds-color-brand\d-[\w-]+:[^;}]+;", "", css)


def designsystemet() -> str:
    """The layers, the theme, the base and the components we use, as one sheet."""
    source = DESIGNSYSTEMET / "dist/src"
    parts = "".join((source / f"{name}.css").read_text() for name in COMPONENTS)
    base = (source / "base.css").read_text()
    return (
        "@layer ds.theme,ds.base,ds.components,pv;"
        + theme((DESIGNSYSTEMET / "dist/theme/designsystemet.css").read_text())
        + f"@layer ds.base{{{base}}}@layer ds.components{{{parts}}}\n"
    )


def build() -> dict[str, str]:
    """Write every vendored file and say which package each came from."""
    vendor, fonts = STATIC / "vendor", STATIC / "fonts"
    for folder in (vendor, fonts):
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "licences").mkdir(parents=True) if folder is vendor else folder.mkdir(parents=True)
    origin = {}
    for name, path in COPIES.items():
        text = (PACKAGES / path).read_text()
        (vendor / name).write_text(re.sub(r"\n?//# sourceMappingURL=.*", "", text).rstrip() + "\n")
        origin[f"vendor/{name}"] = path.split("/")[0]
    (vendor / "ds.css").write_text(designsystemet())
    origin["vendor/ds.css"] = "@digdir/designsystemet-css"
    for part, letters in (("latin", LATIN), ("latin-ext", LATIN_EXT)):
        name = f"fonts/inter-{part}.woff2"
        subset_font(INTER / f"files/inter-{part}-wght-normal.woff2", STATIC / name, letters)
        origin[name] = "@fontsource-variable/inter"
    for weight in (400, 700):
        name = f"fonts/print/inter-{weight}.ttf"
        (STATIC / name).parent.mkdir(exist_ok=True)
        parts = [INTER / f"files/inter-{part}-wght-normal.woff2" for part in ("latin", "latin-ext")]
        print_font(parts, STATIC / name, f"{LATIN},{LATIN_EXT}", weight)
        origin[name] = "@fontsource-variable/inter"
    (STATIC / "icons.svg").write_text(sprite(PACKAGES / "@tabler/icons/icons"))
    origin["icons.svg"] = "@tabler/icons"
    return origin


def manifest(origin: dict[str, str]) -> str:
    """Package, version, licence and SHA-256 of every vendored file, sorted, as JSON."""
    packages = {}
    for name, licence in sorted(LICENCES.items()):
        version = json.loads((PACKAGES / name / "package.json").read_text())["version"]
        text = f"vendor/licences/{name.strip('@').replace('/', '-')}.txt"
        (STATIC / text).write_text((PACKAGES / name / "LICENSE").read_text().strip() + "\n")
        packages[name] = {"version": version, "licence": licence, "text": text}
    files = {
        path: {"package": package, "sha256": hashlib.sha256((STATIC / path).read_bytes()).hexdigest()}
        for path, package in sorted(origin.items())
    }
    return json.dumps({"packages": packages, "files": files}, indent=2) + "\n"


if __name__ == "__main__":
    (STATIC / "vendor/manifest.json").write_text(manifest(build()))
