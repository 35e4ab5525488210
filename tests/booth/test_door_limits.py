"""May a whole hall vote behind one address, and is a machine that guesses stopped all the same?"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.booth import service
from partnet_vote.booth.pages.door import HALL, WRONG
from partnet_vote.booth.rules import MOST_BALLOTS
from partnet_vote.platform.db import rate_limits
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict
from partnet_vote.platform.kernel.keyring import Keyring
from tests.builders import booth
from tests.builders.accounts import house_of, post

HERE = "127.0.0.1"
NOBODYS = "2222-2222-2222-2222"


@pytest.fixture
async def vote(app: Litestar, keyring: Keyring) -> booth.Vote:
    return await booth.vote(app.state.planes, keyring, voters=6)


async def tried(client: httpx.AsyncClient, db: AsyncSession, name: str, times: int, whom: str = HERE) -> None:
    """As if so many tries had come from this address within the last minutes."""
    sign = house_of(client).csrf.sign
    for _ in range(times):
        await rate_limits.count(db, f"{name}:{sign(f'limit:{name}:{whom}')}", 600)


async def enter(client: httpx.AsyncClient, vote: booth.Vote, code: str, year: int, **headers: str) -> int:
    """Somebody else at the same address, in a browser of their own."""
    client.cookies.clear()
    path = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    answer = await post(client, path, {"code": code, "birth_year": str(year)}, headers=headers)
    return answer.status_code


async def test_a_hall_votes_behind_one_address(client: httpx.AsyncClient, db: AsyncSession, vote: booth.Vote) -> None:
    """500 people within minutes, a fifth of whom mistype once; then the next ones."""
    await tried(client, db, "vote.enter", 600)
    await tried(client, db, WRONG.name, 100)
    for code, year in vote.codes:
        assert await enter(client, vote, code.text, year + 1) == 422
        assert await enter(client, vote, code.text, year) == 303


async def test_right_codes_are_no_wrong_tries(client: httpx.AsyncClient, db: AsyncSession, vote: booth.Vote) -> None:
    """Nor is what cannot be a code at all; only the last wrong one closes the address."""
    await tried(client, db, WRONG.name, WRONG.limit - 1)
    for code, year in vote.codes:
        assert await enter(client, vote, code.text, year) == 303
    assert await enter(client, vote, "no code", 1980) == 422
    assert await enter(client, vote, NOBODYS, 1980) == 422
    assert await enter(client, vote, NOBODYS, 1980) == 429


async def test_a_guessing_machine_is_stopped(client: httpx.AsyncClient, db: AsyncSession, vote: booth.Vote) -> None:
    """Its address opens to nobody until the window ends."""
    (code, year), *_ = vote.codes
    await tried(client, db, WRONG.name, WRONG.limit)
    answer = await post(client, f"/{vote.slug}/elections/{vote.election.slug}/vote", {"code": NOBODYS})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WRONG.seconds
    assert await enter(client, vote, code.text, year) == 429
    await db.execute(text("update rate_limits set window_start = now() - interval '601 seconds'"))
    assert await enter(client, vote, code.text, year) == 303


async def test_an_address_has_an_end_even_if_all_is_right(
    client: httpx.AsyncClient, db: AsyncSession, vote: booth.Vote
) -> None:
    (code, year), *_ = vote.codes
    await tried(client, db, "vote.enter", HALL - 1)
    assert await enter(client, vote, code.text, year) == 303
    assert await enter(client, vote, code.text, year) == 429


async def test_a_household_is_its_64_bit_network(
    client: httpx.AsyncClient, db: AsyncSession, vote: booth.Vote, app: Litestar
) -> None:
    """A machine with a network of its own has 2^64 addresses, and one limit."""
    app.state.settings = replace(app.state.settings, trusted_proxies=(ip_network("127.0.0.0/8"),))
    await tried(client, db, WRONG.name, WRONG.limit, "2001:db8:1:2::/64")
    (code, year), *_ = vote.codes
    assert await enter(client, vote, code.text, year, **{"x-forwarded-for": "2001:db8:1:2:dead::1"}) == 429
    assert await enter(client, vote, code.text, year, **{"x-forwarded-for": "2001:db8:1:3::1"}) == 303


async def test_five_wrong_tries_lock_a_code_whatever_the_address(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    (code, year), *_ = vote.codes
    statuses = [await enter(client, vote, code.text, year + 1) for _ in range(5)]
    assert statuses == [422] * 5
    assert await enter(client, vote, code.text, year) == 422


async def test_no_code_fills_the_box(vote: booth.Vote, database: Database) -> None:
    ticket = await vote.ticket()
    await service.cast(vote.planes, vote.city_id, ticket, booth.ballot("o1"), MOST_BALLOTS)
    with pytest.raises(Conflict, match="100 times"):
        await service.cast(vote.planes, vote.city_id, ticket, booth.ballot("o2"), MOST_BALLOTS + 1)
