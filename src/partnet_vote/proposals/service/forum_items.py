"""How do items of a forum become drafts of proposals, each once?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.tables import Entry
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.models import ProposalRow
from partnet_vote.proposals.rules import ProposalTexts
from partnet_vote.proposals.service.texts import add_many

TWICE = Text("An item of these is a proposal already.")


async def draft_items(db: AsyncSession, actor: Actor, forum_id: UUID, entry_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Draft a proposal of each of these items of a forum's shortlist; the proposal keeps where it came from."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    forum = (await forums.by_ids(db, (forum_id,))).get(forum_id)
    if forum is None:
        raise NotFound
    entries = {entry.id: entry for entry in await forums.shortlist(db, forum_id)}
    chosen = [entries[key] for key in dict.fromkeys(entry_ids) if key in entries]
    if not chosen or len(chosen) != len(entry_ids):
        raise Refused(Text("Choose items of the shortlist."), "entries")
    made = await add_many(db, actor, [_texts(forum, entry) for entry in chosen])
    rows = (await db.execute(select(ProposalRow).where(ProposalRow.id.in_(made)))).scalars()
    by_id = {row.id: row for row in rows}
    async with guarded(db, uq_proposals_forum_entry_id=Refused(TWICE, "entries")):
        for proposal_id, entry in zip(made, chosen, strict=True):
            by_id[proposal_id].forum_entry_id = entry.id
    await audit.record(db, actor, "proposal.take-over", f"forum:{forum_id}", count=len(made), number=forum.number)
    return made


def _texts(forum: Forum, entry: Entry) -> ProposalTexts:
    """The item's wording; a long one is cut at a word in the title and stands whole in the text, with the others'."""
    wordings = dict.fromkeys((entry.text, *(credit.text for credit in entry.credits)))
    body = "\n".join(wordings) if len(wordings) > 1 or len(entry.text) > rules.TITLE else ""
    title = entry.text
    if len(title) > rules.TITLE:
        title = title[: rules.TITLE - 1].rpartition(" ")[0].rstrip(",;:") + "…"
    return ProposalTexts(title=title, body=body, language=forum.languages[0])
