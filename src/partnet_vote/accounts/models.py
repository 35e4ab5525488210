"""What is kept of the people who work for a city?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Keyed, created_at


class AccountRow(Keyed, IdentityBase):
    """A person who can sign in; one account for all cities they work for."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = created_at()


class MembershipRow(CityOwned, IdentityBase):
    """A person's role in a city."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("city_id", "account_id", "role"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = created_at()


class SuspensionRow(CityOwned, IdentityBase):
    """A person who may not act for a city any more; removed when they may again."""

    __tablename__ = "suspensions"
    __table_args__ = (UniqueConstraint("city_id", "account_id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = created_at()


class SessionRow(Keyed, IdentityBase):
    """A browser's session; of its token only the hash is kept, of a voter only what the token opens."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("(kind = 'staff') = (account_id is not null)", name="staff_have_accounts"),
        CheckConstraint("(kind = 'voter') = (sealed is not null)", name="voters_are_sealed"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    browser: Mapped[str] = mapped_column(String(20), default="")
    system: Mapped[str] = mapped_column(String(20), default="")
    idle_minutes: Mapped[int]
    began_at: Mapped[datetime] = created_at()
    seen_at: Mapped[datetime] = created_at()
    idle_until: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class InvitationRow(CityOwned, IdentityBase):
    """An invitation to work for a city, by a link that works once."""

    __tablename__ = "invitations"

    email: Mapped[str] = mapped_column(String(254))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = created_at()
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class PasswordResetRow(Keyed, IdentityBase):
    """A link to set a new password, which works once."""

    __tablename__ = "password_resets"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = created_at()
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
