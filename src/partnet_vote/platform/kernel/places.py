"""Where are the files that are not code, in a checkout and in an installed wheel?"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def data(name: str) -> Path:
    """The folder `templates`, `migrations`, `static` or `locale`."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.exists() else _PACKAGE.parents[1] / name
