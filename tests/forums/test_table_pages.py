"""Can a table be run from a telephone, without an account and without a script?"""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import Forum, Table
from partnet_vote.forums.rules.tables import Item
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

ITEMS = "/lipovec/forums/1/tables/1/items"
STAFF = "/lipovec/staff/forums/1"


async def seated(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> tuple[Forum, Table]:
    """A browser that came in by link and PIN."""
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db, "Doprava", "Zeleň")
    table = (await queries.tables(db, forum.id))[0]
    await db.flush()
    door = f"/lipovec/forums/1/tables/1/door/{service.link_key(keyring, table)}"
    assert (await client.get(door)).status_code == 200
    assert (await post(client, door, {"pin": "12"})).status_code == 422
    answer = await post(client, door, {"pin": service.pin(keyring, table)})
    assert answer.headers["location"] == ITEMS
    return forum, table


async def standing(db: AsyncSession, table: Table) -> tuple[Item, ...]:
    return tuple(item for item in await queries.items(db, table.id) if not item.is_removed)


async def test_a_facilitator_writes_orders_marks_and_merges(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    _, table = await seated(client, db, keyring)
    for text in ("Málo stínu", "Hluk", "Přechod"):
        assert (await post(client, ITEMS, {"text": text})).status_code == 303
    answer = await post(client, ITEMS, {"text": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.text
    one, two, three = await standing(db, table)
    await post(client, f"{ITEMS}/{three.id}/place", {"by": "-1"})
    await post(client, f"{ITEMS}/{one.id}/mark", {"wanted": "true"})
    page = (await client.get(ITEMS)).text
    assert "1 of 2 marked" in page
    assert "Unfinished: mark 1 more" in page
    merger = {"other": f"{two.id}:1", "text": "Stín a hluk", "version": "1"}
    assert (await post(client, f"{ITEMS}/{one.id}/merger", merger)).status_code == 303
    page = (await client.get(ITEMS)).text
    for words in ("Stín a hluk", "Málo stínu", "Hluk", "Přechod"):
        assert words in page, words
    await post(client, f"{ITEMS}/{three.id}/removal", {"wanted": "true"})
    assert [item.text for item in await standing(db, table)] == ["Stín a hluk"]
    await post(client, f"{ITEMS}/{three.id}/removal", {"wanted": "false"})
    assert len(await standing(db, table)) == 2


async def test_two_telephones_do_not_overwrite_each_other(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    _, table = await seated(client, db, keyring)
    await post(client, ITEMS, {"text": "Hluk"})
    item = (await standing(db, table))[0]
    assert (await post(client, f"{ITEMS}/{item.id}", {"text": "Mine", "version": "1"})).status_code == 303
    answer = await post(client, f"{ITEMS}/{item.id}", {"text": "Yours", "version": "1"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Yours" in answer.text
    assert (await post(client, f"{ITEMS}/{item.id}", {"text": "Yours", "version": "2"})).status_code == 303
    assert (await client.get(f"{ITEMS}/{item.id}")).status_code == 200


async def test_a_deed_on_an_unknown_item_is_not_found(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    """Whatever its form says; on a known item a form that no button sends is refused, and changes nothing."""
    _, table = await seated(client, db, keyring)
    await post(client, ITEMS, {"text": "Hluk"})
    item = (await standing(db, table))[0]
    for deed, form in (("place", {"by": "1"}), ("mark", {"wanted": "true"}), ("removal", {"wanted": "true"})):
        for fields in (form, {}):
            assert (await post(client, f"{ITEMS}/{uuid4()}/{deed}", fields)).status_code == 404, (deed, fields)
        assert (await post(client, f"{ITEMS}/{item.id}/{deed}", {})).status_code == 422, deed
    assert await standing(db, table) == (item,)


async def test_a_script_is_told_what_was_saved_and_what_others_wrote(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    _, table = await seated(client, db, keyring)
    script, device = {"accept": "application/json"}, uuid4()
    for _ in range(2):
        answer = await post(client, ITEMS, {"text": "Hluk", "client": device}, headers=script)
        assert (answer.status_code, answer.json()) == (200, {"detail": ""})
    assert (await post(client, ITEMS, {"text": ""}, headers=script)).json()["detail"] == "Please fill this in."
    (item,) = await standing(db, table)
    page = (await client.get(ITEMS)).text
    known = re.search(r'data-known="(\w+)"', page)
    assert known
    assert (await client.get(ITEMS, params={"known": known[1]})).status_code == 204
    answer = await post(client, f"{ITEMS}/{item.id}", {"text": "Mine", "version": "1"}, headers=script)
    assert (answer.status_code, answer.json()) == (200, {"version": 2, "detail": ""})
    answer = await post(client, f"{ITEMS}/{item.id}", {"text": "Yours", "version": "1"}, headers=script)
    assert answer.status_code == 409
    assert (answer.json()["theirs"], answer.json()["version"]) == ("Mine", 2)
    answer = await post(client, f"{ITEMS}/{item.id}", {"text": "x" * 301, "version": "2"}, headers=script)
    assert answer.status_code == 422
    fresh = await client.get(ITEMS, params={"known": known[1]}, headers={"hx-request": "true"})
    assert fresh.status_code == 200
    assert "Mine" in fresh.text
    assert "<html" not in fresh.text
    client.cookies.clear()
    answer = await post(client, ITEMS, {"text": "Hluk"}, headers=script)
    assert (answer.status_code, "Open the link" in answer.json()["detail"]) == (403, True)


async def test_a_merged_item_is_taken_out_again(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    _, table = await seated(client, db, keyring)
    for text in ("Málo stínu", "Hluk"):
        await post(client, ITEMS, {"text": text})
    one, two = await standing(db, table)
    await post(client, f"{ITEMS}/{one.id}/merger", {"other": f"{two.id}:1", "text": "Stín a hluk", "version": "1"})
    assert "Take it out again" in (await client.get(ITEMS)).text
    assert (await post(client, f"{ITEMS}/{one.id}/separation", {"part": two.id})).status_code == 303
    assert [item.text for item in await standing(db, table)] == ["Málo stínu", "Hluk"]
    assert (await post(client, f"{ITEMS}/{one.id}/separation", {"part": two.id})).status_code == 409


async def test_others_do_not_come_in(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    forum, table = await seated(client, db, keyring)
    other = ITEMS.replace("tables/1", "tables/2")
    assert (await client.get(other)).status_code == 403
    assert (await post(client, other, {"text": "x"})).status_code == 403
    assert (await client.get("/lipovec/forums/1/tables/1/door/AAAA")).status_code == 404
    assert (await post(client, "/lipovec/forums/1/tables/1/door/AAAA", {"pin": "1"})).status_code == 404
    client.cookies.clear()
    assert (await client.get(ITEMS)).status_code == 403
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    assert (await client.get(ITEMS)).status_code == 403
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    assert (await client.get(ITEMS)).status_code == 200
    assert (await queries.items(db, table.id), forum.number) == ((), 1)


async def test_people_at_the_table_add_where_they_may(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    _, table = await seated(client, db, keyring)
    page = f"/lipovec/forums/1/tables/1/add/{service.guest_key(keyring, table)}"
    assert "The facilitator writes" in (await client.get(page)).text
    assert (await post(client, page, {"text": "Hluk"})).status_code == 403
    await post(client, ITEMS + "/guests", {"wanted": "true"})
    assert (await post(client, page, {"text": "Hluk"})).status_code == 303
    assert (await post(client, page, {"text": ""})).status_code == 422
    assert "Added at the table" in (await client.get(ITEMS)).text
    assert (await client.get(f"{ITEMS}/guests.svg")).headers["content-type"] == "image/svg+xml"
    device = uuid4()
    for _ in range(2):
        await post(client, page, {"text": "Tma", "client": device})
    assert [item.text for item in await standing(db, table)] == ["Hluk", "Tma"]
    assert (await client.get(page[:-1] + ("A" if page[-1] != "A" else "B"))).status_code == 404


async def test_the_organiser_hands_out_links_and_gathers_the_shortlist(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db, "Doprava", "Zeleň")
    first, second = await queries.tables(db, forum.id)
    await build.item(db, first, "Chybí stín", marked=True)
    await build.item(db, second, "Chybí stín na hřišti", marked=True)
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    doors = (await client.get(f"{STAFF}/doors")).text
    links = re.findall(r"http://127\.0\.0\.1(/lipovec/forums/1/tables/\d/door/\w{16})", doors)
    assert len(set(links)) == 2
    assert len(re.findall(r">\d{6}<", doors)) == 2
    assert (await client.get(f"{STAFF}/tables/1/door.svg")).headers["content-type"] == "image/svg+xml"
    assert (await post(client, f"{STAFF}/tables/1/door")).status_code == 303
    assert links[0] not in (await client.get(f"{STAFF}/doors")).text
    assert (await post(client, f"{STAFF}/shortlist")).status_code == 303
    page = (await client.get(f"{STAFF}/shortlist")).text
    assert "Do these mean the same?" in page
    one, other = await queries.shortlist(db, forum.id)
    sent = {"one": one.id, "other": other.id, "one_version": 1, "other_version": 1, "deed": "merge", "text": ""}
    assert (await post(client, f"{STAFF}/shortlist/pairs", sent)).status_code == 422
    assert (await post(client, f"{STAFF}/shortlist/pairs", {**sent, "text": "Stín"})).status_code == 303
    assert [entry.text for entry in await queries.shortlist(db, forum.id)] == ["Stín"]
    public = (await client.get("/lipovec/forums/1")).text
    assert "Chybí stín na hřišti" in public
