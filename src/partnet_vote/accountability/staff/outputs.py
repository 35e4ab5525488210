"""Where do organisers put together what follows a forum: minutes, resolutions, photos, the evidence?"""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.screens.evidence import pack_pages
from partnet_vote.accountability.screens.outputs import OutputsScreen, photo_name, resolution_name
from partnet_vote.accountability.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import show

OUTPUTS = FORUM + "/outputs"
PACKS = limited("evidence", 60, 3600)


@get(OUTPUTS, access=ORGANISERS)
async def outputs_page(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]
) -> Response[str]:
    forum = await forum_at(db, number)
    record = await queries.record(db, forum)
    return show(request, OutputsScreen(forum, record, actor.may(Permission.CITY_PROPOSALS_EDIT)))


@get(OUTPUTS + "/evidence.zip", access=ORGANISERS, include_in_schema=False, guards=[PACKS])
async def evidence(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[bytes]:
    forum = await forum_at(db, number)
    return await _pack(request, db, city.timezone, forum, {})


@post(OUTPUTS + "/evidence", access=ORGANISERS, guards=[PACKS])
async def evidence_with_names(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[bytes]:
    forum = await forum_at(db, number)
    return await _pack(request, db, city.timezone, forum, await service.people_file(db, actor, forum.id))


async def _pack(
    request: Request[Any, Any, Any], db: AsyncSession, zone: str, forum: Forum, people: dict[str, bytes]
) -> Response[bytes]:
    """Everything is read first; writing the pages and the file does not hold up other requests."""
    house, record = request.app.state.house, await queries.record(db, forum)
    files: dict[str, str | bytes] = {**people, **service.data_files(record)}
    photos = await queries.photo_files(db, forum.id)
    files |= {photo_name(n): photos[photo.id] for n, photo in enumerate(record.photos, 1)}
    for n, each in enumerate(record.resolutions, 1):
        if found := await queries.resolution_file(db, forum.id, each.id):
            files[resolution_name(n, each)] = found[1]
    if record.survey:
        content = await queries.survey_files(db, record.survey)
        files |= {f"survey/{name}": body for name, body in content.items()}
    chrome = house.chrome(request)

    def written() -> bytes:
        pages = pack_pages(house.environment, chrome, record, zone, tuple(files))
        style = (data("static") / "evidence.css").read_text("utf-8")
        return service.packed({**files, **pages, "style.css": style})

    return private_file(await asyncio.to_thread(written), "application/zip", f"forum-{forum.number}.zip")


ROUTES = (outputs_page, evidence, evidence_with_names)
