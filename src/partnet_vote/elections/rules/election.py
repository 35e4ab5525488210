# pyright: strict
"""What is an election, and in which phase does it stand?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.collation import folded
from partnet_vote.platform.kernel.text import Text

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
RESERVED_SLUGS = frozenset({"new"})


class Phase(StrEnum):
    """Where an election stands, by the database's clock and its deeds."""

    DRAFT = "draft"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionSettings:
    """What staff decide about an election as a whole; times are UTC-aware or not yet known."""

    title: str
    slug: str
    intro: str = ""
    language: str = "en"
    binding: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    revote: bool = True
    hidden_counts: bool = True


@dataclass(frozen=True, slots=True)
class ElectorateChoice:
    """Who may vote: a roll edition, the least age in the year of opening, districts (none: all)."""

    edition_id: UUID | None = None
    min_age: int | None = None
    district_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """One vote of a city. `opens_at` and `closes_at` are those that hold now, after every deed."""

    id: UUID
    city_id: UUID
    slug: str
    title: str
    intro: str
    language: str
    binding: bool
    revote: bool
    hidden_counts: bool
    opens_at: datetime | None
    closes_at: datetime | None
    planned_opens_at: datetime | None
    planned_closes_at: datetime | None
    electorate: ElectorateChoice
    forum_id: UUID | None = None
    """The forum whose shortlist this verification survey asks about."""
    frozen_at: datetime | None = None
    digest: str | None = None
    annulled_at: datetime | None = None
    withdrawn: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Options withdrawn after the freeze, by contest key."""

    @property
    def edition_id(self) -> UUID | None:
        """The roll edition it names."""
        return self.electorate.edition_id

    @property
    def is_frozen(self) -> bool:
        """Whether its definition is published."""
        return self.frozen_at is not None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to mend before the freeze (`is_warning`: it may also stay), how, and where in the city's pages."""

    text: Text
    remedy: Text
    href: str
    is_warning: bool = False


def phase(election: Election, now: datetime) -> Phase:
    """Where the election stands at this moment; it is open from `opens_at` on and closed from `closes_at` on."""
    if election.annulled_at is not None:
        return Phase.ANNULLED
    if not election.is_frozen or election.opens_at is None or election.closes_at is None:
        return Phase.DRAFT
    if now < election.opens_at:
        return Phase.FROZEN
    return Phase.OPEN if now < election.closes_at else Phase.CLOSED


def slug_issue(slug: str) -> Text | None:
    """Why an election cannot have this address, or None."""
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        return Text("Use 3 to 60 small letters, digits and dashes.")
    return None


def slug_of(title: str) -> str:
    """An address made of a title: "Náves 2027!" gives "naves-2027"."""
    slug = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")[:54].strip("-")
    return slug if slug_issue(slug) is None else f"vote-{slug}".strip("-")


def free_slug(slug: str, taken: Collection[str]) -> str:
    """This address, or the next one that is free: "anketa-2026", then "anketa-2026-2"."""
    number = 2
    found = slug
    while found in taken:
        found = f"{slug[:54].rstrip('-')}-{number}"
        number += 1
    return found
