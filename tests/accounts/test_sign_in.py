"""Does sign-in let in whom it should, adopt no chosen cookie, and tell a stranger nothing?"""

from __future__ import annotations

import asyncio
import re
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts.models import SessionRow
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts as build, cities
from tests.conftest import running

EMAIL = "clerk@staff.example"


@pytest.fixture
async def lipovec(db: AsyncSession) -> str:
    await cities.city(db, "lipovec")
    await build.member(db, Role.CLERK, email=EMAIL, password=build.PASSWORD)
    return "/lipovec"


async def attempt(client: httpx.AsyncClient, city: str, **fields: str) -> httpx.Response:
    typed = {"email": EMAIL, "password": build.PASSWORD} | fields
    return await build.post(client, f"{city}/staff/sign-in", typed)


async def test_the_right_password_opens_a_session(client: httpx.AsyncClient, lipovec: str) -> None:
    answer = await attempt(client, lipovec)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lipovec/staff")
    cookie = answer.headers["set-cookie"]
    assert re.search(r"^partnet=[\w-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_the_address_is_found_in_any_case(client: httpx.AsyncClient, lipovec: str) -> None:
    assert (await attempt(client, lipovec, email=" Clerk@STAFF.example ")).status_code == 303


async def test_a_page_for_staff_sends_to_sign_in_and_back(client: httpx.AsyncClient, lipovec: str) -> None:
    answer = await build.post(client, f"{lipovec}/staff/session/end")
    assert answer.headers["location"] == "/lipovec/staff/sign-in"
    answer = await attempt(client, lipovec, next="/lipovec/staff?x=1")
    assert answer.headers["location"] == "/lipovec/staff?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:1", "x", ""],
)
async def test_next_never_leaves_the_site(client: httpx.AsyncClient, lipovec: str, elsewhere: str) -> None:
    assert (await attempt(client, lipovec, next=elsewhere)).headers["location"] == "/lipovec/staff"


async def test_wrong_unknown_and_foreign_get_one_answer(
    client: httpx.AsyncClient, lipovec: str, db: AsyncSession
) -> None:
    await cities.city(db, "nordvik")
    await db.flush()
    answers = [
        await attempt(client, lipovec, password="not this one at all"),
        await attempt(client, lipovec, email="nobody@staff.example"),
        await attempt(client, "/nordvik"),
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    texts = [re.sub(r'value="[^"]*"|/nordvik|/lipovec', "", answer.text) for answer in answers]
    assert texts[0] == texts[1]
    assert "is not right" in texts[2]
    assert "set-cookie" not in answers[0].headers


async def test_a_chosen_cookie_is_not_adopted(client: httpx.AsyncClient, lipovec: str, db: AsyncSession) -> None:
    build.hold(client, "chosen-by-somebody-else")
    answer = await attempt(client, lipovec)
    given = re.match(r"partnet=([^;]+)", answer.headers["set-cookie"])
    assert given is not None
    assert given[1] != "chosen-by-somebody-else"
    hashes = (await db.execute(select(SessionRow.token_hash))).scalars().all()
    assert len(hashes) == 1


async def test_signing_in_again_ends_the_session_before(
    client: httpx.AsyncClient, lipovec: str, db: AsyncSession
) -> None:
    await attempt(client, lipovec)
    before = set((await db.execute(select(SessionRow.id))).scalars())
    await attempt(client, lipovec)
    after = set((await db.execute(select(SessionRow.id))).scalars())
    assert len(after) == 1
    assert not before & after


async def test_signing_out_ends_the_session_on_the_server(client: httpx.AsyncClient, lipovec: str) -> None:
    await attempt(client, lipovec)
    token = client.cookies["partnet"]
    answer = await build.post(client, f"{lipovec}/staff/session/end")
    assert answer.status_code == 303
    assert "partnet" not in client.cookies
    build.hold(client, token)
    answer = await build.post(client, f"{lipovec}/staff/session/end")
    assert answer.headers["location"] == "/lipovec/staff/sign-in"


async def test_guessing_is_stopped_for_one_address(client: httpx.AsyncClient, lipovec: str) -> None:
    for _ in range(10):
        await attempt(client, lipovec, email="other@staff.example", password="")
    answer = await attempt(client, lipovec, email="OTHER@staff.example", password="")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (await attempt(client, lipovec)).status_code == 303


async def test_who_knows_the_password_is_never_asked_to_wait(client: httpx.AsyncClient, lipovec: str) -> None:
    """A town hall's whole staff shares one address, and some sign in and out all day."""
    assert {(await attempt(client, lipovec)).status_code for _ in range(33)} == {303}
    wrong = [(await attempt(client, lipovec, password="not this one")).status_code for _ in range(11)]
    assert wrong == [422] * 10 + [429]
    assert (await attempt(client, lipovec)).status_code == 429, "the right password does not tell a guesser so either"


async def test_guesses_sent_all_at_once_are_stopped_too(committing_app: Litestar, database: Database) -> None:
    slug, email = f"guess-{uuid4().hex[:8]}", f"{uuid4().hex[:8]}@staff.example"
    async with database.transaction() as db:
        await scope(db, await cities.city(db, slug))
        await build.member(db, Role.CLERK, email=email, password=build.PASSWORD)
    async with running(committing_app) as client:
        build.csrf_token(client)
        typed = [{"email": email, "password": f"guess number {number}"} for number in range(24)]
        answers = await asyncio.gather(*(attempt(client, f"/{slug}", **each) for each in typed))
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(422), statuses.count(429)) == (10, 14)
