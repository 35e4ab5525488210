"""What is kept of a table's items, of shortlists and of earlier years?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed, created_at


class ForumItemRow(CityOwned, IdentityBase):
    """What a table wrote down; nothing is ever deleted: merged and removed items keep their text.

    `origin_id` is the item of a youth or school forum that was handed to this table, each once.
    """

    __tablename__ = "forum_items"
    __table_args__ = (
        UniqueConstraint("origin_id"),
        UniqueConstraint("table_id", "client_id"),
        CheckConstraint("merged_into <> id", name="merged"),
        CheckConstraint("text <> ''", name="text"),
    )

    table_id: Mapped[UUID] = mapped_column(ForeignKey("forum_tables.id"), index=True)
    client_id: Mapped[UUID | None]
    """By which the device that wrote it knows it: sent twice, it is written once."""
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(default=1)
    is_guest: Mapped[bool]
    marked_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("forum_items.id"))
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_entries.id"))
    is_wording: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Not an item of its own: the first wording of the one that it is merged into."""
    created_at: Mapped[datetime] = created_at()


class ForumEntryRow(CityOwned, IdentityBase):
    """An item of a shortlist, or of an edition typed in from the city's papers with the places it had then.

    `folded` is its text without case and accents, to find what is alike.
    """

    __tablename__ = "forum_entries"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("merged_into <> id", name="merged"),
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("(forum_id is null) <> (edition_id is null)", name="list"),
        CheckConstraint("first is null or first between 1 and last and edition_id is not null", name="place"),
        CheckConstraint("(first is null) = (last is null)", name="places"),
    )

    forum_id: Mapped[UUID | None] = mapped_column(ForeignKey("forums.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_editions.id"))
    first: Mapped[int | None]
    last: Mapped[int | None]
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(String(600))
    version: Mapped[int] = mapped_column(default=1)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("forum_entries.id"))


class ForumSourceRow(CityOwned, IdentityBase):
    """Which table's item stands behind an item of the shortlist: each item once."""

    __tablename__ = "forum_sources"
    __table_args__ = (UniqueConstraint("item_id"),)

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("forum_items.id"))


class ForumDistinctRow(CityOwned, IdentityBase):
    """Two items of a shortlist of which the organiser said that they are not the same."""

    __tablename__ = "forum_distinct"
    __table_args__ = (UniqueConstraint("one_id", "other_id"), CheckConstraint("one_id < other_id", name="order"))

    one_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))


class ForumEditionRow(CityOwned, IdentityBase):
    """A forum that was held before the city used this program; its items are entries with typed places."""

    __tablename__ = "forum_editions"
    __table_args__ = (
        UniqueConstraint("city_id", "year", "kind", "title"),
        CheckConstraint("year between 1990 and 2100", name="year"),
    )

    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = created_at()


class ForumLinkStepRow(Signed, CityOwned, IdentityBase):
    """What an organiser said of two items of different lists; the last word counts. Append-only by trigger."""

    __tablename__ = "forum_link_steps"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id", "sequence"),
        CheckConstraint("one_id < other_id", name="order"),
        CheckConstraint("verdict in ('same', 'different', 'undone')", name="verdict"),
    )

    one_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"), index=True)
    sequence: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(12))
