"""What does a city's administrator reach of its settings and districts?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries, service
from partnet_vote.cities.forms import BoundaryForm, CitySettingsForm, DistrictForm, DistrictNameForm, PlaceForm
from partnet_vote.cities.rules import City
from partnet_vote.cities.screens import (
    ColourScreen,
    DistrictScreen,
    DistrictsScreen,
    DistrictView,
    SettingsScreen,
    filled,
    points_of,
)
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import MAX_UPLOAD, Form, read
from partnet_vote.platform.web.screens import see_other, show

ADMINISTRATORS = needs(Permission.CITY_SETTINGS_EDIT)
CITY = "/{city_slug:str}/staff/city"
DISTRICT = CITY + "/districts/{district:uuid}"


@get(CITY, access=ADMINISTRATORS)
async def settings_page(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[str]:
    found = await _whole(db, city)
    return show(request, SettingsScreen(found, filled(found)))


@post(CITY, access=ADMINISTRATORS)
async def settings(request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor) -> Response[Any]:
    form = await read(request, CitySettingsForm)
    if form.value is not None and form.value.deed == "try":
        return show(request, SettingsScreen(await _whole(db, city), form))
    await form.attempt(db, lambda value: service.edit(db, actor, city.id, value.settings()))
    if form.errors:
        return show(request, SettingsScreen(await _whole(db, city), form), 422)
    return see_other(request, "/staff/city", Text("Saved."))


@get(CITY + "/colour", access=ADMINISTRATORS)
async def colour(request: Request[Any, Any, Any], accent: FromQuery[str] = "") -> Response[str]:
    return show(request, ColourScreen(accent, is_alone=request.headers.get("hx-request") != "true"))


@get(CITY + "/districts", access=ADMINISTRATORS)
async def districts(request: Request[Any, Any, Any], db: Db) -> Response[str]:
    return show(request, DistrictsScreen.of(await queries.districts(db), Form()))


@post(CITY + "/districts", access=ADMINISTRATORS)
async def add_district(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, DistrictForm)
    made = await form.attempt(db, lambda value: service.add_district(db, actor, value.code, value.name))
    if made is None:
        return show(request, DistrictsScreen.of(await queries.districts(db), form), 422)
    return see_other(request, "/staff/city/districts", Text("The district is added."))


@get(DISTRICT, access=ADMINISTRATORS)
async def district_page(request: Request[Any, Any, Any], db: Db, district: FromPath[UUID]) -> Response[str]:
    view = await _view(db, district)
    return show(request, DistrictScreen(view, Form.of(name=view.district.name), Form()))


@post(DISTRICT, access=ADMINISTRATORS)
async def rename_district(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, district: FromPath[UUID]
) -> Response[Any]:
    view = await _view(db, district)
    form = await read(request, DistrictNameForm)
    await form.attempt(db, lambda value: service.rename_district(db, actor, district, value.name))
    if form.errors:
        return show(request, DistrictScreen(view, form, Form()), 422)
    return see_other(request, "/staff/city/districts", Text("Saved."))


@post(DISTRICT + "/place", access=ADMINISTRATORS)
async def place_district(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, district: FromPath[UUID]
) -> Response[Any]:
    await _view(db, district)
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_district(db, actor, district, int(value.by)))
    return see_other(request, "/staff/city/districts")


@post(DISTRICT + "/outline", access=ADMINISTRATORS, request_max_body_size=MAX_UPLOAD)
async def draw_district(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, district: FromPath[UUID]
) -> Response[Any]:
    view = await _view(db, district)
    form = await read(request, BoundaryForm)
    await form.attempt(db, lambda value: service.draw_district(db, actor, district, value.file.content))
    if form.errors:
        return show(request, DistrictScreen(view, Form.of(name=view.district.name), form), 422)
    return see_other(request, f"/staff/city/districts/{district}", Text("The outline is saved."))


@get(DISTRICT + "/outline/removal", access=ADMINISTRATORS)
async def erasure_page(request: Request[Any, Any, Any], db: Db, district: FromPath[UUID]) -> Response[Any]:
    view, here = await _view(db, district), f"/staff/city/districts/{district}"
    if not view.points:
        return see_other(request, here, Text("It has no outline any more."))
    screen = ConfirmScreen(
        Text("Remove the outline of {name}?", name=view.district.name),
        Text("Results are then shown without a map. Keep the file: only sending it again brings the outline back."),
        Text("Remove the outline"),
        f"{here}/outline/removal",
        here,
    )
    return show(request, screen)


@post(DISTRICT + "/outline/removal", access=ADMINISTRATORS)
async def erase_district(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, district: FromPath[UUID]
) -> Response[Any]:
    await service.draw_district(db, actor, district, None)
    return see_other(request, f"/staff/city/districts/{district}", Text("The outline is removed."))


@get(DISTRICT + "/removal", access=ADMINISTRATORS)
async def removal_page(request: Request[Any, Any, Any], db: Db, district: FromPath[UUID]) -> Response[Any]:
    view, here = await _view(db, district), f"/staff/city/districts/{district}"
    screen = ConfirmScreen(
        Text("Remove the district {name}?", name=view.district.name),
        Text("It disappears from every list. A district that people, votes or proposals belong to cannot be removed."),
        Text("Remove the district"),
        f"{here}/removal",
        here,
    )
    return show(request, screen)


@post(DISTRICT + "/removal", access=ADMINISTRATORS)
async def remove_district(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, district: FromPath[UUID]
) -> Response[Any]:
    await service.remove_district(db, actor, district)
    return see_other(request, "/staff/city/districts", Text("The district is removed."))


async def _whole(db: AsyncSession, city: Tenant) -> City:
    found = await queries.by_id(db, city.id)
    if found is None:
        raise NotFound
    return found


async def _view(db: AsyncSession, district_id: UUID) -> DistrictView:
    found = (await queries.districts_by_ids(db, (district_id,))).get(district_id)
    if found is None:
        raise NotFound
    return DistrictView(found, points_of(found), is_first=False, is_last=False)


ROUTES = (
    settings_page, settings, colour, districts, add_district, district_page, rename_district, place_district,
    draw_district, erasure_page, erase_district, removal_page, remove_district,
)  # fmt: skip
