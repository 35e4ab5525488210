"""Does a registration's letter arrive by a real SMTP server, with every link in one piece?"""

from __future__ import annotations

import asyncio
from uuid import uuid4

from aiosmtpd.smtp import SMTP
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import service
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.mail import sender
from partnet_vote.platform.mail.outbox import OutboxRow
from partnet_vote.platform.mail.sender import Post, Round
from tests.builders import cities, forums as build
from tests.builders.people import by_email, office, says
from tests.mail.test_sender import SENDER, Mailbox


async def test_a_confirmation_arrives_whole(db: AsyncSession, rolled_back: Database, keyring: Keyring) -> None:
    await db.execute(delete(OutboxRow))
    await cities.city(db, "lipovec")
    forum = await build.published(db, "Doprava")
    hers = await office(db, keyring)
    await service.register(db, hers, forum.id, says("Jana", "jana@people.example"), "cs", uuid4())
    person = await by_email(db, forum, "jana@people.example")
    await db.flush()
    mailbox = Mailbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(mailbox), "127.0.0.1", 0)
    post = Post(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", SENDER)
    try:
        assert await sender.deliver(rolled_back, post) == Round(sent=1)
    finally:
        server.close()
    (message,) = mailbox.messages
    assert message["To"] == "jana@people.example"
    assert forum.title in message["Subject"]
    lines = message.get_content().splitlines()
    assert hers.place(forum, person) in lines
    assert f"{hers.forum(forum)}/forum.ics" in lines
