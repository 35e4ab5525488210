"""What do residents reach of a verified list: the page, an earlier publication, a sentence for the forum's page?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import Election
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.results import queries, rules
from partnet_vote.results.rules import ListPublication
from partnet_vote.results.screens.verified import ComingScreen, ListView, SummaryScreen, VerifiedScreen, overtaken

LIST = "/{city_slug:str}/forums/{number:int}/verified"
FRESH = 60
"""Seconds a proxy may keep a page of a list."""


@get(LIST, access=PUBLIC, include_in_schema=False)
async def verified_list(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[Any]:
    forum = await queries.public_forum(db, number)
    published = await queries.verified_lists(db, forum.id)
    if published:
        return show(request, await _list(db, city, forum, published, published[-1]), public_for=FRESH)
    survey = await _survey(db, forum)
    rule = rules.in_force(await queries.list_rules(db, forum.id), survey.frozen_at if survey else None)
    return show(request, ComingScreen(city, forum, rule, survey), public_for=FRESH)


@get(LIST + "/{publication:int}", access=PUBLIC, include_in_schema=False)
async def earlier_list(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int], publication: FromPath[int]
) -> Response[Any]:
    forum = await queries.public_forum(db, number)
    published = await queries.verified_lists(db, forum.id)
    shown = rules.list_of(published, publication)
    if shown is None:
        raise NotFound
    return show(request, await _list(db, city, forum, published, shown), public_for=FRESH)


@get(LIST + "/summary", access=PUBLIC, include_in_schema=False)
async def summary(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    """For the inlet on the forum's page; whoever opens the address is led to the list."""
    forum = await queries.public_forum(db, number)
    if request.headers.get("hx-request") != "true":
        return see_other(request, f"/forums/{number}/verified")
    published = await queries.verified_lists(db, forum.id)
    return show(request, SummaryScreen(forum, published[-1] if published else None), public_for=FRESH)


async def _survey(db: AsyncSession, forum: Forum) -> Election | None:
    """The forum's survey, once it is published."""
    found = await elections.survey_of(db, forum.id)
    survey = await elections.election(db, found) if found else None
    return survey if survey is not None and survey.is_frozen else None


async def _list(
    db: AsyncSession, city: Tenant, forum: Forum, published: tuple[ListPublication, ...], shown: ListPublication
) -> VerifiedScreen:
    survey = await _survey(db, forum)
    results = await queries.publications(db, survey.id) if survey else ()
    since = overtaken(shown.list, survey, results)
    return VerifiedScreen(city, forum, ListView.of(shown.list), shown, published, since)


ROUTES = (verified_list, earlier_list, summary)
