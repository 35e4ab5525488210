"""Where does everybody read the minutes, the resolutions, and see the photos?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.pages.found import FORUM, FRESH, forum_at
from partnet_vote.accountability.screens.outputs import MinutesScreen, RecordScreen
from partnet_vote.forums import queries as forums
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.languages import spoken
from partnet_vote.platform.web.screens import show


@get(FORUM + "/record", access=PUBLIC)
async def record(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    minutes = await queries.minutes(db, forum.id)
    screen = RecordScreen(
        forum,
        minutes.published is not None,
        await queries.resolutions(db, forum.id),
        await queries.photos(db, forum.id),
        await forums.previous(db, forum),
        await queries.sides(db, forum) is not None,
    )
    return show(request, screen, public_for=FRESH)


@get(FORUM + "/minutes", access=PUBLIC)
async def minutes(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    published = (await queries.minutes(db, forum.id)).published
    if published is None:
        raise NotFound(Text("The minutes of this forum are not published."))
    return show(request, MinutesScreen(forum, published, city.timezone), public_for=FRESH)


@get(FORUM + "/minutes.pdf", access=PUBLIC, include_in_schema=False)
async def minutes_file(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]
) -> Response[bytes]:
    forum = await forum_at(db, number)
    published = (await queries.minutes(db, forum.id)).published
    if published is None:
        raise NotFound(Text("The minutes of this forum are not published."))
    with spoken(forum.paper_language(request.state.language)) as language:
        day = language.date(published.at, city.timezone)
        content = await service.minutes_pdf(forum, published, language.code, city.name, day)
    headers = {"content-disposition": f'attachment; filename="forum-{number}-minutes.pdf"', "vary": "accept-language"}
    return Response(content, media_type="application/pdf", headers=headers)


@get(FORUM + "/resolutions/{resolution:uuid}/file.pdf", access=PUBLIC, include_in_schema=False)
async def resolution_file(db: Db, number: FromPath[int], resolution: FromPath[UUID]) -> Response[bytes]:
    forum = await forum_at(db, number)
    found = await queries.resolution_file(db, forum.id, resolution)
    if found is None:
        raise NotFound
    headers = {"content-disposition": f'attachment; filename="{found[0]}"', "cache-control": f"public, max-age={FRESH}"}
    return Response(found[1], media_type="application/pdf", headers=headers)


@get(FORUM + "/photos/{photo:uuid}", access=PUBLIC, include_in_schema=False)
async def photo(db: Db, number: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    forum = await forum_at(db, number)
    content = await queries.photo_file(db, forum.id, photo)
    if content is None:
        raise NotFound
    return Response(content, media_type="image/webp", headers={"cache-control": f"public, max-age={FRESH}"})


ROUTES = (record, minutes, minutes_file, resolution_file, photo)
