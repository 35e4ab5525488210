"""How do a facilitator and the people at a table come in?"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.items import ItemForm, PinForm
from partnet_vote.forums.pages.found import FORUM, forum_at
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.tables import Hand
from partnet_vote.forums.screens.tables import DoorScreen, GuestScreen
from partnet_vote.platform.kernel.errors import Denied, NotFound
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Permission
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.limits import limited
from partnet_vote.platform.web.screens import see_other, show

TABLE = FORUM + "/tables/{table:int}"
COOKIE = "partnet-table"


async def table_at(db: AsyncSession, number: int, table: int) -> tuple[Forum, Table]:
    """The table of a published forum."""
    forum = await forum_at(db, number)
    found = await queries.table(db, forum.id, table)
    if found is None:
        raise NotFound
    return forum, found


def is_script(request: Request[Any, Any, Any]) -> bool:
    """Whether a page's script asks, and wants to be told in JSON."""
    return request.headers.get("accept", "").startswith("application/json")


async def hand_of(
    request: Request[Any, Any, Any], db: AsyncSession, keyring: Keyring, forum: Forum, table: Table
) -> Hand:
    """Who may write here: staff who facilitate, or a browser that came in by link and PIN; Denied for others."""
    actor = request.state.identity.actor
    if actor is not None and actor.may(Permission.CITY_FORUMS_FACILITATE):
        return Hand(table.id, actor)
    token = request.cookies.get(_cookie_name(request), "")
    if not await service.opens(db, keyring, forum, table, token):
        raise Denied(Text("This table is open to its facilitator. Open the link you were given, and enter the PIN."))
    return Hand(table.id)


@dataclass(frozen=True)
class AtTable:
    """Somebody who may write at a table."""

    forum: Forum
    table: Table
    hand: Hand
    guest_path: str
    """Where guests of the table add items."""

    @property
    def path(self) -> str:
        """The table's page, inside the city."""
        return f"/forums/{self.forum.number}/tables/{self.table.number}/items"


class TableAddress:
    """Where a request wants to write. It only remembers: what a dependency raises would leave the transaction open."""

    def __init__(
        self, request: Request[Any, Any, Any], db: AsyncSession, keyring: Keyring, number: int, table: int
    ) -> None:
        self._asked = request, db, keyring, number, table

    async def enter(self) -> AtTable:
        """Who writes at the table of this address; NotFound where there is none, Denied for others."""
        request, db, keyring, number, table = self._asked
        forum, found = await table_at(db, number, table)
        hand = await hand_of(request, db, keyring, forum, found)
        return AtTable(forum, found, hand, f"/forums/{number}/tables/{table}/add/{service.guest_key(keyring, found)}")


async def table_address(
    request: Request[Any, Any, Any], db: Db, keyring: Secrets, number: FromPath[int], table: FromPath[int]
) -> TableAddress:
    """The table that this address names."""
    return TableAddress(request, db, keyring, number, table)


AT_TABLE = {"address": Provide(table_address)}
TheTable: TypeAlias = NamedDependency[TableAddress]
"""`address`: for handlers that say `dependencies=AT_TABLE`."""


@get(TABLE + "/door/{key:str}", access=PUBLIC, include_in_schema=False)
async def door_page(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    key: FromPath[str],
) -> Response[str]:
    return show(request, DoorScreen(*await _table_behind(db, keyring, number, table, key), key, Form()))


@post(TABLE + "/door/{key:str}", access=PUBLIC, include_in_schema=False, guards=[limited("forum-pin", 300, 900)])
async def open_door(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    key: FromPath[str],
) -> Response[Any]:
    forum, found = await _table_behind(db, keyring, number, table, key)
    form = await read(request, PinForm)
    token = await form.attempt(db, lambda value: service.open_door(db, keyring, forum, found, key, value.pin))
    if token is None:
        return show(request, DoorScreen(forum, found, key, form), 422)
    answer: Response[Any] = see_other(request, f"/forums/{number}/tables/{table}/items")
    csrf = request.app.state.house.csrf
    answer.set_cookie(
        Cookie(key=_cookie_name(request), value=token, path="/", httponly=True, secure=csrf.https, samesite="lax")
    )
    return answer


@get(TABLE + "/add/{key:str}", access=PUBLIC, include_in_schema=False)
async def guest_page(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    key: FromPath[str],
) -> Response[str]:
    forum, found = await _guests_table(db, keyring, number, table, key)
    return show(request, GuestScreen(forum, found, key, uuid4(), Form()))


@post(TABLE + "/add/{key:str}", access=PUBLIC, include_in_schema=False, guards=[limited("forum-add", 300, 900)])
async def guest_adds(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    key: FromPath[str],
) -> Response[Any]:
    forum, found = await _guests_table(db, keyring, number, table, key)
    form = await read(request, ItemForm)
    await form.attempt(db, lambda value: service.add_item(db, Hand(found.id, is_guest=True), value.text, value.client))
    if form.errors:
        return show(request, GuestScreen(forum, found, key, uuid4(), form), 422)
    return see_other(
        request, f"/forums/{number}/tables/{table}/add/{key}", Text("It is written down. You may add another one.")
    )


async def _table_behind(db: AsyncSession, keyring: Keyring, number: int, table: int, key: str) -> tuple[Forum, Table]:
    """The table of a facilitator's link; a link that was mistyped or renewed leads nowhere, before any PIN is asked."""
    forum, found = await table_at(db, number, table)
    if not hmac.compare_digest(key.encode(), service.link_key(keyring, found).encode()):
        raise NotFound
    return forum, found


async def _guests_table(db: AsyncSession, keyring: Keyring, number: int, table: int, key: str) -> tuple[Forum, Table]:
    forum, found = await table_at(db, number, table)
    if not hmac.compare_digest(key.encode(), service.guest_key(keyring, found).encode()):
        raise NotFound
    return forum, found


def _cookie_name(request: Request[Any, Any, Any]) -> str:
    return f"__Host-{COOKIE}" if request.app.state.house.csrf.https else COOKIE


ROUTES = (door_page, open_door, guest_page, guest_adds)
