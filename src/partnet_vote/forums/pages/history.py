"""Where does a resident read that a problem is not new?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from partnet_vote.forums import queries
from partnet_vote.forums.pages.events import FRESH
from partnet_vote.forums.pages.found import FORUM, FORUMS, forum_at
from partnet_vote.forums.screens.history import EditionScreen, EntryScreen
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.screens import show


@get(FORUM + "/shortlist/{entry:int}", access=PUBLIC)
async def entry(request: Request[Any, Any, Any], db: Db, number: FromPath[int], entry: FromPath[int]) -> Response[str]:
    forum = await forum_at(db, number)
    found = next((each for each in await queries.shortlist(db, forum.id) if each.number == entry), None)
    own = None if found is None else next(iter(await queries.occurrences(db, (found.id,))), None)
    if found is None or own is None:
        raise NotFound
    histories = await queries.histories(db, (found.id,))
    origins = await queries.occurrences(db, [each.origin_id for each in found.credits if each.origin_id])
    return show(request, EntryScreen(forum, found, own, histories.get(found.id), origins), public_for=FRESH)


@get(FORUMS + "/editions/{edition:uuid}", access=PUBLIC)
async def edition(request: Request[Any, Any, Any], db: Db, edition: FromPath[UUID]) -> Response[str]:
    found = await queries.edition(db, edition)
    if found is None:
        raise NotFound
    histories = await queries.histories(db, [each.entry_id for each in found[1]])
    return show(request, EditionScreen(*found, histories), public_for=FRESH)


ROUTES = (entry, edition)
