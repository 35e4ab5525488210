"""How is it kept what people in the room write besides their dots, and who lets the public read it?

Nothing of it is ever counted. What came by telephone hangs on a code only until the count; what stood on paper is typed
by one person, for no number depends on it. A moderator reads all of it once the vote is counted.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ForumTableRow, ParticipantCodeRow, RoomOwnItemRow, RoomVoteRow
from partnet_vote.forums.rules import own_items as rules
from partnet_vote.forums.rules.own_items import Decision
from partnet_vote.forums.service.holding import code_held, refuse_late, room_held
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text


async def write_own(db: AsyncSession, forum_id: UUID, code_id: UUID, text: str) -> None:
    """Write one's own item, or another wording of it; nothing takes it back. One a code, until the vote is over."""
    vote = await code_held(db, forum_id, code_id)
    if not vote.takes_own:
        raise NotFound
    await refuse_late(db, vote)
    if issue := rules.text_issue(text):
        raise issue
    query = select(RoomOwnItemRow).where(RoomOwnItemRow.code_id == code_id)
    row = (await db.execute(query)).scalar_one_or_none()  # the code is held: nobody else writes it now
    words = " ".join(text.split())
    if row is not None and not words:
        await db.delete(row)
    elif row is not None:
        row.text = words
    elif words:
        db.add(RoomOwnItemRow(id=uuid4(), vote_id=vote.id, code_id=code_id, text=words))
    await db.flush()


async def type_own(
    db: AsyncSession, actor: Actor, forum_id: UUID, table_number: int, texts: Sequence[str], attempt: UUID
) -> int:
    """Type what stood on a table's paper; how many are new: the same `attempt` again adds nothing."""
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    vote, table_id = await _paper(db, forum_id, table_number)
    if not texts:
        raise Refused(Text("Please fill this in."), "own_items")
    if len(texts) > rules.MOST_LINES:
        raise Refused(Text("At most {n} own items fit at once.", n=rules.MOST_LINES), "own_items")
    for text in texts:
        if issue := rules.text_issue(text, "own_items"):
            raise issue
    values = [
        {
            "id": uuid4(), "city_id": db.info[CITY], "vote_id": vote.id, "table_id": table_id,
            "client_id": uuid5(attempt, str(at)), "text": text,
        }
        for at, text in enumerate(texts)
    ]  # fmt: skip
    added = insert(RoomOwnItemRow).values(values).on_conflict_do_nothing(index_elements=["table_id", "client_id"])
    count = len((await db.execute(added.returning(RoomOwnItemRow.id))).all())
    await audit.record(db, actor, "own-item.type", f"forum:{forum_id}", number=table_number, count=count)
    return count


async def untype_own(db: AsyncSession, actor: Actor, forum_id: UUID, table_number: int, item_id: UUID) -> str | None:
    """Take back what was typed by mistake from a table's paper, and say it once more, should the mistake be this one.

    None if it is gone already; Conflict once a moderator has decided on it.
    """
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    _, table_id = await _paper(db, forum_id, table_number)
    query = select(RoomOwnItemRow).where(RoomOwnItemRow.id == item_id, RoomOwnItemRow.table_id == table_id)
    row = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        return None  # the button was pressed twice
    if row.wording is not None or row.withheld is not None:
        raise Conflict(Text("A moderator has decided on this item already. It stays."))
    text = row.text
    await db.delete(row)
    await db.flush()
    await audit.record(db, actor, "own-item.untype", f"forum:{forum_id}", number=table_number)
    return text


async def decide_own(db: AsyncSession, actor: Actor, forum_id: UUID, decision: Decision) -> None:
    """Let the public read items of the room, withhold them, or let them wait again."""
    require(actor, Permission.CITY_OWN_ITEMS_MODERATE)
    vote = await room_held(db, forum_id, to_change=False)
    if vote.counted_at is None:
        raise Conflict(Text("Own items are read once the vote is counted."))
    rows = select(RoomOwnItemRow).where(RoomOwnItemRow.vote_id == vote.id, RoomOwnItemRow.id.in_(decision.items))
    await carry_out(db, actor, decision, rows.order_by(RoomOwnItemRow.id), f"forum:{forum_id}")


async def carry_out(db: AsyncSession, actor: Actor, decision: Decision, rows: Select[Any], subject: str) -> None:
    """Write a moderator's decision into these rows, of a room or of ballots; NotFound unless they are all there."""
    require(actor, Permission.CITY_OWN_ITEMS_MODERATE)
    found = (await db.execute(rows.with_for_update())).scalars().all()
    if len(found) != len(decision.items):
        raise NotFound
    if decision.issue:
        raise decision.issue
    for row in found:
        row.wording, row.withheld = decision.on(row.text)
    await db.flush()
    await audit.record(db, actor, f"own-item.{decision.deed}", subject, public=True, count=len(found))


async def free_own_items(db: AsyncSession, vote_id: UUID) -> None:
    """Write what came by telephone anew, shuffled and without its code; a replaced code's goes. The vote is held."""
    query = (
        select(RoomOwnItemRow.text, ParticipantCodeRow.is_void)
        .join(ParticipantCodeRow, ParticipantCodeRow.id == RoomOwnItemRow.code_id)
        .where(RoomOwnItemRow.vote_id == vote_id)
    )
    texts = [row.text for row in await db.execute(query) if not row.is_void]
    secrets.SystemRandom().shuffle(texts)
    mine = delete(RoomOwnItemRow).where(RoomOwnItemRow.vote_id == vote_id, RoomOwnItemRow.code_id.is_not(None))
    await db.execute(mine.execution_options(synchronize_session=False))
    db.add_all(RoomOwnItemRow(id=uuid4(), vote_id=vote_id, text=text) for text in texts)
    await db.flush()


async def _paper(db: AsyncSession, forum_id: UUID, table_number: int) -> tuple[RoomVoteRow, UUID]:
    """The vote, held, and the table whose paper is typed: from the opening on, also after the count."""
    vote = await room_held(db, forum_id, to_change=False)
    query = select(ForumTableRow.id).where(ForumTableRow.forum_id == forum_id, ForumTableRow.number == table_number)
    table_id = (await db.execute(query)).scalar_one_or_none()
    if table_id is None or not vote.takes_own:
        raise NotFound
    if vote.closes_at is None:
        raise TooLate(Text("Own items are typed once the vote is open."))
    return vote, table_id
