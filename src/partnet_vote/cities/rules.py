"""What is a city here, and which names may it take?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from partnet_vote.platform.kernel.tenant import Tenant
from partnet_vote.platform.kernel.text import Text

RESERVED_SLUGS = frozenset(
    {
        "about", "accessibility", "accounts", "admin", "api", "assets", "contact", "css", "display", "docs",
        "favicon.ico", "health", "help", "js", "login", "metrics", "partnet", "privacy", "robots.txt", "schema",
        "search", "sign-in", "staff", "static", "theme", "www",
    }
)  # fmt: skip
SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
ACCENT = re.compile(r"#[0-9a-f]{6}")
CURRENCIES = ("CZK", "NOK", "EUR", "PLN", "HUF", "CHF", "USD")
CRESTS = ("crest-leaf", "crest-mountain", "crest-star")


@dataclass(frozen=True, slots=True)
class City(Tenant):
    """A city with everything its pages show."""

    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySettings:
    """What an administrator decides about a city."""

    name: str
    subtitle: str
    about: str
    languages: tuple[str, ...]
    timezone: str
    currency: str
    accent: str
    crest: str
    contact_email: str
    contact_phone: str
    contact_address: str
    host: str | None


@dataclass(frozen=True, slots=True)
class District:
    """A part of a city; `boundary` is GeoJSON geometry text or None."""

    id: UUID
    code: str
    name: str
    boundary: str | None = None


def slug_issue(slug: str) -> Text | None:
    """Why a city cannot have this address, or None."""
    if not SLUG.fullmatch(slug):
        return Text("Use 3 to 40 small letters, digits and dashes, beginning with a letter.")
    if slug in RESERVED_SLUGS:
        return Text("This address is reserved for the service itself.")
    return None


def host_issue(host: str) -> Text | None:
    """Why a city cannot have this host name, or None."""
    return None if HOST.fullmatch(host) else Text("Write a host name such as vote.example.org.")


def accent_issue(accent: str) -> Text | None:
    """Why this is not a colour, or None."""
    return None if ACCENT.fullmatch(accent) else Text("Write a colour as # and six hexadecimal digits.")
