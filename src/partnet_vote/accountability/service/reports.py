"""How is it said what became of an item?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries
from partnet_vote.accountability.models import ItemStateRow
from partnet_vote.accountability.rules import reports
from partnet_vote.accountability.rules.reports import ChangedMeanwhile, StateTexts
from partnet_vote.accountability.service.acting import office_of
from partnet_vote.audit import service as audit
from partnet_vote.forums import queries as forums
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

MEANWHILE = Text("Somebody else has saved this item meanwhile. Nothing you wrote is lost.")


async def say_state(db: AsyncSession, actor: Actor, entry_id: UUID, texts: StateTexts, version: int) -> None:
    """Add a word on an item's state; ChangedMeanwhile if somebody has added one since `version` was read."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    if not await forums.occurrences(db, (entry_id,)):
        raise NotFound
    if issue := reports.state_issue(texts):
        raise issue
    last = (await queries.standings(db, (entry_id,))).get(entry_id)
    if (last.version if last else 0) != version:
        raise ChangedMeanwhile(MEANWHILE)
    row = ItemStateRow(
        entry_id=entry_id,
        sequence=version + 1,
        state=texts.state,
        text=texts.text.strip(),
        guarantor=texts.guarantor.strip(),
        on=texts.on,
        by=actor.account_id,
        office=office_of(actor),
    )
    async with guarded(db, uq_item_states_entry_id_sequence=ChangedMeanwhile(MEANWHILE)):
        db.add(row)
    await audit.record(db, actor, "item.state", f"item:{entry_id}", public=True, state=texts.state.value)
