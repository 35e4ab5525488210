"""How does a clerk correct one person, or add codes without a person?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import CorrectionForm, NumberedForm
from partnet_vote.residents.rules import Edition
from partnet_vote.residents.screens import NumberedScreen, PersonScreen, district_choices
from partnet_vote.residents.staff.found import MANAGERS, ROLL, open_edition_at, path

DONE = {
    "add": Text("The person is on the roll now."),
    "change": Text("The person’s line is corrected."),
    "strike-off": Text("The person is struck off the roll."),
}


@get(ROLL + "/person", access=MANAGERS)
async def person_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await open_edition_at(db, edition_id)
    return show(request, await _person_screen(db, edition, Form()))


@post(ROLL + "/person", access=MANAGERS)
async def person(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await open_edition_at(db, edition_id)
    form = await read(request, CorrectionForm)
    await form.attempt(db, lambda value: _correct(db, actor, keyring, edition_id, value))
    if form.errors or form.value is None:
        return show(request, await _person_screen(db, edition, form), 422)
    return see_other(request, f"{path(edition_id)}/person", DONE[form.value.deed])


async def _correct(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, form: CorrectionForm) -> None:
    whom = (db, actor, keyring, edition_id, form.identifier)
    if form.deed == "strike-off":
        return await service.strike_off(*whom)
    await _refuse_unknown(db, form.district)
    assert form.birth_year is not None
    if form.deed == "add":
        await service.add_person(*whom, form.birth_year, district_id=form.district, group=form.group)
    else:
        await service.change(*whom, form.birth_year, district_id=form.district, group=form.group)
    return None


@get(ROLL + "/numbered", access=MANAGERS)
async def numbered_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await open_edition_at(db, edition_id)
    return show(request, await _numbered_screen(db, edition, Form()))


@post(ROLL + "/numbered", access=MANAGERS)
async def numbered(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await open_edition_at(db, edition_id)
    form = await read(request, NumberedForm)
    added = await form.attempt(db, lambda value: _add_numbered(db, actor, edition_id, value))
    if added is None:
        return show(request, await _numbered_screen(db, edition, form), 422)
    notice = TextN("{n} code without a person was added.", "{n} codes without a person were added.", added)
    return see_other(request, path(edition_id), notice)


async def _add_numbered(db: AsyncSession, actor: Actor, edition_id: UUID, form: NumberedForm) -> int:
    await _refuse_unknown(db, form.district)
    return len(await service.add_numbered(db, actor, edition_id, form.count, form.district))


async def _refuse_unknown(db: AsyncSession, district_id: UUID | None) -> None:
    if district_id is not None and district_id not in await cities.districts_by_ids(db, (district_id,)):
        raise Refused(Text("Please choose one of the options."), "district")


async def _person_screen(db: AsyncSession, edition: Edition, form: Form[Any]) -> PersonScreen:
    return PersonScreen(edition, form, district_choices(await cities.districts(db)))


async def _numbered_screen(db: AsyncSession, edition: Edition, form: Form[Any]) -> NumberedScreen:
    choices = district_choices(await cities.districts(db))
    return NumberedScreen(edition, form, choices, await queries.counts(db, edition.id))


ROUTES = (person_page, person, numbered_page, numbered)
