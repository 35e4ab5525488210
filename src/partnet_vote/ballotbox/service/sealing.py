"""How does the box forget in which order ballots came?

A batch is copied to the board in the order of token hashes, in one transaction, and the inbox is truncated: no row
keeps its place, its transaction id or a dead copy of itself. (With single deletes 451 of 600 voters were linked
from row order alone, security.md, 0.4.) Locks are taken in one order: the inbox, then the box.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Integer, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import UUID as SQL_UUID
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import queries, rules
from partnet_vote.ballotbox.models import SealRow
from partnet_vote.ballotbox.rules import Phase
from partnet_vote.ballotbox.service.opening import unclosed_box
from partnet_vote.platform.db.clock import wall_clock
from partnet_vote.platform.kernel.errors import Busy, TooLate
from partnet_vote.platform.kernel.text import Text

LOCK_PATIENCE = "3s"
"""While sealing waits for the inbox (behind a backup, say), casts wait behind it: give up and try again later."""

LOCK_NOT_AVAILABLE = "55P03"

COLUMNS = "election_id, token_hash, seq, style, receipt, ballot, message, token_signature, signature"

_LOCK = text("lock table box_inbox in access exclusive mode")
_TO_BOARD = text(
    f"insert into box_board ({COLUMNS}) select {COLUMNS} from box_inbox "  # noqa: S608 - names of our own columns
    "where election_id = :election order by token_hash, seq"
).bindparams(bindparam("election", type_=SQL_UUID))
# what waits for other boxes is kept aside meanwhile, and comes back in the order of token hashes too
_ASIDE = text(
    f"create temporary table box_aside on commit drop as select {COLUMNS} from box_inbox where election_id <> :election"  # noqa: S608
).bindparams(bindparam("election", type_=SQL_UUID))
_EMPTY = text("truncate box_inbox")
_BACK = text(
    f"insert into box_inbox ({COLUMNS}) select {COLUMNS} from box_aside order by token_hash, seq"  # noqa: S608
)
_DROP = text("drop table box_aside")


async def seal(db: AsyncSession, election_id: UUID) -> int:
    """Seal what waits for this election as one batch; the number of ballots. Busy if the inbox is held."""
    await _hold_inbox(db)
    box = await unclosed_box(db, election_id)
    sealed = await _copy(db, election_id)
    box.sealed_at = await wall_clock(db)
    await db.flush()
    return sealed


async def close_box(db: AsyncSession, election_id: UUID, *, early: bool = False) -> None:
    """Seal the rest and close for good, once voting has ended by the database's clock; else TooLate.

    With `early` it ends at this moment. A box that is closed stays as it is, also for the second of two who
    come at once. The exclusive lock waits for every cast that was let in before the end; a cast that comes
    after it reads a clock past the end. So each ballot is either on the board or was refused.
    """
    await _hold_inbox(db)
    found = await queries.state(db, election_id)
    if found is not None and found.phase is Phase.CLOSED:
        return
    box = await unclosed_box(db, election_id)
    now = await wall_clock(db)
    if early and now < box.closes_at:
        box.closes_at = now
    if now < box.closes_at:
        raise TooLate(Text("Voting has not ended yet."))
    await _copy(db, election_id)
    box.sealed_at = box.closed_at = now
    await db.flush()


async def seal_due(db: AsyncSession) -> dict[UUID, int]:
    """Seal every open box whose batch is due (model.md, Cast, 7): election → ballots. For the worker, each minute."""
    sealed: dict[UUID, int] = {}
    now = await wall_clock(db)
    for box in await queries.unclosed(db):
        waiting = await queries.waiting(db, box.election_id)
        if rules.is_sealing_due(now, box.sealed_at, waiting):
            sealed[box.election_id] = await seal(db, box.election_id)
    return sealed


async def _hold_inbox(db: AsyncSession) -> None:
    await db.execute(select(func.set_config("lock_timeout", LOCK_PATIENCE, True)))
    try:
        await db.execute(_LOCK)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise Busy from error
        raise


async def _copy(db: AsyncSession, election_id: UUID) -> int:
    chosen = {"election": election_id}
    ballots = await queries.waiting(db, election_id)
    if ballots == 0:
        return 0
    await db.execute(_TO_BOARD, chosen)
    await db.execute(_ASIDE, chosen)
    await db.execute(_EMPTY)
    await db.execute(_BACK)
    await db.execute(_DROP)
    last = select(func.coalesce(func.max(SealRow.number), 0, type_=Integer)).where(SealRow.election_id == election_id)
    number = (await db.execute(last)).scalar_one() + 1
    db.add(SealRow(election_id=election_id, number=number, ballots=ballots))
    await db.flush()
    return ballots
