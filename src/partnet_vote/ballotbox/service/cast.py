"""How does a ballot get into the box, quickly, once, and on the disk before it is acknowledged?

One SQL statement decides and inserts; it is its own transaction, so it commits when it returns. Ballots that arrive
together share a statement: one loop takes what waits in a queue, waits for no timer, and answers after the commit.
While it commits the next batch gathers, so batches grow with the load.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from partnet_vote.ballotbox import queries
from partnet_vote.ballotbox.models import BoxRow
from partnet_vote.ballotbox.rules import Cast, Receipt, Verdict
from partnet_vote.ballotbox.service.checking import OpenBox, checked, open_box_of
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel import voting_token
from partnet_vote.platform.kernel.errors import Busy, Conflict, DeedError, NotFound, TooLate
from partnet_vote.platform.kernel.text import Text

LARGEST_BATCH = 256
LONGEST_QUEUE = 2048
"""About a third of a second of work; beyond it a voter is told to try again rather than kept waiting."""

LINGER = 1.0
"""Seconds the loop keeps its connection while nothing comes: taking one from the pool costs three round trips."""

PLACES = 16
"""Casts at once outside the batcher: more would open connections beyond the pool's, each made anew."""

ROUNDS = 4
"""How often a ballot is judged anew when another of the same token, or a withdrawal, came in between."""

# Locks on the tables are taken before the statement's snapshot, so a statement that waited for the sealer sees
# what the sealer did. The clock is read while the statement runs (clock_timestamp), not when it was sent. Rows go in
# by token hash: two batches that hold the same tokens meet in one order and cannot deadlock. A token's newest ballot
# is asked for by `order by … limit 1`: a join would be planned while the inbox is empty, to read it all ever after.
# It is planned once a connection (GENERIC): left to itself PostgreSQL plans it each time, for twice the rest's cost.
STATEMENT = """
with sent as materialized (
    select * from unnest(
        $1::int[], $2::uuid[], $3::bytea[], $4::int[], $5::smallint[], $6::text[], $7::text[],
        $8::bytea[], $9::bytea[], $10::bytea[], $11::int[]
    ) as s (n, election_id, token_hash, seq, style, receipt, ballot, message, token_signature, signature, revision)
), held as (
    select s.n, h.seq, h.ballot from sent s cross join lateral (
        select seq, ballot from box_inbox i where i.election_id = s.election_id and i.token_hash = s.token_hash
        order by seq desc limit 1
    ) h
    union all
    select s.n, h.seq, h.ballot from sent s cross join lateral (
        select seq, ballot from box_board i where i.election_id = s.election_id and i.token_hash = s.token_hash
        order by seq desc limit 1
    ) h
), newest as (
    select distinct on (n) n, seq, ballot from held order by n, seq desc
), judged as (
    select s.*, case
        when b.election_id is null then 'unknown'
        when t.seq = s.seq and t.ballot = s.ballot then 'replay'
        when clock_timestamp() < b.opens_at then 'early'
        when b.closed_at is not null or clock_timestamp() >= b.closes_at then 'late'
        when b.revision <> s.revision then 'changed'
        when not b.revote and (s.seq > 1 or t.seq is not null) then 'second'
        when t.seq >= s.seq then 'stale'
        else 'kept'
    end as verdict
    from sent s left join boxes b using (election_id) left join newest t using (n)
), kept as (
    insert into box_inbox (
        election_id, token_hash, seq, style, receipt, ballot, message, token_signature, signature
    )
    select election_id, token_hash, seq, style, receipt, ballot, message, token_signature, signature
    from judged where verdict = 'kept' order by election_id, token_hash, seq
    on conflict do nothing
    returning election_id, token_hash, seq, ballot
)
select j.n, case when j.verdict = 'kept' and k.ballot is distinct from j.ballot then 'again' else j.verdict end
from judged j left join kept k using (election_id, token_hash, seq)
"""

GENERIC = "set plan_cache_mode = force_generic_plan"

_REFUSALS: dict[Verdict, DeedError] = {
    Verdict.UNKNOWN: NotFound(),
    Verdict.EARLY: TooLate(Text("Voting has not started yet.")),
    Verdict.LATE: TooLate(Text("Voting has ended. This vote was not counted.")),
    Verdict.STALE: Conflict(Text("This vote was changed elsewhere in the meantime. The newer one counts.")),
    Verdict.SECOND: Conflict(Text("A vote has already been cast with this code, and it cannot be changed.")),
}


@dataclass(frozen=True, slots=True)
class _Sent:
    """One row of the statement, in the order of its parameters after `n`."""

    row: tuple[Any, ...]
    verdict: asyncio.Future[Verdict]


