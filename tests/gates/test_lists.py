"""Does every list that can grow come in pages, keep what was chosen, and bear nonsense in an address?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import service as accountability
from partnet_vote.accounts import service as accounts_service
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import DeedKind, DeedRequest, ElectionSettings
from partnet_vote.elections.screens import public
from partnet_vote.forums import queries as forum_queries, service as forums_service
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.platform.web.access import Door
from partnet_vote.residents import service as residents_service
from tests.builders import accounts, cities, elections, forums, proposals, routes
from tests.builders.objects import Objects, objects

NONSENSE = (
    "page=x&objections=x&decided=-1&years=%22&state=no&about=&q=&order=x&table=x&status=x&district=x&category=x&item=x",
    "page=999999&decided=999999&page=0",
    "page=99999999999999999999&q=%F0%9F%98%80&words=%27",
)
NEXT = re.compile(r'rel="next" href="([^"]+)"')
PREVIOUS = re.compile(r'rel="prev" href="([^"]+)"')
Client = httpx.AsyncClient


@pytest.fixture
async def here(client: Client, db: AsyncSession) -> Client:
    await cities.city(db, "lipovec")
    await accounts.sign_in(client, db, "lipovec", *Role)
    client.headers["accept-language"] = "en"
    return client


@pytest.fixture
async def made(client: Client, db: AsyncSession, keyring: Keyring) -> Objects:
    city_id = await cities.city(db, "lipovec")
    found = await objects(db, keyring, city_id)
    await accounts.sign_in(client, db, "lipovec", *Role)
    client.headers["accept-language"] = "en"
    return found


async def test_nonsense_in_an_address_asks_for_nothing(client: Client, made: Objects) -> None:
    """Every page of the product, whatever somebody writes behind its question mark."""
    wrong, seen = [], 0
    for route in routes.product():
        if route.method != "GET" or route.access.door not in {Door.STAFF, Door.PUBLIC} or not route.is_of_a_city:
            continue
        if route.path.endswith(("/stream", "/display", "audit.json", "/evidence.zip")):
            continue
        values = {"city_slug": "lipovec", "election": made.frozen, **made.values, "number": 1}
        address = route.address(**values)
        if (await client.get(address)).status_code == 200:
            answers = [(await client.get(f"{address}?{query}")).status_code for query in NONSENSE]
            seen += 1
            wrong += [(address, answers)] if answers != [200] * len(NONSENSE) else []
    assert seen > 80
    assert wrong == []


async def _pages(client: Client, path: str) -> list[str]:
    """Every page of a list, by its links."""
    pages = [(await client.get(path)).text]
    while found := NEXT.search(pages[-1]):
        pages.append((await client.get(unescape(found[1]))).text)
        assert len(pages) < 20
    assert [bool(PREVIOUS.search(page)) for page in pages] == [False] + [True] * (len(pages) - 1)
    return pages


async def test_votes_come_in_pages(here: Client, db: AsyncSession) -> None:
    for number in range(1, 56):
        await elections_service.create(
            db, INSTALLATION, ElectionSettings(title=f"Vote {number:02}", slug=f"vote-{number:02}")
        )
    await db.flush()
    pages = await _pages(here, "/lipovec/staff/elections")
    assert [len(set(re.findall(r"Vote \d\d", page))) for page in pages] == [50, 5]


async def test_finished_votes_come_in_pages(
    here: Client, db: AsyncSession, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "FINISHED", 1)
    roll = await elections.frozen_roll(db, keyring)
    for title in ("First vote", "Second vote"):
        found = await elections.frozen(db, keyring, edition_id=roll, title=title)
        request = DeedRequest(DeedKind.CLOSE_EARLY, "The council decided so.")
        await elections_service.request_deed(db, keyring, INSTALLATION, found.id, request)
    await db.flush()
    pages = await _pages(here, "/lipovec/elections")
    assert sorted(name for page in pages for name in re.findall(r"(?:First|Second) vote", page)) == [
        "First vote",
        "Second vote",
    ]


async def test_forums_come_in_pages(here: Client, db: AsyncSession) -> None:
    for year in range(1960, 2015):
        start = datetime(year, 3, 1, 16, tzinfo=UTC)
        await forums.published(db, title=f"Forum {year}", starts_at=start, ends_at=start + timedelta(hours=3))
    await db.flush()
    staff = await _pages(here, "/lipovec/staff/forums")
    assert [len(set(re.findall(r"Forum \d{4}", page))) for page in staff] == [50, 5]
    pages = await _pages(here, "/lipovec/forums")
    assert [len(set(re.findall(r"Forum \d{4}", page))) for page in pages] == [24, 24, 7]
    assert "Forum 2014" in pages[0]


async def test_rolls_come_in_pages(here: Client, db: AsyncSession, keyring: Keyring) -> None:
    for number in range(1, 53):
        await residents_service.create(db, INSTALLATION, keyring, f"Roll {number:02}", date(2026, 1, 1))
    await db.flush()
    pages = await _pages(here, "/lipovec/staff/rolls")
    assert [len(set(re.findall(r"Roll \d\d", page))) for page in pages] == [50, 2]


async def test_staff_are_searched_and_come_in_pages(here: Client, db: AsyncSession) -> None:
    assert 'role="search"' not in (await here.get("/lipovec/staff/people")).text
    for number in range(1, 61):
        await accounts_service.add_person(
            db, INSTALLATION, f"p{number:02}@staff.example", f"Řehoř {number:02}", (Role.FACILITATOR,), None
        )
    await db.flush()
    pages = await _pages(here, "/lipovec/staff/people?q=rehor")
    assert [len(set(re.findall(r"p\d\d@", page))) for page in pages] == [50, 10]
    assert "60 people" in pages[1]
    one = (await here.get("/lipovec/staff/people?q=p07@staff")).text
    assert ("Řehoř 07" in one, "Řehoř 08" in one) == (True, False)
    nobody = (await here.get("/lipovec/staff/people?q=nobody+at+all")).text
    assert "Nobody fits." in nobody
    assert "Show all" in nobody


async def test_sessions_come_in_pages(here: Client, db: AsyncSession) -> None:
    account_id = await accounts.member(db, Role.CLERK)
    for _ in range(51):
        accounts.hold(here, await accounts_service.open_staff_session(db, account_id))
    await db.flush()
    pages = await _pages(here, "/lipovec/staff/sessions")
    assert [page.count('class="pv-item"') for page in pages] == [50, 1]


async def test_proposals_for_a_ballot_are_searched(here: Client, db: AsyncSession, keyring: Keyring) -> None:
    contest, vote = await _contest(db, keyring)
    for number in range(1, 106):
        await proposals.published(db, title=f"Bench {number:03}", summary="")
    await db.flush()
    path = f"/lipovec/staff/elections/{vote}/contests/{contest}/proposals"
    every = (await here.get(path)).text
    assert every.count('name="proposal_ids"') == 100
    assert "5 more proposals fit and are not listed." in every
    found = (await here.get(f"{path}?q=bench+007")).text
    assert found.count('name="proposal_ids"') == 1
    assert "No proposal fits." in (await here.get(f"{path}?q=castle")).text


async def _contest(db: AsyncSession, keyring: Keyring) -> tuple[str, str]:
    from partnet_vote.elections import queries

    key = await elections.draft(db, keyring, title="Benches")
    election = await queries.election(db, key)
    assert election is not None
    return str((await queries.contests(db, key))[0].id), election.slug


async def test_versions_of_the_minutes_come_in_pages(client: Client, db: AsyncSession, made: Objects) -> None:
    forum = await forum_queries.forum(db, 1)
    assert forum is not None
    for version in range(1, 25):
        await accountability.save_minutes(db, INSTALLATION, forum.id, f"# Version {version}", version)
    await db.flush()
    pages = await _pages(client, "/lipovec/staff/forums/1/minutes")
    assert [len(re.findall(r'href="/lipovec/staff/forums/1/minutes/\d+"', page)) for page in pages] == [20, 5]


async def test_own_items_of_a_room_come_in_pages_and_one_stays_there(
    client: Client, db: AsyncSession, made: Objects
) -> None:
    forum = await forum_queries.forum(db, 1)
    assert forum is not None
    for part in (range(100), range(100, 130)):
        lines = tuple(f"Own {number:03}" for number in part)
        await forums_service.type_own(db, INSTALLATION, forum.id, 1, lines, uuid4())
    await forums_service.count_room(db, INSTALLATION, forum.id)
    await db.flush()
    path = "/lipovec/staff/forums/1/own-items"
    first, second = await _pages(client, path)
    assert [len(set(re.findall(r"Own \d{3}", page))) for page in (first, second)] == [100, 30]
    assert "130 items wait" in second
    item = re.search(r'name="items" value="([^"]+)"', second)
    assert item is not None
    form = re.search(r'action="([^"]+own-items[^"]*)"', second)
    assert form is not None
    assert unescape(form[1]) == f"{path}?page=2"
    wrong = await accounts.post(client, f"{path}?page=2", {"items": item[1], "deed": "withhold", "reason": ""})
    assert (wrong.status_code, f'value="{item[1]}" checked' in wrong.text) == (422, True)
    done = await accounts.post(client, f"{path}?page=2", {"items": item[1], "deed": "publish"})
    assert done.headers["location"] == f"{path}?page=2"
