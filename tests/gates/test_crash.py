"""If the web server is killed while residents vote, is every acknowledged ballot counted exactly once?"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import httpx
import pytest

from partnet_vote.accounts import service as accounts
from partnet_vote.ballotbox import queries as boxes
from partnet_vote.booth.rules import Ticket
from partnet_vote.booth.service import Planes
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import DeedKind, DeedRequest
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.platform.kernel.voting_token import VoterSecret
from partnet_vote.platform.web.csrf import Csrf
from partnet_vote.residents import queries as rolls
from partnet_vote.results import service as results
from tests.builders import booth, cities, elections, residents
from tests.builders.installation import free_port, running

AT_ONCE = 16
DEATHS = 3


@pytest.fixture
async def keys(tmp_path: Path) -> Keyring:
    """Secrets that a process of its own reads too."""
    return Keyring.open(tmp_path / "secrets")


@pytest.fixture
async def planes(migrated: embedded.Running, database: Database, keys: Keyring) -> AsyncIterator[Planes]:
    async with booth.planes(migrated, database, keys) as made:
        yield made


@dataclass
class Crowd:
    """Residents in front of their review pages, who press again until they see a receipt."""

    vote: booth.Vote
    csrf: Csrf
    tokens: list[str]
    receipts: set[str] = field(default_factory=set)
    troubles: int = 0

    @property
    def path(self) -> str:
        return f"/{self.vote.slug}/elections/{self.vote.election.slug}/vote"

    async def send(self, client: httpx.AsyncClient, token: str) -> bool:
        """Send the ballot once; whether the receipt was promised."""
        form = {"csrf_token": self.csrf.sign(f"csrf:{token}"), "seq": "1", "pick": ["c1-o1", "c1-o3"]}
        headers = {"cookie": f"{self.csrf.session_cookie}={token}"}
        try:
            answer = await client.post(f"{self.path}/cast", data=form, headers=headers)
            if answer.status_code in {502, 503}:
                self.troubles += 1
                return False
            assert answer.status_code == 303, answer.text[:500]
            assert answer.headers["location"].endswith("/vote/receipt")
        except httpx.TransportError:
            self.troubles += 1
            return False
        return True

    async def vote_all(self, address: str, dying: asyncio.Event, goal: int, process: Popen[str]) -> None:
        """Send every ballot that is not acknowledged yet; at the goal the server is killed, and all stop."""
        places = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(base_url=address, timeout=20) as client:

            async def one(token: str) -> None:
                async with places:
                    if not dying.is_set() and await self.send(client, token):
                        self.receipts.add(token)
                    if len(self.receipts) == goal and not dying.is_set():
                        process.send_signal(signal.SIGKILL)
                        dying.set()

            await asyncio.gather(*(one(token) for token in self.tokens if token not in self.receipts))


async def crowd(planes: Planes, keys: Keyring, count: int) -> Crowd:
    """So many residents with sessions as if each had entered a code."""
    async with planes.database.transaction() as db:
        slug = f"crash-{os.urandom(4).hex()}"
        city_id = await cities.city(db, slug)
        edition_id = await elections.frozen_roll(db, keys, residents.many(count))
        election = await elections.frozen(db, keys, edition_id=edition_id)
        people = [each async for each in rolls.entitlements(db, edition_id)]
        tickets = [Ticket(election.id, person.id, 1, VoterSecret.random().seed.hex()) for person in people]
        tokens = [await accounts.open_voter_session(db, ticket.pack()) for ticket in tickets]
    await booth.service.keep_boxes(planes, keys)
    vote = booth.Vote(planes, keys, city_id, slug, election, ())
    return Crowd(vote, Csrf(keys.derive("csrf"), https=False), tokens)


def serving_words(server: embedded.Running, folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The command that serves both planes of a test's server in a process of its own, and its environment."""
    wishes = {
        "PARTNET_DATABASE_URL": server.identity_url,
        "PARTNET_BALLOTBOX_URL": server.box_url,
        "PARTNET_SECRETS_DIR": str(folder / "secrets"),
        "PARTNET_DATA_DIR": str(folder),
        "PARTNET_BASE_URL": f"http://127.0.0.1:{port}",
    }
    return [sys.executable, "-m", "partnet_vote.cli", "serve", "--port", str(port)], wishes


async def killed_and_restarted(crowd: Crowd, server: embedded.Running, folder: Path) -> None:
    """Serve, kill -9 after a share of the acknowledgements, serve again, until everybody has a receipt."""
    steps = [len(crowd.tokens) * number // (DEATHS + 1) for number in range(1, DEATHS + 1)]
    for goal in [*steps, len(crowd.tokens) + 1]:
        port = free_port()
        words, wishes = serving_words(server, folder, port)
        serving = running(words, wishes, port, folder / "server.txt")
        process = await asyncio.to_thread(serving.__enter__)
        try:
            dying = asyncio.Event()
            await crowd.vote_all(f"http://127.0.0.1:{port}", dying, goal, process)
        finally:
            await asyncio.to_thread(serving.__exit__, None, None, None)


async def check(count: int, planes: Planes, keys: Keyring, server: embedded.Running, folder: Path) -> None:
    made = await crowd(planes, keys, count)
    await killed_and_restarted(made, server, folder)
    assert len(made.receipts) == count
    assert made.troubles > 0, "the server was never caught in the middle of a cast"
    vote = made.vote
    async with planes.box.transaction() as box:
        assert await boxes.tokens_cast(box, vote.election.id) == count
    async with planes.database.transaction(vote.city_id) as db:
        request = DeedRequest(DeedKind.CLOSE_EARLY, "Everybody has voted.")
        await elections_service.request_deed(db, keys, INSTALLATION, vote.election.id, request)
    await results.close(planes, keys, INSTALLATION, vote.city_id, vote.election.id)
    async with planes.database.transaction(vote.city_id) as db:
        counted = await results.count(db, planes, INSTALLATION, vote.election.id)
    assert counted.ballots == count


async def test_150_casts_through_three_deaths(
    planes: Planes, keys: Keyring, migrated: embedded.Running, tmp_path: Path
) -> None:
    await check(150, planes, keys, migrated, tmp_path)


@pytest.mark.drill
async def test_1000_casts_through_three_deaths(
    planes: Planes, keys: Keyring, migrated: embedded.Running, tmp_path: Path
) -> None:
    await check(1000, planes, keys, migrated, tmp_path)
