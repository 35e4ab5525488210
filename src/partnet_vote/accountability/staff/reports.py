"""How do organisers say what became of last year's list?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.forms import StateForm
from partnet_vote.accountability.rules.reports import Report, ReportLine
from partnet_vote.accountability.screens.reports import ReportStaffScreen, StateScreen, state_form
from partnet_vote.accountability.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.screens import see_other, show

REPORT = FORUM + "/report"
LINE = REPORT + "/{entry:int}"


@get(REPORT, access=ORGANISERS)
async def report_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    return show(request, ReportStaffScreen(forum, await queries.report(db, forum, whole=True)))


@get(LINE, access=ORGANISERS)
async def state_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], entry: FromPath[int]
) -> Response[str]:
    forum, report, line = await _at(db, number, entry)
    return show(request, StateScreen(forum, report, line, state_form(line)))


@post(LINE, access=ORGANISERS)
async def say_state(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], entry: FromPath[int]
) -> Response[Any]:
    forum, report, line = await _at(db, number, entry)
    form = await read(request, StateForm)
    await form.attempt(db, lambda value: service.say_state(db, actor, line.item.entry_id, value.texts(), value.version))
    if not form.errors:
        return see_other(request, f"/staff/forums/{number}/report#item-{entry}", Text("Saved."))
    version = line.standing.version if line.standing else 0
    if form.value is not None and form.value.version != version:
        form.raw = {**form.raw, "version": str(version)}  # sending once more adds a word after the other's
        return show(request, StateScreen(forum, report, line, form, is_overtaken=True), 409)
    return show(request, StateScreen(forum, report, line, form), 422)


async def _at(db: AsyncSession, number: int, entry: int) -> tuple[Forum, Report, ReportLine]:
    forum = await forum_at(db, number)
    report = await queries.report(db, forum, whole=True)
    line = next((each for each in report.lines if each.item.number == entry), None) if report else None
    if report is None or line is None:
        raise NotFound
    return forum, report, line


ROUTES = (report_page, state_page, say_state)
