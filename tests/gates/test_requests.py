"""Does every route refuse forged forms and tell browsers what to refuse? Generated from the route table."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.web.access import Door
from tests.builders import accounts, routes
from tests.gates.test_rights import Town, town

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


FORGERIES = {
    "without a token": ({}, {}),
    "with another browser's token": ({"csrf_token": "0" * 64}, {}),
    "from another site": (None, {"sec-fetch-site": "cross-site"}),
    "from a sister site": (None, {"sec-fetch-site": "same-site"}),
    "from another origin": (None, {"origin": "https://evil.example"}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_form_is_refused(client: httpx.AsyncClient, ours: Town, forgery: str) -> None:
    fields, headers = FORGERIES[forgery]
    wrong = []
    for route in UNSAFE:
        if route.access.door is Door.MACHINE:
            continue
        token = {"csrf_token": accounts.csrf_token(client)} if fields is None else fields
        answer = await client.post(ours.address(route), data=token, headers=headers)
        to_the_door = route.access.door is Door.VOTER and answer.status_code == 303  # a stranger's is not even read
        if answer.status_code != 403 and not to_the_door:
            wrong.append((str(route), answer.status_code))
    assert wrong == []


async def test_every_answer_tells_the_browser_what_to_refuse(client: httpx.AsyncClient, ours: Town) -> None:
    wrong = []
    values = {"city_slug": ours.slug, "election": ours.objects.frozen, "file_path": "pv.css", **ours.objects.values}
    addresses = [(route, route.address(**values)) for route in routes.product() if route.method == "GET"]
    for route, address in addresses:
        answer = await client.get(address)
        wrong += [(str(route), answer.status_code, fault) for fault in _faults(route, answer)]
    for path, status in (("/no/such/page/here", 404), (f"/{ours.slug}/no-such-page", 404)):
        answer = await client.get(path)
        assert answer.status_code == status
        wrong += [(path, status, name) for name, value in HEADERS.items() if not value.match(_header(answer, name))]
    assert wrong == []


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
