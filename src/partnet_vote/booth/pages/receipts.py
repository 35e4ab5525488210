"""Step 4, and afterwards: is my vote in the box?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.booth import queries
from partnet_vote.booth.forms import ReceiptForm
from partnet_vote.booth.pages.ballot import ticket_of
from partnet_vote.booth.pages.door import VOTE, booth_of
from partnet_vote.booth.screens.voting import CheckScreen, ReceiptScreen
from partnet_vote.booth.service import Planes
from partnet_vote.platform.kernel.posted_code import in_groups, read_symbols
from partnet_vote.platform.web.access import PUBLIC, VOTER, SignInNeeded
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import show

CHECK = "/{city_slug:str}/elections/{election:str}/receipt"


@get(f"{VOTE}/receipt", access=VOTER, include_in_schema=False)
async def receipt(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[Any]:
    found = await queries.published(db, election)
    ticket = ticket_of(request)
    if ticket.election_id != found.id or ticket.receipt is None or ticket.sent_on is None:
        raise SignInNeeded
    code = in_groups(ticket.receipt).replace("-", " ")
    others = await queries.still_to_vote(db, found, ticket.entitlement_id)
    return show(request, ReceiptScreen(booth_of(found, city), code, ticket.sent_on, found.closes_at, others))


@get(CHECK, access=PUBLIC, include_in_schema=False)
async def check_page(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[Any]:
    return show(request, CheckScreen(booth_of(await queries.published(db, election), city)))


@post(CHECK, access=PUBLIC, include_in_schema=False, guards=[limited("receipt.check", 1000, 600)])
async def check(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    found = await queries.published(db, election)
    form = await read(request, ReceiptForm)
    if form.value is None:
        return show(request, CheckScreen(booth_of(found, city), form), 422)
    code = read_symbols(form.value.code)
    async with planes.box.transaction() as box:
        is_there = await boxes.receipt_exists(box, found.id, code)
    return show(request, CheckScreen(booth_of(found, city), form, in_groups(code).replace("-", " "), is_there))


ROUTES = (receipt, check_page, check)
