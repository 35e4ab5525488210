"""How does a test come by a hall full of telephones on a bad network?"""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from tests.builders.hall import Hall

DOTS = 3
LOSES, TWICE, CHANGES = 0.2, 0.1, 0.1
"""Shares of touches whose answer is lost, that are sent twice at once, that are taken back."""
SCRIPT = {"accept": "application/json"}


@dataclass
class Told:
    """What the telephones wanted and what became of it."""

    wanted: list[int]
    kept: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    touches: int = 0
    lost: int = 0
    doubled: int = 0
    refused: int = 0
    seconds: float = 0
    last_answer: float = 0
    wall_late: float = -1
    shown_people: int = 0
    shown_marks: int = 0
    people: int = 0

    def check(self) -> None:
        """Nothing lost, nobody counted twice, the wall at the end within two seconds."""
        assert self.kept == self.wanted, (self.kept, self.wanted)
        assert (self.shown_marks, self.shown_people) == (sum(self.wanted), self.people)
        assert self.refused == 0
        assert 0 <= self.wall_late <= 2, self.wall_late


async def evening(hall: Hall, phones: int, seconds: float) -> Told:
    """So many telephones vote within this time, while a wall watches; then the database and the wall are asked."""
    told = Told([0] * len(hall.room.entries), people=phones)
    done = asyncio.Event()
    wall = asyncio.create_task(_watch(hall, told, done, phones * DOTS))
    start = time.monotonic()
    await asyncio.gather(*(_vote(hall, told, at, seconds) for at in range(phones)))
    told.seconds, told.last_answer = time.monotonic() - start, time.monotonic()
    done.set()
    await asyncio.wait_for(wall, 30)
    told.kept = await asyncio.to_thread(hall.deed, lambda db: _kept(db, hall))
    return told


async def _vote(hall: Hall, told: Told, at: int, seconds: float) -> None:
    chance = random.Random(at)
    await asyncio.sleep(chance.uniform(0, seconds * 0.7))
    async with httpx.AsyncClient(timeout=60, verify=False) as phone:
        token = await _token(phone, f"{hall.forum}/vote")
        sent = {"csrf_token": token, "code": hall.room.codes[at]}
        assert (await phone.post(f"{hall.forum}/vote/code", data=sent)).status_code == 303
        await phone.get(f"{hall.forum}/vote")
        for _ in range(DOTS):
            await asyncio.sleep(chance.uniform(0, seconds * 0.1))
            entry = chance.choices(range(len(told.wanted)), [1 / (1 + n) for n in range(len(told.wanted))])[0]
            await _touch(phone, hall, told, token, {"plus": str(hall.room.entries[entry].id)}, chance)
            if chance.random() < CHANGES:
                await _touch(phone, hall, told, token, {"undo": "true"}, chance)
                await _touch(phone, hall, told, token, {"plus": str(hall.room.entries[entry].id)}, chance)
            told.wanted[entry] += 1


async def _touch(
    phone: httpx.AsyncClient, hall: Hall, told: Told, token: str, wish: dict[str, str], chance: random.Random
) -> None:
    """One touch as the page's script sends it: under one id, until it is answered."""
    sent = {"csrf_token": token, "tap": str(uuid4()), **wish}
    told.touches += 1
    if chance.random() < LOSES:
        told.lost += 1
        reading = chance.uniform(0.001, 0.05)  # the line breaks before, while or after the server writes
        try:
            await phone.post(
                f"{hall.forum}/vote/taps", data=sent, headers=SCRIPT, timeout=httpx.Timeout(60, read=reading)
            )
        except httpx.TransportError:
            await asyncio.sleep(0.1)
    asked = [sent, sent] if chance.random() < TWICE else [sent]
    told.doubled += len(asked) - 1
    start = time.monotonic()
    answers = await asyncio.gather(
        *(phone.post(f"{hall.forum}/vote/taps", data=each, headers=SCRIPT) for each in asked)
    )
    told.waits.append(time.monotonic() - start)
    told.refused += sum(answer.status_code != 200 for answer in answers)


async def _token(phone: httpx.AsyncClient, address: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await phone.get(address)).text)
    assert found
    return found[1]


async def _watch(hall: Hall, told: Told, done: asyncio.Event, marks: int) -> None:
    """A wall: reads whole boards until one shows everything after the last answer."""
    async with (
        httpx.AsyncClient(timeout=60, verify=False) as wall,
        wall.stream("GET", f"{hall.forum}/board/stream") as stream,
    ):
        async for line in stream.aiter_lines():
            if found := re.findall(r"<dd>(\d+)</dd>", line):
                told.shown_people, told.shown_marks = int(found[0]), int(found[1])
            if told.shown_marks == marks and told.shown_people == told.people:
                shown = time.monotonic()
                await done.wait()
                told.wall_late = max(0.0, shown - told.last_answer)
                return


async def _kept(db: AsyncSession, hall: Hall) -> list[int]:
    vote = await queries.room_vote(db, hall.room.forum.id)
    assert vote is not None
    count = await queries.count(db, vote)
    return list(count.votes([entry.id for entry in hall.room.entries]).values())
