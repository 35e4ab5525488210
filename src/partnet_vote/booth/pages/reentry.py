"""What becomes of the marks when a voter's session ends before they are sent? They go through the door in its form.

Without JavaScript too: the browser sends its form on to `again`, whose page holds every mark in hidden fields beside
the question for the code. The server keeps nothing, and shows the marks to nobody but who made them.
"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import queries
from partnet_vote.booth.forms import EntryForm, sent
from partnet_vote.booth.pages.ballot import AtTheBallot
from partnet_vote.booth.pages.door import GUARDS, VOTE, admitted, begin_session, booth_of
from partnet_vote.booth.screens.voting import EnterScreen
from partnet_vote.booth.service import Planes
from partnet_vote.elections import rules as elections
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.elections.rules.paper import Sent
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web import cookies
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.display import choose_display
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import see_other, show

NOT_KEPT = frozenset({*EntryForm.model_fields, "lang", "text", "back", "seq"})
"""Fields of the door itself and of one press of a button; the ballot's number is asked for anew."""


@post(f"{VOTE}/again", access=PUBLIC, include_in_schema=False)
async def again(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[Any]:
    found = await queries.published(db, election)
    if elections.phase(found, await clock.wall_clock(db)) is not Phase.OPEN:
        return see_other(request, f"/elections/{found.slug}/vote")
    form = await sent(request)
    chosen = choose_display(request, (form.get("lang") or [None])[-1], (form.get("text") or [None])[-1])
    answer = show(request, await _door(db, city, found, Form(), form))
    for cookie in chosen:
        answer.set_cookie(cookie)
    return answer


@post(f"{VOTE}/resume", access=PUBLIC, include_in_schema=False, guards=GUARDS)
async def resume(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    found = await queries.published(db, election)
    marks = {name: values for name, values in (await sent(request)).items() if name != "seq"}
    form, ticket = await admitted(request, db, found)
    if ticket is None:
        return show(request, await _door(db, city, found, form, marks), 422)
    token = await begin_session(request, db, ticket)
    at = await AtTheBallot.with_marks(db, city, found, planes, ticket, marks)
    if at.draft in marks.get("draft", ()):
        request.app.state.house.csrf.bind(request, token)
        answer: Response[Any] = show(request, at.screen())
    else:  # somebody else's marks, or of a ballot that was sent since
        answer = see_other(request, f"/elections/{found.slug}/vote/ballot")
    cookies.keep_session(request, answer, token)
    return answer


async def _door(db: AsyncSession, city: Tenant, found: Election, form: Form[Any], marks: Sent) -> EnterScreen:
    kept = tuple((name, value) for name, values in marks.items() if name not in NOT_KEPT for value in values)
    asks = await queries.asks_year(db, found)
    return EnterScreen(booth_of(found, city), form, is_again=True, asks_year=asks, kept=kept)


ROUTES = (again, resume)
