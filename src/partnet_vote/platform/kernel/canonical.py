"""How is a value written so that its hash is the same on every machine?"""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> str:
    """Compact JSON with sorted keys, no floats (RFC 8785 restricted to integers and strings)."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_hex(text: str | bytes) -> str:
    """The SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a canonical value holds no floats")
    if isinstance(value, dict):
        for item in value.values():  # pyright: ignore[reportUnknownVariableType] - any JSON value
            _refuse_floats(item)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list | tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _refuse_floats(item)  # pyright: ignore[reportUnknownArgumentType]
