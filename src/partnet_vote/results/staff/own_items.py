"""How does a moderator let the public read what people wrote themselves?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections.rules import Election
from partnet_vote.forums.rules.own_items import GROUPS_A_PAGE, WAITING_A_PAGE, Decision, piles
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged, staying
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.results import queries, service
from partnet_vote.results.forms import OwnItemsForm
from partnet_vote.results.screens.besides import ModerationScreen

OWN_ITEMS = "/{city_slug:str}/staff/elections/{election:str}/own-items"
MODERATORS = needs(Permission.CITY_OWN_ITEMS_MODERATE)


@get(OWN_ITEMS, access=MODERATORS, include_in_schema=False)
async def own_items(request: Request[Any, Any, Any], db: Db, election: FromPath[str]) -> Response[Any]:
    return await _shown(request, db, await queries.frozen(db, election), Form())


@post(OWN_ITEMS, access=MODERATORS, include_in_schema=False)
async def decide(request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str]) -> Response[Any]:
    found = await queries.frozen(db, election)
    form = await read(request, OwnItemsForm)
    await form.attempt(db, lambda value: service.decide_own_items(db, actor, found.id, Decision(**dict(value))))
    if form.errors:
        return await _shown(request, db, found, form)
    return see_other(request, _here(request, election), Text("Saved."))


async def _shown(
    request: Request[Any, Any, Any], db: AsyncSession, election: Election, form: Form[Any]
) -> Response[Any]:
    found, asked = piles(await queries.own_items(db, election.id)), request.query_params
    screen = ModerationScreen(
        election,
        form,
        Paged.of(found.waiting, asked.get("page", ""), WAITING_A_PAGE),
        Paged.of(found.groups, asked.get("decided", ""), GROUPS_A_PAGE),
        _here(request, election.slug),
    )
    return show(request, screen, 422 if form.errors else 200)


def _here(request: Request[Any, Any, Any], slug: str) -> str:
    return staying(f"/staff/elections/{slug}/own-items", request.query_params, "page", "decided")


ROUTES = (own_items, decide)
