"""How many ballots a second does the ballot box take, beside what PostgreSQL could take at most?

PYTHONPATH is not needed:  .venv/bin/python benchmarks/cast.py [--seconds 8] [--rounds 7] [--connections 64]

Everything runs on this machine over loopback, is bounded in number and time, and shares its cores: program, PostgreSQL
(durable: fsync on) and load generator. One voter a request; the table is counted after every run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import pickle
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import asyncpg  # noqa: E402 - after the path

from benchmarks import complete, limit, machine, voters  # noqa: E402
from partnet_vote.ballotbox.service import BallotBox  # noqa: E402
from partnet_vote.cli import planes  # noqa: E402
from partnet_vote.platform.db import embedded  # noqa: E402
from partnet_vote.platform.db.session import engine_for  # noqa: E402
from tests.builders.ballotbox import opened  # noqa: E402

ROW = "{name:<44} {rate:>8} {p50:>8} {p99:>8} {app:>9} {pg:>8} {load:>8} {others:>7}"


def line(name: str, rate: float, waits: Sequence[float], spent: machine.Clock, ballots: int, seconds: float) -> None:
    """One row of the table; CPU in microseconds a ballot."""

    def micro(who: str) -> str:
        return f"{spent.trees[who] / ballots * 1e6:.0f}" if who in spent.trees else "-"

    def milli(share: float) -> str:
        return f"{waits[min(len(waits) - 1, int(share * len(waits)))] * 1e3:.1f}" if waits else "-"

    others = f"{spent.strangers / seconds / (os.cpu_count() or 1):.0%}"
    print(
        ROW.format(
            name=name,
            rate=f"{rate:,.0f}",
            p50=milli(0.5),
            p99=milli(0.99),
            app=micro("app"),
            pg=micro("postgres"),
            load=micro("load"),
            others=others,
        )
    )


async def kept(server: embedded.Running, *, empty: bool = False) -> int:
    """How many ballots lie in the inbox; then throw them away, if asked."""
    connection = await asyncpg.connect(server.box_url.replace("+asyncpg", ""))
    found = await connection.fetchval("select count(*) from box_inbox")
    if empty:
        await connection.execute("truncate box_inbox")
    await connection.close()
    return int(found)


def measure_limit(server: embedded.Running, poll: voters.Poll, given: argparse.Namespace, folder: Path) -> float:
    ballot = voters.casts(poll, 1, 1)[0].ballot
    before, start, children = machine.clock(postgres=server.pid), time.perf_counter(), _children()
    found = limit.pgbench(server, poll, ballot, given.connections, given.seconds, folder)
    seconds = time.perf_counter() - start
    spent = machine.clock(postgres=server.pid).since(before)
    spent = machine.Clock({**spent.trees, "load": _children() - children}, spent.busy)
    stored = asyncio.run(kept(server, empty=True))
    if stored != found.sent:
        raise SystemExit(f"pgbench sent {found.sent} ballots, {stored} are in the box")
    line("limit: pgbench, the box's statement, one row", found.rate, found.waits, spent, stored, seconds)
    return found.rate


def _children() -> float:
    """CPU seconds of the programs that this one has run and that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def measure_box(server: embedded.Running, pile: Path, given: argparse.Namespace, *, single: bool) -> float:
    """The box over HTTP under a closed loop of connections."""
    told = pile.with_suffix(".json")
    ports = _free_ports(os.cpu_count() or 1)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    words = [sys.executable, "-m", "benchmarks.box_app", server.box_url, *ports, *(["--single"] if single else [])]
    app = subprocess.Popen(words, env=environment, cwd=ROOT)
    try:
        for port in ports:
            _wait_for(port)
        before = machine.clock(app=app.pid, postgres=server.pid)
        loading = [sys.executable, "-m", "benchmarks.load", str(pile), str(told)]
        asked = [str(given.connections), str(given.seconds), *ports]
        subprocess.run([*loading, *asked], env=environment, cwd=ROOT, check=True)
        spent = machine.clock(app=app.pid, postgres=server.pid).since(before)
    finally:
        app.terminate()
        app.wait(20)
    answer = json.loads(told.read_text())
    waits, seconds = answer["waits"], answer["seconds"]
    if answer["wrong"]:
        print(f"  {answer['wrong']} answers were not a receipt, such as: {answer['example'][:300]}")
    acknowledged = len(waits) - answer["wrong"]
    stored = asyncio.run(kept(server, empty=True))
    if stored != acknowledged:
        raise SystemExit(f"{acknowledged} ballots were acknowledged, {stored} are in the box")
    spent = machine.Clock({**spent.trees, "load": answer["cpu"]}, spent.busy)
    name = "box over HTTP, one statement a ballot" if single else "box over HTTP, batched (the default)"
    line(name, acknowledged / seconds, waits, spent, acknowledged, seconds)
    return acknowledged / seconds


