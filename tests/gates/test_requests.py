"""Does every route refuse forged forms and tell browsers what to refuse? Generated from the route table."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import Door
from partnet_vote.platform.web.notices import NOTICE_COOKIE
from tests.builders import accounts, routes
from tests.gates.test_rights import Town, counts, town

UNSAFE = [route for route in routes.product() if route.method != "GET"]
HEADERS = {
    "content-security-policy": re.compile(r"default-src 'none'; script-src 'self'; style-src 'self';"),
    "x-content-type-options": re.compile("nosniff"),
    "referrer-policy": re.compile("same-origin|no-referrer"),
    "cross-origin-opener-policy": re.compile("same-origin"),
    "cross-origin-resource-policy": re.compile("same-origin"),
    "permissions-policy": re.compile(r"camera=\(\)"),
}


@pytest.fixture
async def ours(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> Town:
    """A city with one of everything, and a browser in which somebody with every role is signed in."""
    made = await town(db, keyring)
    await accounts.sign_in(client, db, made.slug, *Role)
    return made


ENDLESS = "/stream"
"""The board on the wall; its answer ends when nobody looks any more."""
FORGERIES = {
    "without a token": ({}, {}),
    "with another browser's token": ({"csrf_token": "0" * 64}, {}),
    "from another site": (None, {"sec-fetch-site": "cross-site"}),
    "from a sister site": (None, {"sec-fetch-site": "same-site"}),
    "from another origin": (None, {"origin": "https://evil.example"}),
}


async def forged(client: httpx.AsyncClient, address: str, forgery: str) -> httpx.Response:
    """The answer to a form that was made up elsewhere."""
    fields, headers = FORGERIES[forgery]
    token = {"csrf_token": accounts.csrf_token(client)} if fields is None else fields
    return await client.post(address, data=token, headers=headers)


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_form_is_refused(client: httpx.AsyncClient, db: AsyncSession, ours: Town, forgery: str) -> None:
    """Of somebody who is signed in with every role, and on a voter's own pages of a voter; nothing is written down."""
    before = await counts(db, ours.slug)
    wrong = []
    for route in sorted(UNSAFE, key=lambda route: route.access.door is Door.VOTER):
        if route.access.door is Door.VOTER:
            accounts.hold(client, await accounts.service.open_voter_session(db, b"{}"))
        if route.access.door is not Door.MACHINE:
            answer = await forged(client, ours.address(route), forgery)
            wrong += [(str(route), answer.status_code)] if answer.status_code != 403 else []
    assert wrong == []
    assert await counts(db, ours.slug) == before


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_strangers_form_is_turned_away_from_a_voters_pages(
    client: httpx.AsyncClient, db: AsyncSession, ours: Town, forgery: str
) -> None:
    """Whoever has entered no code is sent to the door before anything is read."""
    client.cookies.clear()
    before = await counts(db, ours.slug)
    door = f"/{ours.slug}/elections/{ours.objects.frozen}/vote?again=1"
    voters = [route for route in UNSAFE if route.access.door is Door.VOTER]
    answers = [await forged(client, ours.address(route), forgery) for route in voters]
    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [(303, door)] * len(voters)
    assert voters
    assert await counts(db, ours.slug) == before


async def test_every_answer_tells_the_browser_what_to_refuse(client: httpx.AsyncClient, ours: Town) -> None:
    wrong = []
    values = {"city_slug": ours.slug, "election": ours.objects.frozen, "file_path": "pv.css", **ours.objects.values}
    asked = (route for route in routes.product() if route.method == "GET" and not route.path.endswith(ENDLESS))
    addresses = [(route, route.address(**values)) for route in asked]
    for route, address in addresses:
        answer = await client.get(address)
        wrong += [(str(route), answer.status_code, fault) for fault in _faults(route, answer)]
    for path, status in (("/no/such/page/here", 404), (f"/{ours.slug}/no-such-page", 404)):
        answer = await client.get(path)
        assert answer.status_code == status
        wrong += [(path, status, name) for name, value in HEADERS.items() if not value.match(_header(answer, name))]
    assert wrong == []


async def test_every_page_may_be_asked_about(client: httpx.AsyncClient, ours: Town) -> None:
    """HEAD answers what GET does, without the body; also a page that moved, is not there, or has not changed."""
    wrong = []
    for route in routes.product():
        if route.method != "GET" or route.path.endswith(ENDLESS):
            continue
        address = route.address(file_path="pv.css") if "file_path" in route.path else ours.address(route)
        client.cookies.delete(NOTICE_COOKIE)  # what a page before has left to be told once
        told, got = await client.head(address), await client.get(address)
        wrong += [(str(route), told.status_code, got.status_code, fault) for fault in _differences(told, got)]
        if "etag" in told.headers:
            again = await client.head(address, headers={"if-none-match": told.headers["etag"]})
            if again.status_code != 304 and "immutable" not in _header(told, "cache-control"):  # nobody asks twice
                wrong.append((str(route), again.status_code, 304, "not told that nothing has changed"))
    assert wrong == []


def _differences(told: httpx.Response, got: httpx.Response) -> list[str]:
    """What an answer to HEAD says otherwise than the answer to GET."""
    found = ["a body"] if told.content else []
    found += ["another status"] if told.status_code != got.status_code else []
    for name in (told.headers.keys() | got.headers.keys()) - {"x-request-id"}:
        if told.headers.get(name) != got.headers.get(name):
            found.append(f"another {name}: {_header(told, name)}, {_header(got, name)}")
    if _header(got, "content-length") not in {"", str(len(got.content))}:
        found.append("a wrong length")
    return found


async def test_a_board_that_does_not_end_may_be_asked_about(client: httpx.AsyncClient, ours: Town) -> None:
    (stream,) = (route for route in routes.product() if route.path.endswith(ENDLESS))
    told = await client.head(ours.address(stream))
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"].startswith("text/event-stream")


async def test_what_is_sent_only_says_so(client: httpx.AsyncClient, ours: Town) -> None:
    """405 with the methods that the address knows, HEAD beside GET."""
    sent_only, both = f"/{ours.slug}/staff/session/end", f"/{ours.slug}/staff/sign-in"
    answer = await client.head(sent_only)
    assert answer.status_code == 405
    assert {"GET", "HEAD"}.isdisjoint(answer.headers["allow"].replace(" ", "").split(","))
    allowed = (await client.delete(both)).headers["allow"].replace(" ", "").split(",")
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(allowed)


def _header(answer: httpx.Response, name: str) -> str:
    return answer.headers.get(name, "")


def _faults(route: routes.Route, answer: httpx.Response) -> list[str]:
    found = [name for name, value in HEADERS.items() if not value.match(_header(answer, name))]
    if any(name.startswith("access-control-") for name in answer.headers):
        found.append("shares itself with other origins")
    if _header(answer, "content-type").count("charset") > 1:
        found.append(f"content-type {answer.headers['content-type']}")
    behind = route.access.door in {Door.STAFF, Door.VOTER}
    if behind and answer.status_code == 200 and not re.search("no-store|private", _header(answer, "cache-control")):
        found.append(f"a proxy may keep it: {_header(answer, 'cache-control')!r}")
    for cookie in answer.headers.get_list("set-cookie"):
        is_emptied = "max-age=0" in cookie.lower()
        if not is_emptied and not {"httponly", "samesite=lax"} <= {each.strip() for each in cookie.lower().split(";")}:
            found.append(f"cookie {cookie.split('=')[0]}")
    if answer.status_code >= 500:
        found.append("a fault of ours")
    return found
