"""How does a proposal come to be, and how do its texts change?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.cities import queries as cities
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.proposals import rules
from partnet_vote.proposals.models import ProposalRow, StatusRow
from partnet_vote.proposals.rules import ChangedMeanwhile, ProposalTexts, Status
from partnet_vote.proposals.service.steps import step_row


async def add(db: AsyncSession, actor: Actor, texts: ProposalTexts) -> UUID:
    """Add a proposal as a draft under the city's next number; cost in hundredths. Refused beside the wrong field."""
    return (await add_many(db, actor, (texts,)))[0]


async def add_many(db: AsyncSession, actor: Actor, new: Sequence[ProposalTexts]) -> tuple[UUID, ...]:
    """Add proposals as drafts, numbered in this order."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    language = await _leading_language(db)
    for texts in new:
        await _check(db, texts)
    first = await _next_number(db)
    rows = [
        ProposalRow(id=uuid4(), number=number, **_columns(texts, language)) for number, texts in enumerate(new, first)
    ]
    db.add_all(rows)
    await db.flush()
    db.add_all([step_row(actor, row.id, 1, Status.DRAFT) for row in rows])
    await db.flush()
    for row in rows:
        await audit.record(db, actor, "proposal.add", f"proposal:{row.id}", number=row.number)
    return tuple(row.id for row in rows)


async def edit(db: AsyncSession, actor: Actor, proposal_id: UUID, texts: ProposalTexts, version: int) -> None:
    """Change the texts; ChangedMeanwhile if somebody has saved it since `version` was read."""
    require(actor, Permission.CITY_PROPOSALS_EDIT)
    row = await locked(db, proposal_id)
    await _check(db, texts)
    if row.version != version:
        raise ChangedMeanwhile(Text("Somebody else has saved this proposal meanwhile. Nothing you wrote is lost."))
    for name, value in _columns(texts, row.language).items():
        setattr(row, name, value)
    row.version += 1
    await db.flush()
    is_public = await _is_published(db, proposal_id)
    await audit.record(db, actor, "proposal.edit", f"proposal:{row.id}", public=is_public, number=row.number)


async def locked(db: AsyncSession, proposal_id: UUID) -> ProposalRow:
    """The proposal, held for a change until the transaction ends; NotFound in another city."""
    query = select(ProposalRow).where(ProposalRow.id == proposal_id).with_for_update()
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


async def _next_number(db: AsyncSession) -> int:
    """The next number of the city; whoever adds meanwhile waits, so that no number is given twice."""
    await db.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": f"proposals:{db.info[CITY]}"}
    )
    return 1 + (await db.execute(select(func.coalesce(func.max(ProposalRow.number), 0)))).scalar_one()


async def _check(db: AsyncSession, texts: ProposalTexts) -> None:
    if refusal := rules.texts_issue(texts):
        raise refusal
    if texts.district_id is not None and not await cities.districts_by_ids(db, (texts.district_id,)):
        raise Refused(Text("Please choose one of the options."), "district_id")


async def _leading_language(db: AsyncSession) -> str:
    city = await cities.by_id(db, db.info[CITY])
    if city is None:
        raise NotFound
    return city.languages[0]


async def _is_published(db: AsyncSession, proposal_id: UUID) -> bool:
    query = select(StatusRow.status).where(StatusRow.proposal_id == proposal_id).order_by(StatusRow.sequence.desc())
    return (await db.execute(query.limit(1))).scalar_one() == Status.PUBLISHED


def _columns(texts: ProposalTexts, language: str) -> dict[str, Any]:
    columns = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(texts).items()}
    searched = folded(" ".join((texts.title, texts.summary, texts.summary_easy, texts.place, texts.body)))
    return columns | {"language": texts.language or language, "searched": searched}
