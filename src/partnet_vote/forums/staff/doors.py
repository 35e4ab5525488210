"""How does an organiser hand out the links and PINs of the tables?"""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Forum, Table, tables
from partnet_vote.forums.screens.tables import DoorsScreen, DoorView
from partnet_vote.forums.staff.found import FORUM, ORGANISERS, TABLE, forum_at, table_at
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.printed import qr_code
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.confirming import ConfirmScreen
from partnet_vote.platform.web.dependencies import Db, Secrets, TheActor, TheCity
from partnet_vote.platform.web.screens import absolute_url, see_other, show


@get(FORUM + "/doors", access=ORGANISERS)
async def doors(
    request: Request[Any, Any, Any], db: Db, city: TheCity, keyring: Secrets, number: FromPath[int]
) -> Response[str]:
    forum = await forum_at(db, number)
    found = await queries.tables(db, forum.id)
    closes = request.app.state.house.languages[request.state.language].datetime(
        tables.door_closes(forum), city.timezone
    )
    return show(request, DoorsScreen(forum, tuple(_view(request, keyring, forum, each) for each in found), closes))


@get(TABLE + "/door.svg", access=ORGANISERS, include_in_schema=False)
async def door_qr(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
) -> Response[bytes]:
    forum, found = await table_at(db, number, table)
    content = qr_code(_view(request, keyring, forum, found).address)
    return Response(content, media_type="image/svg+xml", headers={"cache-control": "no-store"})


@get(TABLE + "/door", access=ORGANISERS)
async def renewal_page(
    request: Request[Any, Any, Any], db: Db, number: FromPath[int], table: FromPath[int]
) -> Response[str]:
    forum, found = await table_at(db, number, table)
    screen = ConfirmScreen(
        Text("A new link and PIN for table {number}?", number=found.number),
        Text("Whoever writes at this table with the old link is locked out at once, even in the middle of it all."),
        Text("New link and PIN"),
        f"/staff/forums/{number}/tables/{table}/door",
        f"/staff/forums/{number}/doors",
        found.topic,
        forum.languages[0],
    )
    return show(request, screen)


@post(TABLE + "/door", access=ORGANISERS)
async def renew_door(
    request: Request[Any, Any, Any], db: Db, actor: TheActor, number: FromPath[int], table: FromPath[int]
) -> Response[Any]:
    _, found = await table_at(db, number, table)
    await service.renew_door(db, actor, found)
    return see_other(
        request, f"/staff/forums/{number}/doors", Text("The table has a new link and a new PIN. The old ones are dead.")
    )


def _view(request: Request[Any, Any, Any], keyring: Keyring, forum: Forum, table: Table) -> DoorView:
    base = f"/forums/{forum.number}/tables/{table.number}"
    return DoorView(
        table,
        absolute_url(request, f"{base}/door/{service.link_key(keyring, table)}"),
        service.pin(keyring, table),
        absolute_url(request, f"{base}/add/{service.guest_key(keyring, table)}"),
        f"/staff{base}/door.svg",
    )


ROUTES = (doors, door_qr, renewal_page, renew_door)
