"""Is the limit kept when many come at once, and is nobody's address believed or written down?"""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.db import rate_limits
from partnet_vote.platform.db.rate_limits import TooOften
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.web.limits import client_address
from tests.builders import accounts as build, cities

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


async def test_of_many_at_once_exactly_the_limit_passes(database: Database) -> None:
    bucket = f"test:{uuid4().hex}"

    async def one() -> bool:
        try:
            await rate_limits.hit(database, bucket, 5, 60)
        except TooOften as refusal:
            waits.append(refusal.retry_after)
            return False
        return True

    waits: list[int] = []
    assert sum(await asyncio.gather(*(one() for _ in range(60)))) == 5
    assert all(0 < wait <= 60 for wait in waits)


async def test_a_new_window_begins_with_a_clean_slate(db: AsyncSession, rolled_back: Database) -> None:
    await rate_limits.hit(rolled_back, "b", 1, 60)
    with pytest.raises(TooOften):
        await rate_limits.hit(rolled_back, "b", 1, 60)
    await db.execute(text("update rate_limits set window_start = now() - interval '61 seconds'"))
    await rate_limits.hit(rolled_back, "b", 1, 60)


async def test_old_windows_are_forgotten(db: AsyncSession, rolled_back: Database) -> None:
    await rate_limits.hit(rolled_back, "old", 1, 60)
    await db.execute(text("update rate_limits set window_start = now() - interval '2 days'"))
    await rate_limits.hit(rolled_back, "new", 1, 60)
    assert await rate_limits.sweep(rolled_back) >= 1
    assert (await db.execute(text("select bucket from rate_limits"))).scalars().all() == ["new"]


def asking(peer: str | None, forwarded: str = "") -> Request[Any, Any, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    client = (peer, 1) if peer else None
    return Request({"type": "http", "headers": headers, "client": client, "app": Litestar(logging_config=None)})  # type: ignore[arg-type,typeddict-item]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "rubbish", "unknown"),
        (None, "198.51.100.1", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str | None, forwarded: str, address: str) -> None:
    assert client_address(asking(peer, forwarded), PROXIES) == address


async def test_no_address_and_no_mail_is_written_down(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await db.flush()
    await build.post(client, "/lipovec/staff/sign-in", {"email": "canary@staff.example", "password": "x"})
    buckets = (await db.execute(text("select bucket from rate_limits where bucket like 'sign-in%'"))).scalars().all()
    assert len(buckets) >= 2
    assert not any("canary" in bucket or "127.0.0.1" in bucket for bucket in buckets)


async def test_a_forged_header_does_not_escape_the_limit(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await db.flush()
    statuses = []
    for number in range(32):
        answer = await build.post(
            client,
            "/lipovec/staff/sign-in",
            {"email": f"guess-{number}@staff.example", "password": ""},
            headers={"x-forwarded-for": f"198.51.100.{number}"},
        )
        statuses.append(answer.status_code)
    assert statuses == [422] * 30 + [429] * 2
