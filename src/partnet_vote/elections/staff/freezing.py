"""How is an election frozen, and what may be done to it afterwards?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.forms import DeedForm
from partnet_vote.elections.rules import DeedKind, Election
from partnet_vote.elections.screens.deeds import confirmation_screen, waiting_views
from partnet_vote.elections.screens.filled import clock_time
from partnet_vote.elections.screens.staff import DeedScreen, FreezeScreen
from partnet_vote.elections.staff.found import FREEZERS, election_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, FormModel, fill, read
from partnet_vote.platform.web.screens import see_other, show

ELECTION = "/{city_slug:str}/staff/elections/{election:str}"


@get(ELECTION + "/freeze", access=FREEZERS)
async def freeze_page(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[Any]:
    found = await election_at(db, election)
    if found.is_frozen:
        return see_other(request, f"/staff/elections/{found.slug}")
    return show(request, await _freeze_screen(db, city, found, Form()))


@post(ELECTION + "/freeze", access=FREEZERS)
async def freeze(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = fill(FormModel, {})
    await form.attempt(db, lambda _: service.freeze(db, actor, found.id))
    if form.errors:
        return show(request, await _freeze_screen(db, city, found, form), 422)
    return see_other(request, f"/staff/elections/{found.slug}", Text("The vote is frozen and published."))


async def _freeze_screen(db: AsyncSession, city: Tenant, election: Election, form: Form[Any]) -> FreezeScreen:
    issues = await service.issues_before_opening(db, election.id)
    draft = await queries.draft(db, election.id)
    facts = (
        (Text("Contests"), len(draft.contests)),
        (Text("Options"), sum(len(contest.options) for contest in draft.contests.values())),
        (Text("People who may vote"), sum(each.size for each in draft.styles)),
        (Text("Kinds of ballots"), len(draft.styles)),
    )
    return FreezeScreen(election, city, form, issues, facts)


@get(ELECTION + "/deeds/{kind:str}", access=FREEZERS)
async def deed_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    kind: FromPath[str],
) -> Response[str]:
    found = await election_at(db, election)
    form = Form.of(time=clock_time(found.closes_at, city.timezone))
    return show(request, await _deed_screen(db, city, actor, found, form, _kind(kind)))


@post(ELECTION + "/deeds/{kind:str}", access=FREEZERS)
async def ask_deed(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    election: FromPath[str],
    kind: FromPath[str],
) -> Response[Any]:
    found = await election_at(db, election)
    sent = await read(request, FormModel)
    form = fill(DeedForm, {**sent.raw, "kind": _kind(kind).value})
    done = await form.attempt(
        db, lambda value: service.request_deed(db, keyring, actor, found.id, value.request(city.timezone))
    )
    if form.errors:
        return show(request, await _deed_screen(db, city, actor, found, form, _kind(kind)), 422)
    notice = Text("Done, signed and published.") if done else Text("A second person must confirm it now.")
    return see_other(request, f"/staff/elections/{found.slug}", notice)


@get(ELECTION + "/waiting/{waiting:uuid}/confirmation", access=FREEZERS)
async def confirmation_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    waiting: FromPath[UUID],
) -> Response[Any]:
    found = await _waiting_at(db, election, waiting)
    texts, pending = await queries.option_texts(db, found.id), await queries.pending_deeds(db, found.id)
    view = next(each for each in waiting_views(pending, texts, actor.account_id) if each.pending.id == waiting)
    if view.is_own:
        return see_other(request, f"/staff/elections/{found.slug}", service.OWN_REQUEST)
    speech = request.app.state.house.languages[request.state.language]
    closing = view.pending.request.time
    time = speech.datetime(closing, city.timezone) if closing else ""
    return show(request, confirmation_screen(found, view, time))


@post(ELECTION + "/waiting/{waiting:uuid}/confirmation", access=FREEZERS)
async def confirm_deed(
    request: Request[Any, Any, Any],
    db: Db,
    actor: TheActor,
    keyring: Secrets,
    election: FromPath[str],
    waiting: FromPath[UUID],
) -> Response[Any]:
    found = await _waiting_at(db, election, waiting)
    form = fill(FormModel, {})
    await form.attempt(db, lambda _: service.confirm_deed(db, keyring, actor, waiting))
    refusal = next((texts[0] for texts in form.errors.values()), None)
    return see_other(request, f"/staff/elections/{found.slug}", refusal or Text("Done, signed and published."))


@post(ELECTION + "/waiting/{waiting:uuid}/dismissal", access=FREEZERS)
async def dismiss_deed(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], waiting: FromPath[UUID]
) -> Response[Any]:
    found = await _waiting_at(db, election, waiting)
    await service.dismiss_deed(db, actor, waiting)
    return see_other(request, f"/staff/elections/{found.slug}", Text("It will not be done."))


async def _waiting_at(db: AsyncSession, slug: str, request_id: UUID) -> Election:
    election = await election_at(db, slug)
    if all(each.id != request_id for each in await queries.pending_deeds(db, election.id)):
        raise NotFound
    return election


async def _deed_screen(
    db: AsyncSession, city: Tenant, actor: Actor, election: Election, form: Form[Any], kind: DeedKind
) -> DeedScreen:
    if not election.is_frozen:
        raise NotFound
    if "kind" in form.errors:
        form.errors[""] = form.errors.pop("kind")
    needs_second = await service.needs_second(db, actor)
    texts = await queries.option_texts(db, election.id)
    return DeedScreen.of(election, city, form, kind, texts, needs_second=needs_second)


def _kind(kind: str) -> DeedKind:
    if kind not in set(DeedKind):
        raise NotFound
    return DeedKind(kind)


ROUTES = (freeze_page, freeze, deed_page, ask_deed, confirmation_page, confirm_deed, dismiss_deed)
