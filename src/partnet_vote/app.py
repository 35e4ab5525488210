"""How is the house put together for the web?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from partnet_vote.accountability import pages as accountability_pages, staff as accountability_staff
from partnet_vote.accounts import service as accounts, staff as accounts_staff
from partnet_vote.audit import api as audit_api, pages as audit_pages
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth import pages as booth_pages, staff as booth_staff
from partnet_vote.booth.service import Planes
from partnet_vote.cities import queries as cities, staff as cities_staff
from partnet_vote.credentials.service import Signer
from partnet_vote.elections import api as elections_api, pages as elections_pages, staff as elections_staff
from partnet_vote.forums import pages as forums_pages, queries as forums, staff as forums_staff
from partnet_vote.home import pages as home_pages
from partnet_vote.platform.db.session import Database, engine_for, scope
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.mail import outbox
from partnet_vote.platform.web import access, cookies, described, display, errors, health, metrics
from partnet_vote.platform.web.access import Identity
from partnet_vote.platform.web.assets import Assets
from partnet_vote.platform.web.csrf import Csrf
from partnet_vote.platform.web.forms import MAX_FORM
from partnet_vote.platform.web.headers import SecurityHeaders
from partnet_vote.platform.web.heads import Heads
from partnet_vote.platform.web.hosts import CityHosts
from partnet_vote.platform.web.house import House, environment_for
from partnet_vote.platform.web.languages import load
from partnet_vote.platform.web.metrics import Counted
from partnet_vote.platform.web.observed import Observed
from partnet_vote.platform.web.requests import HouseRequest
from partnet_vote.platform.web.screens import StaffLink
from partnet_vote.platform.web.transaction import provide_db
from partnet_vote.proposals import pages as proposals_pages, staff as proposals_staff
from partnet_vote.residents import staff as residents_staff
from partnet_vote.results import api as results_api, pages as results_pages, staff as results_staff
from partnet_vote.settings import Settings

SLICES: tuple[Any, ...] = (
    audit_pages,
    audit_api,
    cities_staff,
    accounts_staff,
    residents_staff,
    forums_pages,
    forums_staff,
    proposals_pages,
    proposals_staff,
    elections_pages,
    elections_staff,
    elections_api,
    booth_pages,
    booth_staff,
    results_pages,
    results_staff,
    results_api,
    accountability_pages,
    accountability_staff,
    home_pages,
)
"""Every module with ROUTES, in story order."""
STAFF_LINKS: tuple[StaffLink, ...] = (
    StaffLink(
        Text("Forums"),
        Text("Prepare forums, their tables and the vote in the room."),
        "/staff/forums",
        Permission.CITY_FORUMS_FACILITATE,
    ),
    StaffLink(
        Text("Rolls of residents"),
        Text("Who may vote: import, codes, letters, desk."),
        "/staff/rolls",
        Permission.CITY_ROLL_READ,
    ),
    StaffLink(
        Text("Proposals"),
        Text("Write, import, publish and withdraw proposals."),
        "/staff/proposals",
        Permission.CITY_PROPOSALS_EDIT,
    ),
    StaffLink(
        Text("Votes"), Text("Prepare, freeze and follow votes."), "/staff/elections", Permission.CITY_ELECTIONS_READ
    ),
    StaffLink(
        Text("For the council"),
        Text("Results that await a decision, votes under way."),
        "/staff/results",
        Permission.CITY_ELECTIONS_READ,
    ),
    StaffLink(
        Text("The city"), Text("Name, colour, contact, districts."), "/staff/city", Permission.CITY_SETTINGS_EDIT
    ),
    StaffLink(
        Text("People"), Text("Invite colleagues, give them roles."), "/staff/people", Permission.CITY_ACCOUNTS_MANAGE
    ),
    StaffLink(Text("Record of deeds"), Text("What was done, by which office."), "/audit", Permission.CITY_AUDIT_READ),
)
"""What the staff's home page offers, each entry to whoever has its right; slices add theirs in story order."""


async def mail_waiting(db: AsyncSession) -> dict[str, int]:
    """Letters in the outbox, for the metrics."""
    state = await outbox.waiting(db)
    return {"mail": state.due, "mail given up": state.failed}


COUNTED: tuple[Counted, ...] = (mail_waiting,)
"""What /metrics reads from the database."""


async def identify(db: AsyncSession, request: Request[Any, Any, Any]) -> Identity:
    """Who asks, and of which city."""
    slug = request.path_params.get("city_slug")
    if slug is None:
        return Identity()
    city = await cities.by_slug(db, slug)
    if city is None:
        raise NotFound
    await scope(db, city.id)
    token = cookies.session_token(request)
    known = await accounts.identify(db, token, city.id) if token else None
    offers = frozenset({"/forums"}) if await forums.has_published(db) else frozenset()
    if known is None:
        return Identity(tenant=city, offers=offers)
    return Identity(city, known.actor, known.session_id, known.voter, offers)


