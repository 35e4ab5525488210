"""Which tenant does a request belong to, and how does it look?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tenant:
    """A city as the web layer needs it; `crest` names a symbol of the icon sprite."""

    id: UUID
    slug: str
    name: str
    subtitle: str
    languages: tuple[str, ...]
    timezone: str
    currency: str
    accent: str
    crest: str
    contact_email: str
    contact_phone: str
    contact_address: str
    host: str | None
