"""How is a file handed over: one that anybody may keep, and one that is for a single reader?"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from litestar import Request, Response

from partnet_vote.platform.web.etags import has_already


def public_file(
    request: Request[Any, Any, Any],
    content: bytes,
    media_type: str,
    name: str = "",
    *,
    tag: str = "",
    how: str = "attachment",
) -> Response[bytes]:
    """A file with its fingerprint (or the `tag` it has already) that is saved as `name`, or 304 for who has it."""
    etag = f'"{tag or sha256(content).hexdigest()[:24]}"'
    headers = {"etag": etag, "cache-control": "public, max-age=60"}
    if name:
        headers["content-disposition"] = f'{how}; filename="{name}"'
    if has_already(request, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def private_file(content: bytes, media_type: str, name: str, *, how: str = "attachment") -> Response[bytes]:
    """A file that nobody on the way keeps."""
    headers = {"content-disposition": f'{how}; filename="{name}"', "cache-control": "no-store"}
    return Response(content, status_code=200, media_type=media_type, headers=headers)
