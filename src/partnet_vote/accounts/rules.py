"""Who works for a city, in which roles, and when does a session end?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.permissions import Actor, Role
from partnet_vote.platform.kernel.text import Text

STAFF_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=8)
INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)
TOUCH_AFTER = timedelta(minutes=1)
"""A session's last use is written down at most this often."""
PASSWORD_LENGTH = range(12, 201)
EMAIL = re.compile(r"[^@\s<>\"(),:;\\]{1,64}@(?=.{3,253}$)([^@\s.\[\]<>]+\.)+[^@\s.\[\]<>]{2,63}")


class SessionKind(StrEnum):
    """Staff are known by their account; of a voter the database knows nothing."""

    STAFF = "staff"
    VOTER = "voter"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which a person is signed in."""

    id: UUID
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    browser: str
    system: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a session's token says: a staff member in the current city, or a voter's opened content."""

    session_id: UUID
    actor: Actor | None = None
    voter: bytes | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a city's staff."""

    id: UUID
    name: str
    email: str
    roles: frozenset[Role]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that still waits; `has_account` if its reader already has a password."""

    id: UUID
    email: str
    roles: frozenset[Role]
    expires_at: datetime
    has_account: bool = False


ROLE_NAMES = {
    Role.ADMINISTRATOR: Text("Administrator"),
    Role.MODERATOR: Text("Moderator"),
    Role.CLERK: Text("Clerk"),
    Role.COUNTING_OFFICER: Text("Counting officer"),
    Role.FACILITATOR: Text("Facilitator"),
    Role.GUARANTOR: Text("Guarantor"),
    Role.COUNCILLOR: Text("Councillor"),
    Role.OBSERVER: Text("Observer"),
}
OFFICE_NAMES = {"installation": Text("the service itself")} | {role.value: name for role, name in ROLE_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Offices:
    """In which offices a deed was done, by their codes, written in the reader's words."""

    codes: str

    def __str__(self) -> str:
        return re.sub(r"[a-z-]+", lambda code: str(OFFICE_NAMES.get(code[0], code[0])), self.codes)


ROLE_DUTIES = {
    Role.ADMINISTRATOR: Text(
        "Invites people and gives them roles, keeps the city’s settings, prepares and opens votes."
    ),
    Role.MODERATOR: Text("Edits and publishes proposals."),
    Role.CLERK: Text("Keeps the roll and the letters with codes, helps at the desk, prepares votes and proposals."),
    Role.COUNTING_OFFICER: Text("Counts a closed vote and publishes its result."),
    Role.FACILITATOR: Text("Leads meetings."),
    Role.GUARANTOR: Text("Watches over the fairness of a process."),
    Role.COUNCILLOR: Text("Reads what is prepared; decides in the council."),
    Role.OBSERVER: Text("Reads the record and counted results before they are published; changes nothing."),
}


def normal_email(typed: str) -> str:
    """The one spelling under which an address is kept and found."""
    return unicodedata.normalize("NFC", typed.strip()).lower()


def email_issue(email: str) -> Text | None:
    """Why this cannot be an e-mail address, or None."""
    return None if EMAIL.fullmatch(email) else Text("Write an e-mail address such as name@example.org.")


def password_issue(password: str, email: str = "", name: str = "") -> Text | None:
    """Why this cannot be a password, or None (ASVS 5.0, 6.2: length counts, no rules of composition)."""
    if len(password) < PASSWORD_LENGTH.start:
        return Text(
            "Use at least {n} characters; several words in a row are easy to remember.", n=PASSWORD_LENGTH.start
        )
    if len(password) >= PASSWORD_LENGTH.stop:
        return Text("At most {n} characters fit here.", n=PASSWORD_LENGTH.stop - 1)
    rest = password.casefold()
    for known in (email, email.partition("@")[0], *name.split(), "password", "heslo", "passord", "partnet"):
        if len(known) > 2:
            rest = rest.replace(known.casefold(), "")
    if len(set(rest)) < 5 or rest in "01234567890123456789abcdefghijklmnopqrstuvwxyzqwertzuiopasdfghjklqwertyuiop":
        return Text("This password is easy to guess. Please choose another one.")
    return None


def roles_issue(roles: Iterable[Role]) -> Text | None:
    """Why a person cannot have these roles, or None."""
    return None if set(roles) else Text("Choose at least one role.")


def device(user_agent: str) -> tuple[str, str]:
    """(browser, system) in one word each, enough to recognise one's own; nothing finer is kept."""
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    return browser, next((name for mark, name in systems if mark in user_agent), "")
