"""What do residents reach of the elections: the list, a vote, its options, its published definition?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries, rules
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.elections.screens.public import ElectionScreen, ElectionsScreen, OptionScreen, option_view
from partnet_vote.elections.screens.surveys import SurveyOfForumScreen
from partnet_vote.forums import queries as forums
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import show

FRESH = 30
"""Seconds a proxy may keep a public page: so late may the page say that a vote has opened or closed."""


@get("/{city_slug:str}/elections", access=PUBLIC)
async def elections(request: Request[Any, Any, Any], db: Db, city: TheCity, page: FromQuery[str] = "") -> Response[str]:
    screen = ElectionsScreen.of(await queries.listed(db), await clock.now(db), city.timezone, page)
    return show(request, screen, public_for=FRESH)


@get("/{city_slug:str}/elections/{election:str}", access=PUBLIC)
async def election(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    found = await published(db, election)
    definition = await queries.definition(db, found.id)
    assert definition is not None
    screen = ElectionScreen.of(
        found,
        await clock.now(db),
        await queries.contests(db, found.id),
        await queries.option_texts(db, found.id),
        definition[0],
        await queries.deeds(db, found.id),
        {district.id: district for district in await cities.districts(db)},
        city,
    )
    forum = (await forums.by_ids(db, (found.forum_id,)))[found.forum_id] if found.forum_id else None
    whole = replace(screen, forum=forum, slips=await queries.slips(db, found.id))
    return show(request, whole, public_for=FRESH)


@get("/{city_slug:str}/elections/{election:str}/options/{option:uuid}", access=PUBLIC)
async def option(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], option: FromPath[UUID]
) -> Response[str]:
    found = await published(db, election)
    contest, one = await queries.option_of(db, found.id, option)
    gone = one.key in found.withdrawn.get(contest.key, frozenset())
    districts = {district.id: district for district in await cities.districts(db)}
    is_open = rules.phase(found, await clock.now(db)) is Phase.OPEN
    view = option_view(found, one, districts, is_withdrawn=gone)
    return show(request, OptionScreen(found, view, is_open, city.currency, city.timezone), public_for=FRESH)


@get("/{city_slug:str}/forums/{number:int}/survey", access=PUBLIC)
async def survey_of_forum(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]
) -> Response[str]:
    forum = await forums.forum(db, number)
    if forum is None or not forum.is_public:
        raise NotFound
    key = await queries.survey_of(db, forum.id)
    found = await queries.election(db, key) if key else None
    if found is None or not found.is_frozen:
        return show(request, SurveyOfForumScreen.of(forum, None, None, city.timezone, is_part=_is_part(request)))
    phase = rules.phase(found, await clock.now(db))
    screen = SurveyOfForumScreen.of(forum, found, phase, city.timezone, is_part=_is_part(request))
    return show(request, screen, public_for=FRESH)


def _is_part(request: Request[Any, Any, Any]) -> bool:
    return request.headers.get("hx-request") == "true"


async def published(db: AsyncSession, slug: str) -> Election:
    """The election at this address, if its definition is published; a draft is not there for the public."""
    found = await queries.by_slug(db, slug)
    if found is None or not found.is_frozen:
        raise NotFound
    return found


ROUTES = (elections, election, option, survey_of_forum)
