"""What is kept of what followed a forum?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase


class ItemStateRow(CityOwned, IdentityBase):
    """What was said of an item's state; the last word counts. Append-only by trigger."""

    __tablename__ = "item_states"
    __table_args__ = (
        UniqueConstraint("entry_id", "sequence"),
        CheckConstraint("state in ('done', 'under-way', 'planned', 'cannot')", name="state"),
        CheckConstraint("state <> 'cannot' or text <> ''", name="reason"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]
    guarantor: Mapped[str] = mapped_column(String(120))
    on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
