"""How do clerks begin a roll, look at its numbers, freeze it, and at last destroy its key?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor
from partnet_vote.platform.web.forms import Form, FormModel, fill, read
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import DestructionForm, NewRollForm
from partnet_vote.residents.rules import Edition
from partnet_vote.residents.screens import DestructionScreen, FreezeScreen, RollScreen, RollsScreen, removal_screen
from partnet_vote.residents.staff.found import MANAGERS, READERS, ROLL, ROLLS, edition_at, open_edition_at, path

ON_A_PAGE = 50
"""Rolls."""


@get(ROLLS, access=READERS)
async def rolls(request: Request[Any, Any, Any], db: Db, actor: TheActor, page: FromQuery[str] = "") -> Response[str]:
    return show(request, await _rolls_screen(db, actor, Form(), page))


@post(ROLLS, access=MANAGERS)
async def create(request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets) -> Response[Any]:
    form = await read(request, NewRollForm)
    made = await form.attempt(db, lambda value: service.create(db, actor, keyring, value.name, value.as_of))
    if made is None:
        return show(request, await _rolls_screen(db, actor, form), 422)
    return see_other(request, path(made), Text("The roll is there, and empty. Import the residents now."))


@get(ROLL, access=READERS)
async def roll(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[str]:
    edition = await edition_at(db, edition_id)
    numbers = await queries.counts(db, edition_id), await queries.code_counts(db, edition_id)
    names_people = service.names_people(keyring, edition_id)
    return show(request, RollScreen.of(edition, *numbers, actor, names_people=names_people))


@get(ROLL + "/freeze", access=MANAGERS)
async def freeze_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await open_edition_at(db, edition_id)
    return show(request, FreezeScreen.of(edition, Form(), await queries.counts(db, edition_id)))


@post(ROLL + "/freeze", access=MANAGERS)
async def freeze(request: Request[Any, Any, Any], db: Db, actor: TheActor, edition_id: FromPath[UUID]) -> Response[Any]:
    edition = await open_edition_at(db, edition_id)
    form = fill(FormModel, {})
    await form.attempt(db, lambda _: service.freeze(db, actor, edition_id))
    if form.errors:
        return show(request, FreezeScreen.of(edition, form, await queries.counts(db, edition_id)), 422)
    return see_other(request, path(edition_id), Text("The roll is frozen. Votes can use it now."))


@get(ROLL + "/removal", access=MANAGERS)
async def removal_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await open_edition_at(db, edition_id)
    return show(request, removal_screen(edition, await queries.counts(db, edition_id)))


@post(ROLL + "/removal", access=MANAGERS)
async def removal(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await open_edition_at(db, edition_id)
    await service.discard(db, actor, keyring, edition_id)
    return see_other(request, "/staff/rolls", Text("The roll “{name}” is gone.", name=edition.name))


@get(ROLL + "/key", access=MANAGERS)
async def destruction_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    return show(request, DestructionScreen(await edition_at(db, edition_id), Form()))


@post(ROLL + "/key", access=MANAGERS)
async def destroy(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    form = await read(request, DestructionForm)
    await form.attempt(db, lambda value: _destroy(db, actor, keyring, edition, value.name))
    if form.errors:
        return show(request, DestructionScreen(edition, form), 422)
    return see_other(
        request, path(edition_id), Text("The key is destroyed. Nobody can be found on this roll any more.")
    )


async def _destroy(db: AsyncSession, actor: Actor, keyring: Keyring, edition: Edition, typed: str) -> None:
    if typed != edition.name:
        raise Refused(Text("Write the roll’s name exactly as it stands above."), "name")
    await service.destroy_key(db, actor, keyring, edition.id)


async def _rolls_screen(db: AsyncSession, actor: Actor, form: Form[Any], page: str = "") -> RollsScreen:
    editions = Paged.of(await queries.editions(db), page, ON_A_PAGE)
    return RollsScreen(editions, form, actor.may(Permission.CITY_ROLL_MANAGE))


ROUTES = (rolls, create, roll, freeze_page, freeze, removal_page, removal, destruction_page, destroy)
