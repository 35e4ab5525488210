"""What is kept of a ballot? Nothing that says who or when: random keys, no times, no addresses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import BoxBase

_MOMENT = DateTime(timezone=True)


class BoxRow(BoxBase):
    """One election's box. By trigger its definition and keys never change, and its opening never moves later."""

    __tablename__ = "boxes"

    election_id: Mapped[UUID] = mapped_column(primary_key=True)
    definition: Mapped[str]
    keys: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Ballot style → pinned public key (SubjectPublicKeyInfo, DER, base64)."""
    revote: Mapped[bool]
    opens_at: Mapped[datetime] = mapped_column(_MOMENT)
    closes_at: Mapped[datetime] = mapped_column(_MOMENT)
    revision: Mapped[int] = mapped_column(default=0)
    """Goes up when a later deed changes which ballots are legal; a cast names the one it was checked against."""
    sealed_at: Mapped[datetime] = mapped_column(_MOMENT, server_default=func.now())
    closed_at: Mapped[datetime | None] = mapped_column(_MOMENT)
    """Set with the last sealing: every ballot of the election is on the board."""


class WithdrawalRow(BoxBase):
    """An option that was withdrawn after the freeze: no new ballot may mark it."""

    __tablename__ = "box_withdrawals"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.election_id"), primary_key=True)
    contest: Mapped[str] = mapped_column(String(64), primary_key=True)
    option: Mapped[str] = mapped_column(String(64), primary_key=True)


class _Ballot:
    """No foreign key to the box: it would lock one row for every cast, and the cast's statement checks it anyway."""

    election_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    style: Mapped[int] = mapped_column(SmallInteger)
    receipt: Mapped[str] = mapped_column(String(12))
    ballot: Mapped[str]
    message: Mapped[bytes]
    token_signature: Mapped[bytes]
    signature: Mapped[bytes]


class InboxRow(_Ballot, BoxBase):
    """A ballot that waits for its batch; the order of rows still tells the order of casting."""

    __tablename__ = "box_inbox"


class BoardRow(_Ballot, BoxBase):
    """A sealed ballot: written with its batch in the order of token hashes, never changed."""

    __tablename__ = "box_board"
    __table_args__ = (Index("ix_box_board_election_id_receipt", "election_id", "receipt"),)


class SealRow(BoxBase):
    """A batch that was sealed."""

    __tablename__ = "box_seals"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("boxes.election_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    ballots: Mapped[int]
