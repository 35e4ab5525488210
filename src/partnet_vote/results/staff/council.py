"""What does the council reach: the results that await its decision, and what is under way?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.forums import queries as forums
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.web.access import needs
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.screens import show
from partnet_vote.results import queries, rules
from partnet_vote.results.rules.words import Number
from partnet_vote.results.screens.council import RUNNING, Case, CouncilScreen, ListCase, Running
from partnet_vote.results.service import Planes

READERS = needs(Permission.CITY_ELECTIONS_READ)


@get("/{city_slug:str}/staff/results", access=READERS, include_in_schema=False)
async def council(
    request: Request[Any, Any, Any], db: Db, city: TheCity, planes: NamedDependency[Planes]
) -> Response[Any]:
    now = await clock.now(db)
    every = [each for each in await elections.listed(db) if each.is_frozen]
    ids = [each.id for each in every]
    published = await queries.publications_of(db, ids)
    objections = await queries.objections_of(db, ids)
    counts = await queries.counts_by_ids(db, [each[-1].count_id for each in published.values()])
    lists = await _lists(db)
    verified = {each.publication.list.survey.slug for each in lists}  # the council takes up the list, not its survey
    cases: list[Case] = []
    running: list[Running] = []
    for each in every:
        phase, shown = election_rules.phase(each, now), published.get(each.id)
        if shown and each.slug in verified:
            continue
        if shown and phase is Phase.CLOSED:
            found = await elections.definition(db, each.id)
            assert found is not None
            asked = objections.get(each.id, ())
            standing = rules.standing(phase, shown, shown[-1], asked, now)
            cases.append(Case.of(each, found[0], counts[shown[-1].count_id], shown[-1], asked, standing))
        elif phase in RUNNING and not shown:
            running.append(await _running(planes, each, phase))
    return show(request, CouncilScreen(city, tuple(cases), tuple(running), lists, request.query_params.get("page", "")))


async def _lists(db: AsyncSession) -> tuple[ListCase, ...]:
    """The latest verified list of every forum that has one, the latest forum first."""
    met = await forums.listed(db)
    published = await queries.verified_lists_of(db, [forum.id for forum in met])
    return tuple(ListCase.of(published[forum.id][-1]) for forum in met if forum.id in published)


async def _running(planes: Planes, election: Election, phase: Phase) -> Running:
    """A vote under way with its total, and nothing more."""
    async with planes.box.transaction() as box:
        votes = await boxes.tokens_cast(box, election.id)
    due = {Phase.FROZEN: election.opens_at, Phase.OPEN: election.closes_at}.get(phase)
    return Running(election, f"/elections/{election.slug}", RUNNING[phase], due, Number(votes))


ROUTES = (council,)
