"""What is kept of a deed?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, stamped


class EventRow(CityOwned, IdentityBase):
    """An event; append-only by trigger."""

    __tablename__ = "audit_events"

    at: Mapped[datetime] = stamped()
    kind: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    actor_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(120))
    is_public: Mapped[bool]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class SealRow(CityOwned, IdentityBase):
    """A signed batch of a city's events; append-only by trigger."""

    __tablename__ = "audit_seals"
    __table_args__ = (UniqueConstraint("city_id", "sequence"),)

    sequence: Mapped[int]
    count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed_at: Mapped[datetime]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class LeafRow(CityOwned, IdentityBase):
    """In which batch an event was sealed, and what it looked like then; append-only by trigger.

    No foreign key to the event: were one removed, its leaf must stay and tell.
    """

    __tablename__ = "audit_leaves"
    __table_args__ = (UniqueConstraint("city_id", "sequence", "position"),)

    event_id: Mapped[UUID] = mapped_column(unique=True)
    sequence: Mapped[int]
    position: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
