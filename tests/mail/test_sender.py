"""Is every letter sent, kept or given up as the mail server's answer says? Against a real SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.db.session import Database
from partnet_vote.platform.mail import outbox, sender
from partnet_vote.platform.mail.outbox import OutboxRow
from partnet_vote.platform.mail.sender import MailServerAway, Post, Round

SENDER = "PartNet Vote <no-reply@vote.example>"


class Mailbox:
    """A mail server that answers each recipient as it was told."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.at_recipient: dict[str, str] = {}
        self.at_data: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if answer := self.at_recipient.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data.pop(0)
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(autouse=True)
async def empty(db: AsyncSession) -> None:
    """Tests with real commits may have left letters behind."""
    await db.execute(delete(OutboxRow))


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def post(mailbox: Mailbox) -> AsyncIterator[Post]:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    yield Post(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", SENDER)
    server.close()


async def rows(db: AsyncSession) -> list[OutboxRow]:
    db.expire_all()
    return list((await db.execute(select(OutboxRow))).scalars())


async def test_a_letter_arrives_whole_and_is_forgotten(
    db: AsyncSession, rolled_back: Database, mailbox: Mailbox, post: Post
) -> None:
    key = await outbox.enqueue(
        db, "ja@lipovec.example", "Pozvánka – žluťoučký kůň", "Dobrý den,\nčtěte.\n", "<p>Čtěte.</p>"
    )
    assert await sender.deliver(rolled_back, post) == Round(sent=1)
    (message,) = mailbox.messages
    assert message["Subject"] == "Pozvánka – žluťoučký kůň"
    assert message["From"] == SENDER
    assert message["To"] == "ja@lipovec.example"
    assert message["Message-ID"] == f"<{key}@vote.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == ["Dobrý den,", "čtěte."]
    assert await rows(db) == []


async def test_a_refused_recipient_is_given_up(
    db: AsyncSession, rolled_back: Database, mailbox: Mailbox, post: Post
) -> None:
    mailbox.at_recipient["gone@lipovec.example"] = "550 no such user"
    await outbox.enqueue(db, "gone@lipovec.example", "s", "t")
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    assert await sender.deliver(rolled_back, post) == Round(sent=1, failed=1)
    (row,) = await rows(db)
    assert row.failed_at is not None
    assert row.failure == "SMTPRecipientsRefused 550"
    assert await sender.deliver(rolled_back, post) == Round()


async def test_a_busy_server_is_asked_again_later(
    db: AsyncSession, rolled_back: Database, mailbox: Mailbox, post: Post
) -> None:
    mailbox.at_data = ["451 come back later"]
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    assert await sender.deliver(rolled_back, post) == Round(postponed=1)
    (row,) = await rows(db)
    assert (row.attempts, row.failed_at) == (1, None)
    assert row.due_at - row.created_at == timedelta(minutes=1)
    assert await sender.deliver(rolled_back, post) == Round(), "not before its time"
    await db.execute(update(OutboxRow).values(due_at=func.now()))
    assert await sender.deliver(rolled_back, post) == Round(sent=1)


async def test_a_letter_is_given_up_after_the_last_attempt(
    db: AsyncSession, rolled_back: Database, mailbox: Mailbox, post: Post
) -> None:
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    for _ in range(outbox.LAST_ATTEMPT):
        mailbox.at_data = ["451 never"]
        await db.execute(update(OutboxRow).values(due_at=func.now()))
        await sender.deliver(rolled_back, post)
    (row,) = await rows(db)
    assert (row.attempts, row.failed_at is not None) == (outbox.LAST_ATTEMPT, True)


async def test_the_back_off_grows_and_stays_bounded() -> None:
    waits = [outbox.back_off(n) for n in range(1, outbox.LAST_ATTEMPT)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert timedelta(hours=24) < sum(waits, timedelta()) < timedelta(hours=48)


async def test_without_a_server_letters_stay(db: AsyncSession, rolled_back: Database) -> None:
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    assert await sender.deliver(rolled_back, None) == Round()
    assert len(await rows(db)) == 1


async def test_a_server_that_is_away_costs_no_attempt(db: AsyncSession, rolled_back: Database) -> None:
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    with pytest.raises(MailServerAway):
        await sender.deliver(rolled_back, Post("smtp://127.0.0.1:1", SENDER))
    (row,) = await rows(db)
    assert row.attempts == 0


async def test_an_address_with_a_line_break_adds_no_header(
    db: AsyncSession, rolled_back: Database, mailbox: Mailbox, post: Post
) -> None:
    await outbox.enqueue(db, "a@b.example\nBcc: everybody@b.example", "s", "t")
    assert await sender.deliver(rolled_back, post) == Round(failed=1)
    assert mailbox.messages == []


async def test_a_deed_that_fails_sends_nothing(rolled_back: Database, db: AsyncSession) -> None:
    async def deed() -> None:
        async with rolled_back.transaction() as deed:
            await outbox.enqueue(deed, "here@lipovec.example", "s", "t")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await deed()
    assert await rows(db) == []


async def test_given_up_letters_are_forgotten_after_a_week(db: AsyncSession) -> None:
    await outbox.enqueue(db, "here@lipovec.example", "s", "t")
    await db.execute(update(OutboxRow).values(failed_at=func.now() - timedelta(days=6)))
    assert await outbox.sweep(db) == 0
    await db.execute(update(OutboxRow).values(failed_at=func.now() - timedelta(days=8)))
    assert await outbox.sweep(db) == 1


async def test_two_workers_send_each_letter_once(database: Database, mailbox: Mailbox, post: Post) -> None:
    tag = uuid4().hex[:8]
    async with database.transaction() as db:
        for number in range(12):
            await outbox.enqueue(db, f"{tag}-{number}@lipovec.example", "s", "t")
    await asyncio.gather(*(sender.deliver(database, post) for _ in range(3)))
    ours = sorted(message["To"] for message in mailbox.messages if message["To"].startswith(tag))
    assert len(ours) == len(set(ours)) == 12
