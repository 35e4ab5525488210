"""Which rules, polls and verified lists are there of a forum?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries as forums
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.results.models import ListRuleRow, PollRow, VerifiedListRow
from partnet_vote.results.rules import Channel, ListPublication, ListRule, Measure, Poll
from partnet_vote.results.rules.lists import from_json


async def public_forum(db: AsyncSession, number: int) -> Forum:
    """The forum with this number; NotFound for a draft, which is not there for the public."""
    found = await forums.forum(db, number)
    if found is None or not found.is_public:
        raise NotFound
    return found


async def list_rules(db: AsyncSession, forum_id: UUID) -> tuple[ListRule, ...]:
    """Every rule that was declared for a forum's list, the first one first; `rules.in_force` says which one holds."""
    rows = await db.execute(select(ListRuleRow).where(ListRuleRow.forum_id == forum_id).order_by(ListRuleRow.number))
    return tuple(_rule(row) for row in rows.scalars())


async def polls(db: AsyncSession, forum_id: UUID) -> tuple[Poll, ...]:
    """The poll of a forum as it was typed in and corrected; the last one counts."""
    rows = await db.execute(select(PollRow).where(PollRow.forum_id == forum_id).order_by(PollRow.number))
    return tuple(_poll(row) for row in rows.scalars())


async def verified_forum(db: AsyncSession, forum_id: UUID | None) -> Forum | None:
    """The forum of a survey, once the list that the survey verified is published."""
    if forum_id is None or not await verified_lists(db, forum_id):
        return None
    return (await forums.by_ids(db, [forum_id])).get(forum_id)


async def verified_lists(db: AsyncSession, forum_id: UUID) -> tuple[ListPublication, ...]:
    """Every published list of a forum, the first one first; the last one counts."""
    return (await verified_lists_of(db, [forum_id])).get(forum_id, ())


async def verified_lists_of(db: AsyncSession, forum_ids: Iterable[UUID]) -> dict[UUID, tuple[ListPublication, ...]]:
    """The published lists of these forums, each forum's in order."""
    rows = await db.execute(
        select(VerifiedListRow).where(VerifiedListRow.forum_id.in_(set(forum_ids))).order_by(VerifiedListRow.number)
    )
    found: dict[UUID, tuple[ListPublication, ...]] = {}
    for row in rows.scalars():
        found[row.forum_id] = (*found.get(row.forum_id, ()), _publication(row))
    return found


def _rule(row: ListRuleRow) -> ListRule:
    return ListRule(
        top=row.top,
        needed=row.needed,
        deciding=tuple(map(Channel, row.deciding)),
        edge="in" if row.edge == "in" else "out",
        number=row.number,
        at=row.at,
        office=row.office,
    )


def _poll(row: PollRow) -> Poll:
    return Poll(
        number=row.number,
        at=row.at,
        office=row.office,
        reason=row.reason,
        source=row.source,
        taken_on=row.taken_on,
        sample=row.sample,
        method=row.method,
        measure=Measure(row.measure),
        numbers={int(item): Fraction(number) for item, number in row.numbers.items()},
    )


def _publication(row: VerifiedListRow) -> ListPublication:
    return ListPublication(
        id=row.id,
        forum_id=row.forum_id,
        number=row.number,
        at=row.at,
        office=row.office,
        reason=row.reason,
        content=row.content,
        digest=row.digest,
        list=from_json(json.loads(row.content)),
    )
