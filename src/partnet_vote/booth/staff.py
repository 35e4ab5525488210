"""How do clerks declare a batch of slips, type each of them twice, and seal it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import queries, service
from partnet_vote.booth.forms import BatchForm, sent
from partnet_vote.booth.rules import Batch, InHand, SlipState, Spoilt, slip_state
from partnet_vote.booth.screens.slips import (
    BATCHES_A_PAGE,
    BatchesScreen,
    BatchProtocolScreen,
    BatchScreen,
    SlipContest,
    SlipScreen,
    TypedView,
)
from partnet_vote.booth.service import Planes
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election
from partnet_vote.elections.rules.paper import Sent, marks_of
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.tally.ballots.marks import Ballot

TYPISTS = needs(Permission.CITY_SLIPS_ENTER)
BATCHES = "/{city_slug:str}/staff/elections/{election:str}/batches"
BATCH = BATCHES + "/{batch:int}"
SLIP = BATCH + "/slips/{slip:int}"


@dataclass(frozen=True)
class AtTheSlip:
    """A clerk with a slip in hand, and what is typed of it."""

    election: Election
    batch: Batch
    number: int
    ballot: Ballot
    spoilt: str


@get(BATCHES, access=TYPISTS)
async def batches(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    return await _list(request, db, city, await queries.published(db, election), Form())


@post(BATCHES, access=TYPISTS)
async def declare(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await queries.published(db, election)
    form = await read(request, BatchForm)
    number = await form.attempt(db, lambda value: service.declare(db, actor, found.id, value.place, value.slips))
    if number is None:
        return await _list(request, db, city, found, form)
    return see_other(request, f"/staff/elections/{election}/batches/{number}", Text("The batch is declared."))


@get(BATCH, access=TYPISTS)
async def batch_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    batch: FromPath[int],
) -> Response[str]:
    found, held = await _batch_at(db, election, batch)
    typed = await queries.typed(db, held.id)
    asked = request.query_params
    return show(request, BatchScreen.of(found, city.timezone, held, typed, actor.account_id, asked))


@get(SLIP, access=TYPISTS)
async def slip_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    batch: FromPath[int],
    slip: FromPath[int],
) -> Response[str]:
    found, held = await _batch_at(db, election, batch)
    mine = [each for each in await queries.typed_slip(db, held.id, slip) if each.by == actor.account_id]
    ballot = (mine[0].ballot if mine else None) or Ballot(held.style)
    spoilt = mine[0].spoilt.value if mine and mine[0].spoilt else ""
    at = AtTheSlip(found, held, slip, ballot, spoilt)
    return await _slip(request, db, city, actor, at, ())


@post(SLIP, access=TYPISTS)
async def type_slip(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    batch: FromPath[int],
    slip: FromPath[int],
) -> Response[Any]:
    found, held = await _batch_at(db, election, batch)
    form = await sent(request)
    hand = await queries.in_hand(db, found, held.style)
    ballot, reason = _ballot(hand, held.style, form), (form.get("spoilt") or ("",))[-1]
    spoilt = Spoilt(reason) if reason in {each.value for each in Spoilt} else None
    attempt: Form[Any] = Form(BatchForm(place="-", slips=1))
    state = await attempt.attempt(
        db, lambda _: service.type_slip(db, actor, held.id, slip, None if spoilt else ballot, spoilt)
    )
    if state is None:
        faults = tuple(text for texts in attempt.errors.values() for text in texts)
        return await _slip(request, db, city, actor, AtTheSlip(found, held, slip, ballot, reason), faults)
    here = f"/staff/elections/{election}/batches/{batch}"
    if state is SlipState.DIFFERENT:
        notice = Text("Somebody else typed slip {n} differently. Look at the paper once more.", n=slip)
        return see_other(request, f"{here}/slips/{slip}", notice)
    screen = BatchScreen.of(found, city.timezone, held, await queries.typed(db, held.id), actor.account_id)
    place = here if screen.next is None else f"{here}/slips/{screen.next}"
    return see_other(request, place, Text("Slip {n} is saved.", n=slip))


@get(f"{BATCH}/sealing", access=TYPISTS)
async def sealing_page(
    request: Request[Any, Any, Any],
    db: Db,
    city: TheCity,
    actor: TheActor,
    election: FromPath[str],
    batch: FromPath[int],
) -> Response[Any]:
    found, held = await _batch_at(db, election, batch)
    screen = BatchScreen.of(found, city.timezone, held, await queries.typed(db, held.id), actor.account_id)
    if held.sealed_at is not None or not screen.is_complete:
        return see_other(request, screen.here)
    return show(request, screen.sealing())


@post(f"{BATCH}/sealing", access=TYPISTS)
async def seal(
    request: Request[Any, Any, Any],
    city: TheCity,
    actor: TheActor,
    keyring: Secrets,
    planes: NamedDependency[Planes],
    election: FromPath[str],
    batch: FromPath[int],
) -> Response[Any]:
    """Transactions of its own, one plane each: the request's usual single one would join what must lie apart."""
    async with planes.database.transaction(city.id) as db:
        _, held = await _batch_at(db, election, batch)
    done = await service.seal_batch(planes, keyring, actor, city.id, held.id)
    notice = TextN("{n} ballot went into the box.", "{n} ballots went into the box.", done.valid)
    return see_other(request, f"/staff/elections/{election}/batches/{batch}/protocol", notice)


