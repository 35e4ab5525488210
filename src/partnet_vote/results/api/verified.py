"""What do programs reach of a forum's verified list: how it stands, and the published list as JSON and CSV?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.results import queries, rules
from partnet_vote.results.api.result import ANSWERS, JSON, LONG, SOON, download
from partnet_vote.results.rules import ListPublication
from partnet_vote.results.service import list_csv
from partnet_vote.tally.canonical import digest_of_bytes

FILES: dict[str, Callable[[ListPublication], tuple[str, bytes]]] = {
    "list.json": lambda published: (JSON, published.content.encode()),
    "list.csv": lambda published: ("text/csv", list_csv(published.list)),
}


@get(
    "/api/{city_slug:str}/forums/{number:int}/verified.json",
    access=PUBLIC,
    media_type=JSON,
    responses=ANSWERS,
    summary="The verified list of a forum",
    tags=["Results"],
)
async def standing(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    """The publications of the list and the latest list itself (`partnet-verified-list/1`); `list` is null until one is
    published. `digest` of a publication is the SHA-256 of its `list.json`."""
    forum = await queries.public_forum(db, number)
    published = await queries.verified_lists(db, forum.id)
    body = {
        "forum": forum.number,
        "title": forum.title,
        "publications": [
            {
                "number": each.number,
                "published_at": each.at.isoformat(timespec="seconds"),
                "office": each.office,
                "correction": each.reason or None,
                "digest": each.digest,
            }
            for each in published
        ],
        "list": json.loads(published[-1].content) if published else None,
    }
    data = (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
    return download(request, data, JSON, digest_of_bytes(data), f"forum-{number}-verified.json", SOON)


@get(
    "/{city_slug:str}/forums/{number:int}/verified/{publication:int}/{name:str}",
    access=PUBLIC,
    media_type="application/octet-stream",
    responses=ANSWERS,
    summary="A published verified list as a file",
    tags=["Results"],
)
async def list_file(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], publication: FromPath[int], name: FromPath[str]
) -> Response[bytes]:
    """`list.json` (canonical JSON, whose SHA-256 is the published digest) or `list.csv` of this publication."""
    forum = await queries.public_forum(db, number)
    shown = rules.list_of(await queries.verified_lists(db, forum.id), publication)
    write = FILES.get(name)
    if shown is None or write is None:
        raise NotFound
    media_type, content = write(shown)
    saved = f"forum-{number}-verified-{publication}.{name.rpartition('.')[2]}"
    return download(request, content, media_type, digest_of_bytes(content), saved, LONG)


ROUTES = (standing, list_file)
