"""Does a hall of telephones lose nothing, and how soon does the wall show the end?

PYTHONPATH is not needed:  .venv/bin/python benchmarks/room.py [--phones 150] [--seconds 60]

Everything runs on this machine over loopback: one server process (uvicorn), PostgreSQL with real commits (fsync on),
and telephones, which give three dots each at moments spread over the time. A fifth of the touches lose their answer and
are sent again; some are sent twice at once. Bounded in number and time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks import machine  # noqa: E402 - after the path
from tests.builders.hall import hall  # noqa: E402
from tests.builders.phones import evening  # noqa: E402


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--phones", type=int, default=150)
    words.add_argument("--seconds", type=float, default=60)
    given = words.parse_args()
    print(machine.describe())
    with (
        tempfile.TemporaryDirectory() as name,
        hall(Path(name), given.phones, durable=True, marks=3, per_item=3) as room,
    ):
        before = machine.clock(app=room.process.pid)
        told = asyncio.run(evening(room, given.phones, given.seconds))
        spent = machine.clock(app=room.process.pid).since(before)
    waits = sorted(told.waits)
    print(
        f"{given.phones} telephones, {told.touches} touches in {told.seconds:.0f} s; {told.lost} answers lost and sent"
    )
    print(f"again, {told.doubled} touches sent twice at once; {told.refused} refused")
    print(f"answered in p50 {waits[len(waits) // 2] * 1e3:.0f} ms, p99 {waits[int(len(waits) * 0.99)] * 1e3:.0f} ms")
    print(f"dots wanted {sum(told.wanted)}, in the database {sum(told.kept)}, on the wall {told.shown_marks}")
    print(
        f"the wall showed the end {told.wall_late:.2f} s after the last answer; server CPU {spent.trees['app']:.1f} s"
    )
    told.check()


if __name__ == "__main__":
    main()
