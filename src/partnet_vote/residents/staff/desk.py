"""What does the desk do for a person whose code is locked, or in other hands?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.residents import queries, service
from partnet_vote.residents.forms import DeskForm
from partnet_vote.residents.screens import DeskScreen
from partnet_vote.residents.staff.found import DESK, ROLL, edition_at, path

DONE = {
    "unlock": Text("The code is unlocked. It has five tries again."),
    "withdraw": Text("The code is stopped. Nobody can vote with it."),
}


@get(ROLL + "/desk", access=DESK)
async def desk_page(request: Request[Any, Any, Any], db: Db, edition_id: FromPath[UUID]) -> Response[str]:
    edition = await edition_at(db, edition_id)
    return show(request, DeskScreen(edition, Form(), await queries.code_counts(db, edition_id)))


@post(ROLL + "/desk", access=DESK)
async def desk(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, keyring: Secrets, edition_id: FromPath[UUID]
) -> Response[Any]:
    edition = await edition_at(db, edition_id)
    form = await read(request, DeskForm)
    deeds = {"unlock": service.unlock, "withdraw": service.withdraw_code}
    await form.attempt(db, lambda value: deeds[value.deed](db, actor, keyring, edition_id, value.identifier))
    if form.errors or form.value is None:
        return show(request, DeskScreen(edition, form, await queries.code_counts(db, edition_id)), 422)
    return see_other(request, f"{path(edition_id)}/desk", DONE[form.value.deed])


ROUTES = (desk_page, desk)
