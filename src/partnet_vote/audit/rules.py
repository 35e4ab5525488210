"""What is an event, and who may see it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """One deed: `kind` is `noun.verb`, `subject` is `noun:key`; `data` holds nothing personal."""

    id: UUID
    at: datetime
    kind: str
    subject: str
    actor_id: UUID | None
    office: str
    is_public: bool
    data: Mapping[str, object]
