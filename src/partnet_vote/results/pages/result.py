"""What do residents reach of results: the page of the vote, an earlier publication, the form of an objection?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets, TheCity
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.results import queries, rules, service
from partnet_vote.results.forms import ObjectionForm
from partnet_vote.results.rules import Publication
from partnet_vote.results.screens.public import ObjectionScreen, Published, ResultScreen, WaitingScreen
from partnet_vote.results.service import Planes

RESULTS = "/{city_slug:str}/elections/{election:str}/results"
FRESH = 60
"""Seconds a proxy may keep a page of results: so late may it say that a result was published."""


@get(RESULTS, access=PUBLIC, include_in_schema=False)
async def result(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    found = await queries.frozen(db, election)
    published = await queries.publications(db, found.id)
    if published:
        return show(request, await _result(request, db, city, found, published, published[-1]), public_for=FRESH)
    return show(request, await _waiting(db, planes, city, found), public_for=FRESH)


@get(RESULTS + "/{number:int}", access=PUBLIC, include_in_schema=False)
async def publication(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], number: FromPath[int]
) -> Response[Any]:
    found = await queries.frozen(db, election)
    published = await queries.publications(db, found.id)
    shown = rules.publication_of(published, number)
    if shown is None:
        raise NotFound
    return show(request, await _result(request, db, city, found, published, shown), public_for=FRESH)


@get(RESULTS + "/objection", access=PUBLIC, include_in_schema=False)
async def objection_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[Any]:
    return show(request, await _objection(db, city, election))


@post(
    RESULTS + "/objection",
    access=PUBLIC,
    include_in_schema=False,
    guards=[limited("result.object", 30, 3600)],
)
async def lodge(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], keyring: Secrets
) -> Response[Any]:
    screen = await _objection(db, city, election)
    form = await read(request, ObjectionForm)
    done = await form.attempt(
        db, lambda value: service.lodge(db, keyring, screen.election.id, value.text, value.contact)
    )
    if done is None:
        return show(request, ObjectionScreen(screen.election, city, screen.publication, screen.path, form), 422)
    notice = Text("Your objection was lodged as number {n}. The answer will stand on this page.", n=done.number)
    return see_other(request, screen.path + "/results", notice)


async def _objection(db: AsyncSession, city: Tenant, slug: str) -> ObjectionScreen:
    found = await queries.frozen(db, slug)
    published = await queries.publications(db, found.id)
    if not published or found.annulled_at is not None:
        raise NotFound
    return ObjectionScreen(found, city, published[-1], f"/elections/{found.slug}")


async def _waiting(db: AsyncSession, planes: Planes, city: Tenant, election: Election) -> WaitingScreen:
    """Only the total, whether or not a count is waiting to be published."""
    async with planes.box.transaction() as box:
        ballots = await boxes.tokens_cast(box, election.id)
    phase = election_rules.phase(election, await clock.now(db))
    standing = rules.standing(phase, (), None, (), await clock.now(db))
    return WaitingScreen(
        election, city, standing, ballots, await service.eligible(db, election), f"/elections/{election.slug}"
    )


async def _result(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    city: Tenant,
    election: Election,
    published: tuple[Publication, ...],
    shown: Publication,
) -> ResultScreen:
    """The screen of a publication."""
    found = await elections.definition(db, election.id)
    if found is None:
        raise NotFound
    now = await clock.now(db)
    objections = await queries.objections(db, election.id)
    counts = await queries.counts_by_ids(db, [shown.count_id])
    districts = await cities.districts(db)
    return ResultScreen.of(
        Published(
            election=election,
            definition=found[0],
            count=counts[shown.count_id],
            publication=shown,
            publications=published,
            objections=objections,
            standing=rules.standing(election_rules.phase(election, now), published, shown, objections, now),
            districts=districts,
            areas=await queries.option_places(db, election),
            has_slips=await elections.slips(db, election.id) is not None,
            own_items=(shown_own.total if (shown_own := await queries.published_own_items(db, election.id)) else 0),
            verified=await queries.verified_forum(db, election.forum_id),
            wanted=request.query_params.get("objections", ""),
        ),
        city,
    )


ROUTES = (result, publication, objection_page, lodge)
