"""How do staff put pictures beside a proposal, each with its words?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.proposals import service
from partnet_vote.proposals.forms import PictureForm, PlaceForm, WordsForm
from partnet_vote.proposals.rules import Picture, Proposal
from partnet_vote.proposals.screens import PictureScreen
from partnet_vote.proposals.staff.found import EDITORS, PROPOSAL, overview, proposal_at

PICTURE = PROPOSAL + "/pictures/{picture:uuid}"


@post(
    PROPOSAL + "/pictures",
    access=EDITORS,
    guards=[limited("picture", 300, 3600)],
    request_max_body_size=MAX_UPLOAD,
)
async def add_picture(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found = await proposal_at(db, number)
    form = await read(request, PictureForm)
    await form.attempt(db, lambda value: service.add_picture(db, actor, found.id, value.file.content, value.alt))
    if form.errors:
        return await overview(request, db, city, found, form)
    return see_other(request, f"/staff/proposals/{number}#pictures", Text("The picture is added."))


@get(PICTURE, access=EDITORS)
async def picture_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], picture: FromPath[UUID]
) -> Response[str]:
    found, shown = await _at(db, number, picture)
    return show(request, PictureScreen(found, shown, Form.of(alt=shown.alt)))


@post(PICTURE, access=EDITORS)
async def describe_picture(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    number: FromPath[int],
    picture: FromPath[UUID],
) -> Response[Any]:
    found, shown = await _at(db, number, picture)
    form = await read(request, WordsForm)
    await form.attempt(db, lambda value: service.describe_picture(db, actor, found.id, shown.id, value.alt))
    if form.errors:
        return show(request, PictureScreen(found, shown, form), 422)
    return see_other(request, f"/staff/proposals/{number}#pictures", Text("Saved."))


@post(PICTURE + "/place", access=EDITORS)
async def place_picture(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    number: FromPath[int],
    picture: FromPath[UUID],
) -> Response[Any]:
    found, shown = await _at(db, number, picture)
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_picture(db, actor, found.id, shown.id, int(value.by)))
    return see_other(request, f"/staff/proposals/{number}#pictures")


@post(PICTURE + "/removal", access=EDITORS)
async def remove_picture(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    number: FromPath[int],
    picture: FromPath[UUID],
) -> Response[Any]:
    found, shown = await _at(db, number, picture)
    await service.remove_picture(db, actor, found.id, shown.id)
    return see_other(request, f"/staff/proposals/{number}#pictures", Text("The picture is removed."))


async def _at(db: AsyncSession, number: int, picture_id: UUID) -> tuple[Proposal, Picture]:
    found = await proposal_at(db, number)
    shown = next((each for each in found.pictures if each.id == picture_id), None)
    if shown is None:
        raise NotFound
    return found, shown


ROUTES = (add_picture, picture_page, describe_picture, place_picture, remove_picture)
