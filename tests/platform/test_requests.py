"""Do hosts, headers, languages and notices do what every page relies on?"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.kernel.text import Text, TextN
from partnet_vote.platform.web.forms import MAX_FORM
from partnet_vote.platform.web.languages import negotiate
from partnet_vote.platform.web.notices import NOTICE_COOKIE, write_notice
from partnet_vote.platform.web.screens import Chrome
from tests.builders import accounts as build, cities

PROTECTION = (
    "content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "permissions-policy", "x-request-id",
)  # fmt: skip


@pytest.fixture(autouse=True)
async def lipovec(db: AsyncSession) -> None:
    await cities.city(db, "lipovec", host="hlas.lipovec.example")
    await db.flush()


async def test_on_its_own_host_a_city_stands_at_the_root(client: httpx.AsyncClient) -> None:
    host = {"host": "hlas.lipovec.example"}
    page = await client.get("/staff/sign-in", headers=host)
    assert page.status_code == 200
    assert 'action="/staff/sign-in"' in page.text
    assert "/lipovec/" not in page.text
    assert (await client.get("/staff/sign-in", headers={"host": "HLAS.lipovec.example:8443"})).status_code == 200
    answer = await client.get("/staff", headers=host)
    assert answer.headers["location"] == "/staff/sign-in?next=%2Fstaff"


async def test_a_host_of_nobody_is_no_city(client: httpx.AsyncClient) -> None:
    assert (await client.get("/staff/sign-in", headers={"host": "other.example"})).status_code == 404
    assert (await client.get("/lipovec/staff/sign-in", headers={"host": "other.example"})).status_code == 200


async def test_a_citys_host_does_not_open_another_city(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "nordvik")
    await db.flush()
    answer = await client.get("/nordvik/staff/sign-in", headers={"host": "hlas.lipovec.example"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/lipovec/staff/sign-in", "/lipovec/staff", "/nowhere", "/lipovec/audit", "/lipovec/audit.json", "/health/live",
        "/health/ready", "/metrics", "/favicon.ico", "/lipovec/display?lang=cs", "/schema", "/lipovec/audit?page=x",
    ],
)  # fmt: skip
async def test_every_answer_is_protected(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    for name in PROTECTION:
        assert len(answer.headers.get_list(name)) == 1, name
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


async def test_personal_pages_are_never_kept(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await build.sign_in(client, db, "lipovec", Role.CLERK)
    for path in ("/lipovec/staff", "/lipovec/staff/sessions", "/lipovec/staff/password", "/lipovec/audit"):
        assert (await client.get(path)).headers["cache-control"] == "no-store"


async def test_the_language_follows_the_reader_and_can_be_chosen(client: httpx.AsyncClient) -> None:
    async def language(**headers: str) -> str:
        found = re.search(r'<html lang="(\w+)"', (await client.get("/lipovec/staff/sign-in", headers=headers)).text)
        assert found is not None
        return found[1]

    assert await language(**{"accept-language": "nb-NO,nb;q=0.9"}) == "nb"
    assert await language(**{"accept-language": "xx"}) == "cs", "the city's own comes first"
    answer = await client.get("/lipovec/display?lang=en&back=/lipovec/staff/sign-in")
    assert answer.headers["location"] == "/lipovec/staff/sign-in"
    assert await language(**{"accept-language": "cs"}) == "en"


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "/a b"])
async def test_choosing_a_language_never_leads_elsewhere(client: httpx.AsyncClient, back: str) -> None:
    answer = await client.get("/lipovec/display", params={"lang": "en", "back": back})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "cs"), ("en", "en"), ("en;q=0.5, nb;q=0.8", "nb"), ("sk", "cs"), ("no", "nb"), ("nn-NO", "nb"),
        ("de, fr;q=x", "cs"), ("*", "cs"),
    ],
)  # fmt: skip
async def test_languages_are_negotiated(header: str, expected: str) -> None:
    assert negotiate(header, ("cs", "en", "nb"), None) == expected


async def test_a_notice_is_shown_once_and_only_ours(client: httpx.AsyncClient) -> None:
    csrf = build.csrf_of(client)
    cookie = write_notice(csrf, Text("Hello {name}.", name="<Jana>"))
    client.cookies.set(NOTICE_COOKIE, cookie.value or "", domain="127.0.0.1")
    page = await client.get("/lipovec/staff/sign-in")
    assert "Hello &lt;Jana&gt;." in page.text
    assert "Hello" not in (await client.get("/lipovec/staff/sign-in")).text
    forged = (cookie.value or "").split(".")[0] + "." + "0" * 64
    client.cookies.set(NOTICE_COOKIE, forged, domain="127.0.0.1")
    page = await client.get("/lipovec/staff/sign-in")
    assert page.status_code == 200
    assert "Hello" not in page.text


@pytest.mark.parametrize("value", ["x", ".", "a.b.c", "é.é", "=", "e30=.0"])
async def test_a_broken_notice_breaks_nothing(client: httpx.AsyncClient, value: str) -> None:
    answer = await client.get("/lipovec/staff/sign-in", headers=[(b"cookie", f"{NOTICE_COOKIE}={value}".encode())])
    assert answer.status_code == 200


async def test_a_notice_may_count(client: httpx.AsyncClient) -> None:
    cookie = write_notice(build.csrf_of(client), TextN("{n} project", "{n} projects", 5))
    client.cookies.set(NOTICE_COOKIE, cookie.value or "", domain="127.0.0.1")
    page = await client.get("/lipovec/staff/sign-in", headers={"accept-language": "en"})
    assert "5 projects" in page.text


async def test_htmx_gets_the_content_alone(client: httpx.AsyncClient) -> None:
    page = await client.get("/lipovec/staff/sign-in", headers={"hx-request": "true"})
    assert "<html" not in page.text
    assert "<h1>" in page.text
    assert "HX-Request" in page.headers["vary"]


@pytest.mark.parametrize("path", ["/%00", "/lipovec/%00", "/lipovec/elections/%00", "/lipovec/audit?about=%00"])
async def test_a_nul_is_in_no_address_of_ours(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_strangers_cannot_make_us_hold_large_bodies(client: httpx.AsyncClient) -> None:
    large = b"a" * (MAX_FORM + 1)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/lipovec/staff/sign-in", content=large, headers=kind)).status_code == 413

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield large

    assert (await client.post("/lipovec/staff/sign-in", content=unannounced(), headers=kind)).status_code == 413
    answer = await client.post("/lipovec/staff/proposals/import", content=large, headers=kind)
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["location"]


async def test_a_page_with_a_browsers_own_token_is_kept_by_nobody(client: httpx.AsyncClient) -> None:
    request = Request({"type": "http", "method": "GET", "headers": [(b"cookie", b"partnet-guest=somebody")]})
    app = client._transport.app  # type: ignore[attr-defined]
    house = app.state.house
    chrome = Chrome(request, house.assets, house.csrf, "en", None, None, ())
    assert chrome.is_for_everybody
    assert chrome.csrf_field()
    assert not chrome.cookies
    assert not chrome.is_for_everybody


async def test_a_browser_that_breaks_off_is_no_error_of_ours(app: Litestar, caplog: pytest.LogCaptureFixture) -> None:
    """Marks that follow one another quickly replace each other's requests."""
    path = "/lipovec/staff/sign-in"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded")],
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    assert [message["status"] for message in sent if "status" in message] == [400]
    assert "unexpected" not in caplog.text
