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


async def test_of_many_guesses_at_once_no_more_pass_than_may_be_wrong(database: Database) -> None:
    bucket = f"test:{uuid4().hex}"

    async def wrong() -> int:
        try:
            await rate_limits.reserve(database, bucket, 5, 60)
        except TooOften:
            return 0
        return 1

    assert sum(await asyncio.gather(*(wrong() for _ in range(60)))) == 5
    assert await _hits(database, bucket) == 5, "who was turned away is not counted"


async def test_right_guesses_leave_room_for_others(database: Database) -> None:
    bucket = f"test:{uuid4().hex}"

    async def right() -> int:
        try:
            place = await rate_limits.reserve(database, bucket, 5, 60)
        except TooOften:
            return 0
        async with database.transaction() as db:
            await rate_limits.give_back(db, place)
        return 1

    passed = sum([await right() for _ in range(20)])
    assert passed == 20
    assert sum(await asyncio.gather(*(right() for _ in range(40)))) >= 5
    assert await _hits(database, bucket) == 0


async def test_a_place_of_an_ended_window_is_not_given_back_in_the_next(
    db: AsyncSession, rolled_back: Database
) -> None:
    place = await rate_limits.reserve(rolled_back, "b", 5, 60)
    await db.execute(text("update rate_limits set window_start = now() - interval '61 seconds'"))
    await rate_limits.reserve(rolled_back, "b", 5, 60)
    await db.execute(text("update rate_limits set window_start = now() - interval '1 second'"))
    await rate_limits.give_back(db, place)
    assert await _hits(rolled_back, "b") == 1


async def _hits(database: Database, bucket: str) -> int:
    async with database.transaction() as db:
        query = text("select hits from rate_limits where bucket = :bucket")
        return int((await db.execute(query, {"bucket": bucket})).scalar_one())


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
