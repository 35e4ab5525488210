"""How long does each voter wait? A closed loop of connections to this machine: each sends when it was answered."""

from __future__ import annotations

import asyncio
import itertools
import json
import pickle
import sys
import time
from pathlib import Path

import uvloop


class Voter(asyncio.Protocol):
    """One connection; takes the next request from the shared pile."""

    def __init__(self, pile: list[bytes], until: float, waits: list[float], wrong: list[bytes]) -> None:
        self.pile, self.until, self.waits, self.wrong = pile, until, waits, wrong
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        if not self.pile or time.perf_counter() > self.until:
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(self.pile.pop())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.heard += data
        if not self.heard.endswith(b"}"):  # every answer is one small JSON object
            return
        self.waits.append(time.perf_counter() - self.sent_at)
        if not self.heard.startswith(b"HTTP/1.1 201"):
            self.wrong.append(self.heard)
        self.heard = b""
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        if not self.done.done():
            self.done.set_result(None)


async def run(ports: list[int], pile: list[bytes], connections: int, seconds: float) -> dict[str, object]:
    waits: list[float] = []
    wrong: list[bytes] = []
    start = time.perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        (await loop.create_connection(lambda: Voter(pile, start + seconds, waits, wrong), "127.0.0.1", port))[1]
        for port, _ in zip(itertools.cycle(ports), range(connections), strict=False)
    ]
    await asyncio.gather(*(voter.done for voter in made))
    return {
        "seconds": time.perf_counter() - start,
        "waits": sorted(waits),
        "wrong": len(wrong),
        "example": wrong[0].decode(errors="replace") if wrong else "",
        "cpu": time.process_time(),
    }


def main() -> None:
    file, answer, connections, seconds, *ports = sys.argv[1:]
    pile = pickle.loads(Path(file).read_bytes())
    told = uvloop.run(run(list(map(int, ports)), pile, int(connections), float(seconds)))
    Path(answer).write_text(json.dumps(told))  # an unbuffered pipe may take a part of it and drop the rest


if __name__ == "__main__":
    main()
