"""How does a letter leave with its deed: never without it, never twice unnoticed?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import IdentityBase, Keyed, created_at

LAST_ATTEMPT = 10
"""After it a letter is given up: with the back-off below, a day and a half."""


class OutboxRow(Keyed, IdentityBase):
    """A letter that waits, or that could not be delivered; a delivered one is forgotten."""

    __tablename__ = "outbox"

    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    html: Mapped[str | None]
    created_at: Mapped[datetime] = created_at()
    due_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(40))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters wait, and how many were given up."""

    due: int
    failed: int


async def enqueue(db: AsyncSession, to: str, subject: str, text: str, html: str | None = None) -> UUID:
    """Put a letter into the outbox within the deed's transaction; its key becomes the Message-ID."""
    row = OutboxRow(id=uuid4(), recipient=to, subject=subject[:200], text=text, html=html)
    db.add(row)
    await db.flush()
    return row.id


async def next_due(db: AsyncSession) -> OutboxRow | None:
    """One letter whose time has come, locked: other workers pass it by."""
    found = (
        select(OutboxRow)
        .where(OutboxRow.failed_at.is_(None), OutboxRow.due_at <= func.clock_timestamp())
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await db.execute(found)).scalar_one_or_none()


async def waiting(db: AsyncSession) -> Waiting:
    """The state of the outbox in numbers."""
    counted = select(
        func.count().filter(OutboxRow.failed_at.is_(None)), func.count().filter(OutboxRow.failed_at.is_not(None))
    )
    return Waiting(*(await db.execute(counted)).one())


async def sweep(db: AsyncSession, days: int = 7) -> int:
    """Forget letters that were given up a week ago, addresses and all; how many."""
    old = OutboxRow.failed_at < func.now() - timedelta(days=days)
    return len((await db.execute(delete(OutboxRow).where(old).returning(OutboxRow.id))).all())


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, three, nine … at most six hours."""
    return min(timedelta(minutes=3 ** (attempts - 1)), timedelta(hours=6))
