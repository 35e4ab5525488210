"""How does what young people want come to a table of the adult forum, with its origin?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumItemRow, ForumLinkStepRow
from partnet_vote.forums.rules import Kind, history, tables
from partnet_vote.forums.rules.history import Verdict
from partnet_vote.forums.service.events import locked
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text

YOUNG = (Kind.YOUTH, Kind.SCHOOL)


async def hand_over(db: AsyncSession, actor: Actor, entry_id: UUID, forum_id: UUID, table_number: int) -> None:
    """Write an item of a youth or school forum down at a table of this forum, once; it keeps where it came from."""
    _, forum = await locked(db, actor, forum_id)
    item = next(iter(await queries.occurrences(db, (entry_id,))), None)
    table = await queries.table(db, forum_id, table_number)
    if item is None or table is None:
        raise NotFound
    if item.edition.kind not in YOUNG or item.for_school or forum.kind in YOUNG:
        raise Refused(Text("Only what young people want of the town is handed to the adult forum."), "entry")
    mine = select(func.count(), func.max(ForumItemRow.position)).where(ForumItemRow.table_id == table.id)
    count, last = (await db.execute(mine)).one()
    if count >= tables.MOST_ITEMS:
        raise Refused(Text("This table is full."), "table")
    row = ForumItemRow(
        id=uuid4(),
        table_id=table.id,
        position=(last or 0) + 1,
        text=item.text,
        version=1,
        is_guest=False,
        origin_id=entry_id,
    )
    twice = Refused(Text("This item was handed over already."), "entry")
    async with guarded(db, uq_forum_items_origin_id=twice):
        db.add(row)
    await audit.record(db, actor, "item.hand-over", f"forum:{forum_id}", public=True, number=forum.number)


def origin_link(actor: Actor, item: ForumItemRow, entry_id: UUID) -> ForumLinkStepRow | None:
    """Once such an item stands on the shortlist: whoever gathers says that it is the same problem."""
    if item.origin_id is None:
        return None
    one, other = history.in_order(item.origin_id, entry_id)
    office = "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
    return ForumLinkStepRow(
        one_id=one, other_id=other, sequence=1, verdict=Verdict.SAME, by=actor.account_id, office=office
    )
