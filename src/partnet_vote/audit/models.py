"""What is kept of a deed?"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase


class EventRow(CityOwned, IdentityBase):
    """An event; append-only by trigger."""

    __tablename__ = "audit_events"

    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    kind: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    actor_id: Mapped[UUID | None]
    office: Mapped[str] = mapped_column(String(120))
    is_public: Mapped[bool]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