def navigation(
    city: Tenant | None, actor: Actor | None, offers: frozenset[str] = frozenset()
) -> tuple[tuple[Text, str], ...]:
    """The entries under a page's head; `offers` are addresses that lead to something only in some cities."""
    if city is None:
        return ()
    public = (
        *(((Text("Forum"), "/forums"),) if "/forums" in offers else ()),
        (Text("Votes"), "/elections"),
        (Text("Proposals"), "/proposals"),
        (Text("How it works"), "/about"),
    )
    if actor is not None and actor.may(Permission.CITY_STAFF_ENTER):
        return (*public, (Text("For staff"), "/staff"))
    return public


async def provide_city(request: Request[Any, Any, Any]) -> Tenant:
    """The city whose page this is, as exactly what handlers declare: Litestar checks dataclasses by their very type."""
    tenant = request.state.identity.tenant
    if tenant is None:
        raise NotFound
    return Tenant(**{field.name: getattr(tenant, field.name) for field in fields(Tenant)})


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The staff member who asks; the guard has let nobody else through."""
    actor = request.state.identity.actor
    if actor is None:
        raise NotFound
    return actor


async def provide_keyring(request: Request[Any, Any, Any]) -> Keyring:
    """The secrets outside the database."""
    return request.app.state.keyring


async def provide_planes(request: Request[Any, Any, Any]) -> Planes:
    """Both planes, for the booth and whoever counts."""
    return request.app.state.planes


DESCRIPTION = OpenAPIConfig(
    title="PartNet Vote",
    version="1",
    description="What programs may read of cities, votes and results.",
    openapi_router=Router(
        "/schema",
        route_handlers=[],
        opt={"access": access.PUBLIC},
        include_in_schema=False,
        after_request=errors.no_page_of_the_framework,
    ),
    render_plugins=[JsonRenderPlugin()],
)
DEPENDENCIES = {
    "db": Provide(provide_db),
    "city": Provide(provide_city),
    "actor": Provide(provide_actor),
    "keyring": Provide(provide_keyring),
    "planes": Provide(provide_planes),
}


def create_app(
    settings: Settings,
    *,
    identity_url: str,
    box_url: str,
    keyring: Keyring,
    database: Database | None = None,
    debug: bool = False,
) -> Litestar:
    """The application over both planes; tests hand in a database bound to one transaction."""
    database = database or Database(engine_for(identity_url, settings.pool_size))
    box_engine = engine_for(box_url, settings.pool_size)
    planes = Planes(database, BallotBox(box_engine), Signer(keyring))
    house = build_house(settings, database, keyring)

    own = [handler for module in SLICES for handler in module.ROUTES]
    described.describe(own)
    app = Litestar(
        route_handlers=[*house.assets.routes(), display.display, health.live, health.ready, metrics.metrics, *own],
        guards=[access.guard],
        dependencies=DEPENDENCIES,
        exception_handlers=errors.HANDLERS,
        openapi_config=DESCRIPTION,
        request_class=HouseRequest,
        request_max_body_size=MAX_FORM,
        lifespan=[closing(planes, box_engine)],
        logging_config=None,  # Litestar's own would replace our handler, and with it the list of allowed fields
        debug=debug,
    )
    app.state.update({"house": house, "settings": settings, "keyring": keyring, "planes": planes})
    app.state.update({"box_engine": box_engine, "staff_links": STAFF_LINKS, "counted": COUNTED})
    access.refuse_undeclared(app)
    hosts = CityHosts(app.asgi_handler, _slug_lookup(database, settings.base_url))
    app.asgi_handler = Observed(SecurityHeaders(Heads(hosts), settings.https))
    return app


def closing(planes: Planes, box_engine: AsyncEngine) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """What ends with the app: ballots on their way first, then the connections."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield
        await planes.box.stop()
        await planes.database.dispose()
        await box_engine.dispose()

    return lifespan


def build_house(settings: Settings, database: Database, keyring: Keyring) -> House:
    """What the platform holds at every request."""
    return House(
        database=database,
        assets=Assets(data("static")),
        csrf=Csrf(keyring.derive("csrf"), settings.https),
        languages=load(data("locale")),
        environment=environment_for(data("templates")),
        nav=navigation,
        look_up=identify,
    )


def _slug_lookup(database: Database, base_url: str) -> Callable[[str], Awaitable[str | None]]:
    own = urlsplit(base_url).hostname

    async def slug_of_host(host: str) -> str | None:
        if host == own:
            return None
        try:
            async with database.transaction() as db:
                return await cities.slug_of_host(db, host)
        except (DBAPIError, OSError, PoolTimeout):
            return None  # the page itself will say, in words, that the database is away

    return slug_of_host
