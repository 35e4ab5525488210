"""How do staff make a forum's verification survey in one step, and bring it in step with the shortlist?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.forms import SurveyForm
from partnet_vote.elections.rules import Election
from partnet_vote.elections.screens.surveys import ShortlistScreen, SurveyFormScreen, survey_form
from partnet_vote.elections.staff.found import EDITORS, election_at
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import Conflict, NotFound
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import queries as residents

MAKE = "/{city_slug:str}/staff/forums/{number:int}/survey"
SHORTLIST = "/{city_slug:str}/staff/elections/{election:str}/shortlist"


@get(MAKE, access=EDITORS)
async def survey_page(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[Any]:
    forum = await _forum_at(db, number)
    made = await queries.survey_of(db, forum.id)
    if made is not None:
        return see_other(request, f"/staff/elections/{(await _election(db, made)).slug}")
    return show(request, await _screen(db, city, forum, survey_form(forum)))


@post(MAKE, access=EDITORS)
async def make_survey(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await _forum_at(db, number)
    form = await read(request, SurveyForm)
    try:
        made = await form.attempt(db, lambda value: _make(db, actor, forum, value, city))
    except Conflict:  # pressed twice, or by two people: the one survey is there
        made = await queries.survey_of(db, forum.id)
    if made is None:
        if "slug" in form.errors:
            form.errors["title"] = form.errors.pop("slug")
        return show(request, await _screen(db, city, forum, form), 422)
    place = f"/staff/elections/{(await _election(db, made)).slug}"
    return see_other(request, place, Text("The survey is there as a draft. Nobody else sees it yet."))


@get(SHORTLIST, access=EDITORS)
async def shortlist_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[str]:
    found = await _survey_at(db, election)
    held = [option for each in await queries.contests(db, found.id) for option in await queries.options(db, each.id)]
    assert found.forum_id is not None
    return show(request, ShortlistScreen.of(found, city, await queries.missing_entries(db, found.forum_id, held)))


@post(SHORTLIST, access=EDITORS)
async def take_over(request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str]) -> Response[Any]:
    found = await _survey_at(db, election)
    touched = await service.take_over_shortlist(db, actor, found.id)
    notice = TextN("{n} option was brought in step.", "{n} options were brought in step.", touched)
    return see_other(request, f"/staff/elections/{found.slug}", notice)


async def _make(db: AsyncSession, actor: Actor, forum: Forum, form: SurveyForm, city: Tenant) -> Any:
    made = await service.make_survey(db, actor, forum.id, form.plan(city.timezone, forum.languages[0]))
    if (terms := form.terms()) is not None:
        await service.set_slips(db, actor, made, terms)
    return made


async def _forum_at(db: AsyncSession, number: int) -> Forum:
    forum = await forums.forum(db, number)
    if forum is None:
        raise NotFound
    return forum


async def _survey_at(db: AsyncSession, slug: str) -> Election:
    found = await election_at(db, slug)
    if found.forum_id is None:
        raise NotFound
    return found


async def _election(db: AsyncSession, election_id: Any) -> Election:
    found = await queries.election(db, election_id)
    assert found is not None
    return found


async def _screen(db: AsyncSession, city: Tenant, forum: Forum, form: Form[Any]) -> SurveyFormScreen:
    entries = await forums.shortlist(db, forum.id)
    return SurveyFormScreen(forum, city, form, await residents.editions(db), entries)


ROUTES = (survey_page, make_survey, shortlist_page, take_over)
