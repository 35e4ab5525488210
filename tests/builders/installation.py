"""How does a test come by the whole program, started as a newcomer starts it, with its towns made small?"""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.booth.service import Planes
from partnet_vote.cli import demo, planes
from partnet_vote.cli.demonstration import story as demonstration
from partnet_vote.cli.demonstration.loading import Loader
from partnet_vote.cli.demonstration.told import Told
from partnet_vote.cli.demonstration.towns import TOWNS
from partnet_vote.credentials.service import Signer
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.settings import Settings

ROOT = Path(__file__).parents[2]
RESIDENTS = {"lipovec": 1500, "nordvik": 300}
"""Enough of them that no group of the published vote is so small that it must be merged."""
T = TypeVar("T")
PATIENCE = 60.0
"""Seconds until the program must answer."""

More = Callable[[Loader], Awaitable[None]]
"""What a test adds to the story before the program starts."""


@dataclass(frozen=True)
class Installation:
    """A program that runs: where it answers, what its terminal said, its databases and secrets."""

    address: str
    lines: tuple[str, ...]
    told: Told
    folder: Path
    databases: planes.Planes
    keyring: Keyring
    process: subprocess.Popen[str]

    def said(self, first: str) -> str:
        """The terminal's line that begins with this word."""
        return next(line for line in self.lines if line.startswith(first))

    def deed(self, deed: Callable[[Loader], Awaitable[object]]) -> object:
        """Does something through the services beside the running program, as its command line would."""
        return in_a_thread(_with_loader(self.databases, self.keyring, deed))


@contextmanager
def installation(folder: Path, more: More | None = None, *, tells: bool = True) -> Iterator[Installation]:
    """`partnet-vote demo` on a free port, its story told before with fewer residents; stopped and swept away after.

    Without the story (`tells`) there is nothing but what `more` makes.
    """
    settings = _settings(folder / "demo")
    told = _story(folder, settings) if tells else Told({}, "", "", "")
    with embedded.start(settings.data_dir, durable=False) as server:
        databases = planes.embedded_planes(server)
        in_a_thread(planes.migrate(databases))
        keyring = Keyring.open(settings.secrets_dir)
        if more:
            in_a_thread(_with_loader(databases, keyring, more))
        told.keep(settings.data_dir / demo.TOLD)
        port = free_port()
        words = [sys.executable, "-m", "partnet_vote.cli", "demo", "--port", str(port)]
        with running(words, {"PARTNET_DATA_DIR": str(folder)}, port, folder / "terminal.txt") as process:
            lines = tuple((folder / "terminal.txt").read_text("utf-8").splitlines())
            yield Installation(f"http://127.0.0.1:{port}", lines, told, folder, databases, keyring, process)
    shutil.rmtree(server.home, ignore_errors=True)  # as root it may lie elsewhere than the test's folder


def _settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, secrets_dir=folder / "secrets", base_url="http://127.0.0.1", https=False)


def _story(folder: Path, settings: Settings) -> Told:
    """The towns as the story leaves them: told by the first process of a test run that asks, copied by the others."""
    kept = folder.parents["PYTEST_XDIST_WORKER" in os.environ] / "story"
    with kept.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = Told.read(kept / demo.TOLD)
        if told is None:
            return _told(settings, kept)
    with embedded.start(settings.data_dir, durable=False) as server:
        pass  # the cluster that it makes gives way to the copy
    shutil.rmtree(server.cluster)
    _copy(kept / "cluster", server.cluster)
    shutil.copytree(kept / "secrets", settings.secrets_dir)
    return told


def _told(settings: Settings, kept: Path) -> Told:
    with embedded.start(settings.data_dir, durable=False) as server:
        databases = planes.embedded_planes(server)
        in_a_thread(planes.migrate(databases))
        told = in_a_thread(_with_loader(databases, Keyring.open(settings.secrets_dir), _tell))
    assert isinstance(told, Told)
    shutil.copytree(settings.secrets_dir, kept / "secrets")
    _copy(server.cluster, kept / "cluster")
    told.keep(kept / demo.TOLD)
    return told


def _copy(cluster: Path, place: Path) -> None:
    """With its owner: as root the server runs under an account of its own."""
    subprocess.run(["cp", "-a", str(cluster), str(place)], check=True)


@contextmanager
def running(words: list[str], wishes: dict[str, str], port: int, output: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of ours in a process of its own, once it answers; ended politely, and checked to have obeyed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PARTNET_")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1", **wishes}
    with output.open("a") as terminal:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, text=True, stdout=terminal, stderr=terminal)
        try:
            _wait(process, port, output)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@dataclass(frozen=True)
class Served(Generic[T]):
    """`partnet-vote serve` that answers at `address`, and what was made in its databases before."""

    address: str
    made: T
    keyring: Keyring
    url: str
    process: subprocess.Popen[str]


@contextmanager
def served(
    folder: Path, make: Callable[[embedded.Running, Keyring], Coroutine[Any, Any, T]], *, durable: bool = False
) -> Iterator[Served[T]]:
    """A server process on a free port over databases of its own; stopped and swept away after."""
    settings = _settings(folder)
    with embedded.start(folder, durable=durable) as server:
        in_a_thread(planes.migrate(planes.embedded_planes(server)))
        keyring = Keyring.open(settings.secrets_dir)
        made = in_a_thread(make(server, keyring))
        port = free_port()
        wishes = {
            "PARTNET_DATA_DIR": str(folder),
            "PARTNET_SECRETS_DIR": str(settings.secrets_dir),
            "PARTNET_BASE_URL": f"http://127.0.0.1:{port}",
            "PARTNET_HTTPS": "off",
        }
        words = [sys.executable, "-m", "partnet_vote.cli", "serve", "--port", str(port)]
        with running(words, wishes, port, folder / "terminal.txt") as process:
            yield Served(wishes["PARTNET_BASE_URL"], made, keyring, server.identity_url, process)
    shutil.rmtree(server.home, ignore_errors=True)


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns; in a thread of its own, since the browser's driver holds this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait(process: subprocess.Popen[str], port: int, output: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    process.kill()
    raise AssertionError(f"the program does not answer:\n{output.read_text('utf-8')[-3000:]}")


async def _tell(loader: Loader) -> Told:
    lipovec, nordvik = (replace(town, residents=RESIDENTS[town.slug]) for town in TOWNS)
    return await demonstration.tell(loader, (lipovec, nordvik))


async def _with_loader(
    databases: planes.Planes, keyring: Keyring, deed: Callable[[Loader], Awaitable[object]]
) -> object:
    engine = engine_for(databases.box_url, 8)
    both = Planes(Database(engine_for(databases.identity_url, 24)), BallotBox(engine), Signer(keyring))
    try:
        return await deed(Loader(both, keyring, lambda what, done, whole: None))
    finally:
        await both.box.stop()
        await both.database.dispose()
        await engine.dispose()


def first_code(line: str) -> tuple[str, str]:
    """The code and the year of birth in a line of the terminal."""
    found = re.search(r"code (\S+)\s+born (\d{4})", line)
    assert found, line
    return found.group(1), found.group(2)
