"""How does a facilitator write down, arrange and mark what the table says?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.items import ItemForm, ItemMergerForm, PlaceForm, SeparationForm, SwitchForm
from partnet_vote.forums.pages.doors import TABLE, hand_of, is_script, table_at
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.tables import Item
from partnet_vote.forums.screens.pictures import qr_picture
from partnet_vote.forums.screens.tables import ItemScreen, TableScreen, merge_choices
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db, Secrets
from partnet_vote.platform.web.forms import Form, FormModel, read
from partnet_vote.platform.web.screens import absolute_url, see_other, show

ITEMS = TABLE + "/items"
ITEM = ITEMS + "/{item:uuid}"


@get(ITEMS, access=PUBLIC, include_in_schema=False)
async def items_page(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    known: FromQuery[str] = "",
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    await hand_of(request, db, keyring, forum, found)
    return await _shown(request, db, keyring, forum, found, Form(), known)


@get(ITEMS + "/guests.svg", access=PUBLIC, include_in_schema=False)
async def guests_qr(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
) -> Response[bytes]:
    forum, found = await table_at(db, number, table)
    await hand_of(request, db, keyring, forum, found)
    content = qr_picture(absolute_url(request, _guest_path(keyring, forum, found)))
    return Response(content, media_type="image/svg+xml", headers={"cache-control": "no-store"})


@post(ITEMS, access=PUBLIC, include_in_schema=False)
async def add_item(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    form = await read(request, ItemForm)
    await form.attempt(db, lambda value: service.add_item(db, hand, value.text, value.client))
    if is_script(request):
        return _told({}, form)
    if form.errors:
        return await _shown(request, db, keyring, forum, found, form)
    return see_other(request, f"/forums/{number}/tables/{table}/items#new")


@post(ITEMS + "/guests", access=PUBLIC, include_in_schema=False)
async def let_guests(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    form = await read(request, SwitchForm)
    await form.attempt(db, lambda value: service.let_guests(db, hand, value.wanted))
    return see_other(request, f"/forums/{number}/tables/{table}/items#guests", Text("Saved."))


@get(ITEM, access=PUBLIC, include_in_schema=False)
async def item_page(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[str]:
    forum, found = await table_at(db, number, table)
    await hand_of(request, db, keyring, forum, found)
    return await _one(request, db, forum, found, item, None, None)


@post(ITEM, access=PUBLIC, include_in_schema=False)
async def edit_item(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    form = await read(request, ItemForm)
    version = await form.attempt(db, lambda value: service.edit_item(db, hand, item, value.text, value.version))
    if is_script(request):
        theirs = next((each for each in await queries.items(db, found.id) if each.id == item), None)
        overtaken = form.value is not None and theirs is not None and theirs.version != form.value.version
        if form.errors and theirs is not None and overtaken:
            return _told({"theirs": theirs.text, "version": theirs.version}, form, 409)
        return _told({"version": version}, form)
    if form.errors:
        return await _one(request, db, forum, found, item, form, None)
    return see_other(request, f"/forums/{number}/tables/{table}/items#item-{item}", Text("Saved."))


@post(ITEM + "/merger", access=PUBLIC, include_in_schema=False)
async def merge_items(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    form = await read(request, ItemMergerForm)

    async def merge(value: ItemMergerForm) -> None:
        other, version = value.other_item()
        await service.merge_items(db, hand, item, other, value.text, (value.version, version))

    await form.attempt(db, merge)
    if form.errors:
        return await _one(request, db, forum, found, item, None, form)
    return see_other(request, f"/forums/{number}/tables/{table}/items#item-{item}", Text("The two items are one now."))


@post(ITEM + "/separation", access=PUBLIC, include_in_schema=False)
async def separate_items(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    return await _deed(
        request, db, SeparationForm, found, item, lambda value: service.take_out(db, hand, item, value.part), number
    )


@post(ITEM + "/place", access=PUBLIC, include_in_schema=False)
async def move_item(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    return await _deed(
        request, db, PlaceForm, found, item, lambda value: service.move_item(db, hand, item, int(value.by)), number
    )


@post(ITEM + "/mark", access=PUBLIC, include_in_schema=False)
async def mark_item(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    return await _deed(
        request, db, SwitchForm, found, item, lambda value: service.mark_item(db, hand, item, value.wanted), number
    )


@post(ITEM + "/removal", access=PUBLIC, include_in_schema=False)
async def remove_item(
    request: Request[Any, Any, Any],
    db: Db,
    keyring: Secrets,
    number: FromPath[int],
    table: FromPath[int],
    item: FromPath[UUID],
) -> Response[Any]:
    forum, found = await table_at(db, number, table)
    hand = await hand_of(request, db, keyring, forum, found)
    return await _deed(
        request, db, SwitchForm, found, item, lambda value: service.remove_item(db, hand, item, value.wanted), number
    )


async def _deed(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    form_class: type[FormModel],
    table: Table,
    item: UUID,
    deed: Callable[[Any], Awaitable[None]],
    number: int,
) -> Response[Any]:
    """A deed of one button, then back to the item in its list."""
    form = await read(request, form_class)
    await form.attempt(db, deed)
    if form.errors and item not in {each.id for each in await queries.items(db, table.id)}:
        raise NotFound
    if form.errors:
        raise Refused(Text("This request could not be understood."))  # no button of ours sends that
    return see_other(request, f"/forums/{number}/tables/{table.number}/items#item-{item}")


async def _shown(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    keyring: Keyring,
    forum: Forum,
    table: Table,
    form: Form[Any],
    known: str = "",
) -> Response[Any]:
    """The table's page; nothing, if the script that asks has it as it is."""
    screen = TableScreen(forum, table, await queries.items(db, table.id), form, _guest_path(keyring, forum, table))
    if known == screen.state:
        return Response(None, status_code=204, headers={"cache-control": "no-store"})
    return show(request, screen, 422 if form.errors else 200)


def _guest_path(keyring: Keyring, forum: Forum, table: Table) -> str:
    return f"/forums/{forum.number}/tables/{table.number}/add/{service.guest_key(keyring, table)}"


def _told(content: dict[str, Any], form: Form[Any], refused: int = 422) -> Response[Any]:
    """What the page's script hears of what it sent."""
    texts = [str(text) for each in form.errors.values() for text in each]
    answer = content | {"detail": " ".join(texts)}
    return Response(answer, status_code=refused if texts else 200, headers={"cache-control": "no-store"})


async def _one(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    forum: Forum,
    table: Table,
    item_id: UUID,
    form: Form[Any] | None,
    merger: Form[Any] | None,
) -> Response[str]:
    """One item's page; after somebody else's edit (409) with their wording, and sending once more replaces it."""
    items = await queries.items(db, table.id)
    item: Item | None = next((each for each in items if each.id == item_id), None)
    if item is None:
        raise NotFound(Text("This item was merged into another one meanwhile."))
    refused = form or merger
    overtaken = bool(refused and refused.value is not None and refused.value.version != item.version)
    wording = form or Form.of(text=item.text, version=item.version)
    joining = merger or Form.of(text=item.text, version=item.version)
    for each in (wording, joining):
        each.raw = {**each.raw, "version": str(item.version)}
    screen = ItemScreen(forum, table, item, wording, joining, merge_choices(items, item), overtaken)
    return show(request, screen, (409 if overtaken else 422) if refused else 200)


ROUTES = (
    items_page,
    guests_qr,
    add_item,
    let_guests,
    item_page,
    edit_item,
    merge_items,
    separate_items,
    move_item,
    mark_item,
    remove_item,
)
