"""How does an administrator invite people, give them roles, and take them away?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, service
from partnet_vote.accounts.forms import InviteForm, RolesForm
from partnet_vote.accounts.rules import Invitation, Person
from partnet_vote.accounts.screens import DeactivationScreen, PeopleScreen, PersonScreen, WithdrawalScreen
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, FormModel, fill, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import absolute_url, see_other, show

ADMINISTRATORS = needs(Permission.CITY_ACCOUNTS_MANAGE)
LONGEST = 100
"""Characters of a search."""


@get("/{city_slug:str}/staff/people", access=ADMINISTRATORS)
async def people(
    request: Request[Any, Any, Any], db: Db, city: TheCity, q: FromQuery[str] = "", page: FromQuery[str] = ""
) -> Response[str]:
    return show(request, await _people_screen(db, city, Form(), q.replace("\x00", "").strip()[:LONGEST], page))


@post("/{city_slug:str}/staff/people/invitations", access=ADMINISTRATORS, guards=[limited("invite", 100, 3600)])
async def invite(request: Request[Any, Any, Any], db: Db, actor: TheActor, city: TheCity) -> Response[Any]:
    form = await read(request, InviteForm)
    address = absolute_url(request, "/staff/invitations")
    link = await form.attempt(
        db, lambda value: service.invite(db, actor, value.email, value.roles, address=address, city_name=city.name)
    )
    if link is None or form.value is None:
        return show(request, await _people_screen(db, city, form), 422)
    return see_other(request, "/staff/people", Text("The invitation is on its way to {email}.", email=form.value.email))


@get("/{city_slug:str}/staff/people/invitations/{invitation_id:uuid}/withdrawal", access=ADMINISTRATORS)
async def withdrawal_page(request: Request[Any, Any, Any], db: Db, invitation_id: FromPath[UUID]) -> Response[str]:
    return show(request, WithdrawalScreen(await _invitation(db, invitation_id)))


@post("/{city_slug:str}/staff/people/invitations/{invitation_id:uuid}/withdrawal", access=ADMINISTRATORS)
async def withdraw(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, invitation_id: FromPath[UUID]
) -> Response[Any]:
    await service.withdraw_invitation(db, actor, invitation_id)
    return see_other(request, "/staff/people", Text("The invitation is withdrawn."))


@get("/{city_slug:str}/staff/people/{person_id:uuid}", access=ADMINISTRATORS)
async def person(request: Request[Any, Any, Any], db: Db, person_id: FromPath[UUID]) -> Response[str]:
    return show(request, PersonScreen.of(await _person(db, person_id)))


@post("/{city_slug:str}/staff/people/{person_id:uuid}", access=ADMINISTRATORS)
async def change_roles(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, person_id: FromPath[UUID]
) -> Response[Any]:
    member = await _person(db, person_id)
    form = await read(request, RolesForm)
    await form.attempt(db, lambda value: service.change_roles(db, actor, person_id, value.roles))
    if form.errors:
        return show(request, PersonScreen.of(member, form), 422)
    return see_other(request, "/staff/people", Text("The roles of {name} are changed.", name=member.name))


@get("/{city_slug:str}/staff/people/{person_id:uuid}/deactivation", access=ADMINISTRATORS)
async def deactivation_page(request: Request[Any, Any, Any], db: Db, person_id: FromPath[UUID]) -> Response[str]:
    return show(request, DeactivationScreen(await _person(db, person_id), Form()))


@post("/{city_slug:str}/staff/people/{person_id:uuid}/deactivation", access=ADMINISTRATORS)
async def deactivate(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, person_id: FromPath[UUID]
) -> Response[Any]:
    member = await _person(db, person_id)
    form: Form[FormModel] = fill(FormModel, {})
    await form.attempt(db, lambda _: service.deactivate(db, actor, person_id))
    if form.errors:
        return show(request, DeactivationScreen(member, form), 422)
    return see_other(request, "/staff/people", Text("{name} cannot act for the city any more.", name=member.name))


@post("/{city_slug:str}/staff/people/{person_id:uuid}/reactivation", access=ADMINISTRATORS)
async def reactivate(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, person_id: FromPath[UUID]
) -> Response[Any]:
    member = await _person(db, person_id)
    await service.reactivate(db, actor, person_id)
    return see_other(request, "/staff/people", Text("{name} may act for the city again.", name=member.name))


async def _people_screen(
    db: AsyncSession, city: Tenant, form: Form[Any], words: str = "", page: str = ""
) -> PeopleScreen:
    everybody, invited = await queries.people(db), await queries.invitations(db)
    return PeopleScreen.of(form, everybody, invited, city.timezone, words, page)


async def _person(db: AsyncSession, person_id: UUID) -> Person:
    found = await queries.person(db, person_id)
    if found is None:
        raise NotFound
    return found


async def _invitation(db: AsyncSession, invitation_id: UUID) -> Invitation:
    found = next((one for one in await queries.invitations(db) if one.id == invitation_id), None)
    if found is None:
        raise NotFound
    return found


ROUTES = (
    people, invite, withdrawal_page, withdraw, person, change_roles, deactivation_page, deactivate, reactivate,
)  # fmt: skip
