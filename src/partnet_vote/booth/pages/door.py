"""Step 1: who are you? And the way out again."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import service as accounts
from partnet_vote.booth import queries, service
from partnet_vote.booth.forms import EntryForm
from partnet_vote.booth.rules import SESSION_MINUTES, Ticket
from partnet_vote.booth.screens.voting import Booth, EnterScreen, NotOpenScreen
from partnet_vote.booth.service import NotAdmitted
from partnet_vote.elections import rules as elections
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web import cookies
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import WrongTries, limited
from partnet_vote.platform.web.screens import see_other, show

VOTE = "/{city_slug:str}/elections/{election:str}/vote"
WRONG = WrongTries("vote.wrong", 200, 600)
"""Two in five of a hall of 500 may mistype within ten minutes; a machine that guesses, and so locks codes, may not."""
HALL = 3000
"""Entries of one address in ten minutes, right ones too: each costs 20 ms of a core."""
GUARDS = [limited("vote.enter", HALL, 600), limited("vote.code", 12, 600, "code"), WRONG.guard]
"""What stands before every form that takes a code."""


def booth_of(election: Election, city: Tenant) -> Booth:
    """What every page of the booth says of the vote."""
    return Booth(election, f"/elections/{election.slug}", city.timezone, city.currency)


@get(VOTE, access=PUBLIC, include_in_schema=False)
async def entrance(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], again: FromQuery[str] = ""
) -> Response[Any]:
    found = await queries.published(db, election)
    phase = elections.phase(found, await clock.wall_clock(db))
    if phase is not Phase.OPEN:
        return show(request, NotOpenScreen(booth_of(found, city), phase is Phase.FROZEN))
    asks = await queries.asks_year(db, found)
    return show(request, EnterScreen(booth_of(found, city), Form(), is_again=bool(again), asks_year=asks))


@post(VOTE, access=PUBLIC, include_in_schema=False, guards=GUARDS)
async def enter(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[Any]:
    found = await queries.published(db, election)
    form, ticket = await admitted(request, db, found)
    if ticket is None:
        asks = await queries.asks_year(db, found)
        return show(request, EnterScreen(booth_of(found, city), form, asks_year=asks), 422)
    token = await begin_session(request, db, ticket)
    response = see_other(request, f"/elections/{found.slug}/vote/ballot")
    cookies.keep_session(request, response, token)
    return response


async def admitted(
    request: Request[Any, Any, Any], db: AsyncSession, election: Election
) -> tuple[Form[EntryForm], Ticket | None]:
    """The door's form as it was sent, and the ticket if its code opens the booth; a wrong try is counted."""
    form = await read(request, EntryForm)
    try:
        answer = form.value and await service.enter(db, election, form.value.code, form.value.birth_year)
    except Refused as refusal:
        form.refuse(refusal)
        answer = None
    if isinstance(answer, NotAdmitted):
        form.refuse(Refused(answer, "code"))
        await WRONG.count(db, request)
        answer = None
    return form, answer


async def begin_session(request: Request[Any, Any, Any], db: AsyncSession, ticket: Ticket) -> str:
    """A voter's new session instead of whatever this browser had; its token."""
    old = cookies.session_token(request)
    if old:
        await accounts.end_session(db, old)
    return await accounts.open_voter_session(db, ticket.pack(), SESSION_MINUTES)


@post(f"{VOTE}/end", access=PUBLIC, include_in_schema=False)
async def leave(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[Any]:
    token = cookies.session_token(request)
    if token:
        await accounts.end_session(db, token)
    response = see_other(request, f"/elections/{election}", Text("You are signed out. Nothing stays on this device."))
    cookies.clear_session(request, response)
    return response


ROUTES = (entrance, enter, leave)
