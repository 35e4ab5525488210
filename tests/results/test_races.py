"""Does each thing happen once, whoever else does it at the same moment? On a real database, with real commits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.ballotbox.rules import BoxState, Receipt
from partnet_vote.booth import service as booth_service
from partnet_vote.booth.service import Planes, boxes as keeper
from partnet_vote.elections.rules import DeedKind
from partnet_vote.platform.kernel.errors import Conflict, DeedError
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.results import queries, service
from tests.builders import booth, results


async def test_two_counts_at_once_give_one(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    counts = await asyncio.gather(*(result.count() for _ in range(4)))
    assert len({each.id for each in counts}) == 1
    async with planes.database.transaction(result.vote.city_id) as db:
        assert len(await queries.counts(db, result.election_id)) == 1


async def test_two_publications_at_once_give_one_beside_a_count(planes: Planes, keyring: Keyring) -> None:
    result = await results.closed(planes, keyring, [("o1",)])
    digest = (await result.count()).digest
    answers = await asyncio.gather(*(result.publish(digest) for _ in range(3)), result.count(), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(refused) == 2
    assert all(isinstance(answer, Conflict) for answer in refused)
    async with planes.database.transaction(result.vote.city_id) as db:
        (published,) = await queries.publications(db, result.election_id)
        assert published.count_id == (await queries.counts(db, result.election_id))[0].id


async def test_a_ballot_is_counted_or_refused_when_the_box_closes_over_it(planes: Planes, keyring: Keyring) -> None:
    voters = 24
    vote = await booth.vote(planes, keyring, voters)
    result = results.Result(vote)
    tickets = [await vote.ticket(number) for number in range(voters)]

    async def late(number: int) -> Receipt:
        await asyncio.sleep(number / 400)
        return await booth_service.cast(planes, vote.city_id, tickets[number], booth.ballot("o1"), 1)

    async def end() -> None:
        await asyncio.sleep(0.02)
        await result.deed(DeedKind.CLOSE_EARLY)
        await service.close_due(planes, keyring)

    *answers, _ = await asyncio.gather(*map(late, range(voters)), end(), return_exceptions=True)
    receipts = {answer.code for answer in answers if isinstance(answer, Receipt)}
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert all(isinstance(answer, DeedError) for answer in refused), refused
    assert len(receipts) + len(refused) == voters
    async with planes.box.transaction() as box:
        assert set(await boxes.receipts(box, result.election_id)) == receipts
    assert (await result.count()).ballots == len(receipts)


async def test_two_workers_close_a_box_once(planes: Planes, keyring: Keyring) -> None:
    result = await results.cast(planes, keyring, [("o1",)])
    await result.deed(DeedKind.CLOSE_EARLY)
    await asyncio.gather(service.close_due(planes, keyring), service.close_due(planes, keyring))
    async with planes.box.transaction() as box:
        state = await boxes.state(box, result.election_id)
    assert state is not None
    assert state.is_closed
    assert (await result.count()).ballots == 1


async def test_a_box_closed_for_good_while_the_worker_follows_is_no_failure(
    planes: Planes, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = results.Result(await booth.vote(planes, keyring, 1))
    await result.deed(DeedKind.CLOSE_EARLY)
    asked = boxes.states

    async def overtaken(db: AsyncSession, election_ids: Iterable[UUID]) -> dict[UUID, BoxState]:
        found = await asked(db, election_ids)
        monkeypatch.undo()
        await service.close(planes, keyring, INSTALLATION, result.vote.city_id, result.election_id)
        return found

    monkeypatch.setattr(boxes, "states", overtaken)
    assert await keeper.keep_city(planes, keyring, result.vote.city_id) == 0
    assert boxes.states is asked, "it was overtaken"
