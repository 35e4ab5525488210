"""How do staff find, write and change proposals?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import page_number
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.forms import ProposalForm
from partnet_vote.proposals.rules import Proposal, Status
from partnet_vote.proposals.screens import (
    PER_PAGE,
    ProposalFormScreen,
    ProposalsStaffScreen,
    ProposalView,
    category_choices,
    differences,
    district_choices,
    filled,
    filters_of,
)
from partnet_vote.proposals.staff.found import EDITORS, PROPOSAL, PROPOSALS, overview, proposal_at

STATUSES = {each.value: each for each in Status}


@get(PROPOSALS, access=EDITORS)
async def proposals(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    q: FromQuery[str] = "",
    district: FromQuery[str] = "",
    category: FromQuery[str] = "",
    order: FromQuery[str] = "",
    status: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    counts = await queries.counts(db)
    chosen = STATUSES.get(status) or (Status.DRAFT if counts[Status.DRAFT] else Status.PUBLISHED)
    districts = await cities.districts(db)
    filters = filters_of(q, district, category, order, frozenset({chosen}), districts)
    ids = await queries.listed(db, filters, request.state.language)
    number = page_number(page, len(ids), PER_PAGE)
    part = ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    found, shown = await queries.by_ids(db, part), {each.id: each for each in districts}
    screen = ProposalsStaffScreen(
        tuple(ProposalView.of(found[key], shown) for key in part),
        len(ids),
        number,
        filters,
        str(filters.district_id or ""),
        district_choices(districts),
        category_choices(await queries.categories(db)),
        city.currency,
        chosen,
        counts,
    )
    return show(request, screen)


@get(PROPOSALS + "/new", access=EDITORS)
async def new_proposal(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[str]:
    return show(request, await _form(db, city, Form.of(language=city.languages[0]), None))


@post(PROPOSALS, access=EDITORS)
async def add_proposal(request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor) -> Response[Any]:
    form = await read(request, ProposalForm)
    made = await form.attempt(db, lambda value: service.add(db, actor, value.texts()))
    if made is None:
        return show(request, await _form(db, city, form, None), 422)
    proposal = (await queries.by_ids(db, (made,)))[made]
    notice = Text(
        "Proposal {number} is saved as a draft. You may add pictures, then publish it.", number=proposal.number
    )
    return see_other(request, f"/staff/proposals/{proposal.number}", notice)


@get(PROPOSAL, access=EDITORS)
async def proposal(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    return await overview(request, db, city, await proposal_at(db, number), Form())


@get(PROPOSAL + "/texts", access=EDITORS)
async def texts_page(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await proposal_at(db, number)
    return show(request, await _form(db, city, filled(found), found))


@post(PROPOSAL + "/texts", access=EDITORS)
async def edit_texts(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    found = await proposal_at(db, number)
    form = await read(request, ProposalForm)
    await form.attempt(db, lambda value: service.edit(db, actor, found.id, value.texts(), value.version))
    if form.errors:
        return await _refused(request, db, city, form, number)
    return see_other(request, f"/staff/proposals/{number}", Text("Saved."))


async def _refused(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, form: Form[ProposalForm], number: int
) -> Response[str]:
    """What is wrong; after somebody else's edit (409) also their texts, and sending once more replaces them."""
    found = await proposal_at(db, number)
    overtaken = form.value is not None and form.value.version != found.version
    screen = await _form(db, city, form, found)
    if not overtaken:
        return show(request, screen, 422)
    form.raw = {**form.raw, "version": str(found.version)}
    districts = {each.id: each for each in await cities.districts(db)}
    theirs = differences(found, form.raw, districts)
    return show(request, ProposalFormScreen(form, found, city, screen.districts, theirs), 409)


async def _form(db: AsyncSession, city: Tenant, form: Form[Any], proposal: Proposal | None) -> ProposalFormScreen:
    return ProposalFormScreen(form, proposal, city, district_choices(await cities.districts(db)))


ROUTES = (proposals, new_proposal, add_proposal, proposal, texts_page, edit_texts)
