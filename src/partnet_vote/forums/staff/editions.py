"""How does an organiser type in the lists of earlier years?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.history import EditionForm, EditionsFileForm
from partnet_vote.forums.rules.history import Edition, Occurrence
from partnet_vote.forums.screens.history import (
    EditionFormScreen,
    EditionRemovalScreen,
    EditionsStaffScreen,
    edition_form,
)
from partnet_vote.forums.staff.found import FORUMS, ORGANISERS
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import MAX_FORM, Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show

EDITIONS = FORUMS + "/editions"
EDITION = EDITIONS + "/{edition:uuid}"
HERE = "/staff/forums/editions"
YEARS = 50
"""Lists on one page."""


@get(EDITIONS, access=ORGANISERS)
async def editions(request: Request[Any, Any, Any], db: Db, page: FromQuery[str] = "") -> Response[str]:
    return show(request, EditionsStaffScreen(Paged.of(await queries.editions(db), page, YEARS), Form.of(kind="city")))


@get(EDITIONS + "/new", access=ORGANISERS)
async def new_edition(request: Request[Any, Any, Any]) -> Response[str]:
    return show(request, EditionFormScreen(Form.of(kind="city"), None))


@post(EDITIONS, access=ORGANISERS)
async def add_edition(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, EditionForm)
    await form.attempt(db, lambda value: service.add_edition(db, actor, value.texts()))
    if form.errors:
        return show(request, EditionFormScreen(form, None), 422)
    return see_other(request, HERE, Text("The earlier year is saved."))


@post(
    EDITIONS + "/import", access=ORGANISERS, guards=[limited("import", 100, 3600)], request_max_body_size=2 * MAX_FORM
)
async def import_editions(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, EditionsFileForm)
    count = await form.attempt(db, lambda value: service.import_editions(db, actor, value.file.content, value.kind))
    if form.errors or count is None:
        return show(request, EditionsStaffScreen(Paged.of(await queries.editions(db), "", YEARS), form), 422)
    return see_other(request, HERE, TextN("{n} earlier year came in.", "{n} earlier years came in.", count))


@get(EDITION, access=ORGANISERS)
async def edition_page(request: Request[Any, Any, Any], db: Db, edition: FromPath[UUID]) -> Response[str]:
    found, items = await _at(db, edition)
    return show(request, EditionFormScreen(edition_form(found, items), found))


@post(EDITION, access=ORGANISERS)
async def edit_edition(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, edition: FromPath[UUID]
) -> Response[Any]:
    found, _ = await _at(db, edition)
    form = await read(request, EditionForm)
    await form.attempt(db, lambda value: service.edit_edition(db, actor, found.id, value.texts(), value.version))
    if not form.errors:
        return see_other(request, HERE, Text("Saved."))
    if form.value is not None and form.value.version != found.version:
        form.raw = {**form.raw, "version": str(found.version)}
        return show(request, EditionFormScreen(form, found, is_overtaken=True), 409)
    return show(request, EditionFormScreen(form, found), 422)


@get(EDITION + "/removal", access=ORGANISERS)
async def removal_page(request: Request[Any, Any, Any], db: Db, edition: FromPath[UUID]) -> Response[str]:
    found, _ = await _at(db, edition)
    return show(request, EditionRemovalScreen(found))


@post(EDITION + "/removal", access=ORGANISERS)
async def removal(request: Request[Any, Any, Any], db: Db, actor: TheActor, edition: FromPath[UUID]) -> Response[Any]:
    found, _ = await _at(db, edition)
    await service.remove_edition(db, actor, found.id)
    return see_other(request, HERE, Text("The earlier year is removed."))


async def _at(db: AsyncSession, edition_id: UUID) -> tuple[Edition, tuple[Occurrence, ...]]:
    found = await queries.edition(db, edition_id)
    if found is None:
        raise NotFound
    return found


ROUTES = (editions, new_edition, add_edition, import_editions, edition_page, edit_edition, removal_page, removal)
