"""How many whole votes a second, from the posted code to the receipt, on this process and its threads?

argon2id on the code, blinding, the credential with its blind signature (committed), unblinding, the ballot's signature
and the cast (committed): the server does the voter's part as it does for a browser without JavaScript.
"""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import partnet_vote.app  # noqa: F401 - a mapped table may point at any other
from benchmarks.voters import Poll
from partnet_vote.ballotbox import service as ballotbox
from partnet_vote.ballotbox.rules import Cast
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.credentials import service as credentials
from partnet_vote.credentials.rules import Holder
from partnet_vote.credentials.service import Signer
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel import blind_rsa, posted_code
from partnet_vote.platform.kernel.blind_rsa import PublicKey, load_public
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.posted_code import PostedCode
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders import cities, credentials as people, tally
from tests.builders.ballotbox import Vote


def bare_signing(pem: bytes, seconds: float) -> float:
    """Blind signatures a second on all cores: the work that no design can save."""
    key = blind_rsa.load_private(pem)
    blinded = (12345).to_bytes(key.public.length)
    until = time.perf_counter() + seconds

    def sign() -> int:
        done = 0
        while time.perf_counter() < until:
            blind_rsa.blind_sign(key, blinded)
            done += 1
        return done

    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        start = time.perf_counter()
        return sum(job.result() for job in [pool.submit(sign) for _ in range(cores)]) / (time.perf_counter() - start)


async def votes(server: embedded.Running, poll: Poll, count: int, at_once: int) -> tuple[float, list[float]]:
    """So many votes from code to receipt: (votes a second, each one's seconds)."""
    with TemporaryDirectory() as folder:
        keyring = Keyring.open(Path(folder) / "keys")
        identity, box = Database(engine_for(server.identity_url)), BallotBox(engine_for(server.box_url))
        async with identity.transaction() as db:
            city = await cities.city(db)
            election = await people.election(db)
            holders = await people.residents(db, count)
            keys = await credentials.create_keys(db, keyring, election, [1])
        made = Vote(replace(poll.vote.definition, election_id=str(election)), {})
        async with box.transaction() as db:
            await ballotbox.open_box(db, made.definition.canonical(), keys)
        hall = _Hall(identity, box, Signer(keyring), city, election, load_public(keys[1]))
        places = asyncio.Semaphore(at_once)
        waits: list[float] = []

        async def one(holder: Holder) -> None:
            async with places:
                start = time.perf_counter()
                await hall.vote(holder, posted_code.new_code(posted_code.new_lookup()))
                waits.append(time.perf_counter() - start)

        start = time.perf_counter()
        await asyncio.gather(*(one(holder) for holder in holders))
        rate = len(holders) / (time.perf_counter() - start)
        await box.stop()
        await identity.dispose()
        await box.database.dispose()
        return rate, sorted(waits)


class _Hall:
    """Both planes as the booth holds them."""

    def __init__(
        self, identity: Database, box: BallotBox, signer: Signer, city: UUID, election: UUID, key: PublicKey
    ) -> None:
        self.identity, self.box, self.signer = identity, box, signer
        self.city, self.election, self.key = city, election, key
        self.cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def vote(self, holder: Holder, code: PostedCode) -> str:
        async with self.cores:
            secret = await asyncio.to_thread(VoterSecret.from_code, code, self.election)
        request = secret.request(self.election, 1, self.key)
        async with self.identity.transaction(self.city) as db:
            answer = await credentials.issue(db, self.signer, self.election, holder, 1, request.blinded)
        token = request.finish(answer)
        ballot = tally.ballot("abcde").canonical()
        signature = secret.sign_ballot(self.election, 1, ballot, 1)
        key = secret.ballot_point(self.election, 1)
        receipt = await self.box.cast(Cast(self.election, token.message, token.signature, 1, ballot, signature, key))
        return receipt.code
