"""How do staff say whether a vote takes slips of paper, and print the slip?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.elections import queries, service
from partnet_vote.elections.forms import SlipsForm
from partnet_vote.elections.screens.surveys import SlipsScreen, slips_form
from partnet_vote.elections.staff.found import EDITORS, READERS, election_at
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, TheActor, TheCity
from partnet_vote.platform.web.files import private_file
from partnet_vote.platform.web.forms import read
from partnet_vote.platform.web.languages import spoken
from partnet_vote.platform.web.screens import absolute_url, see_other, show

SLIPS = "/{city_slug:str}/staff/elections/{election:str}/slips"


@get(SLIPS, access=EDITORS)
async def slips_page(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[str]:
    found = await election_at(db, election)
    terms = await queries.slips(db, found.id)
    return show(request, SlipsScreen(found, city, slips_form(terms), terms is not None))


@post(SLIPS, access=EDITORS)
async def slips(
    request: Request[Any, Any, Any], db: Db, city: TheCity, actor: TheActor, election: FromPath[str]
) -> Response[Any]:
    found = await election_at(db, election)
    form = await read(request, SlipsForm)
    await form.attempt(db, lambda value: service.set_slips(db, actor, found.id, value.terms()))
    if form.errors:
        return show(request, SlipsScreen(found, city, form, await queries.slips(db, found.id) is not None), 422)
    return see_other(request, f"/staff/elections/{found.slug}/slips", Text("Saved."))


@get(SLIPS + "/sheet", access=READERS)
async def sheet(request: Request[Any, Any, Any], db: Db, city: TheCity, election: FromPath[str]) -> Response[bytes]:
    found = await election_at(db, election)
    terms = await queries.slips(db, found.id)
    contests = [(each, await queries.options(db, each.id)) for each in await queries.contests(db, found.id)]
    if terms is None or not contests:
        raise NotFound(Text("This vote takes no slips of paper."))
    with spoken(found.language) as language:
        pdf = await service.slip_sheet(
            found,
            contests,
            terms,
            city=city.name,
            address=absolute_url(request, f"/elections/{found.slug}"),
            currency=city.currency,
            last_day=language.date(terms.return_by),
        )
    return private_file(pdf, "application/pdf", f"slip-{found.slug}.pdf", how="inline")


ROUTES = (slips_page, slips, sheet)
