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
from partnet_vote.platform.web.files import public_file
from partnet_vote.tally.canonical import Json, canonical_text, digest_of

JSON = "application/json"


@get("/{city_slug:str}/elections/{election:str}/definition.json", access=PUBLIC, media_type=JSON)
async def definition(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[bytes]:
    """The frozen definition, byte for byte: its SHA-256 is the published digest (also the ETag)."""
    found = await queries.by_slug(db, election)
    frozen = await queries.definition(db, found.id) if found else None
    if frozen is None:
        raise NotFound
    return _canonical(request, frozen[1], f"{election}-definition.json")


@get("/{city_slug:str}/elections/{election:str}/deeds.json", access=PUBLIC, media_type=JSON)
async def deeds(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[bytes]:
    """What was done after the freeze: each deed's canonical text, its Ed25519 signature and public key (base64)."""
    found = await queries.by_slug(db, election)
    if found is None or not found.is_frozen:
        raise NotFound
    body: list[Json] = [_signed(deed) for deed in await queries.deeds(db, found.id)]
    return _canonical(request, canonical_text(body), f"{election}-deeds.json")


def _signed(deed: Deed) -> Json:
    return {
        "deed": deed.canonical,
        "signature": base64.b64encode(deed.signature).decode(),
        "public_key": base64.b64encode(deed.public_key).decode(),
    }


def _canonical(request: Request[Any, Any, Any], text: str, name: str) -> Response[bytes]:
    return public_file(request, text.encode(), JSON, name, tag=digest_of(text), how="inline")


ROUTES = (definition, deeds)
