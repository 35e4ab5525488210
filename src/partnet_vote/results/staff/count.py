"""What do staff reach: the count of a vote, its publication and correction, objections?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.credentials import queries as credentials
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.results import queries, service
from partnet_vote.results.forms import AnswerForm, CorrectionForm, PublishForm
from partnet_vote.results.rules import Objection
from partnet_vote.results.screens.public import OBJECTIONS
from partnet_vote.results.screens.staff import (
    AnswerScreen,
    BoxView,
    CorrectionScreen,
    CountScreen,
    PublishScreen,
    waiting_first,
)
from partnet_vote.results.service import Planes

STAFF = "/{city_slug:str}/staff/elections/{election:str}"
COUNT = STAFF + "/count"
READERS = needs(Permission.CITY_ELECTIONS_READ)
COUNTERS = needs(Permission.CITY_RESULTS_COUNT)
PUBLISHERS = needs(Permission.CITY_RESULTS_PUBLISH)
CORRECTORS = needs(Permission.CITY_RESULTS_PUBLISH, Permission.CITY_RESULTS_COUNT)
"""A correction counts anew and publishes at once."""


@get([COUNT, STAFF + "/results"], access=READERS, include_in_schema=False)
async def count_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    planes: NamedDependency[Planes],
) -> Response[Any]:
    found = await queries.frozen(db, election)
    if actor.may(Permission.CITY_RESULTS_PREVIEW):
        await service.preview(db, actor, found.id)
    wanted = request.query_params.get("objections", "")
    return show(request, await _count_screen(db, planes, city, actor, found, wanted))


@post(COUNT + "/closing", access=COUNTERS, include_in_schema=False)
async def close(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    election: FromPath[str],
    planes: NamedDependency[Planes],
) -> Response[Any]:
    found = await queries.frozen(db, election)
    await service.close(planes, keyring, actor, city.id, found.id)
    return see_other(request, _path(found), Text("The ballot box is closed for good."))


@post(COUNT, access=COUNTERS, include_in_schema=False)
async def count(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, election: FromPath[str], planes: NamedDependency[Planes]
) -> Response[Any]:
    found = await queries.frozen(db, election)
    await service.count(db, planes, actor, found.id)
    return see_other(request, _path(found), Text("The ballots are counted. Nobody else sees the result yet."))


@get(COUNT + "/publication", access=PUBLISHERS, include_in_schema=False)
async def publish_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    planes: NamedDependency[Planes],
) -> Response[Any]:
    form = Form.of(objection_days=service.OBJECTION_DAYS)
    return show(request, await _publish_screen(db, planes, city, actor, election, form))


@post(COUNT + "/publication", access=PUBLISHERS, include_in_schema=False)
async def publish(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    planes: NamedDependency[Planes],
) -> Response[Any]:
    found = await queries.frozen(db, election)
    form = await read(request, PublishForm)
    meant = await queries.counts_by_ids(db, [form.value.count]) if form.value else {}
    digest = next((each.digest for each in meant.values()), "")
    done = await form.attempt(
        db, lambda value: service.publish(db, planes, actor, found.id, digest, value.objection_days)
    )
    if done is None:
        return show(request, await _publish_screen(db, planes, city, actor, election, form), 422)
    return see_other(request, _path(found), Text("The result is published."))


@get(COUNT + "/correction", access=CORRECTORS, include_in_schema=False)
async def correct_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]
) -> Response[Any]:
    form = Form.of(objection_days=service.OBJECTION_DAYS)
    return show(request, await _correction_screen(db, city, election, form))


@post(COUNT + "/correction", access=CORRECTORS, include_in_schema=False)
async def correct(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    planes: NamedDependency[Planes],
) -> Response[Any]:
    found = await queries.frozen(db, election)
    form = await read(request, CorrectionForm)
    done = await form.attempt(
        db, lambda value: service.correct(db, planes, actor, found.id, value.reason, value.objection_days)
    )
    if done is None:
        return show(request, await _correction_screen(db, city, election, form), 422)
    return see_other(request, _path(found), Text("The corrected result is published beside the earlier one."))


@get(COUNT + "/objections/{objection:uuid}", access=PUBLISHERS, include_in_schema=False)
async def answer_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    election: FromPath[str],
    objection: FromPath[UUID],
) -> Response[Any]:
    found, asked = await _objection_at(db, election, objection)
    contact = service.contact_of(keyring, actor, asked)
    return show(request, AnswerScreen(found, city, asked, contact))


@post(COUNT + "/objections/{objection:uuid}", access=PUBLISHERS, include_in_schema=False)
async def answer(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    election: FromPath[str],
    objection: FromPath[UUID],
) -> Response[Any]:
    found, asked = await _objection_at(db, election, objection)
    form = await read(request, AnswerForm)
    done = await form.attempt(
        db,
        lambda value: service.answer(
            db, actor, asked.id, value.summary, value.answer, is_upheld=value.outcome == "upheld"
        ),
    )
    if done is None:
        contact = service.contact_of(keyring, actor, asked)
        return show(request, AnswerScreen(found, city, asked, contact, form), 422)
    return see_other(request, _path(found), Text("The answer is public now."))


async def _count_screen(
    db: AsyncSession, planes: Planes, city: Tenant, actor: Actor, election: Election, wanted: str
) -> CountScreen:
    found = await elections.definition(db, election.id)
    assert found is not None
    async with planes.box.transaction() as box:
        state = await boxes.state(box, election.id)
        ballots = await boxes.tokens_cast(box, election.id)
        batches = len(await boxes.batches(box, election.id))
    return CountScreen.of(
        election,
        city,
        actor,
        election_rules.phase(election, await clock.now(db)),
        BoxView.of(state, ballots, await credentials.issued(db, election.id), batches),
        counts=await queries.counts(db, election.id),
        publications=await queries.publications(db, election.id),
        objections=Paged.of(waiting_first(await queries.objections(db, election.id)), wanted, OBJECTIONS),
        definition=found[0],
        areas=await queries.option_places(db, election),
    )


async def _publish_screen(
    db: AsyncSession, planes: Planes, city: Tenant, actor: Actor, slug: str, form: Form[Any]
) -> PublishScreen:
    found = await queries.frozen(db, slug)
    counts = await queries.counts(db, found.id)
    if not counts:
        raise NotFound(Text("Count the ballots first."))
    shows = actor.may(Permission.CITY_RESULTS_PREVIEW)
    async with planes.box.transaction() as box:
        styles = await boxes.tokens_by_style(box, found.id)
    return PublishScreen.of(found, city, counts[-1], form, styles.values(), shows=shows)


async def _correction_screen(db: AsyncSession, city: Tenant, slug: str, form: Form[Any]) -> CorrectionScreen:
    found = await queries.frozen(db, slug)
    published = await queries.publications(db, found.id)
    if not published:
        raise NotFound(Text("Nothing is published yet, so there is nothing to correct."))
    return CorrectionScreen(found, city, published[-1], form)


async def _objection_at(db: AsyncSession, slug: str, objection_id: UUID) -> tuple[Election, Objection]:
    found = await queries.frozen(db, slug)
    asked = next((each for each in await queries.objections(db, found.id) if each.id == objection_id), None)
    if asked is None:
        raise NotFound
    return found, asked


def _path(election: Election) -> str:
    return f"/staff/elections/{election.slug}/count"


ROUTES = (
    count_page,
    close,
    count,
    publish_page,
    publish,
    correct_page,
    correct,
    answer_page,
    answer,
)
