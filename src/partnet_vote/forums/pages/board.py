"""What is on the wall of the hall, second by second?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent, ServerSentEventMessage
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.pages.found import FORUM, forum_at
from partnet_vote.forums.pages.walls import Wall, Walls
from partnet_vote.forums.screens.room import BoardPartScreen, BoardScreen
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.printed import qr_code
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.files import public_file
from partnet_vote.platform.web.screens import absolute_url, render, show

BOARD = FORUM + "/board"


@get(BOARD, access=PUBLIC)
async def board(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    return show(request, await _screen(BoardScreen, request, db, city.timezone, number))


@get(BOARD + "/qr.svg", access=PUBLIC, include_in_schema=False)
async def board_qr(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    await forum_at(db, number)
    return public_file(request, qr_code(absolute_url(request, f"/forums/{number}/vote")), "image/svg+xml")


@get(BOARD + "/stream", access=PUBLIC, include_in_schema=False)
async def stream(request: Request[Any, Any, Any], city: TheCity, number: FromPath[int]) -> ServerSentEvent:
    house = request.app.state.house

    async def look() -> BoardPartScreen:
        async with house.database.transaction(city.id) as db:
            return await _screen(BoardPartScreen, request, db, city.timezone, number)

    wall = request.app.state.setdefault("walls", Walls()).of((city.id, number), look)
    return ServerSentEvent(_told(request, wall), headers={"cache-control": "no-store", "x-accel-buffering": "no"})


async def _told(request: Request[Any, Any, Any], wall: Wall) -> AsyncIterator[ServerSentEventMessage]:
    """The wall as a whole whenever it changes, and every quarter of a minute: whoever was away misses nothing."""
    house = request.app.state.house
    key = (request.state.language, bool(request.scope.get("city_host")))
    async for seen in wall.watched():
        html = seen.drawn(key, lambda screen: render(house.environment, screen, house.chrome(request), fragment=False))
        yield ServerSentEventMessage(html, event="board", id=str(seen.number))


async def _screen(
    kind: type[BoardPartScreen], request: Request[Any, Any, Any], db: AsyncSession, zone: str, number: int
) -> BoardPartScreen:
    forum = await forum_at(db, number)
    vote = await queries.room_vote(db, forum.id)
    if vote is None:
        raise NotFound
    entries = await queries.shortlist(db, forum.id)
    places = await queries.room_ranking(db, vote)
    address = absolute_url(request, "/join").partition("://")[2]
    now = await clock.wall_clock(db)
    return kind.of(forum, vote, entries, await queries.count(db, vote), places, now, zone, address)


ROUTES = (board, board_qr, stream)
