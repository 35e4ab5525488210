"""Does the worker do what is due, survive what fails, and stop when it is told to?"""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote import worker
from partnet_vote.audit import queries as audit
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for, scope
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.settings import Settings
from partnet_vote.worker import Installation, Job
from tests.builders import cities


@pytest.fixture
async def here(rolled_back: Database, migrated: embedded.Running, keyring: Keyring, settings: Settings) -> Installation:
    return Installation(rolled_back, engine_for(migrated.box_url), keyring, settings)


async def test_every_job_runs_on_an_empty_house(here: Installation, db: AsyncSession) -> None:
    assert len({job.name for job in worker.JOBS}) == len(worker.JOBS)
    for job in worker.JOBS:
        assert await worker.run_once(here, job), job.name


async def test_every_citys_deeds_are_sealed(here: Installation, db: AsyncSession) -> None:
    both: list[UUID] = [await cities.city(db), await cities.city(db)]
    await db.flush()
    assert await worker.seal_audit(here) >= 6
    for city_id in both:
        await scope(db, city_id)
        assert len(await audit.seals(db)) == 1
    assert await worker.seal_audit(here) == 0


async def test_a_failing_job_is_logged_and_comes_again(here: Installation) -> None:
    runs = asyncio.Semaphore(0)

    async def fail(_: Installation) -> int:
        runs.release()
        raise RuntimeError("Kanarka")

    stop = asyncio.Event()
    with structlog.testing.capture_logs() as lines:
        running = asyncio.create_task(worker.run(here, stop, [Job("failing", 0.01, fail)]))
        for _ in range(3):
            await asyncio.wait_for(runs.acquire(), 2)
        stop.set()
        await asyncio.wait_for(running, 2)
    assert len(lines) >= 3
    assert lines[0]["error"] == "RuntimeError"
    assert "Kanarka" not in repr([{k: v for k, v in line.items() if k != "exc_info"} for line in lines])


async def test_a_failing_job_does_not_hold_up_the_others(here: Installation) -> None:
    done = asyncio.Event()

    async def hang(_: Installation) -> int:
        await asyncio.sleep(0.3)
        raise OSError

    async def work(_: Installation) -> int:
        done.set()
        return 1

    async with worker.beside(here, [Job("hanging", 1, hang), Job("working", 1, work)]):
        await asyncio.wait_for(done.wait(), 0.2)


async def test_stopping_lets_a_run_finish_and_does_not_wait_for_the_next(here: Installation) -> None:
    steps: list[str] = []
    begun = asyncio.Event()

    async def slow(_: Installation) -> int:
        begun.set()
        steps.append("begun")
        await asyncio.sleep(0.1)
        steps.append("finished")
        return 1

    async with worker.beside(here, [Job("slow", 3600, slow)]):
        await begun.wait()
        began = time.monotonic()
    assert steps == ["begun", "finished"]
    assert time.monotonic() - began < 1


async def test_each_step_is_a_transaction_of_its_own(here: Installation, db: AsyncSession) -> None:
    async def half(installation: Installation) -> int:
        insert = text("insert into rate_limits (bucket, window_start, hits) values (:b, now(), 1)")
        async with installation.database.transaction() as own:
            await own.execute(insert, {"b": "first"})
        async with installation.database.transaction() as own:
            await own.execute(insert, {"b": "second"})
            raise RuntimeError

    assert not await worker.run_once(here, Job("half", 1, half))
    kept = await db.execute(text("select bucket from rate_limits where bucket in ('first', 'second')"))
    assert kept.scalars().all() == ["first"]


def test_a_job_that_keeps_failing_slows_down_and_no_further_than_openings_may_wait() -> None:
    assert [worker.pause(5, failures) for failures in (0, 1, 2, 3, 99)] == [5, 10, 20, 30, 30]
    assert worker.pause(3600, 0) == worker.pause(3600, 9) == 3600
