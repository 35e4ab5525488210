"""What is kept of a vote in the room?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed


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
    takes_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    event_code: Mapped[str] = mapped_column(String(8))
    closes_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    groups_shown: Mapped[int] = mapped_column(default=0)
    people_by_code: Mapped[int] = mapped_column(default=0)
    people_on_paper: Mapped[int] = mapped_column(default=0)


class RoomStepRow(Signed, CityOwned, IdentityBase):
    """Opened, extended, counted: by which office and why; append-only by trigger."""

    __tablename__ = "forum_room_steps"
    __table_args__ = (CheckConstraint("kind <> 'extended' or reason <> ''", name="reason"),)

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
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


class RoomOwnItemRow(CityOwned, IdentityBase):
    """What somebody in the room wrote besides their dots: never counted, and nobody's once the vote is.

    By a telephone it hangs on its code until the count, which writes all of those anew, shuffled, without it. From a
    table's paper it is typed by `client_id`: sent twice, it is written once. `wording` is what is published of it, the
    same for several that mean the same; `withheld` is the public reason.
    """

    __tablename__ = "forum_own_items"
    __table_args__ = (
        UniqueConstraint("code_id"),
        UniqueConstraint("table_id", "client_id"),
        CheckConstraint("code_id is null or table_id is null", name="way"),
        CheckConstraint("wording is null or withheld is null", name="decision"),
        CheckConstraint("text <> '' and wording <> '' and withheld <> ''", name="words"),
    )

    vote_id: Mapped[UUID] = mapped_column(ForeignKey("forum_room_votes.id"), index=True)
    code_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_codes.id"))
    table_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_tables.id"))
    client_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(String(300))
    wording: Mapped[str | None] = mapped_column(String(300))
    withheld: Mapped[str | None] = mapped_column(String(300))
