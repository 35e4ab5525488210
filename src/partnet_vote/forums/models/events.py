"""What is kept of a forum and its tables?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed, created_at


class ForumRow(CityOwned, IdentityBase):
    """A forum's texts; `version` counts the edits."""

    __tablename__ = "forums"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("per_table >= 1", name="per_table"),
        CheckConstraint("retention_days between 1 and 365", name="retention_days"),
    )

    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(160))
    term: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    is_binding: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    intro: Mapped[str]
    programme: Mapped[str]
    capacity: Mapped[int | None]
    per_table: Mapped[int]
    retention_days: Mapped[int] = mapped_column(server_default="60")
    created_at: Mapped[datetime] = created_at()


class ForumStepRow(Signed, CityOwned, IdentityBase):
    """A step in a forum's life, numbered without a gap; append-only by trigger."""

    __tablename__ = "forum_steps"
    __table_args__ = (
        UniqueConstraint("forum_id", "sequence"),
        CheckConstraint("kind <> 'moved' and kind <> 'cancelled' or reason <> ''", name="reason"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    old_start: Mapped[datetime | None]
    old_place: Mapped[str] = mapped_column(String(200))


class ForumTableRow(CityOwned, IdentityBase):
    """A table of a forum; link and PIN of its facilitator follow from key and `door`, and are kept nowhere."""

    __tablename__ = "forum_tables"
    __table_args__ = (UniqueConstraint("forum_id", "number"), CheckConstraint("number >= 1", name="number"))

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    topic: Mapped[str] = mapped_column(String(120))
    facilitator: Mapped[str] = mapped_column(String(120))
    guarantor: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int | None]
    door: Mapped[int] = mapped_column(default=1)
    has_guests: Mapped[bool] = mapped_column(default=False)
    is_for_school: Mapped[bool] = mapped_column(default=False)


class ForumAllowanceRow(Signed, CityOwned, IdentityBase):
    """A table hands over fewer items than the forum says, by whose word and why; the last one counts. Append-only."""

    __tablename__ = "forum_allowances"
    __table_args__ = (
        UniqueConstraint("table_id", "sequence"),
        CheckConstraint("marked >= 0 and reason <> ''", name="reason"),
    )

    table_id: Mapped[UUID] = mapped_column(ForeignKey("forum_tables.id"))
    sequence: Mapped[int]
    marked: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
