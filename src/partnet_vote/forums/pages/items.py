"""How does a facilitator write down, arrange and mark what the table says?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.forms.items import ItemForm, ItemMergerForm, PlaceForm, SeparationForm, SwitchForm
from partnet_vote.forums.pages.doors import AT_TABLE, TABLE, AtTable, TheTable, is_script
from partnet_vote.forums.rules.tables import Item
from partnet_vote.forums.screens.tables import ItemScreen, TableScreen, merge_choices
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.printed import qr_code
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.access import PUBLIC
from partnet_vote.platform.web.dependencies import Db
from partnet_vote.platform.web.forms import Form, read
from partnet_vote.platform.web.screens import absolute_url, see_other, show

ITEMS = TABLE + "/items"
ITEM = ITEMS + "/{item:uuid}"


@get(ITEMS, access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def items_page(
    request: Request[Any, Any, Any], db: Db, address: TheTable, known: FromQuery[str] = ""
) -> Response[Any]:
    at = await address.enter()
    return await _shown(request, db, at, Form(), known)


@get(ITEMS + "/guests.svg", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def guests_qr(request: Request[Any, Any, Any], address: TheTable) -> Response[bytes]:
    at = await address.enter()
    content = qr_code(absolute_url(request, at.guest_path))
    return Response(content, media_type="image/svg+xml", headers={"cache-control": "no-store"})


@post(ITEMS, access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def add_item(request: Request[Any, Any, Any], db: Db, address: TheTable) -> Response[Any]:
    at = await address.enter()
    form = await read(request, ItemForm)
    await form.attempt(db, lambda value: service.add_item(db, at.hand, value.text, value.client))
    if is_script(request):
        return _told({}, form)
    if form.errors:
        return await _shown(request, db, at, form)
    return see_other(request, at.path + "#new")


@post(ITEMS + "/guests", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def let_guests(request: Request[Any, Any, Any], db: Db, address: TheTable) -> Response[Any]:
    at = await address.enter()
    form = await read(request, SwitchForm)
    await form.attempt(db, lambda value: service.let_guests(db, at.hand, value.wanted))
    return see_other(request, at.path + "#guests", Text("Saved."))


@get(ITEM, access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def item_page(request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]) -> Response[str]:
    at = await address.enter()
    return await _one(request, db, at, item, None, None)


@post(ITEM, access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def edit_item(request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]) -> Response[Any]:
    at = await address.enter()
    form = await read(request, ItemForm)
    version = await form.attempt(db, lambda value: service.edit_item(db, at.hand, item, value.text, value.version))
    if is_script(request):
        theirs = next((each for each in await queries.items(db, at.table.id) if each.id == item), None)
        overtaken = form.value is not None and theirs is not None and theirs.version != form.value.version
        if form.errors and theirs is not None and overtaken:
            return _told({"theirs": theirs.text, "version": theirs.version}, form, 409)
        return _told({"version": version}, form)
    if form.errors:
        return await _one(request, db, at, item, form, None)
    return see_other(request, f"{at.path}#item-{item}", Text("Saved."))


@post(ITEM + "/merger", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def merge_items(
    request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]
) -> Response[Any]:
    at = await address.enter()
    form = await read(request, ItemMergerForm)

    async def merge(value: ItemMergerForm) -> None:
        other, version = value.other_item()
        await service.merge_items(db, at.hand, item, other, value.text, (value.version, version))

    await form.attempt(db, merge)
    if form.errors:
        return await _one(request, db, at, item, None, form)
    return see_other(request, f"{at.path}#item-{item}", Text("The two items are one now."))


@post(ITEM + "/separation", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def separate_items(
    request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]
) -> Response[Any]:
    at = await address.enter()
    form = await read(request, SeparationForm)
    await form.attempt(db, lambda value: service.take_out(db, at.hand, item, value.part))
    return await _back(request, db, at, item, form)


@post(ITEM + "/place", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def move_item(request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]) -> Response[Any]:
    at = await address.enter()
    form = await read(request, PlaceForm)
    await form.attempt(db, lambda value: service.move_item(db, at.hand, item, int(value.by)))
    return await _back(request, db, at, item, form)


@post(ITEM + "/mark", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def mark_item(request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]) -> Response[Any]:
    at = await address.enter()
    form = await read(request, SwitchForm)
    await form.attempt(db, lambda value: service.mark_item(db, at.hand, item, value.wanted))
    return await _back(request, db, at, item, form)


@post(ITEM + "/removal", access=PUBLIC, include_in_schema=False, dependencies=AT_TABLE)
async def remove_item(
    request: Request[Any, Any, Any], db: Db, address: TheTable, item: FromPath[UUID]
) -> Response[Any]:
    at = await address.enter()
    form = await read(request, SwitchForm)
    await form.attempt(db, lambda value: service.remove_item(db, at.hand, item, value.wanted))
    return await _back(request, db, at, item, form)


async def _back(
    request: Request[Any, Any, Any], db: AsyncSession, at: AtTable, item: UUID, form: Form[Any]
) -> Response[Any]:
    """After a deed of one button: back to the item in its list."""
    if form.errors and item not in {each.id for each in await queries.items(db, at.table.id)}:
        raise NotFound
    if form.errors:
        raise Refused(Text("This request could not be understood."))  # no button of ours sends that
    return see_other(request, f"{at.path}#item-{item}")


async def _shown(
    request: Request[Any, Any, Any], db: AsyncSession, at: AtTable, form: Form[Any], known: str = ""
) -> Response[Any]:
    """The table's page; nothing, if the script that asks has it as it is."""
    screen = TableScreen(at.forum, at.table, await queries.items(db, at.table.id), form, at.guest_path)
    if known == screen.state:
        return Response(None, status_code=204, headers={"cache-control": "no-store"})
    return show(request, screen, 422 if form.errors else 200)


def _told(content: dict[str, Any], form: Form[Any], refused: int = 422) -> Response[Any]:
    """What the page's script hears of what it sent."""
    texts = [str(text) for each in form.errors.values() for text in each]
    answer = content | {"detail": " ".join(texts)}
    return Response(answer, status_code=refused if texts else 200, headers={"cache-control": "no-store"})


async def _one(
    request: Request[Any, Any, Any],
    db: AsyncSession,
    at: AtTable,
    item_id: UUID,
    form: Form[Any] | None,
    merger: Form[Any] | None,
) -> Response[str]:
    """One item's page; after somebody else's edit (409) with their wording, and sending once more replaces it."""
    items = await queries.items(db, at.table.id)
    item: Item | None = next((each for each in items if each.id == item_id), None)
    if item is None:
        raise NotFound(Text("This item was merged into another one meanwhile."))
    refused = form or merger
    overtaken = bool(refused and refused.value is not None and refused.value.version != item.version)
    wording = form or Form.of(text=item.text, version=item.version)
    joining = merger or Form.of(text=item.text, version=item.version)
    for each in (wording, joining):
        each.raw = {**each.raw, "version": str(item.version)}
    screen = ItemScreen(at.forum, at.table, item, wording, joining, merge_choices(items, item), overtaken)
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
