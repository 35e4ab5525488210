"""What do residents reach of the proposals: the list, a proposal, its pictures?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.assets import FOR_EVER
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.etags import has_already
from partnet_vote.platform.web.paging import page_number
from partnet_vote.platform.web.screens import show
from partnet_vote.proposals import queries
from partnet_vote.proposals.rules import Status
from partnet_vote.proposals.screens import (
    PER_PAGE,
    ProposalScreen,
    ProposalsScreen,
    ProposalView,
    category_choices,
    district_choices,
    filters_of,
)

FRESH = 60
"""Seconds a proxy may keep a public page."""
PICTURE = re.compile(r"([0-9a-f]{64})\.webp")


@get("/{city_slug:str}/proposals", access=PUBLIC)
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
    districts = await cities.districts(db)
    statuses = frozenset({Status.WITHDRAWN if status == Status.WITHDRAWN else Status.PUBLISHED})
    filters = filters_of(q, district, category, order, statuses, districts)
    ids = await queries.listed(db, replace(filters, only_public=True), request.state.language)
    number = page_number(page, len(ids), PER_PAGE)
    part = ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    found = await queries.by_ids(db, part)
    shown = {each.id: each for each in districts}
    screen = ProposalsScreen(
        tuple(ProposalView.of(found[key], shown) for key in part),
        len(ids),
        number,
        filters,
        str(filters.district_id or ""),
        district_choices(districts),
        category_choices(await queries.categories(db)),
        city.currency,
    )
    return show(request, screen, public_for=FRESH)


@get("/{city_slug:str}/proposals/{number:int}", access=PUBLIC)
async def proposal(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await queries.proposal(db, number)
    if found is None or not found.is_public:
        raise NotFound
    districts = {each.id: each for each in await cities.districts(db)}
    steps = await queries.history(db, found.id)
    origin = await queries.origin(db, found)
    screen = ProposalScreen(ProposalView.of(found, districts), steps[-1], city.currency, city.timezone, origin)
    return show(request, screen, public_for=FRESH)


@get("/{city_slug:str}/pictures/{name:str}", access=PUBLIC, include_in_schema=False)
async def picture(request: Request[Any, Any, Any], db: Db, name: FromPath[str]) -> Response[bytes]:
    match = PICTURE.fullmatch(name)
    content = await queries.picture(db, match[1]) if match else None
    if match is None or content is None:
        raise NotFound
    headers = {"cache-control": FOR_EVER, "etag": f'"{match[1]}"'}
    if has_already(request, headers["etag"]):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type="image/webp", headers=headers)


ROUTES = (proposals, proposal, picture)
