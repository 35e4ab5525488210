"""What is a credential, and what may be told of them all?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Channel(StrEnum):
    """The way a voter came: fixed with the credential, so that no second way is open."""

    WEB = "web"
    DESK = "desk"
    PAPER = "paper"
    KIOSK = "kiosk"


@dataclass(frozen=True, slots=True)
class Holder:
    """The entitlement that asks, with what turnout is told by, as it stands in the roll at this moment."""

    entitlement_id: UUID
    district_id: UUID | None = None
    birth_year: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """One that was issued: its ballot style, its way and its day, never the hour."""

    entitlement_id: UUID
    style: int
    channel: Channel
    issued_on: date


@dataclass(frozen=True, slots=True)
class IssuedCount:
    """How many credentials of a style were issued by a way."""

    style: int
    channel: Channel
    credentials: int


@dataclass(frozen=True, slots=True)
class TurnoutCell:
    """How many credentials went to residents of a district, a birth year and a group of the roll."""

    district_id: UUID | None
    birth_year: int | None
    group: str | None
    channel: Channel
    credentials: int


def key_name(election_id: UUID, style: int) -> str:
    """The name of a style's private issuing key in the keyring."""
    return f"issuing-{election_id}-{style}"
