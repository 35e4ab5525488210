"""What is kept of results? Counts, publications with their files, objections and answers; verified lists of forums."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from partnet_vote.platform.db.base import CityOwned, IdentityBase, Signed, stamped


class CountRow(Signed, CityOwned, IdentityBase):
    """A count of a closed box; append-only by trigger. `account` explains it option by option."""

    __tablename__ = "result_counts"
    __table_args__ = (UniqueConstraint("election_id", "number"), CheckConstraint("number >= 1", name="number"))

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    number: Mapped[int]
    closed_at: Mapped[datetime]
    ballots: Mapped[int]
    issued: Mapped[int]
    outcome: Mapped[str]
    digest: Mapped[str] = mapped_column(String(71))
    account: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    turnout: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PublicationRow(Signed, CityOwned, IdentityBase):
    """A count made public; append-only by trigger. A correction is the next number, with its reason."""

    __tablename__ = "result_publications"
    __table_args__ = (
        UniqueConstraint("election_id", "number"),
        UniqueConstraint("count_id"),
        CheckConstraint("number >= 1 and (number = 1 or reason <> '')", name="number"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    count_id: Mapped[UUID] = mapped_column(ForeignKey("result_counts.id"))
    number: Mapped[int]
    reason: Mapped[str]
    objections_until: Mapped[datetime]
    bundle_digest: Mapped[str] = mapped_column(String(71))


class FileRow(CityOwned, IdentityBase):
    """A published file, byte for byte; append-only by trigger."""

    __tablename__ = "result_files"
    __table_args__ = (UniqueConstraint("publication_id", "name"),)

    publication_id: Mapped[UUID] = mapped_column(ForeignKey("result_publications.id"))
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(71))
    content: Mapped[bytes]


class ObjectionRow(CityOwned, IdentityBase):
    """An objection; `contact` is sealed under the keyring. Not append-only: personal data can be erased."""

    __tablename__ = "result_objections"
    __table_args__ = (UniqueConstraint("election_id", "number"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"))
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("result_publications.id"))
    number: Mapped[int]
    at: Mapped[datetime] = stamped()
    text: Mapped[str]
    contact: Mapped[bytes | None]


class OwnItemRow(CityOwned, IdentityBase):
    """What somebody wrote as an item of their own: random key, no time, no ballot; so that no order tells whose it is.

    `wording` is what is published of it, the same for several that mean the same; `withheld` is the public reason.
    """

    __tablename__ = "own_items"
    __table_args__ = (
        CheckConstraint("wording is null or withheld is null", name="decision"),
        CheckConstraint("text <> '' and wording <> '' and withheld <> ''", name="words"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"), index=True)
    contest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(300))
    wording: Mapped[str | None] = mapped_column(String(300))
    withheld: Mapped[str | None] = mapped_column(String(300))


class AnswerRow(Signed, CityOwned, IdentityBase):
    """The public answer to an objection; append-only by trigger, one each."""

    __tablename__ = "result_answers"
    __table_args__ = (UniqueConstraint("objection_id"),)

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("result_objections.id"))
    summary: Mapped[str]
    text: Mapped[str]
    is_upheld: Mapped[bool]


class ListRuleRow(Signed, CityOwned, IdentityBase):
    """How the list of a forum is verified, as declared; append-only by trigger, the highest number in time counts."""

    __tablename__ = "result_list_rules"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("top >= 1 and (needed is null or needed >= 1)", name="top"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    top: Mapped[int]
    needed: Mapped[int | None]
    deciding: Mapped[list[str]] = mapped_column(ARRAY(String(10)))
    edge: Mapped[str] = mapped_column(String(3))


class PollRow(Signed, CityOwned, IdentityBase):
    """A poll's ranking as typed in; append-only by trigger. A correction is the next number, with its reason."""

    __tablename__ = "result_polls"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        CheckConstraint("number >= 1 and (number = 1 or reason <> '')", name="number"),
        CheckConstraint("sample >= 1", name="sample"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    reason: Mapped[str]
    source: Mapped[str] = mapped_column(String(200))
    taken_on: Mapped[date]
    sample: Mapped[int]
    method: Mapped[str]
    measure: Mapped[str] = mapped_column(String(12))
    numbers: Mapped[dict[str, str]] = mapped_column(JSONB)
    """By number of the item on the shortlist: its rank, or its percentage as a decimal number."""


class VerifiedListRow(Signed, CityOwned, IdentityBase):
    """A verified list made public; append-only by trigger. A correction is the next number, with its reason."""

    __tablename__ = "result_verified_lists"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        CheckConstraint("number >= 1 and (number = 1 or reason <> '')", name="number"),
    )

    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forums.id"))
    number: Mapped[int]
    reason: Mapped[str]
    content: Mapped[str]
    """The canonical text of the list; `digest` is over its bytes."""
    digest: Mapped[str] = mapped_column(String(71))
