"""Are the vendored files what their manifest says, and is a first visit light enough?"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from itertools import chain

import pytest

from partnet_vote.platform.kernel.colour import contrast, theme_css
from tests.design import gallery

STATIC = gallery.ROOT / "static"
MANIFEST = json.loads((STATIC / "vendor/manifest.json").read_text())
TEMPLATES = sorted((gallery.ROOT / "templates").rglob("*.html"))
HUES = ("neutral", "info", "success", "warning", "danger")


def packed(*paths: str) -> int:
    return sum(len(gzip.compress((STATIC / path).read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("path", MANIFEST["files"])
def test_a_vendored_file_is_the_one_we_vetted(path):
    assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == MANIFEST["files"][path]["sha256"]


def test_every_vendored_file_and_licence_is_listed():
    kept = {str(path.relative_to(STATIC)) for folder in ("vendor", "fonts") for path in (STATIC / folder).rglob("*.*")}
    licences = {package["text"] for package in MANIFEST["packages"].values()}
    assert kept - {"vendor/manifest.json"} == set(MANIFEST["files"]) - {"icons.svg"} | licences
    for file in MANIFEST["files"].values():
        assert file["package"] in MANIFEST["packages"]


def test_the_lock_names_the_same_versions_and_no_registry():
    lock = json.loads((gallery.ROOT / "tools/package-lock.json").read_text())
    for name, package in MANIFEST["packages"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == package["version"]
        assert lock["packages"][f"node_modules/{name}"]["integrity"].startswith("sha512-")
    assert not any("resolved" in entry for entry in lock["packages"].values())


def test_a_first_visit_to_the_ballot_is_light():
    styles = packed("vendor/ds.css", "pv.css") + len(gzip.compress(theme_css("#8a1538").encode(), 9))
    scripts = packed("vendor/htmx.min.js", "js/pv.js")
    fonts = sum((STATIC / f"fonts/inter-{part}.woff2").stat().st_size for part in ("latin", "latin-ext"))
    page = len(gzip.compress(gallery.render("knapsack").encode(), 9))
    assert styles <= 32_000
    assert scripts <= 24_000
    assert packed("js/pv.js") <= 3_000
    assert fonts <= 45_000
    assert page <= 12_000
    assert styles + scripts + fonts + page + packed("icons.svg") <= 95_000


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_of_ours_is_small(path):
    assert packed(str(path.relative_to(STATIC))) <= 3_000


def test_results_page_is_light():
    assert len(gzip.compress(gallery.render("results").encode(), 9)) <= 12_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:|\bjs:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    pattern = re.compile(r'icon\("([a-z0-9-]+)"|icon_name="([a-z0-9-]+)"')
    named = set(chain.from_iterable(pattern.findall("".join(path.read_text() for path in TEMPLATES)))) - {""}
    assert named <= drawn


def tokens(scheme: str) -> dict[str, str]:
    layer = re.search(rf"color-scheme\.{scheme}\{{[^{{]*\{{([^}}]*)", (STATIC / "vendor/ds.css").read_text())
    assert layer
    found = dict(re.findall(r"--ds-color-([\w-]+):(#\w+)", layer[1]))
    return {
        name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in found.items()
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_fixed_colours_are_readable_too(scheme):
    steps = tokens(scheme)
    for hue in HUES:
        for ground in ("background-tinted", "surface-default", "surface-tinted"):
            for text in ("text-default", "text-subtle"):
                assert contrast(steps[f"{hue}-{text}"], steps[f"{hue}-{ground}"]) >= 4.5, (hue, text, ground)
        assert contrast(steps[f"{hue}-text-subtle"], steps["neutral-surface-default"]) >= 4.5, hue
    for hue in ("success", "danger"):
        base = steps[f"{hue}-base-default"]
        assert contrast(base, steps[f"{hue}-base-contrast-default"]) >= 4.5, hue
        assert contrast(base, steps["neutral-surface-default"]) >= 3, hue
    assert contrast(steps["neutral-border-default"], steps["neutral-surface-default"]) >= 3


def test_dark_colours_only_answer_to_the_scheme():
    sheet = (STATIC / "vendor/ds.css").read_text()
    assert "[data-color-scheme=auto]" in sheet
    assert 'data-color-scheme="auto"' in gallery.render("error")
