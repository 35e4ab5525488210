"""Which proposal does an address of the staff pages mean, and how is it shown?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.forms import Form
from partnet_vote.platform.web.screens import show
from partnet_vote.proposals import queries
from partnet_vote.proposals.rules import Proposal
from partnet_vote.proposals.screens import ProposalStaffScreen, ProposalView, Step

EDITORS = needs(Permission.CITY_PROPOSALS_EDIT)
PROPOSALS = "/{city_slug:str}/staff/proposals"
PROPOSAL = PROPOSALS + "/{number:int}"


async def proposal_at(db: AsyncSession, number: int) -> Proposal:
    """The proposal with this number, whatever its status."""
    found = await queries.proposal(db, number)
    if found is None:
        raise NotFound
    return found


async def overview(
    request: Request[Any, Any, Any], db: AsyncSession, city: Tenant, proposal: Proposal, form: Form[Any]
) -> Response[str]:
    """The proposal's staff page; `form` is that of a new picture."""
    districts = {each.id: each for each in await cities.districts(db)}
    steps = tuple(Step.of(change) for change in await queries.history(db, proposal.id))
    view = ProposalView.of(proposal, districts)
    origin = await queries.origin(db, proposal)
    screen = ProposalStaffScreen(view, steps, form, city.currency, city.timezone, origin)
    return show(request, screen, 422 if form.errors else 200)
