"""Where does the address printed in letters lead? To the ballot: nobody has to know how many votes are open."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import queries, service
from partnet_vote.booth.forms import EntryForm
from partnet_vote.booth.pages.door import GUARDS, WRONG, admitted, begin_session
from partnet_vote.booth.rules import Chance
from partnet_vote.booth.screens.letter import LetterScreen, WhichScreen
from partnet_vote.booth.service import NotAdmitted
from partnet_vote.elections.rules import Election
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.web import cookies
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

LETTER = "/{city_slug:str}/vote"


@get(LETTER, access=PUBLIC, include_in_schema=False)
async def letter(request: Request[Any, Any, Any], db: Db) -> Response[Any]:
    """Straight to the one vote that is open, or to one door for all of them; else to the list."""
    found = await queries.open_now(db)
    if len(found) > 1:
        return show(request, await _door(db, found, Form()))
    return see_other(request, f"/elections/{found[0].slug}/vote" if found else "/elections")


@post(LETTER, access=PUBLIC, include_in_schema=False, guards=GUARDS)
async def choose_vote(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[Any]:
    votes = await queries.open_now(db)
    if not votes:
        return see_other(request, "/elections")
    form = await read(request, EntryForm)
    found = await _chances(request, db, votes, form)
    if not found or form.value is None:
        return show(request, await _door(db, votes, form), 422)
    first, *others = found
    if others:
        return show(request, WhichScreen(found, form.value.code, form.value.birth_year, city.timezone))
    election = first.election
    _, ticket = await admitted(request, db, election)
    response = see_other(request, f"/elections/{election.slug}/vote" + ("/ballot" if ticket else ""))
    if ticket:
        cookies.keep_session(request, response, await begin_session(request, db, ticket))
    return response


async def _chances(
    request: Request[Any, Any, Any], db: AsyncSession, votes: tuple[Election, ...], form: Form[EntryForm]
) -> tuple[Chance, ...]:
    """The votes this code opens; none, with the reason on the form, if it opens none. A wrong try is counted."""
    if form.value is None:
        return ()
    try:
        found = await service.chances(db, votes, form.value.code, form.value.birth_year)
    except Refused as refusal:
        form.refuse(refusal)
        return ()
    if isinstance(found, NotAdmitted):
        form.refuse(Refused(found, "code"))
        await WRONG.count(db, request)
        return ()
    return found


async def _door(db: AsyncSession, votes: tuple[Election, ...], form: Form[Any]) -> LetterScreen:
    asks_year = any([await queries.asks_year(db, each) for each in votes])
    return LetterScreen(form, asks_year, tuple(each.title for each in votes))


ROUTES = (letter, choose_vote)
