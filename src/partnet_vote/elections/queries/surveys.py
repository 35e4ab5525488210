"""Which survey belongs to which forum, and does it still ask about the whole shortlist?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections.models import ElectionRow
from partnet_vote.elections.rules import Option, OptionTexts
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules.tables import Entry


async def survey_of(db: AsyncSession, forum_id: UUID) -> UUID | None:
    """The election that is this forum's verification survey, a draft too."""
    query = select(ElectionRow.id).where(ElectionRow.forum_id == forum_id)
    return (await db.execute(query)).scalar_one_or_none()


def texts_of_entry(entry: Entry) -> OptionTexts:
    """An item of the shortlist as an option carries it; below it stands the table that named it."""
    named = "; ".join(dict.fromkeys(credit.topic for credit in entry.credits))
    return OptionTexts(title=entry.text, place=named[:200])


async def missing_entries(
    db: AsyncSession, forum_id: UUID, options: Iterable[Option]
) -> tuple[tuple[Entry, ...], tuple[Option, ...], tuple[Option, ...]]:
    """Items of the shortlist that the options lack, options whose item left it, and options it words otherwise now."""
    entries = {entry.id: entry for entry in await forums.shortlist(db, forum_id)}
    held = {option.entry_id: option for option in options if option.entry_id is not None}
    lacking = tuple(entry for key, entry in entries.items() if key not in held)
    gone = tuple(option for key, option in held.items() if key not in entries)
    changed = tuple(option for key, option in held.items() if key in entries and option.title != entries[key].text)
    return lacking, gone, changed
