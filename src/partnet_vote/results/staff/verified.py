"""How do staff verify a forum's list: declare the rule, type in a poll, look at it, publish and correct it?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.results import queries, service
from partnet_vote.results.forms import ListCorrectionForm, ListPublishForm, ListRuleForm, PollForm
from partnet_vote.results.screens.verifying import PollScreen, RuleScreen, VerifyingScreen, poll_form, rule_form

VERIFIED = "/{city_slug:str}/staff/forums/{number:int}/verified"
READERS = needs(Permission.CITY_ELECTIONS_READ)
ORGANISERS = needs(Permission.CITY_FORUMS_ORGANISE)
PUBLISHERS = needs(Permission.CITY_RESULTS_PUBLISH)


@get(VERIFIED, access=READERS, include_in_schema=False)
async def list_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    return show(request, await _screen(db, city, actor, await _forum(db, number), Form()))


@post(VERIFIED + "/publication", access=PUBLISHERS, include_in_schema=False)
async def publish(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await _forum(db, number)
    form = await read(request, ListPublishForm)
    done = await form.attempt(db, lambda value: service.publish_list(db, actor, forum.id, value.digest))
    if done is None:
        return show(request, await _screen(db, city, actor, forum, form), 422)
    return see_other(request, _path(forum), Text("The verified list is published."))


@post(VERIFIED + "/correction", access=PUBLISHERS, include_in_schema=False)
async def correct(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await _forum(db, number)
    form = await read(request, ListCorrectionForm)
    done = await form.attempt(db, lambda value: service.correct_list(db, actor, forum.id, value.digest, value.reason))
    if done is None:
        return show(request, await _screen(db, city, actor, forum, form), 422)
    return see_other(request, _path(forum), Text("The corrected list is published beside the earlier one."))


@get(VERIFIED + "/rule", access=ORGANISERS, include_in_schema=False)
async def rule_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    forum = await _forum(db, number)
    prepared = await service.prepare(db, forum)
    return show(request, RuleScreen(forum, prepared.rule, prepared.is_locked, rule_form(prepared.rule)))


@post(VERIFIED + "/rule", access=ORGANISERS, include_in_schema=False)
async def declare(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await _forum(db, number)
    form = await read(request, ListRuleForm)
    done = await form.attempt(db, lambda value: service.declare_rule(db, actor, forum.id, value.choice()))
    if done is None:
        prepared = await service.prepare(db, forum)
        return show(request, RuleScreen(forum, prepared.rule, prepared.is_locked, form), 422)
    return see_other(request, _path(forum), Text("The rule is declared. Everybody can read it."))


@get(VERIFIED + "/poll", access=ORGANISERS, include_in_schema=False)
async def poll_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    return show(request, await _poll_screen(db, await _forum(db, number), None))


@post(VERIFIED + "/poll", access=ORGANISERS, include_in_schema=False)
async def type_poll(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await _forum(db, number)
    form = await read(request, PollForm)

    async def deed(value: PollForm) -> int:
        return await service.type_poll(db, actor, forum.id, value.texts(), value.reason)

    if await form.attempt(db, deed) is None:
        return show(request, await _poll_screen(db, forum, form), 422)
    return see_other(request, _path(forum), Text("The poll is saved."))


async def _forum(db: AsyncSession, number: int) -> Forum:
    """The forum with this number, drafts too."""
    found = await forums.forum(db, number)
    if found is None:
        raise NotFound
    return found


async def _screen(db: AsyncSession, city: Tenant, actor: Actor, forum: Forum, form: Form[Any]) -> VerifyingScreen:
    prepared = await service.prepare(db, forum)
    return VerifyingScreen.of(
        city,
        forum,
        actor,
        await queries.verified_lists(db, forum.id),
        form,
        rule=prepared.rule,
        is_locked=prepared.is_locked,
        poll=prepared.poll,
        issues=prepared.issues,
        made=prepared.made,
    )


async def _poll_screen(db: AsyncSession, forum: Forum, form: Form[Any] | None) -> PollScreen:
    typed = await queries.polls(db, forum.id)
    poll = typed[-1] if typed else None
    entries = await forums.shortlist(db, forum.id)
    return PollScreen(forum, entries, poll, poll_form(poll) if form is None else form)


def _path(forum: Forum) -> str:
    return f"/staff/forums/{forum.number}/verified"


ROUTES = (list_page, publish, correct, rule_page, declare, poll_page, type_poll)
