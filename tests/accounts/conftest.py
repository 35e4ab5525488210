"""What do the tests of accounts share? A city, and a browser in which its administrator is signed in."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import Actor, Role
from partnet_vote.platform.mail.outbox import OutboxRow
from tests.builders import accounts as build, cities


@pytest.fixture
async def lipovec(db: AsyncSession) -> UUID:
    return await cities.city(db, "lipovec")


@pytest.fixture
async def administrator(client: httpx.AsyncClient, db: AsyncSession, lipovec: UUID) -> Actor:
    return await build.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)


async def letters(db: AsyncSession, to: str) -> list[OutboxRow]:
    """The letters that wait for an address, the newest last."""
    found = select(OutboxRow).where(OutboxRow.recipient == to).order_by(OutboxRow.created_at)
    return list((await db.execute(found)).scalars())


def link_in(letter: OutboxRow) -> str:
    """The path of the link that a letter holds."""
    found = re.search(r"http://127\.0\.0\.1(/\S+)", letter.text)
    assert found is not None
    return found[1]


@pytest.fixture
async def client(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """An English reader: the sentences looked for are those of the code."""
    client.headers["accept-language"] = "en"
    return client
