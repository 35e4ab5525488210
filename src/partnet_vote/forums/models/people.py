"""What is kept of a forum's people?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase


class ForumPersonRow(CityOwned, IdentityBase):
    """Somebody who registered, or came without; of whom cancels only the number stays. Erased some time after."""

    __tablename__ = "forum_people"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        UniqueConstraint("forum_id", "email"),
        UniqueConstraint("forum_id", "attempt"),
        UniqueConstraint("forum_id", "ticket"),
        CheckConstraint("cancelled_at is null or email is null and name = '' and note = ''", name="cancelled"),
        CheckConstraint("not has_come or placed_at is not null and cancelled_at is null", name="come"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    attempt: Mapped[UUID | None]
    ticket: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_tables.id"), index=True)
    needs: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    food: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    note: Mapped[str] = mapped_column(String(300))
    may_be_photographed: Mapped[bool | None]
    age_band: Mapped[str | None] = mapped_column(String(8))
    sector: Mapped[str | None] = mapped_column(String(20))
    is_walk_in: Mapped[bool] = mapped_column(default=False)
    has_come: Mapped[bool] = mapped_column(default=False)
    placed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    told_step: Mapped[int]
    informed_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class ForumAttendanceRow(CityOwned, IdentityBase):
    """What was handed out at the door of a forum, and the totals that stay when its people are erased."""

    __tablename__ = "forum_attendance"
    __table_args__ = (UniqueConstraint("forum_id"), CheckConstraint("codes >= 0 and paper >= 0", name="handed_out"))

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    codes: Mapped[int] = mapped_column(default=0)
    paper: Mapped[int] = mapped_column(default=0)
    erased_at: Mapped[datetime | None]
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
