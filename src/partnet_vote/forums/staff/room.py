"""How does an organiser run the vote in the room?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.room import CountForm, ExtensionForm, OpeningForm, RevealForm, RoomRuleForm
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.room import Phase
from partnet_vote.forums.rules.tables import unready_issue
from partnet_vote.forums.screens.room import RoomScreen, counting_screen, paper_state
from partnet_vote.forums.staff.found import FACILITATORS, FORUM, ORGANISERS, forum_at
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, FormModel, read
from partnet_vote.platform.web.screens import see_other, show

ROOM = FORUM + "/room"


@get(ROOM, access=FACILITATORS)
async def room_page(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    return await shown(request, db, city, await forum_at(db, number), Form())


@post(ROOM, access=ORGANISERS)
async def prepare(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)

    async def deed(value: RoomRuleForm) -> None:
        rule = {"is_hidden": value.is_hidden, "edge": value.edge, "takes_own": value.takes_own}
        await service.prepare_room(db, actor, forum.id, value.marks, value.per_item, **rule)

    return await _done(request, db, city, forum, RoomRuleForm, deed, Text("Saved."))


@post(ROOM + "/opening", access=ORGANISERS)
async def opening(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    notice = Text("The vote is open.")
    return await _done(
        request, db, city, forum, OpeningForm, lambda it: service.open_room(db, actor, forum.id, it.minutes), notice
    )


@post(ROOM + "/extension", access=ORGANISERS)
async def extension(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)

    async def deed(value: ExtensionForm) -> None:
        await service.extend_room(db, actor, forum.id, value.more_minutes, value.reason)

    return await _done(request, db, city, forum, ExtensionForm, deed, Text("People have more time now."))


@get(ROOM + "/count", access=ORGANISERS)
async def count_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    vote, here = await queries.room_vote(db, forum.id), f"/staff/forums/{number}/room"
    phase = Phase.READY if vote is None else vote.phase(await clock.wall_clock(db))
    if vote is None or phase not in {Phase.OPEN, Phase.OVER}:
        return see_other(request, here)
    return show(request, counting_screen(forum, phase, await queries.count(db, vote), here))


@post(ROOM + "/count", access=ORGANISERS)
async def count(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    notice = Text("The vote is counted. Who gave which dots is deleted.")
    return await _done(request, db, city, forum, CountForm, lambda _: service.count_room(db, actor, forum.id), notice)


@post(ROOM + "/reveal", access=ORGANISERS)
async def reveal(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    return await _done(
        request, db, city, forum, RevealForm, lambda it: service.reveal(db, actor, forum.id, it.shown), None
    )


async def _done(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    city: Tenant,
    forum: Forum,
    form_class: type[FormModel],
    deed: Callable[[Any], Awaitable[None]],
    notice: Text | None,
) -> Response[Any]:
    form = await read(request, form_class)
    await form.attempt(db, deed)
    if form.errors:
        return await shown(request, db, city, forum, form)
    return see_other(request, f"/staff/forums/{forum.number}/room", notice)


async def shown(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, forum: Forum, form: Form[Any]
) -> Response[str]:
    """The organiser's page of the vote; `form` is whatever was refused."""
    vote = await queries.room_vote(db, forum.id)
    phase = Phase.READY if vote is None else vote.phase(await clock.wall_clock(db))
    sheets = {} if vote is None else await queries.sheets(db, vote.id)
    tables = await queries.tables(db, forum.id)
    door = await queries.attendance(db, forum, is_over=False)
    screen = RoomScreen(
        forum,
        vote,
        phase,
        await queries.shortlist(db, forum.id),
        () if vote is None else await queries.room_ranking(db, vote),
        None if vote is None else await queries.count(db, vote),
        (0, 0) if vote is None else await queries.code_counts(db, vote.id),
        tuple((table, *paper_state(sheets.get(table.id, ()), phase)) for table in tables),
        form,
        city.timezone,
        (door.codes, door.paper),
        () if vote is None else await queries.room_steps(db, vote.id),
        unready_issue(await queries.standings(db, forum)) if phase is Phase.READY else None,
    )
    return show(request, screen, 422 if form.errors else 200)


ROUTES = (room_page, prepare, opening, extension, count_page, count, reveal)
