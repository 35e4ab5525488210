"""Where do residents read when and where a forum is?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from partnet_vote.forums import queries, service
from partnet_vote.forums.pages.found import FORUM, FORUMS, forum_at
from partnet_vote.forums.pages.registration import contact_of
from partnet_vote.forums.rules import people, room
from partnet_vote.forums.rules.calendar import calendar
from partnet_vote.forums.screens.history import marks_of
from partnet_vote.forums.screens.public import ForumScreen, ForumsScreen, ForumView, PosterScreen, poster_words
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.printed import qr_code
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.files import public_file
from partnet_vote.platform.web.languages import spoken
from partnet_vote.platform.web.screens import absolute_url, show

FRESH = 60
"""Seconds a proxy may keep a public page."""


@get(FORUMS, access=PUBLIC)
async def forums(request: Request[Any, Any, Any], db: Db, city: TheCity, page: FromQuery[str] = "") -> Response[str]:
    found, now = await queries.listed(db), await clock.now(db)
    screen = ForumsScreen.of(found, now, city.timezone, await queries.editions(db), page)
    return show(request, screen, public_for=FRESH)


@get(FORUM, access=PUBLIC)
async def forum(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await forum_at(db, number)
    tables = await queries.tables(db, found.id)
    entries = await queries.shortlist(db, found.id)
    now, vote = await clock.now(db), await queries.room_vote(db, found.id)
    places = await queries.room_ranking(db, vote) if vote is not None else ()
    is_open = vote is not None and vote.phase(now) is room.Phase.OPEN
    ranking = places if vote is not None and room.is_public(vote, places, now) else ()
    view = ForumView.of(found, city.timezone)
    marks = marks_of(await queries.histories(db, [entry.id for entry in entries]))
    before = await queries.previous(db, found)
    can_register = people.registration_issue(found, now) is None
    screen = ForumScreen(
        view, tables, entries, found.is_over(now), ranking, is_open, marks, before, can_register=can_register,
        fewer=tuple(each for each in await queries.standings(db, found) if each.allowed) if entries else (),
    )  # fmt: skip
    return show(request, screen, public_for=FRESH)


@get(FORUM + "/forum.ics", access=PUBLIC, media_type="text/calendar")
async def calendar_file(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    found = await forum_at(db, number)
    content = calendar(found, absolute_url(request, f"/forums/{number}"))
    return public_file(request, content, "text/calendar", f"forum-{number}.ics")


@get(FORUM + "/poster", access=PUBLIC)
async def poster(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    found = await forum_at(db, number)
    address = absolute_url(request, f"/forums/{number}").partition("://")[2]
    screen = PosterScreen(ForumView.of(found, city.timezone), await queries.tables(db, found.id), address)
    return show(request, screen, public_for=FRESH)


@get(FORUM + "/poster.pdf", access=PUBLIC, include_in_schema=False)
async def poster_file(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[bytes]:
    found = await forum_at(db, number)
    tables, address = await queries.tables(db, found.id), absolute_url(request, f"/forums/{number}")
    with spoken(found.paper_language(request.state.language)) as language:
        words = poster_words(ForumView.of(found, city.timezone), language, contact_of(city))
        content = await service.poster(found, tables, city, language.code, words, address)
    return public_file(request, content, "application/pdf", f"forum-{number}-poster.pdf")


@get(FORUM + "/qr.svg", access=PUBLIC, include_in_schema=False)
async def qr(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    await forum_at(db, number)
    return public_file(request, qr_code(absolute_url(request, f"/forums/{number}")), "image/svg+xml")


ROUTES = (forums, forum, calendar_file, poster, poster_file, qr)
