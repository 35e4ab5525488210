"""What happens when many cast at once, and while a box is sealed, closed or extended?"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.models import BoardRow, InboxRow
from partnet_vote.ballotbox.rules import Receipt
from partnet_vote.ballotbox.service import BallotBox, sealing
from partnet_vote.platform.kernel.errors import Busy, Conflict, TooLate
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders.ballotbox import HOUR, Vote, opened, vote


async def warmed(box: BallotBox, election: Vote) -> Vote:
    """The box has read its definition: from here on casts meet in the statement, not on the way to it."""
    await box._box(election.election_id)
    return election


async def stored(box: BallotBox, election: Vote) -> int:
    async with box.transaction() as db:
        counts = [
            (
                await db.execute(select(func.count()).select_from(t).where(t.election_id == election.election_id))
            ).scalar_one()
            for t in (InboxRow, BoardRow)
        ]
    return sum(counts)


async def close(box: BallotBox, election: Vote) -> list[str]:
    async with box.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        return [b.ballot for b in await queries.counted_ballots(db, election.election_id)]


def kinds(answers: list[Receipt | BaseException]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


async def test_fifty_at_once_with_one_token_leave_one_row_without_revoting(box: BallotBox) -> None:
    election, secret = await warmed(box, await opened(box, vote(revote=False))), VoterSecret.random()
    first = election.cast(secret, "a")
    sent = [election.again(first, secret, "abc"[n % 3], 1) for n in range(50)]
    answers = await asyncio.gather(*map(box.cast, sent), return_exceptions=True)
    assert set(kinds(answers)) == {"Receipt", "Conflict"}
    assert await stored(box, election) == 1
    kept = (await close(box, election))[0]
    for answer, cast in zip(answers, sent, strict=True):
        assert isinstance(answer, Receipt) == (cast.ballot == kept), "who got a receipt sent what is in the box"


async def test_fifty_at_once_with_one_token_count_once_with_revoting(box: BallotBox) -> None:
    election, secret = await warmed(box, await opened(box)), VoterSecret.random()
    first = election.cast(secret, "a")
    sent = [election.again(first, secret, "abc"[n % 3], 1 + n) for n in range(50)]
    answers = await asyncio.gather(*map(box.cast, sent), return_exceptions=True)
    assert set(kinds(answers)) <= {"Receipt", "Conflict"}
    acknowledged = max(c.seq for c, a in zip(sent, answers, strict=True) if isinstance(a, Receipt))
    assert await close(box, election) == [sent[acknowledged - 1].ballot]


async def test_fifty_double_clicks_give_one_receipt(box: BallotBox) -> None:
    election = await warmed(box, await opened(box))
    sent = election.cast(VoterSecret.random())
    receipts = await asyncio.gather(*(box.cast(sent) for _ in range(50)))
    assert len(set(receipts)) == 1
    assert await stored(box, election) == 1


async def test_several_processes_do_not_deadlock_over_the_same_tokens(batched: BallotBox) -> None:
    """Each box stands for a process; all send the same ballots in another order."""
    election = await opened(batched)
    others = [BallotBox(batched._engine) for _ in range(3)]
    sent = [election.cast(VoterSecret.random()) for _ in range(120)]
    orders = [sent, sent[::-1], sent[60:] + sent[:60], sent[::2] + sent[1::2]]
    tasks = [box.cast(c) for box, order in zip([batched, *others], orders, strict=True) for c in order]
    answers = await asyncio.gather(*tasks)
    assert len(set(answers)) == 120
    assert await stored(batched, election) == 120
    for box in others:
        await box.stop()


async def test_sealing_amid_casting_loses_and_doubles_nothing(batched: BallotBox) -> None:
    election, neighbour = await opened(batched), await opened(batched)
    voters = [VoterSecret.random() for _ in range(60)]
    first = [e.cast(s) for s in voters for e in (election, neighbour)]

    async def seal_again_and_again() -> int:
        sealed = 0
        for _ in range(12):
            async with batched.transaction() as db:
                sealed += await service.seal(db, election.election_id)
            await asyncio.sleep(0.005)
        return sealed

    sealed, *answers = await asyncio.gather(seal_again_and_again(), *map(batched.cast, first), return_exceptions=True)
    assert kinds(answers) == {"Receipt": 120}
    assert isinstance(sealed, int)
    assert await stored(batched, election) == await stored(batched, neighbour) == 60
    async with batched.transaction() as db:
        assert sum(b.ballots for b in await queries.batches(db, election.election_id)) == sealed
        assert not await queries.batches(db, neighbour.election_id)
    assert len(await close(batched, election)) == len(await close(batched, neighbour)) == 60


async def test_a_close_amid_casting_counts_exactly_what_was_acknowledged(box: BallotBox) -> None:
    election = await opened(box)
    sent = [election.cast(VoterSecret.random(), "abc"[n % 3]) for n in range(120)]
    answers = [await box.cast(cast) for cast in sent[:10]]

    async def cast_a_little_later(n: int) -> Receipt:
        await asyncio.sleep(n * 0.0003)
        return await box.cast(sent[n])

    async def close_in_the_middle() -> list[str]:
        await asyncio.sleep(0.01)
        return await close(box, election)

    casts = [cast_a_little_later(n) for n in range(10, 110)]
    counted, *amid = await asyncio.gather(close_in_the_middle(), *casts, return_exceptions=True)
    after = await asyncio.gather(*map(box.cast, sent[110:]), return_exceptions=True)
    assert kinds(after) == {"TooLate": 10}
    assert set(kinds(amid)) <= {"Receipt", "TooLate"}
    answers = [*answers, *amid, *after]
    kept = [c.ballot for c, a in zip(sent, answers, strict=True) if isinstance(a, Receipt)]
    assert sorted(kept) == sorted(counted)


async def test_a_cast_that_waited_behind_the_close_is_refused(box: BallotBox) -> None:
    """It was sent while the box was open; its statement must see what the close did, not what was before."""
    election = await opened(box)
    await box.cast(election.cast(VoterSecret.random()))
    async with box.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        waiting = asyncio.create_task(box.cast(election.cast(VoterSecret.random())))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    with pytest.raises(TooLate):
        await waiting
    assert await stored(box, election) == 1


async def test_a_cast_that_waited_behind_a_sealing_finds_its_earlier_ballot(box: BallotBox) -> None:
    election, secret = await opened(box), VoterSecret.random()
    sent = election.cast(secret, "a")
    await box.cast(sent)
    async with box.transaction() as db:
        await service.seal(db, election.election_id)
        waiting = asyncio.create_task(box.cast(election.again(sent, secret, "b", 1)))
        await asyncio.sleep(0.2)
    with pytest.raises(Conflict):
        await waiting
    assert await stored(box, election) == 1


async def test_the_last_instant_is_the_databases(box: BallotBox) -> None:
    election = await opened(box, vote(closes=timedelta(seconds=3)))
    sent = [election.cast(VoterSecret.random()) for _ in range(3)]
    await box.cast(sent[0])
    async with box.transaction() as db:
        with pytest.raises(TooLate):
            await service.close_box(db, election.election_id)
    await asyncio.sleep((election.definition_close - datetime.now(UTC)).total_seconds() + 0.1)
    with pytest.raises(TooLate):
        await box.cast(sent[1])
    async with box.transaction() as db:
        with pytest.raises(TooLate):
            await service.extend(db, election.election_id, election.definition_close + HOUR)
    async with box.transaction() as db:
        await service.close_box(db, election.election_id)
        assert len(await queries.counted_ballots(db, election.election_id)) == 1


async def test_two_closers_close_once(box: BallotBox) -> None:
    election = await opened(box)
    for _ in range(3):
        await box.cast(election.cast(VoterSecret.random()))
    answers = await asyncio.gather(*(close(box, election) for _ in range(4)), return_exceptions=True)
    assert all(isinstance(a, TooLate) or len(a) == 3 for a in answers)  # type: ignore[arg-type]
    async with box.transaction() as db:
        assert [b.ballots for b in await queries.batches(db, election.election_id)] == [3]


async def test_casts_do_not_queue_behind_a_sealer_that_cannot_get_in(
    box: BallotBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "LOCK_PATIENCE", "200ms")
    election = await opened(box)
    async with box.transaction() as backup:
        await backup.execute(select(func.count()).select_from(InboxRow))
        with pytest.raises(Busy):
            async with box.transaction() as db:
                await service.seal(db, election.election_id)
        await asyncio.wait_for(box.cast(election.cast(VoterSecret.random())), 1)
