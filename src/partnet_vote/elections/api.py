"""What do programs reach of the elections?"""

from __future__ import annotations

import base64
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.elections import queries
from partnet_vote.elections.rules import Deed
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.etags import has_already
from partnet_vote.tally.canonical import Json, canonical_text, digest_of

KEPT = "public, max-age=60"
JSON = "application/json"


@get("/{city_slug:str}/elections/{election:str}/definition.json", access=PUBLIC, media_type=JSON)
async def definition(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[bytes]:
    """The frozen definition, byte for byte: its SHA-256 is the published digest (also the ETag)."""
    found = await queries.by_slug(db, election)
    frozen = await queries.definition(db, found.id) if found else None
    if frozen is None:
        raise NotFound
    return _download(request, frozen[1], f"{election}-definition.json")


@get("/{city_slug:str}/elections/{election:str}/deeds.json", access=PUBLIC, media_type=JSON)
async def deeds(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[bytes]:
    """What was done after the freeze: each deed's canonical text, its Ed25519 signature and public key (base64)."""
    found = await queries.by_slug(db, election)
    if found is None or not found.is_frozen:
        raise NotFound
    body: list[Json] = [_signed(deed) for deed in await queries.deeds(db, found.id)]
    return _download(request, canonical_text(body), f"{election}-deeds.json")


def _signed(deed: Deed) -> Json:
    return {
        "deed": deed.canonical,
        "signature": base64.b64encode(deed.signature).decode(),
        "public_key": base64.b64encode(deed.public_key).decode(),
    }


def _download(request: Request[Any, Any, Any], text: str, filename: str) -> Response[bytes]:
    etag = f'"{digest_of(text)}"'
    headers = {"etag": etag, "cache-control": KEPT, "content-disposition": f'inline; filename="{filename}"'}
    if has_already(request, etag):
        return Response(b"", status_code=304, headers=headers)
    return Response(text.encode(), media_type=JSON, headers=headers)


ROUTES = (definition, deeds)
