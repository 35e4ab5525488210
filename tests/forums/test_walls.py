"""Do all walls of a forum share one look, hear of every change, and end when they should?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from partnet_vote.forums.pages import walls
from partnet_vote.forums.pages.walls import Seen, Wall, Walls
from partnet_vote.forums.rules.room import Phase
from partnet_vote.forums.screens.room import BoardPartScreen
from partnet_vote.platform.kernel.errors import NotFound
from tests.forums.test_calendar import forum

SCREEN = BoardPartScreen(
    forum(), (), 0, 0, datetime(2026, 3, 12, 18, 0, tzinfo=UTC), 60,
    "Europe/Prague", "x/join", "4821", 2, Phase.OPEN, None, 0,
)  # fmt: skip


class Room:
    """A room that a wall looks at, and how often it did."""

    def __init__(self) -> None:
        self.people = self.looks = 0
        self.fault: Exception | None = None

    async def look(self) -> BoardPartScreen:
        self.looks += 1
        if self.fault:
            raise self.fault
        return replace(SCREEN, people=self.people, seconds=60 - self.looks)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "PAUSE", 0.01)


async def until(heard: list[Any], true: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for is any claim
            await asyncio.sleep(0.005)


def watch(wall: Wall) -> tuple[list[Seen], asyncio.Task[None]]:
    heard: list[Seen] = []

    async def listen() -> None:
        async for seen in wall.watched():
            heard.append(seen)  # noqa: PERF401 - read while it grows

    return heard, asyncio.create_task(listen())


async def test_ten_walls_ask_once_and_all_hear_of_a_change() -> None:
    room = Room()
    wall = Wall(room.look)
    watching = [watch(wall) for _ in range(10)]
    await until([], lambda: all(heard for heard, _ in watching))
    asked = room.looks
    await asyncio.sleep(0.1)
    assert room.looks - asked <= 11  # one each hundredth of a second, not ten
    room.people = 1
    await until([], lambda: all(len(heard) == 2 for heard, _ in watching))
    assert {tuple(seen.number for seen in heard) for heard, _ in watching} == {(1, 2)}
    assert all(heard[-1].screen.people == 1 for heard, _ in watching)
    for _, task in watching:
        task.cancel()
    await asyncio.sleep(0.05)
    asked = room.looks
    await asyncio.sleep(0.05)
    assert room.looks == asked, "nobody watches, nobody looks"


async def test_the_same_is_said_again_so_that_the_line_is_known_to_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "ALIVE", 0.05)
    heard, task = watch(Wall(Room().look))
    await until(heard, lambda: len(heard) >= 3)
    assert {seen.number for seen in heard} == {1}
    assert heard[-1].screen.seconds < heard[0].screen.seconds, "the clock is set anew"
    task.cancel()


async def test_a_change_while_a_slow_line_is_served_is_not_missed() -> None:
    room = Room()
    watched = Wall(room.look).watched()
    assert (await anext(watched)).screen.people == 0
    room.people = 5
    await asyncio.sleep(0.05)
    assert (await asyncio.wait_for(anext(watched), 1)).screen.people == 5
    await watched.aclose()  # type: ignore[attr-defined]


async def test_a_database_that_is_away_leaves_the_wall_as_it_is() -> None:
    room = Room()
    heard, task = watch(Wall(room.look))
    await until(heard, lambda: heard)
    room.fault = OperationalError("select", {}, Exception())
    await asyncio.sleep(0.05)
    room.fault, room.people = None, 3
    await until(heard, lambda: heard[-1].screen.people == 3)
    task.cancel()


@pytest.mark.parametrize("why", ["gone", "leaving", "an hour"])
async def test_it_ends_by_itself(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    room = Room()
    monkeypatch.setattr(walls, "STAYS", 0.05 if why == "an hour" else 60)
    monkeypatch.setattr(walls, "ALIVE", 0.02 if why == "an hour" else 60)
    heard, task = watch(Wall(room.look))
    await until(heard, lambda: heard)
    if why == "gone":
        room.fault = NotFound()
    elif why == "leaving":
        monkeypatch.setattr(walls, "is_leaving", lambda: True)
    await asyncio.wait_for(task, 2)


async def test_a_language_is_drawn_once() -> None:
    seen, drawn = Seen(1, SCREEN), []
    for _ in range(3):
        assert seen.drawn("cs", lambda screen: drawn.append(screen) or "tabule") == "tabule"  # type: ignore[func-returns-value]
    assert len(drawn) == 1


async def test_a_forum_has_one_board_as_long_as_it_is_watched() -> None:
    all_walls, room = Walls(), Room()
    one, other = (UUID(int=1), 1), (UUID(int=2), 1)
    wall = all_walls.of(one, room.look)
    heard, task = watch(wall)
    await until(heard, lambda: heard)
    assert all_walls.of(other, room.look) is not wall
    assert all_walls.of(one, room.look) is wall
    task.cancel()
    await until([], lambda: all_walls.of(one, room.look) is not wall)
