"""Do telephone, clerk, moderator and reader see what people wrote themselves, each what is theirs?"""

from __future__ import annotations

import html
import re
from uuid import uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post
from tests.builders.forums import Room

FORUM, STAFF = "/lipovec/forums/1", "/lipovec/staff/forums/1"


async def voting(db: AsyncSession, keyring: Keyring, **rule: bool) -> Room:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    return await build.room(db, keyring, 2, **{"takes_own": True, **rule})


async def test_a_telephone_writes_an_own_item(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring)
    own = f"{FORUM}/vote/own-item"
    assert (await post(client, own, {"own_item": "Pool"})).headers["location"] == f"{FORUM}/vote"
    script = {"accept": "application/json"}
    assert (await post(client, own, {"own_item": "Pool"}, headers=script)).status_code == 403
    await post(client, f"{FORUM}/vote/code", {"code": room.codes[0]})
    page = (await client.get(f"{FORUM}/vote")).text
    assert "Is something missing on the list?" in page
    assert "is not counted" in page
    assert (await post(client, own, {"own_item": "Pool <b>"})).headers["location"] == f"{FORUM}/vote#own"
    page = (await client.get(f"{FORUM}/vote")).text
    assert "Pool &lt;b&gt;" in page
    long = await post(client, own, {"own_item": "x" * 301})
    assert long.status_code == 422
    assert "x" * 301 in long.text
    answer = await post(client, own, {"own_item": "Swimming"}, headers=script)
    assert answer.json() == {"own_item": "Swimming", "refused": ""}
    answer = await post(client, own, {"own_item": ""}, headers=script)
    assert answer.json() == {"own_item": "", "refused": ""}
    await service.count_room(db, INSTALLATION, room.forum.id)
    assert (await post(client, own, {"own_item": "Late"}, headers=script)).status_code == 410


async def test_without_the_rule_no_field(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring, takes_own=False)
    await post(client, f"{FORUM}/vote/code", {"code": room.codes[0]})
    assert "missing on the list" not in (await client.get(f"{FORUM}/vote")).text
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    for path in (f"{STAFF}/own-items", f"{STAFF}/tables/1/own-items"):
        assert (await client.get(path)).status_code == 404, path


async def test_a_clerk_types_what_stood_on_paper(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await voting(db, keyring)
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    page = f"{STAFF}/tables/1/own-items"
    found = re.search(r'name="attempt" value="([0-9a-f-]{36})"', (await client.get(page)).text)
    assert found
    typed = {"own_items": "Pool\r\n\r\nCinema", "attempt": found[1]}
    for _ in range(2):  # a double click
        assert (await post(client, page, typed)).headers["location"] == page
    shown = (await client.get(page)).text
    assert shown.count("Cinema") == 2, "once in the list, once on its button"
    empty = await post(client, page, {"own_items": "", "attempt": uuid4()})
    assert empty.status_code == 422
    long = await post(client, page, {"own_items": "y" * 301, "attempt": uuid4()})
    assert long.status_code == 422
    assert "y" * 301 in long.text
    item = re.search(r'name="item" value="([0-9a-f-]{36})"', shown)
    assert item
    assert (await post(client, f"{page}/removal", {"item": item[1]})).status_code == 303
    assert (await client.get(f"{STAFF}/own-items")).status_code == 403
    assert "What is missing on the list" in (await client.get(f"{STAFF}/paper")).text


async def test_a_moderator_groups_and_everybody_reads(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    room = await voting(db, keyring)
    forum = room.forum.id
    await service.type_own(db, INSTALLATION, forum, 1, ("Pool", "Nowhere to swim", "Mr X", "Cinema"), uuid4())
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    own = f"{STAFF}/own-items"
    assert "once the vote is counted" in (await client.get(own)).text
    assert (await post(client, own, {"deed": "publish", "items": str(uuid4())})).status_code == 409
    await service.count_room(db, INSTALLATION, forum)
    page = (await client.get(own)).text
    assert "4 items wait" in page
    vote = await queries.room_vote(db, forum)
    assert vote is not None
    key = {item.text: str(item.id) for item in await queries.room_own_items(db, vote)}
    assert (await post(client, own, {"deed": "publish"})).status_code == 422
    short = await post(client, own, {"deed": "withhold", "items": key["Mr X"], "reason": "no"})
    assert short.status_code == 422
    assert re.search(f'value="{key["Mr X"]}" checked', short.text), "what was ticked stays ticked"
    both = [key["Pool"], key["Nowhere to swim"]]
    assert (await post(client, own, {"deed": "publish", "items": both, "wording": "A pool"})).status_code == 303
    withheld = {"deed": "withhold", "items": key["Mr X"], "reason": "It names somebody."}
    assert (await post(client, own, withheld)).status_code == 303
    page = html.unescape((await client.get(own)).text)
    assert "Published as: A pool" in page
    assert "Nowhere to swim" in page, "the original stays for the moderator"
    reader = (await client.get(f"{FORUM}/ranking")).text
    assert "What people wrote themselves" in reader
    assert "A pool" in reader
    assert "It names somebody." in reader
    assert "1 item has not been read yet" in reader
    for secret in ("Mr X", "Nowhere to swim", "Cinema"):
        assert secret not in reader, secret
    told = (await client.get(f"{FORUM}/ranking.json")).json()["own_items_not_counted"]
    assert told == {
        "published": [{"wording": "A pool", "people": 2}],
        "withheld": [{"reason": "It names somebody.", "people": 1}],
        "not_read_yet": 1,
    }
    assert "A pool" not in (await client.get(f"{FORUM}/ranking.csv")).text
    assert (await post(client, own, {"deed": "reopen", "items": both})).status_code == 303
    assert "A pool" not in (await client.get(f"{FORUM}/ranking")).text


async def test_a_hidden_ranking_hides_them_too(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    room = await voting(db, keyring, is_hidden=True)
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, room.forum.id, code, room.entries[0].id, 1, uuid4())
    await service.type_own(db, INSTALLATION, room.forum.id, 1, ("Pool",), uuid4())
    await service.count_room(db, INSTALLATION, room.forum.id)
    assert (await client.get(f"{FORUM}/ranking")).status_code == 404
