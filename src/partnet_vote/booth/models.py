"""What is kept of slips of paper until their batch is sealed? No person: a slip has none."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, stamped


class SlipBatchRow(CityOwned, IdentityBase):
    """A batch as it was declared, with as many rights to a ballot as it has slips; `spoilt` names those that failed."""

    __tablename__ = "slip_batches"
    __table_args__ = (
        UniqueConstraint("election_id", "number"),
        CheckConstraint("slips >= 1 and cardinality(entitlements) = slips", name="slips"),
        CheckConstraint("sealed_at is null or sealing_at is not null", name="sealed"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(120))
    slips: Mapped[int]
    style: Mapped[int] = mapped_column(SmallInteger)
    entitlements: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    declared_at: Mapped[datetime] = stamped()
    declared_by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
    sealing_at: Mapped[datetime | None]
    """Since then nothing of it can be typed any more: its ballots are on their way into the box."""
    sealed_at: Mapped[datetime | None]
    spoilt: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)


class SlipEntryRow(CityOwned, IdentityBase):
    """A slip as one person typed it, deleted when its batch is sealed: the ballot box alone keeps the marks."""

    __tablename__ = "slip_entries"
    __table_args__ = (
        UniqueConstraint("batch_id", "number", "by"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(ballot is null) <> (spoilt is null)", name="one"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("slip_batches.id"))
    number: Mapped[int]
    by: Mapped[UUID]
    ballot: Mapped[str | None]
    spoilt: Mapped[str | None] = mapped_column(String(20))
