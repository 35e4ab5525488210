"""How do staff publish a proposal, withdraw it with a reason, and take the withdrawal back?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.dependencies import Db, TheActor
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import see_other, show
from partnet_vote.proposals import service
from partnet_vote.proposals.forms import PublicationsForm, WithdrawalForm
from partnet_vote.proposals.rules import Status
from partnet_vote.proposals.screens import WithdrawalScreen
from partnet_vote.proposals.staff.found import EDITORS, PROPOSAL, PROPOSALS, proposal_at


@post(PROPOSAL + "/publication", access=EDITORS)
async def publication(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    found = await proposal_at(db, number)
    await service.publish(db, actor, found.id)
    return see_other(request, f"/staff/proposals/{number}", Text("Proposal {number} is published.", number=number))


@post(PROPOSALS + "/publications", access=EDITORS)
async def publications(request: Request[Any, Any, Any], db: Db, actor: TheActor) -> Response[Any]:
    form = await read(request, PublicationsForm)
    count = await form.attempt(db, lambda value: service.publish_many(db, actor, value.proposal_ids))
    if not count:
        return see_other(request, "/staff/proposals", Text("Nothing was chosen, so nothing was published."))
    notice = TextN("{n} proposal is published.", "{n} proposals are published.", count)
    return see_other(request, "/staff/proposals?status=published", notice)


@get(PROPOSAL + "/withdrawal", access=EDITORS)
async def withdrawal_page(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[str]:
    return show(request, WithdrawalScreen(await proposal_at(db, number), Form()))


@post(PROPOSAL + "/withdrawal", access=EDITORS)
async def withdrawal(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    found = await proposal_at(db, number)
    form = await read(request, WithdrawalForm)
    await form.attempt(db, lambda value: service.withdraw(db, actor, found.id, value.reason))
    if form.errors:
        return show(request, WithdrawalScreen(found, form), 422)
    return see_other(request, f"/staff/proposals/{number}", Text("Proposal {number} is withdrawn.", number=number))


@post(PROPOSAL + "/restoration", access=EDITORS)
async def restoration(request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int]) -> Response[Any]:
    found = await proposal_at(db, number)
    status = await service.restore(db, actor, found.id)
    published = Text("The withdrawal is taken back. The proposal is published again.")
    draft = Text("The withdrawal is taken back. The proposal is a draft again.")
    return see_other(request, f"/staff/proposals/{number}", published if status is Status.PUBLISHED else draft)


ROUTES = (publication, publications, withdrawal_page, withdrawal, restoration)
