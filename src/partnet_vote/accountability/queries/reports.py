"""What became of the items of an earlier list?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability.models import ItemStateRow
from partnet_vote.accountability.rules import reports
from partnet_vote.accountability.rules.reports import Report, ReportLine, Standing, State
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum


async def report(db: AsyncSession, forum: Forum, *, whole: bool = False) -> Report | None:
    """The list of the edition before this forum with the last word on each item; `whole` beyond what is shown."""
    edition = await forums.previous(db, forum)
    if edition is None:
        return None
    items = [each for each in await forums.items_of(db, edition) if not each.for_school]
    known = await standings(db, [each.entry_id for each in items])
    lines = tuple(ReportLine(each, known.get(each.entry_id)) for each in items)
    return Report(edition, lines if whole else reports.reported(lines))


async def standings(db: AsyncSession, entry_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """The last word on each of these items, where there is one."""
    query = select(ItemStateRow).where(ItemStateRow.entry_id.in_(set(entry_ids))).order_by(ItemStateRow.sequence)
    rows = (await db.execute(query)).scalars()
    return {
        row.entry_id: Standing(
            state=State(row.state), text=row.text, guarantor=row.guarantor, on=row.on, version=row.sequence, at=row.at
        )
        for row in rows
    }
