"""How does an organiser gather the shortlist, make one item of two that mean the same, and take them apart?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.items import AllowanceForm, PairForm, PartForm
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.screens.history import marks_of
from partnet_vote.forums.screens.tables import ShortlistScreen
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

SHORTLIST = FORUM + "/shortlist"


@get(SHORTLIST, access=ORGANISERS)
async def shortlist(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    return show(request, await _screen(db, await forum_at(db, number), Form()))


@post(SHORTLIST, access=ORGANISERS)
async def gather(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    count = await service.gather(db, actor, (await forum_at(db, number)).id)
    notice = (
        TextN("{n} item came to the shortlist.", "{n} items came to the shortlist.", count)
        if count
        else Text("Nothing came: every marked item is on the shortlist already.")
    )
    return see_other(request, f"/staff/forums/{number}/shortlist", notice)


@post(SHORTLIST + "/pairs", access=ORGANISERS)
async def pair(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, PairForm)

    async def decide(value: PairForm) -> None:
        keys, versions = (value.one, value.other), (value.one_version, value.other_version)
        if value.deed == "keep":
            await service.keep_entries(db, actor, forum.id, keys)
        else:
            await service.merge_entries(db, actor, forum.id, keys, value.text, versions)

    await form.attempt(db, decide)
    if form.errors:
        return show(request, await _screen(db, forum, form), 422)
    merged = form.value is not None and form.value.deed == "merge"
    notice = Text("The two items are one now.") if merged else Text("Both items stay.")
    return see_other(request, f"/staff/forums/{number}/shortlist", notice)


@post(SHORTLIST + "/parts", access=ORGANISERS)
async def take_out(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, PartForm)
    own = await form.attempt(
        db, lambda value: service.take_out_entry(db, actor, forum.id, value.entry, value.item, value.version)
    )
    if own is None:
        return show(request, await _screen(db, forum, form), 422)
    return see_other(request, f"/staff/forums/{number}/shortlist", Text("Item {n} stands by itself again.", n=own))


@post(SHORTLIST + "/allowances", access=ORGANISERS)
async def allow_fewer(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, AllowanceForm)
    await form.attempt(db, lambda value: service.allow_fewer(db, actor, forum.id, *value.chosen(), value.reason))
    if form.errors:
        return show(request, await _screen(db, forum, form), 422)
    return see_other(request, f"/staff/forums/{number}/shortlist", Text("Saved."))


async def _screen(db: AsyncSession, forum: Forum, form: Form[Any]) -> ShortlistScreen:
    tables = await queries.standings(db, forum)
    entries = await queries.shortlist(db, forum.id)
    marks = marks_of(await queries.histories(db, [entry.id for entry in entries]))
    vote = await queries.room_vote(db, forum.id)
    is_voted = vote is not None and vote.closes_at is not None
    return ShortlistScreen(forum, entries, await queries.similar(db, forum.id), tables, form, marks, is_voted)


ROUTES = (shortlist, gather, pair, take_out, allow_fewer)
