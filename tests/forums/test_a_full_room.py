"""Does a room that votes all at once, on a bad network, lose nothing, count nobody twice, and see it on the wall?"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.builders.hall import hall
from tests.builders.phones import evening


@pytest.mark.parametrize(
    ("phones", "seconds"), [(25, 8), pytest.param(150, 50, marks=pytest.mark.drill)], ids=["a class", "a hall"]
)
def test_a_room_votes_at_once(tmp_path: Path, phones: int, seconds: float) -> None:
    with hall(tmp_path, phones, marks=3, per_item=3) as room:
        told = asyncio.run(evening(room, phones, seconds))
        told.check()
        assert told.lost > 0
        assert told.doubled > 0


def test_the_server_ends_though_walls_are_watched(tmp_path: Path) -> None:
    """uvicorn waits for open answers; without asking they would hold it until it loses patience, 20 seconds later."""
    with hall(tmp_path, 1) as room:

        async def watch() -> float:
            async with httpx.AsyncClient(timeout=30) as wall, wall.stream("GET", f"{room.forum}/board/stream") as board:
                lines = board.aiter_lines()
                assert (await anext(lines)).startswith("id: ")
                began = time.monotonic()
                os.kill(room.process.pid, signal.SIGTERM)
                async for _ in lines:
                    pass
                return time.monotonic() - began

        assert asyncio.run(watch()) < 10
