"""How does a clerk print sheets for entitlements without a person?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.paging import Paged
from partnet_vote.platform.web.screens import show
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import FrameForm
from partnet_vote.residents.rules import Edition
from partnet_vote.residents.screens import PILES, Frame, SlipsScreen, next_piles
from partnet_vote.residents.staff.found import MANAGERS, ROLL, edition_at
from partnet_vote.residents.staff.letters import printed


@get(ROLL + "/slips", access=MANAGERS)
async def slips_page(
    request: Request[Any, Any, Any], db: Db, city: TheCity, edition_id: FromPath[UUID], page: FromQuery[str] = ""
) -> Response[str]:
    return show(request, await _screen(db, city, await edition_at(db, edition_id), Frame.of(city).default, page))


@post(ROLL + "/slips", access=MANAGERS)
async def slips(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    form = await read(request, FrameForm)

    async def print_slips(value: FrameForm) -> bytes:
        with printed(request, city, value) as frame:
            if value.pile is None:
                return await service.sample(frame, named=False)
            return (await service.print_slips(db, actor, edition_id, frame, value.pile))[0]

    pdf = await form.attempt(db, print_slips)
    if pdf is None or form.value is None:
        return show(request, await _screen(db, city, edition, form), 422)
    return private_file(pdf, "application/pdf", f"sheets-{form.value.pile or 'sample'}.pdf")


async def _screen(db: AsyncSession, city: Tenant, edition: Edition, form: Form[Any], page: str = "") -> SlipsScreen:
    codes = await queries.code_counts(db, edition.id)
    return SlipsScreen(
        edition=edition,
        form=form,
        frame=Frame.of(city),
        codes=codes,
        piles=Paged.of(await queries.piles(db, edition.id), page, PILES),
        to_print=next_piles(await queries.next_pile(db, edition.id), codes.numbered if edition.is_frozen else 0),
    )


ROUTES = (slips_page, slips)
