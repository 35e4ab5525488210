"""What may be asked about the log?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow, LeafRow, SealRow
from partnet_vote.audit.rules import Event, Leaf, Seal


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the log, the newest first; `sealed` names the batch of each event that is sealed already."""

    events: tuple[Event, ...]
    sealed: dict[UUID, int]
    number: int
    pages: int
    total: int


async def page(
    db: AsyncSession, *, public_only: bool, noun: str = "", subject: str = "", number: int = 1, size: int = 50
) -> Page:
    """The current city's events, narrowed to a noun (`election`) or one subject (`election:…`)."""
    wanted = _wanted(public_only, noun, subject)
    total = await db.scalar(select(func.count()).select_from(EventRow).where(*wanted)) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    found = (
        select(EventRow)
        .where(*wanted)
        .order_by(EventRow.at.desc(), EventRow.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    events = tuple(event_of(row) for row in (await db.execute(found)).scalars())
    leaves = select(LeafRow.event_id, LeafRow.sequence).where(LeafRow.event_id.in_([event.id for event in events]))
    sealed = {row.event_id: row.sequence for row in await db.execute(leaves)}
    return Page(events, sealed, number, pages, total)


async def nouns(db: AsyncSession, *, public_only: bool) -> tuple[str, ...]:
    """What the current city's events are about, for a filter."""
    noun = func.split_part(EventRow.kind, ".", 1)
    found = select(noun).where(*_wanted(public_only)).group_by(noun).order_by(noun)
    return tuple((await db.execute(found)).scalars())


async def seals(db: AsyncSession, *, newest: int | None = None) -> tuple[Seal, ...]:
    """The current city's seals in their order, or the newest few, the newest first."""
    found = select(SealRow).order_by(SealRow.sequence.desc() if newest else SealRow.sequence).limit(newest)
    return tuple(seal_of(row) for row in (await db.execute(found)).scalars())


async def leaves(db: AsyncSession, first: int, last: int) -> dict[int, tuple[Leaf, ...]]:
    """The leaves of the seals from `first` to `last`, each with its event, by sequence."""
    found = (
        select(LeafRow, EventRow)
        .outerjoin(EventRow, EventRow.id == LeafRow.event_id)
        .where(LeafRow.sequence.between(first, last))
        .order_by(LeafRow.sequence, LeafRow.position)
    )
    batches: dict[int, list[Leaf]] = {}
    for row, event in (await db.execute(found)).all():
        leaf = Leaf(row.sequence, row.position, row.event_id, row.hash, event_of(event) if event else None)
        batches.setdefault(row.sequence, []).append(leaf)
    return {sequence: tuple(batch) for sequence, batch in batches.items()}


async def unsealed(db: AsyncSession, limit: int) -> tuple[Event, ...]:
    """The oldest of the current city's events that no seal covers yet."""
    found = (
        select(EventRow)
        .where(~exists().where(LeafRow.event_id == EventRow.id))
        .order_by(EventRow.at, EventRow.id)
        .limit(limit)
    )
    return tuple(event_of(row) for row in (await db.execute(found)).scalars())


def event_of(row: EventRow) -> Event:
    """The event that a row keeps."""
    return Event(row.id, row.at, row.kind, row.subject, row.actor_id, row.office, row.is_public, row.data)


def seal_of(row: SealRow) -> Seal:
    """The seal that a row keeps."""
    return Seal(
        row.city_id, row.sequence, row.count, row.root, row.previous, row.sealed_at, row.head, row.signature
    )  # fmt: skip


def _wanted(public_only: bool, noun: str = "", subject: str = "") -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if public_only:
        conditions.append(EventRow.is_public.is_(True))
    if noun:
        conditions.append(func.split_part(EventRow.kind, ".", 1) == noun)
    if subject:
        conditions.append(EventRow.subject == subject)
    return conditions
