"""What is kept of an election?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, created_at, stamped


class ElectionRow(CityOwned, IdentityBase):
    """A vote of a city; times are the planned ones. Locked by trigger once its definition is published."""

    __tablename__ = "elections"
    __table_args__ = (
        UniqueConstraint("city_id", "slug"),
        UniqueConstraint("forum_id"),
        CheckConstraint("opens_at < closes_at", name="times"),
    )

    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(160))
    intro: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    binding: Mapped[bool]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    revote: Mapped[bool]
    hidden_counts: Mapped[bool]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("roll_editions.id"))
    min_age: Mapped[int | None]
    district_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    forum_id: Mapped[UUID | None] = mapped_column(ForeignKey("forums.id"))
    """Of a verification survey: the forum whose shortlist it asks about, one survey a forum."""
    created_at: Mapped[datetime] = created_at()


class ContestRow(CityOwned, IdentityBase):
    """A contest: ballot format and rule as the definition writes them. Locked with its election."""

    __tablename__ = "contests"
    __table_args__ = (
        UniqueConstraint("election_id", "key"),
        UniqueConstraint("election_id", "position", deferrable=True, initially="DEFERRED"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    ballot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule: Mapped[dict[str, Any]] = mapped_column(JSONB)
    budget: Mapped[int | None] = mapped_column(BigInteger)
    own_items: Mapped[int] = mapped_column(default=0)
    scoring: Mapped[str] = mapped_column(String(20), default="utility")
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("districts.id"))


class OptionRow(CityOwned, IdentityBase):
    """An option with a copy of its texts; the proposal it came from may change later. Locked with its election."""

    __tablename__ = "contest_options"
    __table_args__ = (
        UniqueConstraint("contest_id", "key"),
        UniqueConstraint("contest_id", "number", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("contest_id", "proposal_id"),
        UniqueConstraint("contest_id", "entry_id"),
    )

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contests.id"))
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str]
    summary_easy: Mapped[str]
    body: Mapped[str]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("districts.id"))
    category: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    proposal_id: Mapped[UUID | None]
    """No foreign key: the copy outlives its proposal."""
    proposal_number: Mapped[int | None]
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_entries.id"))
    """The item of a forum's shortlist it came from."""
    origin: Mapped[str | None] = mapped_column(String(40))
    """How the definition names that item: `forum:3/7` is item 7 of forum 3."""


class WeightClassRow(CityOwned, IdentityBase):
    """A weight class in its place; the first one that matches counts. Locked with its election."""

    __tablename__ = "weight_classes"
    __table_args__ = (
        UniqueConstraint("election_id", "label"),
        UniqueConstraint("election_id", "position", deferrable=True, initially="DEFERRED"),
        CheckConstraint("weight = '1' or reason <> ''", name="reason"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    weight: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    district_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    born_from: Mapped[int | None]
    born_to: Mapped[int | None]
    groups: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list)


class SlipsRow(CityOwned, IdentityBase):
    """An election that takes slips of paper: how many were printed, until when, where. Locked with its election."""

    __tablename__ = "election_slips"
    __table_args__ = (UniqueConstraint("election_id"), CheckConstraint("printed >= 1", name="printed"))

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    printed: Mapped[int]
    return_by: Mapped[date]
    places: Mapped[str]


class DefinitionRow(CityOwned, IdentityBase):
    """The definition as published; append-only by trigger, one an election."""

    __tablename__ = "election_definitions"
    __table_args__ = (UniqueConstraint("election_id"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    at: Mapped[datetime] = stamped()
    by: Mapped[UUID | None]
    canonical: Mapped[str]
    digest: Mapped[str] = mapped_column(String(71))


class DeedRow(CityOwned, IdentityBase):
    """A deed after the freeze, signed; append-only by trigger, numbered without a gap."""

    __tablename__ = "election_deeds"
    __table_args__ = (
        UniqueConstraint("election_id", "sequence"),
        UniqueConstraint("election_id", "contest", "option"),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    office: Mapped[str] = mapped_column(String(160))
    asked_by: Mapped[UUID | None]
    done_by: Mapped[UUID | None]
    reason: Mapped[str]
    time: Mapped[datetime | None]
    contest: Mapped[str | None] = mapped_column(String(64))
    option: Mapped[str | None] = mapped_column(String(64))
    canonical: Mapped[str]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]


class DeedRequestRow(CityOwned, IdentityBase):
    """A deed that waits for a second person; gone once it is done or taken back (the audit log remembers)."""

    __tablename__ = "election_deed_requests"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    time: Mapped[datetime | None]
    contest: Mapped[str | None] = mapped_column(String(64))
    option: Mapped[str | None] = mapped_column(String(64))
    asked_by: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(160))
    asked_at: Mapped[datetime] = stamped()
