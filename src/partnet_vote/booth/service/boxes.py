"""How do the ballot boxes keep step with the elections, which do not know them?

A job of the worker, a few seconds apart and safe to repeat: boxes are made once an election is frozen, and later deeds
(open, extend, close early, withdraw, annul) are carried over. Between deed and job no vote slips through, because the
booth asks the election's own phase before it issues a credential.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as box_queries, service as ballotbox
from partnet_vote.ballotbox.rules import BoxState
from partnet_vote.booth.service.casting import Planes
from partnet_vote.cities import queries as cities
from partnet_vote.credentials import service as credentials
from partnet_vote.elections import queries as elections
from partnet_vote.elections.rules import DeedKind, Election
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import TooLate
from partnet_vote.platform.kernel.keyring import Keyring


async def keep_boxes(planes: Planes, keyring: Keyring) -> int:
    """Bring every box in step with its election; how many were made or changed."""
    async with planes.database.transaction() as db:
        every = await cities.every_city(db)
    return sum([await keep_city(planes, keyring, city.id) for city in every])


async def keep_city(planes: Planes, keyring: Keyring, city_id: UUID) -> int:
    """The same for one city."""
    async with planes.database.transaction(city_id) as db:
        frozen = [each for each in await elections.listed(db) if each.is_frozen]
    changed = 0
    async with planes.box.transaction() as box:
        states = await box_queries.states(box, [each.id for each in frozen])
    for election in frozen:
        state = states.get(election.id)
        if state is None and election.annulled_at is None:
            await _make(planes, keyring, city_id, election)
            changed += 1
        elif state is not None and not state.is_closed:
            changed += await _unless_closed(planes, election.id, _follow(planes, city_id, election, state))
    return changed


async def _unless_closed(planes: Planes, election_id: UUID, following: Awaitable[bool]) -> bool:
    """Somebody may close the box for good meanwhile: then nothing is left to carry over."""
    try:
        return await following
    except TooLate:
        async with planes.box.transaction() as box:
            state = await box_queries.state(box, election_id)
        if state is None or not state.is_closed:
            raise
        return False


async def _make(planes: Planes, keyring: Keyring, city_id: UUID, election: Election) -> None:
    """Keys first, committed; then the box that pins them."""
    async with planes.database.transaction(city_id) as db:
        found = await elections.definition(db, election.id)
        assert found is not None
        definition, canonical = found
        keys = await credentials.create_keys(db, keyring, election.id, definition.style_by_number)
    async with planes.box.transaction() as box:
        await ballotbox.open_box(box, canonical, keys)


async def _follow(planes: Planes, city_id: UUID, election: Election, state: BoxState) -> bool:
    async with planes.database.transaction(city_id) as db:
        extended = [deed.at for deed in await elections.deeds(db, election.id) if deed.kind is DeedKind.EXTEND]
    async with planes.box.transaction() as box:
        now = await clock.wall_clock(box)
        moved = await _times(box, election, state, now, extended[-1] if extended else None)
        held = await box_queries.withdrawn(box, election.id)
        news = [
            (contest, option)
            for contest, options in election.withdrawn.items()
            for option in sorted(options)
            if option not in held.get(contest, ())
        ]
        for contest, option in news:
            await ballotbox.withdraw(box, election.id, contest, option)
    return moved or bool(news)


async def _times(
    box: AsyncSession, election: Election, state: BoxState, now: datetime, decided_at: datetime | None
) -> bool:
    """Carry an earlier opening, a later close or an end over to the box."""
    before = (state.opens_at, state.closes_at)
    ends = election.annulled_at or election.closes_at
    if election.opens_at is not None and election.opens_at < state.opens_at:
        await ballotbox.open_early(box, election.id, election.opens_at)
    if ends is not None and ends > state.closes_at:
        await ballotbox.extend(box, election.id, ends, decided_at)
    elif ends is not None and ends <= now < state.closes_at:
        await ballotbox.close_early(box, election.id)
    after = await box_queries.state(box, election.id)
    return after is not None and (after.opens_at, after.closes_at) != before
