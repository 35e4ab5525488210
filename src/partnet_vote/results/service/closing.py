"""How does a ballot box close for good once its vote has ended?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from partnet_vote.audit import service as audit
from partnet_vote.ballotbox import queries as boxes, service as ballotbox
from partnet_vote.ballotbox.rules import BoxState
from partnet_vote.booth import service as booth
from partnet_vote.cities import queries as cities
from partnet_vote.credentials import queries as credentials, service as issuing
from partnet_vote.credentials.rules import key_name
from partnet_vote.elections import queries as elections, rules as election_rules
from partnet_vote.elections.rules import Election, Phase
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

ENDED = frozenset({Phase.CLOSED, Phase.ANNULLED})


async def close_due(planes: booth.Planes, keyring: Keyring) -> int:
    """Close the boxes of every election that has ended, and destroy their issuing keys; how many were closed.

    A job of the worker, safe to repeat: what a crash left half done is finished by the next run.
    """
    async with planes.database.transaction() as db:
        every = await cities.every_city(db)
    return sum([await _close_city(planes, keyring, city.id) for city in every])


async def close(planes: booth.Planes, keyring: Keyring, actor: Actor, city_id: UUID, election_id: UUID) -> None:
    """Close one box at once, without waiting for the worker; TooLate while voting lasts."""
    require(actor, Permission.CITY_RESULTS_COUNT)
    async with planes.database.transaction(city_id) as db:
        election = await elections.election(db, election_id)
        if election is None or not election.is_frozen:
            raise NotFound
        if election_rules.phase(election, await clock.wall_clock(db)) not in ENDED:
            raise TooLate(Text("Voting has not ended yet."))
    async with planes.box.transaction() as box:
        state = await boxes.state(box, election_id)
    if state is None:
        raise NotFound(Text("This vote has no ballot box yet."))
    await _close(planes, keyring, actor, city_id, election, state)


async def _close_city(planes: booth.Planes, keyring: Keyring, city_id: UUID) -> int:
    async with planes.database.transaction(city_id) as db:
        now = await clock.wall_clock(db)
        ended = [each for each in await elections.listed(db) if each.is_frozen and _has_ended(each, now)]
    if not ended:
        return 0
    async with planes.box.transaction() as box:
        states = await boxes.states(box, [each.id for each in ended])
    return sum(
        [
            await _close(planes, keyring, INSTALLATION, city_id, each, states[each.id])
            for each in ended
            if each.id in states
        ]
    )


def _has_ended(election: Election, now: datetime) -> bool:
    return election_rules.phase(election, now) in ENDED


async def _close(
    planes: booth.Planes, keyring: Keyring, actor: Actor, city_id: UUID, election: Election, state: BoxState
) -> bool:
    """The box first: whoever still gets a credential meanwhile is told that voting has ended."""
    if not state.is_closed:
        async with planes.box.transaction() as box:
            await ballotbox.close_box(box, election.id, early=True)
    async with planes.box.transaction() as box:
        ballots = await boxes.tokens_cast(box, election.id)
    async with planes.database.transaction(city_id) as db:
        styles = await credentials.public_keys(db, election.id)
        if not any(keyring.has(key_name(election.id, style)) for style in styles):
            return False
        await issuing.end_issuing(db, planes.signer, keyring, election.id)
        await audit.record(db, actor, "ballotbox.close", f"election:{election.id}", public=True, ballots=ballots)
    return True
