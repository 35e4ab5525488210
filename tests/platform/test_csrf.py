"""Is a form taken only from the browser it was given to, and only from a page of ours?"""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import Door, access_of
from partnet_vote.platform.web.csrf import Csrf
from tests.builders import accounts as build, cities

PATH = "/lipovec/staff/sign-in"


@pytest.fixture(autouse=True)
async def lipovec(db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await db.flush()


async def token_of_page(client: httpx.AsyncClient, path: str = PATH) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', (await client.get(path)).text)
    assert found is not None
    return found[1]


async def send(client: httpx.AsyncClient, token: str | None, **headers: str) -> int:
    fields = {"email": "a@b.example", "password": "x"} | ({"csrf_token": token} if token else {})
    return (await client.post(PATH, data=fields, headers=headers)).status_code


async def test_a_page_gives_a_token_that_works(client: httpx.AsyncClient) -> None:
    token = await token_of_page(client)
    assert await send(client, token) == 422
    assert await send(client, None, **{"x-csrf-token": token}) == 422


async def test_a_missing_or_wrong_token_is_refused(client: httpx.AsyncClient) -> None:
    await token_of_page(client)
    assert await send(client, None) == 403
    assert await send(client, "0" * 64) == 403
    assert await send(client, "é") == 403


async def test_a_token_without_any_cookie_is_refused(client: httpx.AsyncClient) -> None:
    token = await token_of_page(client)
    client.cookies.clear()
    assert await send(client, token) == 403


async def test_another_browsers_token_is_refused(client: httpx.AsyncClient) -> None:
    foreign = await token_of_page(client)
    client.cookies.clear()
    await token_of_page(client)
    assert await send(client, foreign) == 403


async def test_a_tossed_guest_pair_does_not_reach_a_session(client: httpx.AsyncClient, db: AsyncSession) -> None:
    """A neighbouring host sets a guest cookie whose token the attacker knows; the session's token still decides."""
    tossed = await token_of_page(client)
    guest = client.cookies["partnet-guest"]
    await build.sign_in(client, db, "lipovec", Role.CLERK)
    client.cookies.set("partnet-guest", guest, domain="127.0.0.1")
    answer = await client.post("/lipovec/staff/session/end", data={"csrf_token": tossed})
    assert answer.status_code == 403
    assert (await client.get("/lipovec/staff")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://127.0.0.1"}, True),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"}, False),
        ({}, True),
    ],
)
async def test_only_pages_of_ours_may_send(client: httpx.AsyncClient, headers: dict[str, str], allowed: bool) -> None:
    token = await token_of_page(client)
    assert await send(client, token, **headers) == (422 if allowed else 403)


async def test_every_unsafe_route_refuses_a_request_without_a_token(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    """Also of somebody with every right; who has no ticket to vote is sent on to the door, which refuses it too."""
    await build.sign_in(client, db, "lipovec", *Role)
    app = client._transport.app  # type: ignore[attr-defined]
    tried = 0
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods - {"GET", "HEAD", "OPTIONS"}:
                path = re.sub(r"\{city_slug:str\}", "lipovec", min(handler.paths))
                for kind, value in (("uuid", UUID(int=0)), ("int", 1), (r"\w+", "x")):
                    path = re.sub(rf"\{{\w+:{kind}\}}", str(value), path)
                answer = await client.request(method, path)
                declared = access_of(handler)
                expected = 307 if declared and declared.door is Door.VOTER else 403
                assert answer.status_code == expected, (method, path, answer.status_code)
                tried += 1
    assert tried >= 10


async def test_over_https_cookies_are_bound_to_the_host() -> None:
    csrf = Csrf(b"k" * 32, https=True)
    cookie = csrf.cookie(csrf.session_cookie, "x")
    assert (cookie.key, cookie.secure, cookie.httponly, cookie.path, cookie.domain) == (
        "__Host-partnet", True, True, "/", None,
    )  # fmt: skip
    assert csrf.guest_cookie.startswith("__Host-")
