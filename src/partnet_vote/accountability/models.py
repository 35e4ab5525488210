"""What is kept of what followed a forum?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed, created_at


class ItemStateRow(Signed, CityOwned, IdentityBase):
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


class MinutesRow(Signed, CityOwned, IdentityBase):
    """A version of a forum's minutes; append-only by trigger."""

    __tablename__ = "forum_minutes"
    __table_args__ = (UniqueConstraint("forum_id", "number"), CheckConstraint("text <> ''", name="text"))

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    text: Mapped[str]


class MinutesStepRow(Signed, CityOwned, IdentityBase):
    """Minutes published or withdrawn: which version, who and when; append-only by trigger."""

    __tablename__ = "forum_minutes_steps"
    __table_args__ = (UniqueConstraint("forum_id", "sequence"),)

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]


class ResolutionRow(CityOwned, IdentityBase):
    """What a council resolved after a forum, typed in; with its file, if it was sent."""

    __tablename__ = "forum_resolutions"
    __table_args__ = (
        UniqueConstraint("forum_id", "body", "number"),
        CheckConstraint("(file_name = '') = (content is null)", name="file"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[date]
    text: Mapped[str]
    file_name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    by: Mapped[UUID | None]
    created_at: Mapped[datetime] = created_at()


class ForumPhotoRow(CityOwned, IdentityBase):
    """A photo of a forum with its words; its bytes go with it when it is taken away: people are on it."""

    __tablename__ = "forum_photos"
    __table_args__ = (UniqueConstraint("forum_id", "sha"), CheckConstraint("alt <> ''", name="alt"))

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    sha: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = created_at()
