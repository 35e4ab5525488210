"""How are a vote in a room and a person's code held, so that nobody counts while somebody gives a dot?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums.models import ParticipantCodeRow, RoomVoteRow
from partnet_vote.forums.queries.rooms import vote_of
from partnet_vote.forums.rules.room import Phase, RoomVote
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Denied, NotFound, TooLate
from partnet_vote.platform.kernel.text import Text


async def room_held(db: AsyncSession, forum_id: UUID, *, to_change: bool) -> RoomVoteRow:
    """The vote's row, held until the transaction ends: shared by those who vote, alone by who opens or counts."""
    query = select(RoomVoteRow).where(RoomVoteRow.forum_id == forum_id).with_for_update(read=not to_change)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def code_held(db: AsyncSession, forum_id: UUID, code_id: UUID) -> RoomVote:
    """The vote, held against counting, and the code, held: one person's taps come one after another."""
    query = select(ParticipantCodeRow).where(ParticipantCodeRow.id == code_id).with_for_update()
    vote = vote_of(await room_held(db, forum_id, to_change=False))
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None or row.vote_id != vote.id:
        raise NotFound
    if row.is_void:
        raise Denied(Text("This code was replaced by another one."))
    return vote


async def refuse_late(db: AsyncSession, vote: RoomVote) -> None:
    """The vote must be open at this very moment: waiting for one's own last tap takes time."""
    now = await clock.wall_clock(db)
    if vote.phase(now) is not Phase.OPEN:
        raise TooLate(Text("The vote is not open. Your last dot was not counted."))
