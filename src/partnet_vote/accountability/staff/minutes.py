"""How do organisers write the minutes, from the frame that the data give?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.forms import MinutesForm, PublicationForm
from partnet_vote.accountability.screens.frame import frame
from partnet_vote.accountability.screens.outputs import MinutesStaffScreen, MinutesVersionScreen
from partnet_vote.accountability.staff.found import FORUM, ORGANISERS, forum_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show

MINUTES = FORUM + "/minutes"


@get(MINUTES, access=ORGANISERS)
async def minutes_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    number: FromPath[int],
    anew: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    forum = await forum_at(db, number)
    found = await queries.minutes(db, forum.id)
    is_frame = bool(anew) or not found.versions
    if is_frame:
        language = request.app.state.house.languages[request.state.language]
        text = frame(await queries.record(db, forum), language, city.timezone)
    else:
        text = found.versions[-1].text
    form: Form[Any] = Form.of(text=text, version=found.last)
    return show(request, MinutesStaffScreen(forum, found, form, city.timezone, is_frame=is_frame, wanted=page))


@post(MINUTES, access=ORGANISERS)
async def save_minutes(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, number: FromPath[int]
) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, MinutesForm)
    saved = await form.attempt(db, lambda value: service.save_minutes(db, actor, forum.id, value.text, value.version))
    if saved is not None:
        return see_other(request, f"/staff/forums/{number}/minutes/{saved}", Text("Version {n} is saved.", n=saved))
    found = await queries.minutes(db, forum.id)
    is_overtaken = form.value is not None and form.value.version != found.last
    if is_overtaken:
        form.raw = {**form.raw, "version": str(found.last)}
    screen = MinutesStaffScreen(forum, found, form, city.timezone, is_overtaken=is_overtaken)
    return show(request, screen, 409 if is_overtaken else 422)


@get(MINUTES + "/{version:int}", access=ORGANISERS)
async def version_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int], version: FromPath[int]
) -> Response[str]:
    forum = await forum_at(db, number)
    minutes = await queries.minutes(db, forum.id)
    found = next((each for each in minutes.versions if each.number == version), None)
    if found is None:
        raise NotFound
    return show(request, MinutesVersionScreen(forum, found, minutes.public == version, city.timezone))


@post(MINUTES + "/publication", access=ORGANISERS)
async def publication(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    form = await read(request, PublicationForm)
    await form.attempt(db, lambda value: service.publish_minutes(db, actor, forum.id, value.version))
    notice = (
        Text("Nothing was chosen, so nothing was published.") if form.errors else Text("The minutes are published.")
    )
    return see_other(request, f"/staff/forums/{number}/minutes", notice)


@get(MINUTES + "/withdrawal", access=ORGANISERS)
async def withdrawal_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[Any]:
    forum = await forum_at(db, number)
    public, here = (await queries.minutes(db, forum.id)).public, f"/staff/forums/{number}/minutes"
    if not public:
        return see_other(request, here, Text("No version is published."))
    screen = ConfirmScreen(
        Text("Withdraw the published minutes?"),
        Text("Nobody outside reads them any more. Version {n} stays here and can be published again.", n=public),
        Text("Withdraw the published minutes"),
        f"{here}/withdrawal",
        here,
        forum.title,
        forum.languages[0],
    )
    return show(request, screen)


@post(MINUTES + "/withdrawal", access=ORGANISERS)
async def withdrawal(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    await service.withdraw_minutes(db, actor, (await forum_at(db, number)).id)
    return see_other(request, f"/staff/forums/{number}/minutes", Text("The minutes are withdrawn. The versions stay."))


ROUTES = (minutes_page, save_minutes, version_page, publication, withdrawal_page, withdrawal)
