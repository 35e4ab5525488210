"""How is the outbox emptied, when mail servers refuse, hesitate or are away?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from sqlalchemy import func

from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.mail import outbox
from partnet_vote.platform.mail.outbox import OutboxRow

BATCH = 100
"""Letters sent over one connection before other jobs have their turn."""

log = structlog.get_logger()


class MailServerAway(Exception):
    """Nothing could be handed over; every letter keeps waiting."""


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server to hand letters to, and in whose name."""

    url: str
    sender: str

    @property
    def domain(self) -> str:
        """The right side of Message-IDs."""
        return parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Round:
    """What one emptying of the outbox did."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0


async def deliver(database: Database, post: Post | None) -> Round:
    """Send what is due, each letter in its own transaction; without a mail server letters stay and are only counted.

    At least once: after a crash in the worst moment a letter goes out again under the same Message-ID.
    """
    async with database.transaction() as db:
        state = await outbox.waiting(db)
    if state.due == 0:
        return Round()
    if post is None:
        _tell_waiting(state.due)
        return Round()
    results = {"sent": 0, "failed": 0, "postponed": 0}
    async with _connected(post) as server:
        for _ in range(BATCH):
            result = await _deliver_one(database, post, server)
            if result is None:
                break
            results[result] += 1
            if not server.is_connected:
                break
    return Round(**results)


@lru_cache(maxsize=1)
def _tell_waiting(due: int) -> None:
    """Once for each new number: the worker asks every few seconds."""
    log.info("no mail server is set", waiting=due)


async def _deliver_one(database: Database, post: Post, server: aiosmtplib.SMTP) -> str | None:
    async with database.transaction() as db:
        row = await outbox.next_due(db)
        if row is None:
            return None
        now = await clock.wall_clock(db)
        try:
            message = _message(row, post, now)
            await server.send_message(message, sender=parseaddr(post.sender)[1], recipients=[row.recipient])
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return _refused(row, error)
        await db.delete(row)
    return "sent"


def _refused(row: OutboxRow, error: Exception) -> str:
    """RFC 5321: 5xx is for ever, 4xx and a lost connection are for now."""
    code = _code(error)
    row.attempts += 1
    row.failure = f"{type(error).__name__} {code or ''}".strip()[:40]
    is_final = (code is not None and code >= 500) or isinstance(error, ValueError)
    if is_final or row.attempts >= outbox.LAST_ATTEMPT:
        row.failed_at = func.now()
        log.warning("mail refused", failure=row.failure, attempts=row.attempts)
        return "failed"
    row.due_at = func.now() + outbox.back_off(row.attempts)
    log.info("mail postponed", failure=row.failure, attempts=row.attempts)
    return "postponed"


def _code(error: Exception) -> int | None:
    """The reply's code where it speaks of this letter; a refused sender is our own setting's fault, so it waits."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return max(refused.code for refused in error.recipients)
    if isinstance(error, aiosmtplib.SMTPDataError | aiosmtplib.SMTPRecipientRefused):
        return error.code
    return None


def _message(row: OutboxRow, post: Post, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = post.sender
    message["To"] = row.recipient
    message["Subject"] = row.subject
    message["Message-ID"] = f"<{row.id}@{post.domain}>"
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    message.set_content(row.text)
    if row.html:
        message.add_alternative(row.html, subtype="html")
    return message


@asynccontextmanager
async def _connected(post: Post) -> AsyncIterator[aiosmtplib.SMTP]:
    parts = urlsplit(post.url)
    is_tls = parts.scheme == "smtps"
    server = aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if is_tls else 587 if parts.scheme == "smtp+starttls" else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=is_tls,
        start_tls=parts.scheme == "smtp+starttls",
        timeout=30,
    )
    try:
        await server.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailServerAway(type(error).__name__) from error
    try:
        yield server
    finally:
        server.close()
