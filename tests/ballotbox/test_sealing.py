"""Does sealing forget the order of casting, and lose nothing else?"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.models import BoardRow, InboxRow
from partnet_vote.ballotbox.service import BallotBox, sealing
from partnet_vote.platform.kernel import voting_token
from partnet_vote.platform.kernel.errors import TooLate
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders.ballotbox import HOUR, Vote, opened, vote

PLACES = """
select token_hash, ctid::text as place, xmin::text as made_by from {table}
where election_id = :id order by ctid
"""


async def places(box: BallotBox, election: Vote, table: str) -> list[tuple[bytes, str]]:
    """Rows in the order in which the disk holds them, with the transaction that wrote them."""
    async with box.transaction() as db:
        rows = await db.execute(text(PLACES.format(table=table)), {"id": election.election_id})
        return [(row.token_hash, row.made_by) for row in rows]


async def cast_one_by_one(box: BallotBox, election: Vote, voters: int) -> list[bytes]:
    """Cast in a known order; the token hashes in that order."""
    order = []
    for n in range(voters):
        sent = election.cast(VoterSecret.random(), "abc"[n % 3])
        await box.cast(sent)
        order.append(voting_token.token_hash(sent.message))
    return order


async def test_rows_of_a_batch_tell_nothing_of_the_order_of_casting(batched: BallotBox) -> None:
    election = await opened(batched)
    order = await cast_one_by_one(batched, election, 60)
    inbox = await places(batched, election, "box_inbox")
    by_transaction = [hashed for hashed, made_by in sorted(inbox, key=lambda row: int(row[1]))]
    assert by_transaction == order, "before sealing the order is there to be read"
    assert len({made_by for _, made_by in inbox}) == 60
    async with batched.transaction() as db:
        assert await service.seal(db, election.election_id) == 60
    board = await places(batched, election, "box_board")
    assert [hashed for hashed, _ in board] == sorted(order)
    assert len({made_by for _, made_by in board}) == 1, "one transaction wrote them all"


async def test_the_inbox_keeps_no_dead_rows(batched: BallotBox) -> None:
    election = await opened(batched)
    await cast_one_by_one(batched, election, 5)
    async with batched.transaction() as db:
        await service.seal(db, election.election_id)
        left = select(func.count()).select_from(InboxRow)
        others = (await db.execute(left)).scalar_one()
    async with batched.transaction() as db:
        size = (await db.execute(text("select pg_relation_size('box_inbox')"))).scalar_one()
    assert (size == 0) == (others == 0)


async def test_a_neighbours_ballots_stay_in_the_inbox_without_their_order(batched: BallotBox) -> None:
    election, neighbour = await opened(batched), await opened(batched)
    await cast_one_by_one(batched, election, 3)
    order = await cast_one_by_one(batched, neighbour, 20)
    async with batched.transaction() as db:
        assert await service.seal(db, election.election_id) == 3
        assert await queries.waiting(db, neighbour.election_id) == 20
    waiting = await places(batched, neighbour, "box_inbox")
    assert [hashed for hashed, _ in waiting] == sorted(order)
    assert len({made_by for _, made_by in waiting}) == 1


async def test_no_column_tells_a_time_or_a_person() -> None:
    for table in (InboxRow.__table__, BoardRow.__table__):
        assert {c.name for c in table.columns} == {
            "election_id", "token_hash", "seq", "style", "receipt", "ballot", "message", "token_signature", "signature"
        }  # fmt: skip


async def test_published_lists_do_not_pair_ballots_with_receipts(batched: BallotBox) -> None:
    election = await opened(batched)
    dice = random.Random(7)
    sent = [election.cast(VoterSecret.random(), dice.choice("abc")) for _ in range(12)]
    receipts = [(await batched.cast(cast)).code for cast in sent]
    async with batched.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        ballots = await queries.counted_ballots(db, election.election_id)
        assert [b.ballot for b in ballots] == sorted(c.ballot for c in sent)
        assert list(await queries.receipts(db, election.election_id)) == sorted(receipts)


async def test_before_the_close_nobody_reads_ballots(batched: BallotBox) -> None:
    election = await opened(batched)
    await cast_one_by_one(batched, election, 2)
    async with batched.transaction() as db:
        await service.seal(db, election.election_id)
        assert await queries.tokens_cast(db, election.election_id) == 2
        for question in (queries.counted_ballots, queries.receipts):
            with pytest.raises(TooLate):
                await question(db, election.election_id)
        await service.close_early(db, election.election_id)
        with pytest.raises(TooLate):
            await queries.counted_ballots(db, election.election_id)


async def test_a_sealing_that_dies_half_way_leaves_everything_as_it_was(
    batched: BallotBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    election = await opened(batched)
    await cast_one_by_one(batched, election, 4)
    monkeypatch.setattr(sealing, "_BACK", text("select 1 / 0"))
    with pytest.raises(Exception, match="division"):
        async with batched.transaction() as db:
            await service.seal(db, election.election_id)
    monkeypatch.undo()
    async with batched.transaction() as db:
        assert await queries.waiting(db, election.election_id) == 4
        assert not await queries.batches(db, election.election_id)
        assert await service.seal(db, election.election_id) == 4
        assert await service.seal(db, election.election_id) == 0
        assert [(b.number, b.ballots) for b in await queries.batches(db, election.election_id)] == [(1, 4)]


async def test_the_worker_seals_what_is_due(batched: BallotBox, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, quiet, ended = [await opened(batched) for _ in range(3)]
    await cast_one_by_one(batched, busy, 6)
    await cast_one_by_one(batched, quiet, 5)
    monkeypatch.setattr("partnet_vote.ballotbox.rules.SMALLEST_BATCH", 6)
    monkeypatch.setattr("partnet_vote.ballotbox.rules.SEAL_EVERY", timedelta(0))
    async with batched.transaction() as db:
        due = await service.seal_due(db)
        assert due[busy.election_id] == 6
        assert quiet.election_id not in due
        assert ended.election_id in {b.election_id for b in await queries.unclosed(db)}
    monkeypatch.setattr("partnet_vote.ballotbox.rules.SEAL_AT_LEAST_EVERY", timedelta(0))
    async with batched.transaction() as db:
        due = await service.seal_due(db)
    assert due[quiet.election_id] == 5
    assert busy.election_id not in due


async def test_a_replaced_ballot_stays_on_the_board_and_counts_no_more(batched: BallotBox) -> None:
    election, secret = await opened(batched), VoterSecret.random()
    sent = election.cast(secret, "a")
    for seq in range(1, 4):
        await batched.cast(election.again(sent, secret, "abc"[seq - 1], seq))
        async with batched.transaction() as db:
            await service.seal(db, election.election_id)
    async with batched.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        held = select(func.count()).select_from(BoardRow).where(BoardRow.election_id == election.election_id)
        assert (await db.execute(held)).scalar_one() == 3
        assert len(await queries.counted_ballots(db, election.election_id)) == 1
        assert len(await queries.receipts(db, election.election_id)) == 1


async def test_an_empty_box_closes_too(batched: BallotBox) -> None:
    election = await opened(batched, vote(opens=-2 * HOUR, closes=-HOUR))
    async with batched.transaction() as db:
        await service.close_box(db, election.election_id)
        assert await queries.counted_ballots(db, election.election_id) == ()
        assert await queries.batches(db, election.election_id) == ()
