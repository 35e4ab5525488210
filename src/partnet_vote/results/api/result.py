"""What do programs reach of results: the result as JSON, and every published file?"""

from __future__ import annotations

import json
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.elections import rules as election_rules
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.described import problem_spec
from partnet_vote.platform.web.etags import has_already
from partnet_vote.results import queries, rules
from partnet_vote.results.service import Planes
from partnet_vote.tally.canonical import digest_of_bytes

JSON = "application/json"
SOON = "public, max-age=60"
LONG = "public, max-age=86400, immutable"
"""A published file never changes under its address."""
NOT_CHANGED = ResponseSpec(
    None, description="Nothing has changed since the ETag that was sent", generate_examples=False
)
NOT_FOUND = problem_spec("No such city, vote, publication or file")
ANSWERS = {304: NOT_CHANGED, 400: problem_spec("The address says something that it cannot"), 404: NOT_FOUND}


@get(
    "/api/{city_slug:str}/elections/{election:str}/results.json",
    access=PUBLIC,
    media_type=JSON,
    responses=ANSWERS,
    summary="The result of a vote",
    tags=["Results"],
)
async def result(
    request: Request[Any, Any, Any], db: Db, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[bytes]:
    """How the vote stands (`coming`, `open`, `closed`, `objections`, `disputed`, `final`, `annulled`), the ballots in
    the box, and the latest published result; `result` is null until one is published."""
    found = await queries.frozen(db, election)
    published = await queries.publications(db, found.id)
    objections = await queries.objections(db, found.id)
    now = await clock.now(db)
    latest = published[-1] if published else None
    async with planes.box.transaction() as box:
        ballots = await boxes.tokens_cast(box, found.id)
    content = await queries.file(db, latest.id, "result.json") if latest else None
    body = {
        "standing": rules.standing(election_rules.phase(found, now), published, latest, objections, now).value,
        "ballots": ballots,
        "objections": len(objections),
        "objections_answered": sum(each.answer is not None for each in objections),
        "publications": [
            {
                "number": each.number,
                "published_at": each.at.isoformat(timespec="seconds"),
                "correction": each.reason or None,
                "bundle": each.bundle_digest,
                "files": {file.name: file.digest for file in each.files},
            }
            for each in published
        ],
        "result": None if content is None else json.loads(content),
    }
    data = (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
    return download(request, data, JSON, digest_of_bytes(data), f"{found.slug}-results.json", SOON)


@get(
    "/{city_slug:str}/elections/{election:str}/results/{number:int}/{name:str}",
    access=PUBLIC,
    media_type="application/octet-stream",
    responses=ANSWERS,
    summary="A file of a published result",
    tags=["Results"],
)
async def file(
    request: Request[Any, Any, Any],
    db: Db,
    election: FromPath[str],
    number: FromPath[int],
    name: FromPath[str],
) -> Response[bytes]:
    """`bundle.zip` (partnet-bundle/1), `ranking.csv`, `ballots.csv`, `result.json`, `protocol-<language>.pdf`, and
    `<contest>.pb` (Pabulib) of publication `number`; the ETag is the SHA-256 that the result names."""
    found = await queries.frozen(db, election)
    shown = rules.publication_of(await queries.publications(db, found.id), number)
    known = shown.file(name) if shown else None
    if shown is None or known is None:
        raise NotFound
    headers = _headers(known.digest, f"{found.slug}-{number}-{name}", LONG)
    if has_already(request, headers["etag"]):
        return Response(b"", status_code=304, headers=headers)
    content = await queries.file(db, shown.id, name)
    return Response(content or b"", media_type=known.media_type, headers=headers)


def download(
    request: Request[Any, Any, Any], content: bytes, media_type: str, digest: str, filename: str, keep: str
) -> Response[bytes]:
    """Bytes with their digest as ETag, or 304 for who has them."""
    headers = _headers(digest, filename, keep)
    if has_already(request, headers["etag"]):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _headers(digest: str, filename: str, keep: str) -> dict[str, str]:
    shows = "inline" if filename.endswith((".pdf", ".json")) else "attachment"
    return {
        "etag": f'"{digest}"',
        "cache-control": keep,
        "content-disposition": f'{shows}; filename="{filename}"',
    }


ROUTES = (result, file)
