"""What may be asked of a ballot box? While it is open: how many; after the close: the ballots."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox import rules
from partnet_vote.ballotbox.models import BoardRow, BoxRow, InboxRow, SealRow, WithdrawalRow
from partnet_vote.ballotbox.rules import BoxState, CountedBallot, Phase, SealedBatch
from partnet_vote.platform.kernel.errors import TooLate
from partnet_vote.platform.kernel.text import Text


async def state(db: AsyncSession, election_id: UUID) -> BoxState | None:
    """The box of an election, by the database's clock."""
    return (await states(db, [election_id])).get(election_id)


async def states(db: AsyncSession, election_ids: Iterable[UUID]) -> dict[UUID, BoxState]:
    """The boxes of these elections."""
    return await _states(db, BoxRow.election_id.in_(set(election_ids)))


async def unclosed(db: AsyncSession) -> tuple[BoxState, ...]:
    """Every box that has not been closed, for the worker."""
    return tuple((await _states(db, BoxRow.closed_at.is_(None))).values())


async def tokens_cast(db: AsyncSession, election_id: UUID) -> int:
    """How many tokens have cast, the only number shown while a box is open; later ballots of one token add none."""
    tokens = union(
        select(InboxRow.token_hash).where(InboxRow.election_id == election_id),
        select(BoardRow.token_hash).where(BoardRow.election_id == election_id),
    ).subquery()
    return (await db.execute(select(func.count()).select_from(tokens))).scalar_one()


async def tokens_by_style(db: AsyncSession, election_id: UUID) -> dict[int, int]:
    """How many tokens of each ballot style have a sealed ballot; styles without one are left out."""
    query = select(BoardRow.style, func.count(BoardRow.token_hash.distinct()))
    found = await db.execute(query.where(BoardRow.election_id == election_id).group_by(BoardRow.style))
    return {row[0]: row[1] for row in found}


async def last_seq(db: AsyncSession, election_id: UUID, token_hash: bytes) -> int:
    """The number of the token's newest ballot; 0 if it has not cast. Never what was cast."""
    tables = (InboxRow, BoardRow)
    newest = [
        select(func.max(t.seq)).where(t.election_id == election_id, t.token_hash == token_hash).scalar_subquery()
        for t in tables
    ]
    return (await db.execute(select(func.coalesce(func.greatest(*newest), 0)))).scalar_one()


async def receipt_exists(db: AsyncSession, election_id: UUID, code: str) -> bool:
    """Whether a ballot with this receipt code is in the box, waiting or sealed."""
    for table in (BoardRow, InboxRow):
        held = select(table.seq).where(table.election_id == election_id, table.receipt == code).limit(1)
        if (await db.execute(held)).first():
            return True
    return False


async def counted_ballots(db: AsyncSession, election_id: UUID) -> tuple[CountedBallot, ...]:
    """The ballot that counts of every token (its highest seq), sorted by text; TooLate before the close."""
    await _demand_closed(db, election_id)
    newest = (
        select(BoardRow.style, BoardRow.ballot)
        .where(BoardRow.election_id == election_id)
        .order_by(BoardRow.token_hash, BoardRow.seq.desc())
        .ext(distinct_on(BoardRow.token_hash))
    )
    rows = (await db.execute(newest)).all()
    return tuple(sorted((CountedBallot(style, ballot) for style, ballot in rows), key=lambda b: (b.style, b.ballot)))


async def receipts(db: AsyncSession, election_id: UUID) -> tuple[str, ...]:
    """All receipt codes, sorted by themselves: which ballot is whose cannot be read from two sorted lists."""
    await _demand_closed(db, election_id)
    codes = select(BoardRow.receipt).where(BoardRow.election_id == election_id).distinct()
    return tuple(sorted((await db.execute(codes)).scalars()))


async def batches(db: AsyncSession, election_id: UUID) -> tuple[SealedBatch, ...]:
    """The sealed batches in their order, for the protocol."""
    rows = await db.execute(select(SealRow).where(SealRow.election_id == election_id).order_by(SealRow.number))
    return tuple(SealedBatch(row.number, row.ballots) for row in rows.scalars())


async def withdrawn(db: AsyncSession, election_id: UUID) -> dict[str, tuple[str, ...]]:
    """Options withdrawn after the freeze, by contest."""
    rows = await db.execute(
        select(WithdrawalRow.contest, func.array_agg(WithdrawalRow.option))
        .where(WithdrawalRow.election_id == election_id)
        .group_by(WithdrawalRow.contest)
    )
    return {contest: tuple(sorted(options)) for contest, options in rows}


async def waiting(db: AsyncSession, election_id: UUID) -> int:
    """How many ballots wait for their batch."""
    held = select(func.count()).select_from(InboxRow).where(InboxRow.election_id == election_id)
    return (await db.execute(held)).scalar_one()


async def _states(db: AsyncSession, which: ColumnElement[bool]) -> dict[UUID, BoxState]:
    rows = await db.execute(
        select(
            func.clock_timestamp(),
            BoxRow.election_id,
            BoxRow.opens_at,
            BoxRow.closes_at,
            BoxRow.sealed_at,
            BoxRow.closed_at,
            BoxRow.revote,
        ).where(which)
    )
    return {
        id: BoxState(id, rules.phase_at(now, opens_at, closes_at, closed_at), opens_at, closes_at, sealed_at, revote)
        for now, id, opens_at, closes_at, sealed_at, closed_at, revote in rows
    }


async def _demand_closed(db: AsyncSession, election_id: UUID) -> None:
    found = await state(db, election_id)
    if found is None or found.phase is not Phase.CLOSED:
        raise TooLate(Text("The ballot box is not closed yet."))
