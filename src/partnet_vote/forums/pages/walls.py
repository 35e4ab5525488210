"""How do many walls share one look a second, so that a hall full of screens asks the database no more than one?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from partnet_vote.forums.screens.room import BoardPartScreen
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.leaving import is_leaving

PAUSE = 1.0
"""Seconds between two looks."""
ALIVE = 15.0
"""After so many seconds without news the same is sent again: the browser knows that we live, and sets its clock."""
STAYS = 3600.0
"""After an hour the browser connects again by itself."""

Look = Callable[[], Awaitable[BoardPartScreen]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Seen:
    """One look at a forum's board; its number grows with every change."""

    number: int
    screen: BoardPartScreen
    _drawn: dict[object, str] = field(default_factory=dict[object, str], compare=False)

    def drawn(self, key: object, draw: Callable[[BoardPartScreen], str]) -> str:
        """Its HTML, drawn once for everybody who reads the same language."""
        if key not in self._drawn:
            self._drawn[key] = draw(self.screen)
        return self._drawn[key]


class Wall:
    """A forum's board for all who watch it: looked at only while somebody does, without a connection in between."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._watchers = 0
        self._looking: asyncio.Task[None] | None = None
        self._latest: Seen | None = None
        self._news = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether nobody looks at it any more."""
        return self._looking is not None and self._looking.done()

    async def watched(self) -> AsyncIterator[Seen]:
        """Every change from now on, the present state first; ends when the server stops, or the forum is gone."""
        until, number = asyncio.get_running_loop().time() + STAYS, 0
        self._watchers += 1
        if self._looking is None or self._looking.done():
            self._latest = None
            self._looking = asyncio.create_task(self._look_on())
        try:
            while not self._looking.done():
                if self._latest is not None and self._latest.number != number:
                    number = self._latest.number
                    yield self._latest
                elif number and asyncio.get_running_loop().time() >= until:
                    return
                elif not await self._hears() and self._latest is not None:
                    yield self._latest
        finally:
            self._watchers -= 1

    async def _hears(self) -> bool:
        """Whether there was news before the browser had to be told that we are alive."""
        try:
            await asyncio.wait_for(self._news.wait(), ALIVE)
        except TimeoutError:
            return False
        return True

    async def _look_on(self) -> None:
        number = 0
        try:
            while self._watchers and not is_leaving():
                try:
                    screen = await self._look()
                except (DBAPIError, PoolTimeout, OSError) as error:
                    log.warning("board not read", error=type(error).__name__)  # the wall keeps what it shows
                except NotFound:
                    return
                else:
                    changed = self._latest is None or self._latest.screen != screen
                    number += changed
                    self._latest = Seen(number, screen)
                    if changed:
                        self._tell()
                await asyncio.sleep(PAUSE)
        finally:
            asyncio.get_running_loop().call_soon(self._tell)  # once this task is done, so that whoever waits sees it

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Walls:
    """The boards that are watched in this process, by city and number of the forum."""

    def __init__(self) -> None:
        self._walls: dict[tuple[UUID, int], Wall] = {}

    def of(self, key: tuple[UUID, int], look: Look) -> Wall:
        """The forum's one board; boards that nobody watches any more are forgotten."""
        self._walls = {other: wall for other, wall in self._walls.items() if not wall.is_over}
        return self._walls.setdefault(key, Wall(look))
