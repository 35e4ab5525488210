"""What is kept of the roll? Pseudonyms, years, districts; never a name, an address or a code."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, created_at
from partnet_vote.residents.rules import CodeState


class EditionRow(CityOwned, IdentityBase):
    """A roll as of a date; its HMAC key lies in the keyring as `roll-<id>`."""

    __tablename__ = "roll_editions"
    __table_args__ = (UniqueConstraint("city_id", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    frozen_at: Mapped[datetime | None]
    is_paper: Mapped[bool] = mapped_column(default=False)
    """Whether it holds nothing but the rights that slips of paper spend in one vote."""
    created_at: Mapped[datetime] = created_at()


class EntitlementRow(CityOwned, IdentityBase):
    """One right to one ballot an election: `pseudonym` is HMAC(identifier), None for a number without a person."""

    __tablename__ = "entitlements"
    __table_args__ = (
        UniqueConstraint("edition_id", "pseudonym"),
        UniqueConstraint("edition_id", "number"),
        CheckConstraint("birth_year between 1880 and 2100", name="birth_year"),
        CheckConstraint("(pseudonym is null) = (number is not null)", name="person_or_number"),
        Index("ix_entitlements_cells", "edition_id", "district_id", "birth_year", "group_name"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("roll_editions.id"))
    pseudonym: Mapped[bytes | None]
    number: Mapped[int | None]
    birth_year: Mapped[int | None]
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("districts.id"))
    group_name: Mapped[str | None] = mapped_column(String(60))
    removed_at: Mapped[datetime | None]
    """Struck off by a correction before the freeze; the row stays for the protocol."""


class PostedCodeRow(CityOwned, IdentityBase):
    """A code that was posted: its look-up id and an argon2id hash of its secret."""

    __tablename__ = "posted_codes"
    __table_args__ = (
        UniqueConstraint("edition_id", "lookup"),
        Index("ix_posted_codes_one_valid", "entitlement_id", unique=True, postgresql_where=text("state <> 'replaced'")),
        CheckConstraint("failures >= 0", name="failures"),
    )

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("roll_editions.id"))
    entitlement_id: Mapped[UUID] = mapped_column(ForeignKey("entitlements.id"))
    lookup: Mapped[str] = mapped_column(String(4))
    secret_hash: Mapped[str] = mapped_column(String(120))
    state: Mapped[CodeState] = mapped_column(String(12), default=CodeState.VALID)
    failures: Mapped[int] = mapped_column(default=0)
    batch: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date] = mapped_column(server_default=text("current_date"))