class BallotBox:
    """The ballot plane as one process holds it: its connections, what it checks against, and the batcher."""

    def __init__(self, engine: AsyncEngine, *, is_batched: bool = True) -> None:
        self.database = Database(engine)
        self._engine = engine
        event.listen(engine.sync_engine, "connect", _plan_once)
        self._is_batched = is_batched
        self._open: dict[UUID, OpenBox] = {}
        self._loading = asyncio.Lock()
        self._places = asyncio.Semaphore(PLACES)
        self._queue: asyncio.Queue[_Sent] = asyncio.Queue(LONGEST_QUEUE)
        self._loop: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction on the ballot plane, for every deed and question but the cast."""
        async with self.database.transaction() as db:
            yield db

    async def cast(self, cast: Cast) -> Receipt:
        """Put a ballot into the box; returns after the commit, so a receipt means that it is on the disk.

        The same ballot sent again gets the same receipt. Denied if it is not signed as it must be, Refused if it is
        not legal, TooLate outside the voting time, Conflict if the token's ballot is newer or cannot be replaced, Busy
        if too many wait. After a lost connection nobody knows whether it was kept: sending it again settles it.
        """
        for _ in range(ROUNDS):
            box = await self._box(cast.election_id)
            token = checked(box, cast)
            hashed = voting_token.token_hash(cast.message)
            receipt = voting_token.receipt_code(cast.election_id, hashed)
            row = (
                cast.election_id,
                hashed,
                cast.seq,
                token.style,
                receipt,
                cast.ballot,
                cast.message,
                cast.token_signature,
                cast.signature,
                box.revision,
            )
            verdict = await self._judge(row)
            if verdict in {Verdict.KEPT, Verdict.REPLAY}:
                return Receipt(receipt)
            if verdict is Verdict.CHANGED:
                self._open.pop(cast.election_id, None)
            elif verdict is not Verdict.AGAIN:
                raise type(_REFUSALS[verdict])(_REFUSALS[verdict].text)
        raise Busy

    async def stop(self) -> None:
        """Finish what waits, then end the loop; connections belong to whoever made the engine."""
        await self._queue.join()
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None

    async def _box(self, election_id: UUID) -> OpenBox:
        if election_id not in self._open:
            async with self._loading:  # the first of many reads it for all
                if election_id not in self._open:
                    self._open[election_id] = await self._load(election_id)
        return self._open[election_id]

    async def _load(self, election_id: UUID) -> OpenBox:
        async with self.transaction() as db:
            row = await db.get(BoxRow, election_id, with_for_update={"read": True})  # revision and withdrawals agree
            if row is None:
                raise NotFound
            withdrawn = await queries.withdrawn(db, election_id)
            return open_box_of(row.definition, row.keys, withdrawn, row.revision)

    async def _judge(self, row: tuple[Any, ...]) -> Verdict:
        if not self._is_batched:
            async with self._places, self._driver() as driver:
                return (await _run(driver, [row]))[0]
        if self._loop is None:
            self._loop = asyncio.create_task(self._serve())
        sent = _Sent(row, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(sent)
        except asyncio.QueueFull as error:
            raise Busy from error
        return await sent.verdict

    async def _serve(self) -> None:
        """Take what waits, again and again; the connection goes back to the pool when nothing comes for a while."""
        while True:
            batch = self._batch(await self._queue.get())
            try:
                async with self._driver() as driver:
                    while batch:
                        verdicts = await _run(driver, [sent.row for sent in batch])
                        for sent, verdict in zip(batch, verdicts, strict=True):
                            self._answer(sent, verdict)
                        batch = await self._next_batch()
            except Exception:  # noqa: BLE001 - a row that fails, or a connection that broke, must not fail the others
                await asyncio.gather(*map(self._settle_alone, batch))

    def _batch(self, *batch: _Sent) -> list[_Sent]:
        taken = list(batch)
        while len(taken) < LARGEST_BATCH and not self._queue.empty():
            taken.append(self._queue.get_nowait())
        return taken

    async def _next_batch(self) -> list[_Sent]:
        """What waits, or what comes within LINGER; nothing if nothing does."""
        try:
            async with asyncio.timeout(LINGER):
                return self._batch(await self._queue.get())
        except TimeoutError:
            return []

    async def _settle_alone(self, sent: _Sent) -> None:
        """Judge a ballot of a failed batch on a connection of its own; if it had gone in, this is a replay."""
        try:
            async with self._places, self._driver() as driver:
                answer = (await _run(driver, [sent.row]))[0]
        except Exception as error:  # noqa: BLE001 - handed to the ballot that waits for it
            self._answer(sent, error)
        else:
            self._answer(sent, answer)

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[Any]:
        """The pool's own driver connection, outside any transaction."""
        async with self._engine.connect() as connection:
            try:
                yield (await connection.get_raw_connection()).driver_connection
            except Exception:
                await connection.invalidate()  # in what state it is, nobody knows
                raise

    def _answer(self, sent: _Sent, answer: Verdict | Exception) -> None:
        self._queue.task_done()
        if sent.verdict.done():  # whoever sent it has gone away
            return
        if isinstance(answer, Exception):
            sent.verdict.set_exception(answer)
        else:
            sent.verdict.set_result(answer)


def _plan_once(connection: Any, _: object) -> None:
    """For every new connection of the pool."""
    connection.cursor().execute(GENERIC)
    connection.commit()


async def _run(driver: Any, rows: Sequence[tuple[Any, ...]]) -> list[Verdict]:
    """The statement for these rows, committed when it returns."""
    columns = [list(range(len(rows))), *map(list, zip(*rows, strict=True))]
    verdicts = dict(await driver.fetch(STATEMENT, *columns))
    return [Verdict(verdicts[n]) for n in range(len(rows))]
