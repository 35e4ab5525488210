"""Has the reader, or a proxy on the way, this very page already?"""

from __future__ import annotations

import re
from typing import Any

from litestar.connection import ASGIConnection

TAG = re.compile(r'(?:W/)?("[^"]*")')


def has_already(request: ASGIConnection[Any, Any, Any, Any], etag: str) -> bool:
    """Whether If-None-Match names this tag: one or several, weak or strong, or any (RFC 9110, 13.1.2)."""
    sent = request.headers.get("if-none-match", "")
    return sent.strip() == "*" or etag.removeprefix("W/") in TAG.findall(sent)
