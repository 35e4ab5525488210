"""What is done without anybody asking: letters sent, deeds sealed, old traces swept away?

One loop for each job of JOBS. A job is safe to run in several processes at once, and to be killed and begun again: it
locks what it works on, and each step is a transaction of its own. `partnet-vote worker` runs it; the demo keeps it
beside the web server with `beside`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from partnet_vote.accounts import service as accounts
from partnet_vote.audit import service as audit
from partnet_vote.ballotbox import service as ballotbox
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth import service as booth
from partnet_vote.booth.service import Planes
from partnet_vote.cities import queries as cities
from partnet_vote.cities.rules import City
from partnet_vote.credentials.service import Signer
from partnet_vote.forums import service as forums
from partnet_vote.platform.db import rate_limits
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.mail import outbox, sender
from partnet_vote.platform.mail.sender import Post
from partnet_vote.platform.web.screens import city_address
from partnet_vote.results import service as results
from partnet_vote.settings import Settings

RUNS = Counter("partnet_job_runs_total", "Runs of the worker's jobs.", ("job", "result"))
SLOWEST = 30
"""Seconds between runs of a frequent job that keeps failing: the log stays readable, and what mended is soon seen."""
LONGEST = 600
"""Seconds after which a run is broken off; what it had committed stays."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Installation:
    """What a job may reach: both planes, the secrets, the settings."""

    database: Database
    box_engine: AsyncEngine
    keyring: Keyring
    settings: Settings

    @property
    def planes(self) -> Planes:
        """Both planes, as booth and results take them."""
        return Planes(self.database, BallotBox(self.box_engine), Signer(self.keyring))


Work = Callable[[Installation], Awaitable[int]]
"""Does what is due; how many things were done."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again, `every` so many seconds."""

    name: str
    every: float
    work: Work


async def send_mail(here: Installation) -> int:
    """Hand due letters over to the mail server."""
    post = Post(here.settings.smtp_url, here.settings.mail_from) if here.settings.smtp_url else None
    done = await sender.deliver(here.database, post)
    return done.sent + done.failed + done.postponed


async def seal_audit(here: Installation) -> int:
    """Seal every city's new deeds."""
    count = 0
    for city in await every_city(here):
        while True:
            async with here.database.transaction(city.id) as db:
                seal = await audit.seal_due(db, here.keyring)
            if seal is None:
                break
            count += seal.count
    return count


async def sweep_sessions(here: Installation) -> int:
    """Forget sessions and links whose time is over."""
    async with here.database.transaction() as db:
        return await accounts.sweep(db)


async def sweep_rate_limits(here: Installation) -> int:
    """Forget who came how often."""
    return await rate_limits.sweep(here.database)


async def sweep_mail(here: Installation) -> int:
    """Forget letters that could not be delivered."""
    async with here.database.transaction() as db:
        return await outbox.sweep(db)


async def write_to_forums(here: Installation) -> int:
    """Write to people of forums: moved, cancelled, two days to go, a chair became free."""
    count = 0
    for city in await every_city(here):
        address = city_address(here.settings.base_url, here.settings.https, city)
        async with here.database.transaction(city.id) as db:
            count += await forums.write_due(db, forums.Office(here.keyring, city, address))
    return count


async def erase_people(here: Installation) -> int:
    """Erase the people of forums that were long ago; the totals stay."""
    count = 0
    for city in await every_city(here):
        async with here.database.transaction(city.id) as db:
            count += await forums.erase_due(db)
    return count


async def keep_boxes(here: Installation) -> int:
    """Make the boxes of frozen elections, and carry later deeds over to them."""
    return await booth.keep_boxes(here.planes, here.keyring)


async def close_boxes(here: Installation) -> int:
    """Close the boxes of votes that have ended, and destroy their issuing keys."""
    return await results.close_due(here.planes, here.keyring)


async def seal_ballots(here: Installation) -> int:
    """Seal what waits in the boxes once a batch is due."""
    async with here.planes.box.transaction() as box:
        return sum((await ballotbox.seal_due(box)).values())


JOBS: tuple[Job, ...] = (
    Job("mail", 5, send_mail),
    Job("forum letters", 60, write_to_forums),
    Job("forum people", 3600, erase_people),
    Job("boxes", 3, keep_boxes),
    Job("seal ballots", 60, seal_ballots),
    Job("close boxes", 5, close_boxes),
    Job("audit", 60, seal_audit),
    Job("sweep sessions", 300, sweep_sessions),
    Job("sweep rate limits", 3600, sweep_rate_limits),
    Job("sweep mail", 3600, sweep_mail),
)
"""Everything the worker does; slices add their jobs here, in story order."""


async def every_city(here: Installation) -> tuple[City, ...]:
    """The cities a job goes through, each in a transaction of its own."""
    async with here.database.transaction() as db:
        return await cities.every_city(db)


async def run(here: Installation, stop: asyncio.Event, jobs: Sequence[Job] = JOBS) -> None:
    """Do every job at its interval until told to stop; runs that have begun are finished."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(here, job, stop), name=job.name)


@asynccontextmanager
async def beside(here: Installation, jobs: Sequence[Job] = JOBS) -> AsyncIterator[None]:
    """Run the worker for as long as the block lasts, in the same process."""
    stop = asyncio.Event()
    running = asyncio.create_task(run(here, stop, jobs), name="worker")
    try:
        yield
    finally:
        stop.set()
        await running


async def run_once(here: Installation, job: Job) -> bool:
    """One run of a job; whatever goes wrong is logged and counted, and the next run comes at its time."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(LONGEST):
            count = await job.work(here)
    except Exception as error:
        RUNS.labels(job.name, "failed").inc()
        log.exception("job failed", job=job.name, error=type(error).__name__)
        return False
    RUNS.labels(job.name, "done").inc()
    if count:
        log.info("job done", job=job.name, count=count, seconds=round(time.perf_counter() - began, 3))
    return True


async def _repeat(here: Installation, job: Job, stop: asyncio.Event) -> None:
    failures = 0
    while not stop.is_set():
        failures = 0 if await run_once(here, job) else failures + 1
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause(job.every, failures))


def pause(every: float, failures: int) -> float:
    """Seconds until the next run: twice as long after each failure in a row; openings wait half a minute at most."""
    return min(every * 2 ** min(failures, 8), max(every, SLOWEST))
