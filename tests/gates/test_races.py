"""What happens when many do the same at the same moment, through the served program, with real commits?"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from partnet_vote.accounts import service as accounts
from partnet_vote.ballotbox import queries as boxes
from partnet_vote.ballotbox.models import BoardRow, InboxRow
from partnet_vote.booth.rules import Ticket
from partnet_vote.booth.service import Planes
from partnet_vote.credentials import queries as credentials
from partnet_vote.elections import queries as elections_queries
from partnet_vote.elections.rules import DeedKind
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.platform.web.csrf import Csrf
from partnet_vote.residents import queries as rolls
from partnet_vote.results import queries as results_queries, service as results
from tests.builders import accounts as people, booth
from tests.builders.installation import free_port, running
from tests.builders.results import Result
from tests.gates.test_crash import serving_words

AT_ONCE = 50
RECEIPT = re.compile(r"[2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("races")


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keyring:
    """Secrets that the served program reads too."""
    return Keyring.open(folder / "secrets")


@pytest.fixture(scope="module")
async def planes(migrated: embedded.Running, database: Database, keys: Keyring) -> AsyncIterator[Planes]:
    async with booth.planes(migrated, database, keys) as made:
        yield made


@pytest.fixture(scope="module")
async def client(migrated: embedded.Running, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Connections enough for everybody to a program of its own process; each request says whose it is."""
    port = free_port()
    words, wishes = serving_words(migrated, folder, port)
    serving = running(words, wishes, port, folder / "server.txt")
    await asyncio.to_thread(serving.__enter__)
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits) as connections:
        yield connections
    await asyncio.to_thread(serving.__exit__, None, None, None)


