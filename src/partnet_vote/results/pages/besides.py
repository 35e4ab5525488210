"""What do residents read beside a published result: slips of paper, and what people wrote themselves?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.booth import queries as booth
from partnet_vote.elections import queries as elections
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.screens import show
from partnet_vote.results import queries
from partnet_vote.results.pages.result import FRESH, RESULTS
from partnet_vote.results.screens.besides import OwnItemsScreen, SlipsResultScreen


@get(RESULTS + "/slips", access=PUBLIC, include_in_schema=False)
async def slips(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[Any]:
    found = await queries.frozen(db, election)
    terms = await elections.slips(db, found.id)
    if terms is None or not await queries.publications(db, found.id):
        raise NotFound
    batches, tally = await booth.batches(db, found.id), await booth.slip_tally(db, found.id)
    return show(request, SlipsResultScreen(found, terms.printed, batches, tally), public_for=FRESH)


@get(RESULTS + "/own-items", access=PUBLIC, include_in_schema=False)
async def own_items(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[Any]:
    found = await queries.frozen(db, election)
    items = await queries.published_own_items(db, found.id)
    if items is None or not items.total:
        raise NotFound
    return show(request, OwnItemsScreen(found, items, request.query_params.get("page", "")), public_for=FRESH)


ROUTES = (slips, own_items)
