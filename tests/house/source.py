"""How do the house tests read the source? As syntax trees, never as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "partnet_vote"
NO_SLICES = {"tally"}  # its rules are counting rules: it is the core at the foot of the story
SLICES = tuple(
    sorted(
        p.name
        for p in PACKAGE.iterdir()
        if p.name not in NO_SLICES and ((p / "rules.py").exists() or (p / "rules").is_dir())
    )
)
SLICE_FILES = ("rules", "models", "queries", "service", "forms", "screens", "pages", "staff", "api")
DOORS = {"rules", "queries", "service"}


@dataclass(frozen=True)
class Module:
    """One file of the product."""

    path: Path

    @property
    def name(self) -> str:
        """Path below the package, as in `booth/pages.py`."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def slice(self) -> str | None:
        """The slice it belongs to, if any."""
        first = self.path.relative_to(PACKAGE).parts[0]
        return first if first in SLICES else None

    @property
    def room(self) -> str:
        """The part of its slice: `pages`, `service` (also for service/casting.py) …"""
        return self.path.relative_to(PACKAGE).parts[1].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    def imports(self) -> Iterator[str]:
        """Full names of everything imported from the product, `from a import b` giving `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> list[Module]:
    """Every file of the product."""
    return [Module(path) for path in sorted(PACKAGE.rglob("*.py")) if "_data" not in path.parts]
