"""Where does a visitor arrive, and where does the service explain itself?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.cities.rules import City
from partnet_vote.elections import queries as elections
from partnet_vote.forums import queries as forums
from partnet_vote.home import queries
from partnet_vote.home.screens import (
    AboutScreen,
    AccessibilityScreen,
    ContactScreen,
    FrontScreen,
    InstallationScreen,
    PrivacyScreen,
    SearchScreen,
)
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import show
from partnet_vote.proposals import queries as proposals
from partnet_vote.results import queries as results

FRESH, STEADY = 30, 600
"""Seconds a proxy may keep a page: short where voting opens and closes, longer where only words stand."""
LONGEST = 100
"""Characters of a search."""
ROBOTS = """User-agent: *
Disallow: /display
Disallow: /*/display
Disallow: /staff
Disallow: /*/staff
Disallow: /search
Disallow: /*/search
Disallow: /elections/*/vote
Disallow: /*/elections/*/vote
"""


@get("/", access=PUBLIC)
async def installation(request: Request[Any, Any, Any], db: Db) -> Response[str]:
    screen = InstallationScreen.of(await cities.every_city(db), request.state.language)
    return show(request, screen, public_for=STEADY)


@get("/{city_slug:str}", access=PUBLIC)
async def front(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[str]:
    screen = FrontScreen.of(
        await _whole(db, city),
        await elections.listed(db),
        await forums.listed(db),
        await clock.now(db),
        await proposals.counts(db),
        await results.published_elections(db),
    )
    return show(request, screen, public_for=FRESH)


@get("/{city_slug:str}/about", access=PUBLIC)
async def about(request: Request[Any, Any, Any], db: Db, city: TheCity) -> Response[str]:
    return show(request, AboutScreen(await _whole(db, city)), public_for=STEADY)


@get(["/privacy", "/{city_slug:str}/privacy"], access=PUBLIC)
async def privacy(request: Request[Any, Any, Any], db: Db) -> Response[str]:
    return show(request, PrivacyScreen(await _here(db, request)), public_for=STEADY)


@get(["/accessibility", "/{city_slug:str}/accessibility"], access=PUBLIC)
async def accessibility(request: Request[Any, Any, Any], db: Db) -> Response[str]:
    return show(request, AccessibilityScreen(await _here(db, request)), public_for=STEADY)


@get(["/contact", "/{city_slug:str}/contact"], access=PUBLIC)
async def contact(request: Request[Any, Any, Any], db: Db) -> Response[str]:
    return show(request, ContactScreen(await _here(db, request)), public_for=STEADY)


@get("/{city_slug:str}/search", access=PUBLIC)
async def search(request: Request[Any, Any, Any], db: Db, city: TheCity, q: FromQuery[str] = "") -> Response[str]:
    words = q.replace("\x00", "").strip()[:LONGEST]
    return show(request, SearchScreen(words, await queries.search(db, words), city), public_for=FRESH)


@get(["/robots.txt", "/{city_slug:str}/robots.txt"], access=PUBLIC, include_in_schema=False, sync_to_thread=False)
def robots() -> Response[str]:
    return Response(ROBOTS, media_type="text/plain", headers={"cache-control": f"public, max-age={STEADY}"})


async def _whole(db: AsyncSession, city: Tenant) -> City:
    """The city with what it says about itself."""
    found = await cities.by_id(db, city.id)
    if found is None:
        raise NotFound
    return found


async def _here(db: AsyncSession, request: Request[Any, Any, Any]) -> City | None:
    """The city whose page this is, or None on the installation's own."""
    tenant = request.state.identity.tenant
    return await _whole(db, tenant) if tenant else None


ROUTES = (installation, front, about, privacy, accessibility, contact, search, robots)
