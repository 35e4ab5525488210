"""How do staff try the ballot before it is frozen? Whatever is marked here is answered and forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.elections import queries
from partnet_vote.elections.forms import AMOUNT
from partnet_vote.elections.rules import Money
from partnet_vote.elections.rules.paper import Sent
from partnet_vote.elections.screens.trial import (
    CardOption,
    CardScreen,
    TrialReviewScreen,
    TrialScreen,
    trial_screen,
)
from partnet_vote.elections.staff.found import EDITORS, READERS, contest_at, election_at
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import show


@get("/{city_slug:str}/staff/elections/{election:str}/preview", access=READERS)
async def trial(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], style: FromQuery[int] = 1
) -> Response[str]:
    return show(request, await _screen(db, city, election, style, {}))


@post("/{city_slug:str}/staff/elections/{election:str}/preview", access=READERS, status_code=200)
async def mark(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    sent = await _sent(request)
    wanted = (sent.get("style") or ("1",))[-1]
    style = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
    is_checked = "review" in sent
    screen = await _screen(db, city, election, style, sent, is_checked=is_checked)
    if screen.wrong:
        return show(request, screen, 422)
    if not is_checked:
        return show(request, screen)
    return show(request, TrialReviewScreen(screen.election, city, screen.style, screen.contests))


@post("/{city_slug:str}/staff/elections/{election:str}/contests/{contest:uuid}/card", access=EDITORS, status_code=200)
async def card(
    request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str], contest: FromPath[UUID]
) -> Response[str]:
    await contest_at(db, election, contest)
    sent = {name: values[-1] for name, values in (await _sent(request)).items()}
    cost = AMOUNT.fullmatch("".join(sent.get("cost", "").split()))
    amount = str(Money(int(cost[1]) * 100, city.currency)) if cost else ""
    option = CardOption(
        "card",
        sent.get("title") or "…",
        sent.get("summary", ""),
        amount,
        sent.get("place", ""),
        sent.get("category", ""),
    )
    return show(request, CardScreen(option))


async def _screen(
    db: AsyncSession, city: Tenant, slug: str, style: int, sent: Sent, *, is_checked: bool = False
) -> TrialScreen:
    election = await election_at(db, slug)
    draft = await queries.draft(db, election.id)
    texts = await queries.option_texts(db, election.id)
    areas = {district.id: district for district in await cities.districts(db)}
    return trial_screen(election, city, draft, texts, areas, style, sent, is_checked=is_checked)


async def _sent(request: Request[Any, Any, Any]) -> dict[str, tuple[str, ...]]:
    form = await request.form()
    return {name: tuple(value for value in form.getall(name) if isinstance(value, str)) for name in dict.fromkeys(form)}


ROUTES = (trial, mark, card)
