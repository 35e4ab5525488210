"""Which bytes stand for a value, the same on every machine?

Canonical JSON as in RFC 8785 (JSON Canonicalization Scheme), narrowed to what the core writes:
objects with ASCII keys, text, integers below 2**53, true, false, null; never a float. So a hash taken
here can be taken again in any language.
"""

from __future__ import annotations

import hashlib
import json
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

# Made once: json.dumps would make one anew for every ballot.
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_text(value: Json) -> str:
    """The one spelling of a value: sorted keys, no spaces, only the escapes that JSON demands."""
    return _WRITER.encode(value)


def digest_of(text: str) -> str:
    """`sha256:` and 64 hexadecimal digits over the UTF-8 bytes of the text (FIPS 180-4)."""
    return digest_of_bytes(text.encode("utf-8"))


def digest_of_bytes(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits over the bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