def measure_round(server: embedded.Running, poll: voters.Poll, pile: Path, given: argparse.Namespace) -> float:
    """What share of the limit the box took, measured one right after the other: the machine's pace changes."""
    most = measure_limit(server, poll, given, pile.parent)
    batched = measure_box(server, pile, given, single=False)
    print(f"  {batched / most:.0%} of the limit")
    return batched / most


def measure_whole_votes(server: embedded.Running, poll: voters.Poll, given: argparse.Namespace) -> None:
    bare = complete.bare_signing(poll.pem, 3)
    before, start = machine.clock(app=os.getpid(), postgres=server.pid), time.perf_counter()
    rate, waits = asyncio.run(complete.votes(server, poll, given.votes, 16))
    spent = machine.clock(app=os.getpid(), postgres=server.pid).since(before)
    line("whole vote, from code to receipt", rate, waits, spent, given.votes, time.perf_counter() - start)
    asyncio.run(kept(server, empty=True))
    print(f"bare RSA-3072 blind signing on all cores: {bare:,.0f}/s; whole votes are {rate / bare:.0%} of that")


async def open_the_box(server: embedded.Running, poll: voters.Poll) -> None:
    await planes.migrate(planes.embedded_planes(server))
    engine = engine_for(server.box_url)
    await opened(BallotBox(engine), poll.vote)
    await engine.dispose()


def _free_ports(count: int) -> list[str]:
    with contextlib.ExitStack() as held:
        free = [held.enter_context(socket.socket()) for _ in range(count)]
        for port in free:
            port.bind(("127.0.0.1", 0))
        return [str(port.getsockname()[1]) for port in free]


def _wait_for(port: str) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the box did not start")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=int, default=8)
    words.add_argument("--ballots", type=int, default=32_000, help="ballots prepared; a run ends when they are gone")
    words.add_argument("--connections", type=int, default=64)
    words.add_argument("--votes", type=int, default=400, help="whole votes, from code to receipt")
    words.add_argument("--rounds", type=int, default=7, help="limit and box in turn; the median of their ratios counts")
    words.add_argument("--priority", type=int, default=0, help="-10 puts the runs before others' work (needs root)")
    given = words.parse_args()
    print(machine.describe())
    poll = voters.poll()
    start = time.perf_counter()
    sent = voters.casts(poll, given.ballots)
    print(f"{len(sent):,} voters made in {time.perf_counter() - start:.0f} s; CPU is microseconds a ballot\n")
    os.setpriority(os.PRIO_PROCESS, 0, given.priority)
    with tempfile.TemporaryDirectory() as name, embedded.temporary(durable=True) as server:
        asyncio.run(open_the_box(server, poll))
        pile = Path(name) / "pile"
        pile.write_bytes(pickle.dumps([voters.as_request(cast) for cast in sent]))
        head = {"name": "", "rate": "a second", "p50": "p50 ms", "p99": "p99 ms"}
        print(ROW.format(**head, app="CPU app", pg="CPU PG", load="CPU load", others="others"))
        ratios = [measure_round(server, poll, pile, given) for _ in range(given.rounds)]
        print(f"the batched box takes {statistics.median(ratios):.0%} of the limit (median of {len(ratios)} rounds)\n")
        measure_box(server, pile, given, single=True)
        measure_whole_votes(server, poll, given)


if __name__ == "__main__":
    main()
