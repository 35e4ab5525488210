"""How are weight classes put together, while the election is a draft?"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.elections import rules
from partnet_vote.elections.models import WeightClassRow
from partnet_vote.elections.rules import WeightChoice
from partnet_vote.elections.service import drafts
from partnet_vote.platform.db.constraints import guarded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text

TWICE = {"uq_weight_classes_election_id_label": Refused(Text("Another weight class has this name."), "label")}


async def add_weight(db: AsyncSession, actor: Actor, election_id: UUID, choice: WeightChoice) -> UUID:
    """Add a weight class after the others; Refused without a public reason unless its weight is 1."""
    await drafts.draft_for_change(db, actor, election_id)
    await _check(db, choice)
    place = len(await _classes(db, election_id)) + 1
    row = WeightClassRow(id=uuid4(), election_id=election_id, position=place, **_columns(choice))
    async with guarded(db, **TWICE):
        db.add(row)
    await audit.record(db, actor, "weight.add", f"election:{election_id}", weight=str(choice.weight))
    return row.id


async def edit_weight(db: AsyncSession, actor: Actor, weight_id: UUID, choice: WeightChoice) -> None:
    """Change a weight class."""
    row = await _locked(db, actor, weight_id)
    await _check(db, choice)
    async with guarded(db, **TWICE):
        for name, value in _columns(choice).items():
            setattr(row, name, value)
    await audit.record(db, actor, "weight.edit", f"election:{row.election_id}", weight=str(choice.weight))


async def remove_weight(db: AsyncSession, actor: Actor, weight_id: UUID) -> None:
    """Remove a weight class; those after it move up."""
    row = await _locked(db, actor, weight_id)
    await db.delete(row)
    await db.flush()
    for place, other in enumerate(await _classes(db, row.election_id), 1):
        other.position = place
    await audit.record(db, actor, "weight.remove", f"election:{row.election_id}", weight=row.weight)


async def move_weight(db: AsyncSession, actor: Actor, weight_id: UUID, by: int) -> None:
    """Try a weight class earlier (-1) or later (1): the first one that matches counts."""
    row = await _locked(db, actor, weight_id)
    rows = await _classes(db, row.election_id)
    here = rows.index(row)
    if 0 <= here + by < len(rows):
        rows[here], rows[here + by] = rows[here + by], rows[here]
        for place, each in enumerate(rows, 1):
            each.position = place
    await audit.record(db, actor, "weight.move", f"election:{row.election_id}", weight=row.weight)


async def _check(db: AsyncSession, choice: WeightChoice) -> None:
    if issue := rules.weight_issue(choice):
        raise Refused(issue[1], issue[0])
    await drafts.known_districts(db, choice.district_ids, "district_ids")


async def _locked(db: AsyncSession, actor: Actor, weight_id: UUID) -> WeightClassRow:
    found = select(WeightClassRow.election_id).where(WeightClassRow.id == weight_id)
    election_id = (await db.execute(found)).scalar_one_or_none()
    if election_id is None:
        raise NotFound
    await drafts.draft_for_change(db, actor, election_id)
    query = select(WeightClassRow).where(WeightClassRow.id == weight_id)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def _classes(db: AsyncSession, election_id: UUID) -> list[WeightClassRow]:
    query = select(WeightClassRow).where(WeightClassRow.election_id == election_id).order_by(WeightClassRow.position)
    return list((await db.execute(query)).scalars())


def _columns(choice: WeightChoice) -> dict[str, Any]:
    return {
        "label": choice.label,
        "weight": str(choice.weight),
        "reason": choice.reason,
        "district_ids": list(choice.district_ids),
        "born_from": choice.born_from,
        "born_to": choice.born_to,
        "groups": list(choice.groups),
    }
