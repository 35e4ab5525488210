"""If the program is killed while it takes ballots, is every acknowledged ballot counted once?"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Sequence

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.rules import Cast
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import engine_for
from partnet_vote.platform.kernel import voting_token
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders.ballotbox import Vote, opened

BALLOTS = 1000
DEATHS = 4
AT_ONCE = 40


def cast_all(url: str, work: Sequence[tuple[int, Cast]], acknowledge: int) -> None:
    """A process that casts and writes the number of each acknowledged ballot, four bytes, to a pipe."""

    async def run() -> None:
        box = BallotBox(engine_for(url))
        places = asyncio.Semaphore(AT_ONCE)

        async def one(number: int, cast: Cast) -> None:
            async with places:
                await box.cast(cast)
                os.write(acknowledge, number.to_bytes(4))

        await asyncio.gather(*(one(number, cast) for number, cast in work))
        await box.stop()

    asyncio.run(run())


def run_and_kill(url: str, work: Sequence[tuple[int, Cast]], after: int) -> set[int]:
    """Start a caster and kill it with -9 after so many acknowledgements (never, if there are fewer)."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    process = multiprocessing.get_context("fork").Process(target=cast_all, args=(url, work, write))
    process.start()
    os.close(write)
    heard = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (piece := os.read(read, 4096)):
        heard += piece
        if len(heard) >= 4 * after and process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    os.close(read)
    return {int.from_bytes(heard[at : at + 4]) for at in range(0, len(heard) - 3, 4)}


async def test_every_acknowledged_ballot_is_counted_once(batched: BallotBox, migrated: embedded.Running) -> None:
    election: Vote = await opened(batched)
    marks = ("a", "b", "c", "ab", "bc")
    work = [(n, election.cast(VoterSecret.random(), marks[n % 5])) for n in range(BALLOTS)]
    acknowledged: set[int] = set()
    for death in range(1, DEATHS + 1):
        left = [(n, cast) for n, cast in work if n not in acknowledged]
        heard = await asyncio.to_thread(run_and_kill, migrated.box_url, left, BALLOTS // (DEATHS + 2))
        assert heard, f"death {death} came before the first ballot"
        acknowledged |= heard
        async with batched.transaction() as db:
            held = await queries.tokens_cast(db, election.election_id)
        assert len(acknowledged) <= held < BALLOTS
        for n in heard:
            code = voting_token.receipt_code(election.election_id, voting_token.token_hash(work[n][1].message))
            async with batched.transaction() as db:
                assert await queries.receipt_exists(db, election.election_id, code)

    left = [(n, cast) for n, cast in work if n not in acknowledged]
    acknowledged |= await asyncio.to_thread(run_and_kill, migrated.box_url, left, 10 * BALLOTS)
    assert acknowledged == set(range(BALLOTS))
    async with batched.transaction() as db:
        await service.close_early(db, election.election_id)
        await service.close_box(db, election.election_id)
        counted = await queries.counted_ballots(db, election.election_id)
    assert [b.ballot for b in counted] == sorted(cast.ballot for _, cast in work)
