"""Where does everybody read, print and download how the room ranked its items?"""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.pages.found import FORUM, forum_at
from partnet_vote.forums.rules import room
from partnet_vote.forums.screens.public import ForumView
from partnet_vote.forums.screens.ranking import RankingRow, RankingScreen, ranking_rows
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, TheCity
from partnet_vote.platform.web.files import public_file
from partnet_vote.platform.web.screens import show

RANKING = FORUM + "/ranking"
FORMULA = ("=", "+", "-", "@", "\t")
"""What a table program would take for a formula."""


@get(RANKING, access=PUBLIC)
async def ranking(request: Request[Any, Any, Any], db: Db, city: TheCity, number: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    vote, rows, count = await _public(db, forum.id)
    steps = await queries.room_steps(db, vote.id)
    own = await queries.public_own_items(db, vote)
    screen = RankingScreen(ForumView.of(forum, city.timezone), vote, rows, count, steps, own)
    return show(request, screen, public_for=60)


@get(RANKING + ".csv", access=PUBLIC, include_in_schema=False)
async def ranking_csv(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    _, rows, _ = await _public(db, (await forum_at(db, number)).id)
    sink = io.StringIO()
    table = csv.writer(sink, lineterminator="\r\n")
    table.writerow(("rank_first", "rank_last", "number", "item", "dots", "by_code", "on_paper", "among_the_ten"))
    for row in rows:
        safe = f"'{row.text}" if row.text.startswith(FORMULA) else row.text
        among = "yes" if row.is_top else "no"
        place = (row.place.rank.first, row.place.rank.last, row.number, safe)
        table.writerow((*place, row.dots, row.by_code, row.on_paper, among))
    return public_file(request, b"\xef\xbb\xbf" + sink.getvalue().encode(), "text/csv", f"forum-{number}-ranking.csv")


@get(RANKING + ".json", access=PUBLIC, include_in_schema=False)
async def ranking_json(request: Request[Any, Any, Any], db: Db, number: FromPath[int]) -> Response[bytes]:
    forum = await forum_at(db, number)
    vote, rows, count = await _public(db, forum.id)
    content: dict[str, object] = {
        "forum": forum.title,
        "held": forum.starts_at.isoformat(),
        "marks": vote.marks,
        "most_on_one_item": vote.per_item,
        "ties_at_the_edge": vote.edge.value,
        "people": {"by_code": count.people_by_code, "on_paper": count.people_on_paper},
        "items": [_told(row) for row in rows],
    }
    if own := await queries.public_own_items(db, vote):
        content["own_items_not_counted"] = {
            "published": [{"wording": words, "people": number} for words, number in own.published],
            "withheld": [{"reason": words, "people": number} for words, number in own.withheld],
            "not_read_yet": own.waiting,
        }
    data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    return public_file(request, data, "application/json", f"forum-{number}-ranking.json")


def _told(row: RankingRow) -> dict[str, object]:
    return {
        "rank": [row.place.rank.first, row.place.rank.last],
        "number": row.number,
        "item": row.text,
        "dots": row.dots,
        "by_code": row.by_code,
        "on_paper": row.on_paper,
        "among_the_ten": row.is_top,
    }


async def _public(db: AsyncSession, forum_id: UUID) -> tuple[room.RoomVote, tuple[RankingRow, ...], room.Count]:
    """The vote, its ranking and its count, once everybody may read them."""
    vote = await queries.room_vote(db, forum_id)
    places = await queries.room_ranking(db, vote) if vote is not None else ()
    if vote is None or not room.is_public(vote, places, await clock.now(db)):
        raise NotFound(Text("There is no ranking that everybody may read yet."))
    count = await queries.count(db, vote)
    return vote, ranking_rows(places, await queries.shortlist(db, forum_id), count), count


ROUTES = (ranking, ranking_csv, ranking_json)
