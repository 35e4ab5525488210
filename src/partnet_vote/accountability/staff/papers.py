"""How do organisers put resolutions and photos beside a forum?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.forms import PhotoForm, ResolutionForm
from partnet_vote.accountability.screens.outputs import PhotosScreen, ResolutionsScreen
from partnet_vote.accountability.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show

RESOLUTIONS = FORUM + "/resolutions"
PHOTOS = FORUM + "/photos"


@get(RESOLUTIONS, access=ORGANISERS)
async def resolutions_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, ResolutionsScreen(forum, await queries.resolutions(db, forum.id), Form()))


@post(RESOLUTIONS, access=ORGANISERS, guards=[limited("resolution", 100, 3600)], request_max_body_size=MAX_UPLOAD)
async def add_resolution(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, ResolutionForm)
    await form.attempt(db, lambda value: service.add_resolution(db, actor, forum.id, value.texts(), value.upload()))
    if form.errors:
        return show(request, ResolutionsScreen(forum, await queries.resolutions(db, forum.id), form), 422)
    return see_other(request, f"/staff/forums/{number}/resolutions", Text("The resolution is added."))


@get(RESOLUTIONS + "/{resolution:uuid}/removal", access=ORGANISERS)
async def resolution_removal_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], resolution: FromPath[UUID]
) -> Response[str]:
    forum = await forum_at(db, number)
    found = next((each for each in await queries.resolutions(db, forum.id) if each.id == resolution), None)
    if found is None:
        raise NotFound
    here = f"/staff/forums/{number}/resolutions"
    screen = ConfirmScreen(
        Text("Remove the resolution?"),
        Text("Its wording and its file disappear from the forum’s page. Only typing it in again brings it back."),
        Text("Remove it"),
        f"{here}/{resolution}/removal",
        here,
        f"{found.body}: {found.number}",
        forum.languages[0],
    )
    return show(request, screen)


@post(RESOLUTIONS + "/{resolution:uuid}/removal", access=ORGANISERS)
async def remove_resolution(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], resolution: FromPath[UUID]
) -> Response[Any]:
    await service.remove_resolution(db, actor, (await forum_at(db, number)).id, resolution)
    return see_other(request, f"/staff/forums/{number}/resolutions", Text("The resolution is removed."))


@get(PHOTOS, access=ORGANISERS)
async def photos_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, PhotosScreen(forum, await queries.photos(db, forum.id), Form()))


@post(PHOTOS, access=ORGANISERS, guards=[limited("picture", 300, 3600)], request_max_body_size=MAX_UPLOAD)
async def add_photo(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, PhotoForm)
    await form.attempt(db, lambda value: service.add_photo(db, actor, forum.id, value.file.content, value.alt))
    if form.errors:
        return show(request, PhotosScreen(forum, await queries.photos(db, forum.id), form), 422)
    return see_other(request, f"/staff/forums/{number}/photos", Text("The photo is added."))


@get(PHOTOS + "/{photo:uuid}", access=ORGANISERS, include_in_schema=False)
async def photo_file(db: Db, number: FromPath[int], photo: FromPath[UUID]) -> Response[bytes]:
    content = await queries.photo_file(db, (await forum_at(db, number)).id, photo)
    if content is None:
        raise NotFound
    return Response(content, media_type="image/webp", headers={"cache-control": "no-store"})


@get(PHOTOS + "/{photo:uuid}/removal", access=ORGANISERS)
async def photo_removal_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], photo: FromPath[UUID]
) -> Response[str]:
    forum = await forum_at(db, number)
    found = next((each for each in await queries.photos(db, forum.id) if each.id == photo), None)
    if found is None:
        raise NotFound
    here = f"/staff/forums/{number}/photos"
    screen = ConfirmScreen(
        Text("Remove the photo?"),
        Text("It disappears from the forum’s page at once and is not kept here. This cannot be undone."),
        Text("Remove it"),
        f"{here}/{photo}/removal",
        here,
        found.alt,
        forum.languages[0],
    )
    return show(request, screen)


@post(PHOTOS + "/{photo:uuid}/removal", access=ORGANISERS)
async def remove_photo(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], photo: FromPath[UUID]
) -> Response[Any]:
    await service.remove_photo(db, actor, (await forum_at(db, number)).id, photo)
    return see_other(request, f"/staff/forums/{number}/photos", Text("The photo is removed."))


ROUTES = (
    resolutions_page, add_resolution, resolution_removal_page, remove_resolution, photos_page, add_photo, photo_file,
    photo_removal_page, remove_photo,
)  # fmt: skip
