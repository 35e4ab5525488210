"""Which lists of one year stand beside each other?"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability.rules.mirror import YOUNG, Mirror, mirrored
from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum, Kind
from partnet_vote.forums.rules.history import Edition


async def sides(db: AsyncSession, forum: Forum) -> tuple[Edition, tuple[Edition, ...]] | None:
    """The adult list of a forum's year, and those of young people; None where one side is missing."""
    year = [each for each in (await forums.every_edition(db)).values() if each.year == forum.starts_at.year]
    young = tuple(sorted((each for each in year if each.kind in YOUNG), key=lambda it: (it.order, it.title)))
    own = next((each for each in year if each.id == forum.id and each.kind is Kind.CITY), None)
    adult = [each for each in year if each.kind is Kind.CITY]
    old = own or max(adult, key=lambda each: each.order, default=None)
    return (old, young) if old is not None and young else None


async def mirror(db: AsyncSession, forum: Forum) -> Mirror | None:
    """The mirror of a forum's year."""
    found = await sides(db, forum)
    if found is None:
        return None
    old, young = found
    old_items = await forums.items_of(db, old)
    young_items = [item for each in young for item in await forums.items_of(db, each)]
    histories = await forums.histories(db, [item.entry_id for item in old_items])
    same = {key: {each.entry_id for each in known.others} for key, known in histories.items()}
    return mirrored(old, young, old_items, young_items, same)
