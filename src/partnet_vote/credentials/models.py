"""What is kept of a credential? That it was issued, and enough to repeat the same answer; never the token."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.credentials.rules import Channel
from partnet_vote.platform.db.base import CityOwned, IdentityBase


class IssuingKeyRow(CityOwned, IdentityBase):
    """The public key of a ballot style (SubjectPublicKeyInfo, DER); the private one lies in the keyring."""

    __tablename__ = "issuing_keys"
    __table_args__ = (
        UniqueConstraint("election_id", "style"),
        UniqueConstraint("spki"),
        CheckConstraint("style between 1 and 255", name="style"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    style: Mapped[int] = mapped_column(SmallInteger)
    spki: Mapped[bytes]


class CredentialRow(CityOwned, IdentityBase):
    """One a (election, entitlement), whatever the way. District, year and group are frozen for the turnout.

    Request and answer are kept until issuing ends, for a voter whose answer was lost (security.md, 6d).
    """

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("election_id", "entitlement_id"),
        CheckConstraint("style between 1 and 255", name="style"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    entitlement_id: Mapped[UUID] = mapped_column(ForeignKey("entitlements.id"))
    style: Mapped[int] = mapped_column(SmallInteger)
    blinded_hash: Mapped[bytes | None]
    blind_signature: Mapped[bytes | None]
    channel: Mapped[Channel] = mapped_column(String(12))
    issued_on: Mapped[date] = mapped_column(server_default=text("current_date"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("districts.id"))
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    group_name: Mapped[str | None] = mapped_column(String(60))
