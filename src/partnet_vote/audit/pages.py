"""What may residents read of what was done in their city?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery

from partnet_vote.audit import queries, service
from partnet_vote.audit.screens import LogScreen
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets, TheCity
from partnet_vote.platform.web.paging import number_in
from partnet_vote.platform.web.screens import city_url, show

HEADS = 3
"""Seals shown under the log; the download has all."""


@get("/{city_slug:str}/audit", access=PUBLIC)
async def log(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    keyring: Secrets,
    about: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    actor = request.state.identity.actor
    shows_all = actor is not None and actor.may(Permission.CITY_AUDIT_READ)
    screen = LogScreen.of(
        await queries.page(db, public_only=not shows_all, noun=about, number=number_in(page)),
        await queries.nouns(db, public_only=not shows_all),
        about,
        await queries.seals(db, newest=HEADS),
        service.public_key(keyring),
        address=city_url(request, city, "/audit"),
        zone=city.timezone,
        shows_all=shows_all,
    )
    return show(request, screen, public_for=60)


ROUTES = (log,)
