"""What is kept of a forum?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, String, UniqueConstraint, false, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, created_at


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


class ForumStepRow(CityOwned, IdentityBase):
    """A step in a forum's life, numbered without a gap; append-only by trigger."""

    __tablename__ = "forum_steps"
    __table_args__ = (
        UniqueConstraint("forum_id", "sequence"),
        CheckConstraint("kind <> 'moved' and kind <> 'cancelled' or reason <> ''", name="reason"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
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


class ForumAllowanceRow(CityOwned, IdentityBase):
    """A table hands over fewer items than the forum says, by whose word and why; the last one counts. Append-only."""

    __tablename__ = "forum_allowances"
    __table_args__ = (
        UniqueConstraint("table_id", "sequence"),
        CheckConstraint("marked >= 0 and reason <> ''", name="reason"),
    )

    table_id: Mapped[UUID] = mapped_column(ForeignKey("forum_tables.id"))
    sequence: Mapped[int]
    marked: Mapped[int]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
    reason: Mapped[str] = mapped_column(String(300))


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


class RoomVoteRow(CityOwned, IdentityBase):
    """The vote in the room of a forum; its deeds stand in `forum_room_steps`."""

    __tablename__ = "forum_room_votes"
    __table_args__ = (
        UniqueConstraint("forum_id"),
        CheckConstraint("marks >= 1 and per_item between 1 and marks", name="marks"),
        CheckConstraint("counted_at is null or closes_at is not null", name="counted"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    marks: Mapped[int]
    per_item: Mapped[int]
    is_hidden: Mapped[bool]
    edge: Mapped[str] = mapped_column(String(8), server_default="all")
    event_code: Mapped[str] = mapped_column(String(8))
    closes_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    groups_shown: Mapped[int] = mapped_column(default=0)
    people_by_code: Mapped[int] = mapped_column(default=0)
    people_on_paper: Mapped[int] = mapped_column(default=0)


class RoomStepRow(CityOwned, IdentityBase):
    """Opened, extended, counted: by which office and why; append-only by trigger."""

    __tablename__ = "forum_room_steps"
    __table_args__ = (CheckConstraint("kind <> 'extended' or reason <> ''", name="reason"),)

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
    closes_at: Mapped[datetime | None]
    reason: Mapped[str]


class ParticipantCodeRow(CityOwned, IdentityBase):
    """A code that lets one person in the room vote; a keyed hash of its secret, and nobody's name."""

    __tablename__ = "forum_codes"
    __table_args__ = (UniqueConstraint("vote_id", "lookup"),)

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"))
    lookup: Mapped[str] = mapped_column(String(4))
    kept: Mapped[bytes]
    tries: Mapped[int] = mapped_column(default=0)
    is_void: Mapped[bool] = mapped_column(default=False)


class TapRow(CityOwned, IdentityBase):
    """One tap on a telephone: a dot given or taken. Deleted when the vote is counted, and with it who gave what."""

    __tablename__ = "forum_taps"
    __table_args__ = (
        UniqueConstraint("code_id", "client_id"),
        UniqueConstraint("code_id", "sequence"),
        UniqueConstraint("undoes"),
        CheckConstraint("change in (-1, 1)", name="change"),
    )

    code_id: Mapped[UUID] = mapped_column(ForeignKey("forum_codes.id"))
    client_id: Mapped[UUID]
    sequence: Mapped[int]
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))
    change: Mapped[int]
    undoes: Mapped[UUID | None] = mapped_column(ForeignKey("forum_taps.id"))


class DotSheetRow(CityOwned, IdentityBase):
    """Dots of a table's paper as one person typed them; they count once a second person typed the same."""

    __tablename__ = "forum_dot_sheets"
    __table_args__ = (UniqueConstraint("table_id", "by"), CheckConstraint("people >= 0", name="people"))

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"), index=True)
    table_id: Mapped[UUID] = mapped_column(ForeignKey("forum_tables.id"))
    by: Mapped[UUID]
    people: Mapped[int]
    dots: Mapped[dict[str, int]] = mapped_column(JSONB)


class RoomTotalRow(CityOwned, IdentityBase):
    """What an item got in the room, once it is counted; append-only by trigger."""

    __tablename__ = "forum_room_totals"
    __table_args__ = (UniqueConstraint("entry_id"), CheckConstraint("by_code >= 0 and on_paper >= 0", name="votes"))

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"), index=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("forum_entries.id"))
    by_code: Mapped[int]
    on_paper: Mapped[int]


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


class ForumLinkStepRow(CityOwned, IdentityBase):
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
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
