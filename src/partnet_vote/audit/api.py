"""What may programs read of the log, to check it and to keep its heads?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery

from partnet_vote.audit import queries, service
from partnet_vote.audit.rules import Leaf, Seal, moment, told
from partnet_vote.platform.kernel.canonical import canonical_json, sha256_hex
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets, TheCity
from partnet_vote.platform.web.etags import has_already

AT_ONCE = 100
"""Seals in one answer."""


@get("/{city_slug:str}/audit.json", access=PUBLIC, media_type="application/json")
async def download(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, after: FromQuery[int] = 0
) -> Response[str]:
    """The city's seals after a sequence number, with the hash of every event and the public events in full."""
    seals = [seal for seal in await queries.seals(db) if seal.sequence > after]
    shown = seals[:AT_ONCE]
    leaves = await queries.leaves(db, shown[0].sequence, shown[-1].sequence) if shown else {}
    written = canonical_json(
        {
            "format": "partnet-audit/1",
            "city": str(city.id),
            "key": service.public_key(keyring).hex(),
            "seals": [_seal(seal, leaves.get(seal.sequence, ())) for seal in shown],
            "after": shown[-1].sequence if len(seals) > AT_ONCE else None,
        }
    )
    etag = f'"{sha256_hex(written)[:32]}"'
    headers = {"cache-control": "public, max-age=60", "etag": etag}
    if has_already(request, etag):
        return Response("", status_code=304, headers=headers)
    return Response(written, media_type="application/json", headers=headers)


def _seal(seal: Seal, leaves: tuple[Leaf, ...]) -> dict[str, object]:
    return {
        "sequence": seal.sequence,
        "count": seal.count,
        "root": seal.root.hex(),
        "previous": seal.previous.hex(),
        "sealed_at": moment(seal.sealed_at),
        "head": seal.head.hex(),
        "signature": seal.signature.hex(),
        "leaves": [_leaf(leaf) for leaf in leaves],
    }


def _leaf(leaf: Leaf) -> dict[str, object]:
    if leaf.event is None or not leaf.event.is_public:
        return {"hash": leaf.hash.hex()}
    return {"hash": leaf.hash.hex(), "event": told(leaf.event)}


ROUTES = (download,)
