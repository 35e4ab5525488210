"""Do logs and metrics tell what happened, and nothing about whom?"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar, post
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cli.logs import FIELDS
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.settings import Settings
from tests.builders import accounts as build, cities
from tests.conftest import running

TOKEN = "a-token-of-at-least-24-characters"
CANARIES = ("Kanarka", "kanarka@staff.example", "canary password of mine", "203.0.113.77")


@pytest.fixture(autouse=True)
async def lipovec(db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await db.flush()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, metrics_token=TOKEN)


async def test_a_request_is_logged_by_its_route(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/lipovec/staff/sign-in?next=/lipovec/staff")
    (line,) = (line for line in lines if line["event"] == "request")
    assert (line["route"], line["method"], line["status"]) == ("/{city_slug}/staff/sign-in", "GET", 200)
    assert 0 < line["ms"] < 60_000
    assert line["request"] == answer.headers["x-request-id"]
    assert set(line) - {"log_level"} <= FIELDS


async def test_an_id_that_was_sent_is_not_taken(client: httpx.AsyncClient) -> None:
    answer = await client.get("/lipovec/staff/sign-in", headers={"x-request-id": "Kanarka"})
    assert len(answer.headers["x-request-id"]) == 16


async def test_unknown_addresses_share_one_name(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.get("/Kanarka/secret")
        await client.get("/health/live")
    assert "Kanarka" not in repr(lines)
    assert len(lines) == 1


async def test_no_personal_data_reaches_the_log(client: httpx.AsyncClient, app: Litestar, db: AsyncSession) -> None:
    """The canary: marked names, addresses, passwords and links go through every flow, also those that fail."""

    @post("/probe/broken", access=PUBLIC)
    async def broken(db: Db) -> None:
        await db.execute(text("select cast(:canary as int)"), {"canary": "Kanarka"})

    app.register(broken)
    name, email, password, address = CANARIES
    canaries = [*CANARIES]
    with structlog.testing.capture_logs() as lines:
        await build.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
        await build.post(client, "/lipovec/staff/people/invitations", {"email": email, "roles": ["clerk"]})
        letter = (await db.execute(text("select text from outbox where recipient = :to"), {"to": email})).scalar_one()
        link = next(word for word in letter.split() if word.startswith("http"))
        canaries.append(link.rpartition("/")[2])
        client.cookies.clear()
        await build.post(client, link, {"name": name, "password": "short"})
        await build.post(client, link, {"name": name, "password": password})
        canaries.append(client.cookies["partnet"])
        client.cookies.clear()
        fields: dict[str, Any] = {"email": email, "password": f"{password} wrong"}
        forwarded = {"x-forwarded-for": address, "user-agent": name}
        await build.post(client, "/lipovec/staff/sign-in", fields, headers=forwarded)
        await build.post(client, "/lipovec/staff/reset", {"email": email})
        await build.post(client, f"/lipovec/staff/reset/{name}", {"password": password})
        assert (await build.post(client, "/probe/broken")).status_code == 500
    assert len(lines) >= 8
    assert any(line["log_level"] == "error" for line in lines), "the broken page was logged"
    for line in lines:
        told = {key: value for key, value in line.items() if key != "exc_info"}  # told as places, see cli.logs
        assert not [canary for canary in canaries if canary.casefold() in repr(told).casefold()], told
        assert set(line) - {"log_level", "exc_info"} <= FIELDS


async def test_metrics_open_to_the_token_alone(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await client.get("/lipovec/staff/sign-in")
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer é".encode()}):
        assert (await client.get("/metrics", headers=headers)).status_code == 403  # type: ignore[arg-type]
    page = await client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    assert 'partnet_requests_total{method="GET",route="/{city_slug}/staff/sign-in",status="200"}' in page.text
    assert 'partnet_waiting{what="mail"}' in page.text
    assert "lipovec" not in page.text


async def test_without_a_token_there_is_no_such_page(client: httpx.AsyncClient, app: Litestar) -> None:
    app.state.settings = replace(app.state.settings, metrics_token=None)
    answer = await client.get("/metrics", headers={"authorization": "Bearer "})
    assert answer.status_code == 404


async def test_the_framework_leaves_our_log_alone(app: Litestar) -> None:
    """With its default configuration it replaced our handler, and with it the list of allowed fields."""
    ours = logging.NullHandler()
    logging.root.addHandler(ours)
    try:
        async with running(app) as client:
            await client.get("/health/live")
        assert ours in logging.root.handlers
        assert logging.getLogger("litestar").propagate
    finally:
        logging.root.removeHandler(ours)