@get(f"{BATCH}/protocol", access=TYPISTS)
async def protocol(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], batch: FromPath[int]
) -> Response[str]:
    found, held = await _batch_at(db, election, batch)
    if held.sealed_at is None:
        raise NotFound(Text("This batch is not sealed yet."))
    return show(request, BatchProtocolScreen(found, city.timezone, held))


async def _batch_at(db: AsyncSession, slug: str, number: int) -> tuple[Election, Batch]:
    election = await queries.published(db, slug)
    found = await queries.batch(db, election.id, number)
    if found is None:
        raise NotFound
    return election, found


async def _list(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, election: Election, form: Form[Any]
) -> Response[str]:
    terms, wanted = await elections.slips(db, election.id), request.query_params.get("page", "")
    if terms is None:
        raise NotFound(Text("This vote takes no slips of paper."))
    phase = election_rules.phase(election, await clock.wall_clock(db))
    screen = BatchesScreen(
        election,
        city.timezone,
        terms,
        Paged.of(tuple(reversed(await queries.batches(db, election.id))), wanted, BATCHES_A_PAGE),
        await queries.progress(db, election.id),
        await queries.slip_tally(db, election.id),
        form,
        phase is election_rules.Phase.OPEN,
    )
    return show(request, screen, 422 if form.errors else 200)


async def _slip(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    city: Tenant,
    actor: Actor,
    at: AtTheSlip,
    faults: tuple[Text, ...],
) -> Response[str]:
    if not 1 <= at.number <= at.batch.slips or at.batch.sealing_at is not None:
        raise NotFound
    hand = await queries.in_hand(db, at.election, at.batch.style)
    typed = await queries.typed_slip(db, at.batch.id, at.number)
    differs = slip_state(typed) is SlipState.DIFFERENT
    contests = tuple(
        SlipContest.of(each, hand.texts[each.id], at.ballot.marks(each.id), city.currency) for each in hand.contests
    )
    others = tuple(TypedView.of(each, hand, actor.account_id) for each in typed) if differs else ()
    zone = city.timezone
    screen = SlipScreen(at.election, zone, at.batch, at.number, contests, at.spoilt, faults, others)
    return show(request, screen, 422 if faults else 200)


def _ballot(hand: InHand, style: int, form: Sent) -> Ballot:
    return Ballot(style, {each.id: marks_of(each, form) for each in hand.contests})


ROUTES = (batches, declare, batch_page, slip_page, type_slip, sealing_page, seal, protocol)
