"""Is a request's work kept before its answer starts, and not at all when anything went wrong?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, Response, post
from litestar.params import FromPath
from litestar.types import Message, Scope
from sqlalchemy import text

from partnet_vote import app as house
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.settings import Settings
from tests.builders import accounts as build
from tests.conftest import running

WRITE = text("insert into rate_limits (bucket, window_start, hits) values (:bucket, now(), 1)")


@post("/probe/{what:str}/{bucket:str}", access=PUBLIC)
async def probe(db: Db, what: FromPath[str], bucket: FromPath[str]) -> Response[str]:
    await db.execute(WRITE, {"bucket": bucket})
    match what:
        case "refuse":
            raise Conflict(Text("Somebody was faster."))
        case "break":
            raise RuntimeError
        case "late":  # a constraint that only COMMIT checks
            await db.execute(text("create temp table late (a int unique deferrable initially deferred) on commit drop"))
            await db.execute(text("insert into late values (1), (1)"))
    return Response("done", status_code=201)


@pytest.fixture
async def real(migrated: embedded.Running, keyring: Keyring, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on an application whose commits are real."""
    app: Litestar = house.create_app(
        settings, identity_url=migrated.identity_url, box_url=migrated.box_url, keyring=keyring
    )
    app.register(probe)
    async with running(app) as client:
        yield client


async def is_kept(database: Database, bucket: str) -> bool:
    async with database.transaction() as db:
        found = await db.scalar(text("select count(*) from rate_limits where bucket = :b"), {"b": bucket})
    return found == 1


@pytest.mark.parametrize(
    ("what", "status", "kept"), [("go", 201, True), ("refuse", 409, False), ("break", 500, False), ("late", 500, False)]
)
async def test_all_or_nothing_is_kept(
    real: httpx.AsyncClient, database: Database, what: str, status: int, kept: bool
) -> None:
    bucket = uuid4().hex
    answer = await build.post(real, f"/probe/{what}/{bucket}")
    assert answer.status_code == status
    assert await is_kept(database, bucket) is kept


async def test_it_is_kept_before_the_answer_starts(real: httpx.AsyncClient, database: Database) -> None:
    bucket = uuid4().hex
    app = real._transport.app  # type: ignore[attr-defined]
    seen: list[bool] = []

    async def watched(scope: Scope, receive: Any, send: Any) -> None:
        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(await is_kept(database, bucket))
            await send(message)

        await app(scope, receive, watch)

    token = build.csrf_token(real)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(watched), base_url="http://127.0.0.1", cookies=real.cookies
    ) as client:
        answer = await client.post(f"/probe/go/{bucket}", data={"csrf_token": token})
    assert answer.status_code == 201
    assert seen == [True]