@dataclass(frozen=True)
class Browser:
    """Somebody signed in, as voter or as staff."""

    client: httpx.AsyncClient
    csrf: Csrf
    token: str

    @property
    def _headers(self) -> dict[str, str]:
        return {"cookie": f"{self.csrf.session_cookie}={self.token}", "accept-language": "en"}

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path, headers=self._headers)

    async def post(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> httpx.Response:
        form = {"csrf_token": self.csrf.sign(f"csrf:{self.token}"), **fields}
        return await self.client.post(path, data=form, headers=self._headers)


@dataclass(frozen=True)
class Hall:
    """One vote, and whoever takes part in it."""

    client: httpx.AsyncClient
    keys: Keyring
    vote: booth.Vote

    @property
    def base(self) -> str:
        return f"/{self.vote.slug}/elections/{self.vote.election.slug}/vote"

    @property
    def staff(self) -> str:
        return f"/{self.vote.slug}/staff/elections/{self.vote.election.slug}"

    @property
    def result(self) -> Result:
        return Result(self.vote)

    async def browsers(self, tickets: Sequence[Ticket]) -> list[Browser]:
        """A browser for each ticket, as if its code had been entered there."""
        async with self.vote.planes.database.transaction(self.vote.city_id) as db:
            tokens = [await accounts.open_voter_session(db, ticket.pack()) for ticket in tickets]
        return [self._browser(token) for token in tokens]

    async def residents(self, count: int) -> list[Browser]:
        """So many people with a ticket each; the vote need not be open yet."""
        election = self.vote.election
        assert election.edition_id
        async with self.vote.planes.database.transaction(self.vote.city_id) as db:
            some = [each async for each in rolls.entitlements(db, election.edition_id)][:count]
        seeds = (VoterSecret.random().seed.hex() for _ in some)
        return await self.browsers(
            [Ticket(election.id, each.id, 1, seed) for each, seed in zip(some, seeds, strict=True)]
        )

    async def officers(self, count: int) -> list[Browser]:
        async with self.vote.planes.database.transaction(self.vote.city_id) as db:
            keys = [await people.member(db, Role.COUNTING_OFFICER) for _ in range(count)]
            return [self._browser(await accounts.open_staff_session(db, key)) for key in keys]

    def _browser(self, token: str) -> Browser:
        return Browser(self.client, Csrf(self.keys.derive("csrf"), https=False), token)

    async def cast(self, browser: Browser, seq: int, *options: str) -> httpx.Response:
        """Send the ballot; who is told that too many wait (503) presses again, as the page says."""
        picks = [f"c1-{option}" for option in options]
        answer = await browser.post(f"{self.base}/cast", {"seq": str(seq), "pick": picks})
        return await self.cast(browser, seq, *options) if answer.status_code == 503 else answer

    async def stored(self) -> int:
        """Rows in the box, counted ones and others."""
        async with self.vote.planes.box.transaction() as box:
            tables = [select(func.count()).where(t.election_id == self.vote.election.id) for t in (InboxRow, BoardRow)]
            return sum([(await box.execute(query)).scalar_one() for query in tables])

    async def issued(self) -> int:
        async with self.vote.planes.database.transaction(self.vote.city_id) as db:
            return await credentials.issued(db, self.vote.election.id)

    async def close(self) -> list[str]:
        """End the vote; the ballots that count."""
        await self.result.deed(DeedKind.CLOSE_EARLY)
        await results.close_due(self.vote.planes, self.keys)
        async with self.vote.planes.box.transaction() as box:
            return [each.ballot for each in await boxes.counted_ballots(box, self.vote.election.id)]


Open = Callable[..., Awaitable[Hall]]


@pytest.fixture
def hall(planes: Planes, keys: Keyring, client: httpx.AsyncClient) -> Open:
    """A vote with the wishes that a test names."""

    async def made(voters: int = 1, **wishes: object) -> Hall:
        return Hall(client, keys, await booth.vote(planes, keys, voters, **wishes))

    return made


def statuses(answers: Sequence[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


async def test_fifty_casts_with_one_code_leave_one_row_without_revoting(hall: Open) -> None:
    place = await hall(revote=False)
    browsers = await place.browsers([await place.vote.ticket()] * AT_ONCE)
    marks = [("o1",), ("o2",), ("o3",)]
    answers = await asyncio.gather(*(place.cast(each, 1, *marks[n % 3]) for n, each in enumerate(browsers)))
    assert set(statuses(answers)) == {303, 409}
    assert (await place.stored(), await place.issued()) == (1, 1)
    (counted,) = await place.close()
    for number, answer in enumerate(answers):
        sent = booth.ballot(*marks[number % 3]).canonical()
        assert (answer.status_code == 303) == (sent == counted), "who was told “sent” sent what is in the box"


async def test_fifty_casts_with_one_code_count_once_with_revoting(hall: Open) -> None:
    place = await hall()
    browsers = await place.browsers([await place.vote.ticket()] * AT_ONCE)
    marks = [("o1",), ("o2",), ("o3",)]
    answers = await asyncio.gather(*(place.cast(each, n + 1, *marks[n % 3]) for n, each in enumerate(browsers)))
    assert set(statuses(answers)) <= {303, 409}
    last = max(number for number, answer in enumerate(answers) if answer.status_code == 303)
    assert await place.issued() == 1
    assert await place.close() == [booth.ballot(*marks[last % 3]).canonical()]
    assert (await place.result.count()).ballots == 1


async def test_fifty_double_clicks_give_one_receipt(hall: Open) -> None:
    place = await hall()
    ticket = await place.vote.ticket()
    browsers = await place.browsers([ticket] * (AT_ONCE // 2))
    clicks = [each for each in browsers for _ in range(2)]
    answers = await asyncio.gather(*(place.cast(each, 1, "o1", "o3") for each in clicks))
    assert statuses(answers) == {303: AT_ONCE}
    pages = await asyncio.gather(*(each.get(f"{place.base}/receipt") for each in browsers))
    shown = {code for page in pages for code in RECEIPT.findall(page.text)}
    assert len(shown) == 1
    assert (await place.stored(), await place.issued()) == (1, 1)


async def test_ballots_sent_while_the_vote_opens_are_taken_or_refused(hall: Open) -> None:
    """An officer opens it ahead of time; nobody's ballot is half taken."""
    place = await hall(opens_in=timedelta(hours=2))
    (officer,) = await place.officers(1)
    voters = await place.residents(40)
    early = [await place.cast(each, 1, "o1") for each in voters[:3]]
    assert statuses(early) == {410: 3}

    async def opening() -> httpx.Response:
        answer = await officer.post(f"{place.staff}/deeds/{DeedKind.OPEN}", {"reason": "As the council decided."})
        await booth.service.keep_boxes(place.vote.planes, place.keys)
        return answer

    async def later(number: int, browser: Browser) -> httpx.Response:
        await asyncio.sleep(number / 40)
        return await place.cast(browser, 1, "o1")

    opened, *answers = await asyncio.gather(opening(), *(later(n, each) for n, each in enumerate(voters[3:])))
    assert opened.status_code == 303
    assert set(statuses(answers)) <= {303, 410}
    taken = statuses(answers)[303]
    assert await place.stored() == taken
    again = await asyncio.gather(*(place.cast(each, 1, "o1") for each in voters))
    assert statuses(again) == {303: 40}
    assert len(await place.close()) == 40


async def test_ballots_sent_while_the_vote_closes_count_or_are_refused(hall: Open) -> None:
    """Two officers press “close early” at once while people send: one deed, and every “sent” is counted."""
    place = await hall()
    officers = await place.officers(2)
    voters = await place.residents(40)
    first = [await place.cast(each, 1, "o1") for each in voters[:5]]
    assert statuses(first) == {303: 5}
    path = f"{place.staff}/deeds/{DeedKind.CLOSE_EARLY}"

    async def closing() -> list[httpx.Response]:
        asked = await asyncio.gather(*(each.post(path, {"reason": "Everybody has voted."}) for each in officers))
        return [*asked, await confirmed(place, officers)]

    async def later(number: int, browser: Browser) -> httpx.Response:
        await asyncio.sleep(number / 40)
        return await place.cast(browser, 1, "o1")

    deeds, *answers = await asyncio.gather(closing(), *(later(n, each) for n, each in enumerate(voters[5:])))
    await results.close_due(place.vote.planes, place.keys)
    asked_once, confirmation = statuses(deeds[:2]), deeds[2]
    assert asked_once == {303: 1, 422: 1}, "the second one is told that the same waits already"
    assert confirmation.status_code == 303
    assert set(statuses(answers)) <= {303, 410}
    after = await place.cast(voters[-1], 2, "o2")
    assert after.status_code == 410
    count = await place.result.count()
    assert count.ballots == 5 + statuses(answers)[303]


async def confirmed(place: Hall, officers: Sequence[Browser]) -> httpx.Response:
    """Both press “confirm”: the one who asked may not, the other one's counts; whichever answer is his."""
    async with place.vote.planes.database.transaction(place.vote.city_id) as db:
        (waiting,) = await elections_queries.pending_deeds(db, place.vote.election.id)
    path = f"{place.staff}/waiting/{waiting.id}/confirmation"
    answers = await asyncio.gather(*(each.post(path, {}) for each in officers))
    async with place.vote.planes.database.transaction(place.vote.city_id) as db:
        kinds = [each.kind for each in await elections_queries.deeds(db, place.vote.election.id)]
    assert kinds == [DeedKind.CLOSE_EARLY]
    assert set(statuses(answers)) <= {303, 404}
    return next(each for each in answers if each.status_code == 303)


async def test_two_officers_close_count_and_publish_once(hall: Open) -> None:
    """Each step is pressed by both at once, twice each."""
    place = await hall()
    officers = await place.officers(2)
    voters = await place.residents(4)
    assert statuses([await place.cast(each, 1, "o1") for each in voters]) == {303: 4}
    await place.result.deed(DeedKind.CLOSE_EARLY)
    pressing = [*officers, *officers]
    closed = await asyncio.gather(*(each.post(f"{place.staff}/count/closing", {}) for each in pressing))
    assert set(statuses(closed)) <= {303, 410}
    assert statuses(closed)[303] >= 1
    counted = await asyncio.gather(*(each.post(f"{place.staff}/count", {}) for each in pressing))
    assert statuses(counted) == {303: 4}
    async with place.vote.planes.database.transaction(place.vote.city_id) as db:
        (count,) = await results_queries.counts(db, place.vote.election.id)
    fields = {"count": str(count.id), "objection_days": "14"}
    published = await asyncio.gather(*(each.post(f"{place.staff}/count/publication", fields) for each in pressing))
    assert statuses(published) == {303: 1, 409: 3}
    async with place.vote.planes.database.transaction(place.vote.city_id) as db:
        (only,) = await results_queries.publications(db, place.vote.election.id)
    assert (only.count_id, count.ballots) == (count.id, 4)
