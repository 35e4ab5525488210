"""Does each template ask its screen only for what the screen has, and hold nothing the CSP refuses?"""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.web.errors import ErrorScreen
from partnet_vote.platform.web.house import environment_for
from partnet_vote.platform.web.screens import Chrome, Screen
from tests.house.source import PACKAGE, SLICES

TEMPLATES = data("templates")
ENVIRONMENT = environment_for(TEMPLATES)
PARTS = ("_layout/", "_ui/", "mail/")


def screens() -> list[type[Screen]]:
    """Every screen class of the product."""
    for name in SLICES:
        for room in ("screens", "pages", "staff"):
            if (PACKAGE / name / f"{room}.py").exists() or (PACKAGE / name / room).exists():
                importlib.import_module(f"partnet_vote.{name}.{room}")
    found: list[type[Screen]] = []
    queue = list(Screen.__subclasses__())
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind.__module__.startswith("partnet_vote.") and "template" in kind.__dict__:
            found.append(kind)
    return found


def pieces(name: str, seen: set[str] | None = None) -> Iterator[nodes.Template]:
    """A template's tree and the trees of what it extends and includes."""
    seen = seen if seen is not None else set()
    if name in seen:
        return
    seen.add(name)
    source = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]  # type: ignore[union-attr]
    tree = ENVIRONMENT.parse(source)
    yield tree
    for kind in (nodes.Extends, nodes.Include):
        for node in tree.find_all(kind):
            if isinstance(node.template, nodes.Const):
                yield from pieces(node.template.value, seen)


def attributes_of(name: str, variable: str) -> set[str]:
    return {
        node.attr
        for tree in pieces(name)
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == variable
    }


@pytest.mark.parametrize("screen", screens(), ids=lambda s: s.__name__)
def test_a_template_sees_only_its_screen(screen: type[Screen]) -> None:
    has = {field.name for field in dataclasses.fields(screen)} | set(dir(screen))  # type: ignore[arg-type]
    assert attributes_of(screen.template, "page") <= has


@pytest.mark.parametrize("screen", screens(), ids=lambda s: s.__name__)
def test_chrome_is_asked_only_for_what_it_has(screen: type[Screen]) -> None:
    has = {field.name for field in dataclasses.fields(Chrome)} | set(dir(Chrome))
    assert attributes_of(screen.template, "chrome") <= has


def test_screens_are_frozen() -> None:
    assert not [s for s in screens() if not s.__dataclass_params__.frozen]  # type: ignore[attr-defined]


def test_every_page_template_has_a_screen() -> None:
    named = {screen.template for screen in screens()} | {ErrorScreen.template}
    used = {
        node.template.value
        for name in named
        for tree in pieces(name)
        for kind in (nodes.Include, nodes.Import, nodes.FromImport)
        for node in tree.find_all(kind)
        if isinstance(node.template, nodes.Const)
    }
    files = {p.relative_to(TEMPLATES).as_posix() for p in TEMPLATES.rglob("*.html")}
    orphans = {f for f in files if not f.startswith(PARTS)} - named - used
    assert not orphans


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_templates_hold_nothing_the_policy_refuses(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|<style|\son(?!ly=)[a-z]+=|hx-on|javascript:|\bjs:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "hx-boost" not in text
