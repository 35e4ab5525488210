"""What is kept of a proposal?"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed, created_at


class ProposalRow(CityOwned, IdentityBase):
    """A proposal's texts; `searched` holds them without case and accents, `version` counts the edits."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        UniqueConstraint("forum_entry_id"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("char_length(summary) <= 90", name="summary"),
        CheckConstraint("(lat is null) = (lon is null)", name="position"),
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="on_earth"),
    )

    number: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str]
    summary_easy: Mapped[str]
    body: Mapped[str]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("districts.id"))
    category: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200))
    lat: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    lon: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    language: Mapped[str] = mapped_column(String(2))
    searched: Mapped[str]
    forum_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_entries.id"))
    created_at: Mapped[datetime] = created_at()


class StatusRow(Signed, CityOwned, IdentityBase):
    """A step in a proposal's life, numbered without a gap; append-only by trigger."""

    __tablename__ = "proposal_statuses"
    __table_args__ = (
        UniqueConstraint("proposal_id", "sequence"),
        CheckConstraint("status <> 'withdrawn' or reason <> ''", name="reason"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    sequence: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]


class PictureRow(CityOwned, IdentityBase):
    """A picture's bytes under their own hash. Kept even when no proposal shows it: a published ballot may."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("city_id", "sha"),)

    sha: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = created_at()


class ShownPictureRow(CityOwned, IdentityBase):
    """A picture in its place beside a proposal, with its words."""

    __tablename__ = "proposal_pictures"
    __table_args__ = (
        UniqueConstraint("proposal_id", "picture_id"),
        UniqueConstraint("proposal_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("alt <> ''", name="alt"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"))
    picture_id: Mapped[UUID] = mapped_column(ForeignKey("pictures.id"), index=True)
    position: Mapped[int]
    alt: Mapped[str] = mapped_column(String(300))
