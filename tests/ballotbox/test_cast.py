"""Does the box take every rightful ballot once, and no other?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import func, select, text as sql

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.models import InboxRow
from partnet_vote.ballotbox.rules import Cast
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.ballotbox.service.cast import STATEMENT
from partnet_vote.platform.kernel import voting_token
from partnet_vote.platform.kernel.errors import Busy, Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders import tally
from tests.builders.ballotbox import HOUR, Vote, opened, vote


async def rows(box: BallotBox, election: Vote) -> int:
    async with box.transaction() as db:
        held = select(func.count()).select_from(InboxRow).where(InboxRow.election_id == election.election_id)
        return (await db.execute(held)).scalar_one()


async def counted(box: BallotBox, election: Vote) -> list[str]:
    """Close and count: the texts of the ballots."""
    async with box.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        return [b.ballot for b in await queries.counted_ballots(db, election.election_id)]


def text(marks: str) -> str:
    return tally.ballot(marks).canonical()


async def test_a_ballot_goes_in_and_counts(box: BallotBox) -> None:
    election = await opened(box)
    sent = election.cast(VoterSecret.random(), "ab")
    receipt = await box.cast(sent)
    hashed = voting_token.token_hash(sent.message)
    assert receipt.code == voting_token.receipt_code(election.election_id, hashed)
    async with box.transaction() as db:
        assert await queries.receipt_exists(db, election.election_id, receipt.code)
        assert not await queries.receipt_exists(db, election.election_id, "2" * 12)
        assert await queries.last_seq(db, election.election_id, hashed) == 1
        assert await queries.last_seq(db, election.election_id, b"?" * 32) == 0
    assert await counted(box, election) == [text("ab")]
    async with box.transaction() as db:
        assert await queries.receipt_exists(db, election.election_id, receipt.code)
        assert await queries.receipts(db, election.election_id) == (receipt.code,)


async def test_sending_it_again_gets_the_same_receipt(box: BallotBox) -> None:
    election = await opened(box)
    sent = election.cast(VoterSecret.random())
    first = await box.cast(sent)
    assert await box.cast(sent) == first
    async with box.transaction() as db:
        await service.seal(db, election.election_id)
    assert await box.cast(sent) == first
    assert await counted(box, election) == [text("ab")]
    assert await box.cast(sent) == first, "what was kept is acknowledged, also after the close"


async def test_another_ballot_with_the_same_number_is_a_conflict(box: BallotBox) -> None:
    election, secret = await opened(box), VoterSecret.random()
    sent = election.cast(secret, "ab")
    await box.cast(sent)
    with pytest.raises(Conflict):
        await box.cast(election.again(sent, secret, "bc", 1))
    assert await counted(box, election) == [text("ab")]


async def test_a_later_ballot_replaces_an_earlier_one(box: BallotBox) -> None:
    election, secret = await opened(box), VoterSecret.random()
    sent = election.cast(secret, "ab")
    receipts = {await box.cast(sent), await box.cast(election.again(sent, secret, "bc", 2))}
    async with box.transaction() as db:
        await service.seal(db, election.election_id)
    receipts.add(await box.cast(election.again(sent, secret, "c", 3)))
    assert len(receipts) == 1
    async with box.transaction() as db:
        assert await queries.tokens_cast(db, election.election_id) == 1
    with pytest.raises(Conflict, match="elsewhere"):
        await box.cast(election.again(sent, secret, "a", 2))
    with pytest.raises(Conflict, match="elsewhere"):
        await box.cast(sent)
    assert await counted(box, election) == [text("c")]


async def test_without_revoting_the_first_ballot_stays(box: BallotBox) -> None:
    election, secret = await opened(box, vote(revote=False)), VoterSecret.random()
    sent = election.cast(secret, "ab")
    first = await box.cast(sent)
    for seq in (1, 2, 9):
        with pytest.raises(Conflict):
            await box.cast(election.again(sent, secret, "bc", seq))
    assert await box.cast(sent) == first
    assert await counted(box, election) == [text("ab")]


async def test_without_revoting_a_first_ballot_has_number_one(box: BallotBox) -> None:
    election, secret = await opened(box, vote(revote=False)), VoterSecret.random()
    with pytest.raises(Conflict):
        await box.cast(election.cast(secret, seq=2))


P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1


def _of_another(cast: Cast, other: Cast) -> Cast:
    return replace(cast, message=other.message, key=other.key)


FORGERIES: dict[str, Callable[[Cast, Vote], Cast]] = {
    "token signature": lambda c, _: replace(c, token_signature=c.token_signature[:-1] + b"\x00"),
    "no token signature": lambda c, _: replace(c, token_signature=b""),
    "ballot signature": lambda c, _: replace(c, signature=bytes(64)),
    "ballot": lambda c, _: replace(c, ballot=text("c")),
    "number": lambda c, _: replace(c, seq=2),
    "huge number": lambda c, _: replace(c, seq=2**40),
    "prefix": lambda c, _: replace(c, message=b"\x00" + c.message[1:]),
    "style": lambda c, _: replace(c, message=c.message[:58] + b"\x02" + c.message[59:]),
    "layout": lambda c, _: replace(c, message=c.message + b"\x00"),
    "message of another": lambda c, v: replace(c, message=v.cast(VoterSecret.random()).message),
    "message and key of another": lambda c, v: _of_another(c, v.cast(VoterSecret.random())),
    "key of another": lambda c, v: replace(c, key=v.cast(VoterSecret.random()).key),
    "no key": lambda c, _: replace(c, key=b""),
    "compressed key": lambda c, _: replace(c, key=bytes([2 + c.key[-1] % 2]) + c.key[1:33]),
    "other half of the curve": lambda c, _: replace(
        c, key=c.key[:33] + (P256 - int.from_bytes(c.key[33:])).to_bytes(32)
    ),
    "key off the curve": lambda c, _: replace(c, key=c.key[:33] + bytes([c.key[33] ^ 1]) + c.key[34:]),
    "ordinate beyond the field": lambda c, _: replace(c, key=c.key[:33] + b"\xff" * 31 + bytes([254 + c.key[-1] % 2])),
    "key in hybrid form": lambda c, _: replace(c, key=bytes([6 + c.key[-1] % 2]) + c.key[1:]),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_forged_ballots_are_denied(batched: BallotBox, forge: Callable[[Cast, Vote], Cast]) -> None:
    election = await opened(batched, vote(tally.weighted()))
    with pytest.raises(Denied):
        await batched.cast(forge(election.cast(VoterSecret.random()), election))
    assert await rows(batched, election) == 0


async def test_a_token_is_good_for_its_own_style_and_election_alone(batched: BallotBox) -> None:
    election = await opened(batched, vote(tally.weighted(weight=Fraction(3))))
    other = await opened(batched, vote(tally.weighted()))
    secret = VoterSecret.random()
    light, heavy = election.cast(secret, style=1), election.cast(secret, style=2)
    signed_light = replace(heavy, token_signature=light.token_signature)
    with pytest.raises(Denied):
        await batched.cast(signed_light)
    with pytest.raises(Denied):
        await batched.cast(replace(light, ballot=heavy.ballot))
    with pytest.raises(Denied):
        await batched.cast(replace(light, election_id=other.election_id))


@pytest.mark.parametrize("marks", ["abc", "z"])
async def test_a_ballot_that_is_not_legal_is_refused_with_its_contest(batched: BallotBox, marks: str) -> None:
    election = await opened(batched)
    with pytest.raises(Refused) as caught:
        await batched.cast(election.cast(VoterSecret.random(), marks))
    assert caught.value.field == "town"
    assert await rows(batched, election) == 0


@pytest.mark.parametrize(
    "ballot", ["", "{}", "[]", '{"style":1,"contests":{}}', '{"contests":{},"style":1} ', "x" * 5000]
)
async def test_another_spelling_is_refused(batched: BallotBox, ballot: str) -> None:
    election, secret = await opened(batched), VoterSecret.random()
    sent = replace(
        election.cast(secret), ballot=ballot, signature=secret.sign_ballot(election.election_id, 1, ballot, 1)
    )
    with pytest.raises(Refused):
        await batched.cast(sent)


async def test_outside_the_voting_time_nothing_goes_in(box: BallotBox) -> None:
    early = await opened(box, vote(opens=HOUR, closes=2 * HOUR))
    late = await opened(box, vote(opens=-2 * HOUR, closes=-HOUR))
    with pytest.raises(TooLate, match="not started"):
        await box.cast(early.cast(VoterSecret.random()))
    with pytest.raises(TooLate, match="ended"):
        await box.cast(late.cast(VoterSecret.random()))
    with pytest.raises(NotFound):
        await box.cast(vote().cast(VoterSecret.random()))


async def test_an_option_withdrawn_meanwhile_is_refused_at_once(box: BallotBox) -> None:
    election = await opened(box)
    await box.cast(election.cast(VoterSecret.random(), "a"))
    async with box.transaction() as db:
        await service.withdraw(db, election.election_id, "town", "a")
        await service.withdraw(db, election.election_id, "town", "a")
    with pytest.raises(Refused, match="withdrawn"):
        await box.cast(election.cast(VoterSecret.random(), "a"))
    await box.cast(election.cast(VoterSecret.random(), "b"))
    assert await counted(box, election) == [text("a"), text("b")]
    with pytest.raises(TooLate):
        async with box.transaction() as db:
            await service.withdraw(db, election.election_id, "town", "b")


async def test_a_full_queue_says_try_again(batched: BallotBox, monkeypatch: pytest.MonkeyPatch) -> None:
    election = await opened(batched)
    sent = [election.cast(VoterSecret.random()) for _ in range(6)]
    await batched.cast(sent[0])
    monkeypatch.setattr(batched, "_queue", asyncio.Queue(2))
    async with batched.transaction() as db:
        await service.sealing._hold_inbox(db)
        answers = [asyncio.create_task(batched.cast(c)) for c in sent[1:]]
        await asyncio.sleep(0.2)
        refused = [a for a in answers if a.done() and isinstance(a.exception(), Busy)]
    assert refused
    for task in answers:
        task.cancel()
    await asyncio.gather(*answers, return_exceptions=True)
    batched._queue = asyncio.Queue()


async def test_one_bad_row_does_not_fail_its_batch(batched: BallotBox, monkeypatch: pytest.MonkeyPatch) -> None:
    election = await opened(batched)
    good = [election.cast(VoterSecret.random()) for _ in range(5)]
    bad = election.cast(VoterSecret.random())
    monkeypatch.setattr(voting_token, "receipt_code", _too_long_for(voting_token.token_hash(bad.message)))
    answers = await asyncio.gather(*(batched.cast(c) for c in [*good[:2], bad, *good[2:]]), return_exceptions=True)
    assert [isinstance(a, Exception) for a in answers] == [False, False, True, False, False, False]
    assert await rows(batched, election) == 5


def _too_long_for(hashed: bytes) -> Callable[[object, bytes], str]:
    honest = voting_token.receipt_code
    return lambda election, h: "2" * 13 if h == hashed else honest(election, h)  # type: ignore[arg-type]


async def test_the_statement_never_reads_a_whole_table_of_ballots(batched: BallotBox) -> None:
    """Its plan is made once, with the inbox as empty as sealing leaves it, and must hold when it is full."""
    election = await opened(batched)
    async with batched.transaction() as db:
        await service.seal(db, election.election_id)
    row = (
        "array[1], array[gen_random_uuid()], array[''::bytea], array[1], array[1::smallint], array[''], array[''], "
        "array[''::bytea], array[''::bytea], array[''::bytea], array[0]"
    )
    async with batched.transaction() as db:
        driver = await (await db.connection()).get_raw_connection()
        await driver.driver_connection.execute(  # type: ignore[union-attr]
            f"set local plan_cache_mode = force_generic_plan; prepare cast_plan as {STATEMENT}"
        )
        plan = "\n".join((await db.execute(sql(f"explain execute cast_plan ({row})"))).scalars())
        await db.execute(sql("deallocate cast_plan"))
    assert "Seq Scan on box_" not in plan
    assert plan.count("Index Scan Backward using pk_box_") == 2


async def test_a_connection_that_dies_is_not_the_end_of_the_box(box: BallotBox) -> None:
    """The server ends every connection; the next ballot goes in over a new one."""
    election = await opened(box)
    await box.cast(election.cast(VoterSecret.random()))
    async with box.transaction() as db:
        await db.execute(
            sql(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where usename = current_user and pid <> pg_backend_pid()"
            )
        )
    sent = [election.cast(VoterSecret.random()) for _ in range(8)]
    answers = await asyncio.gather(*map(box.cast, sent), return_exceptions=True)
    for cast, answer in zip(sent, answers, strict=True):
        if isinstance(answer, Exception):
            await box.cast(cast)
    assert len(await counted(box, election)) == 9


async def test_a_connection_that_is_held_and_dies_costs_no_voter_their_ballot(batched: BallotBox) -> None:
    election = await opened(batched)
    await asyncio.gather(*(batched.cast(election.cast(VoterSecret.random())) for _ in range(4)))
    async with batched.transaction() as db:
        ended = await db.execute(
            sql(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
        )
        assert len(ended.all()) >= 1
    await asyncio.gather(*(batched.cast(election.cast(VoterSecret.random())) for _ in range(6)))
    assert len(await counted(batched, election)) == 10


async def test_the_batcher_gives_its_connection_back_when_nothing_comes(
    batched: BallotBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.cast, "LINGER", 0.05)
    election = await opened(batched)
    await batched.cast(election.cast(VoterSecret.random()))
    pool = batched._engine.pool
    for _ in range(100):
        if pool.checkedout() == 0:  # type: ignore[attr-defined]
            break
        await asyncio.sleep(0.05)
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
    assert await batched.cast(election.cast(VoterSecret.random()))


async def test_a_ballot_whose_sender_has_gone_still_goes_in(batched: BallotBox) -> None:
    election = await opened(batched)
    await batched.cast(election.cast(VoterSecret.random()))
    async with batched.transaction() as db:
        await service.sealing._hold_inbox(db)
        gone = asyncio.create_task(batched.cast(election.cast(VoterSecret.random())))
        await asyncio.sleep(0.1)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    assert await batched.cast(election.cast(VoterSecret.random()))
    await batched.stop()  # finishes what waits
    assert len(await counted(batched, election)) == 3


async def test_the_statement_is_planned_once_a_connection_and_not_for_every_batch(batched: BallotBox) -> None:
    election = await opened(batched)
    for _ in range(3):
        await batched.cast(election.cast(VoterSecret.random()))
    async with batched._driver() as driver:
        assert await driver.fetchval("show plan_cache_mode") == "force_generic_plan"
        plans = "select generic_plans, custom_plans from pg_prepared_statements where statement = $1"
        await driver.fetch(STATEMENT, *([] for _ in range(11)))
        found = await driver.fetchrow(plans, STATEMENT)
    assert found["custom_plans"] == 0
    assert found["generic_plans"] >= 1
