"""How do staff say whose vote weighs how much, and why?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries, service
from partnet_vote.elections.forms import PlaceForm, WeightForm
from partnet_vote.elections.rules import Election, WeightRule
from partnet_vote.elections.screens.filled import district_choices, weight_form
from partnet_vote.elections.screens.staff import RemovalScreen, WeightScreen, WeightsScreen
from partnet_vote.elections.staff.found import EDITORS, election_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

WEIGHTS = "/{city_slug:str}/staff/elections/{election:str}/weights"
WEIGHT = WEIGHTS + "/{weight:uuid}"


@get(WEIGHTS, access=EDITORS)
async def weights(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    return show(request, await _screen(db, city, await election_at(db, election), Form()))


@post(WEIGHTS, access=EDITORS)
async def add_weight(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, WeightForm)
    done = await form.attempt(db, lambda value: service.add_weight(db, actor, found.id, value.choice()))
    if done is None:
        return show(request, await _screen(db, city, found, form), 422)
    return see_other(request, f"/staff/elections/{found.slug}/weights", Text("The weight class is added."))


@get(WEIGHT, access=EDITORS)
async def weight_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], weight: FromPath[UUID]
) -> Response[str]:
    found, rule = await _weight_at(db, election, weight)
    districts = district_choices(await cities.districts(db))
    return show(request, WeightScreen(found, city, weight_form(rule), rule.id, districts))


@post(WEIGHT, access=EDITORS)
async def edit_weight(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    weight: FromPath[UUID],
) -> Response[Any]:
    found, rule = await _weight_at(db, election, weight)
    form = await read(request, WeightForm)
    await form.attempt(db, lambda value: service.edit_weight(db, actor, rule.id, value.choice()))
    if form.errors:
        districts = district_choices(await cities.districts(db))
        return show(request, WeightScreen(found, city, form, rule.id, districts), 422)
    return see_other(request, f"/staff/elections/{found.slug}/weights", Text("Saved."))


@post(WEIGHT + "/place", access=EDITORS)
async def place_weight(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], weight: FromPath[UUID]
) -> Response[Any]:
    found, rule = await _weight_at(db, election, weight)
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_weight(db, actor, rule.id, int(value.by)))
    return see_other(request, f"/staff/elections/{found.slug}/weights")


@get(WEIGHT + "/removal", access=EDITORS)
async def weight_removal_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], weight: FromPath[UUID]
) -> Response[str]:
    found, rule = await _weight_at(db, election, weight)
    back = f"/staff/elections/{found.slug}/weights"
    title = Text("Remove the weight class “{label}”?", label=rule.label)
    warning = Text("The next class that applies counts instead, or the weight 1.")
    return show(request, RemovalScreen(found, city, title, warning, f"{back}/{rule.id}/removal", back))


@post(WEIGHT + "/removal", access=EDITORS)
async def weight_removal(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], weight: FromPath[UUID]
) -> Response[Any]:
    found, rule = await _weight_at(db, election, weight)
    await service.remove_weight(db, actor, rule.id)
    notice = Text("The weight class “{label}” is removed.", label=rule.label)
    return see_other(request, f"/staff/elections/{found.slug}/weights", notice)


async def _screen(db: AsyncSession, city: Tenant, election: Election, form: Form[Any]) -> WeightsScreen:
    rules = await queries.weight_rules(db, election.id)
    draft = await queries.draft(db, election.id)
    return WeightsScreen.of(election, city, form, rules, draft, await cities.districts(db))


async def _weight_at(db: AsyncSession, slug: str, weight_id: UUID) -> tuple[Election, WeightRule]:
    election = await election_at(db, slug)
    for rule in await queries.weight_rules(db, election.id):
        if rule.id == weight_id:
            return election, rule
    raise NotFound


ROUTES = (weights, add_weight, weight_page, edit_weight, place_weight, weight_removal_page, weight_removal)
