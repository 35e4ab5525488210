# pyright: strict
"""How is a forum written for people's calendars? As one event of RFC 5545, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime

from partnet_vote.forums.rules.events import Forum, Status

FOLD = 75
"""Octets of a line, its break apart (RFC 5545, section 3.1)."""


def calendar(forum: Forum, address: str) -> bytes:
    """The iCalendar file; `address` is the forum's page. A later file replaces an earlier one (UID, SEQUENCE)."""
    cancelled = forum.status is Status.CANCELLED
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//PartNet Vote//Forum//EN",
        "METHOD:" + ("CANCEL" if cancelled else "PUBLISH"),
        "BEGIN:VEVENT",
        f"UID:{forum.id}@partnet-vote",
        f"SEQUENCE:{len(forum.steps) - 1}",
        f"DTSTAMP:{_moment(forum.steps[-1].at)}",
        f"DTSTART:{_moment(forum.starts_at)}",
        f"DTEND:{_moment(forum.ends_at)}",
        f"SUMMARY:{_escaped(forum.title)}",
        f"LOCATION:{_escaped(forum.place)}",
        f"DESCRIPTION:{_escaped(forum.intro)}",
        f"URL:{address}",
        "STATUS:" + ("CANCELLED" if cancelled else "CONFIRMED"),
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _moment(at: datetime) -> str:
    """In UTC, so that no time zone has to be described."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A TEXT value (section 3.3.11); other control characters have no place in it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, "\\" + sign)
    return "".join(sign for sign in plain.replace("\n", "\\n") if sign >= " " and sign != "\x7f")


def _folded(line: str) -> bytes:
    """Broken before 75 octets, never inside a character; the next line begins with a blank."""
    parts: list[bytes] = [b""]
    for sign in line:
        encoded = sign.encode()
        if len(parts[-1]) + len(encoded) > FOLD:
            parts.append(b" ")
        parts[-1] += encoded
    return b"\r\n".join(parts)
