"""Does an organiser see which tables are not ready, and what to do about it?"""

from __future__ import annotations

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums/1"


async def test_an_unfinished_table_holds_the_vote_until_it_marks_or_somebody_says_why(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db, "Traffic", "Green")
    first, second = await queries.tables(db, forum.id)
    for text in ("Crossing", "Noise"):
        await build.item(db, first, text, marked=True)
    await build.item(db, second, "Shade", marked=True)
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    page = (await client.get(f"{STAFF}/shortlist")).text
    assert "To be taken over" in page
    assert page.count("Unfinished") == 1
    await post(client, f"{STAFF}/shortlist")
    await service.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False)
    assert "The shortlist is not finished" in (await client.get(f"{STAFF}/room")).text
    refused = await post(client, f"{STAFF}/room/opening", {"minutes": "5"})
    assert refused.status_code == 422
    assert "have not marked exactly as many items as they hand over: 2." in refused.text
    allowances = f"{STAFF}/shortlist/allowances"
    short = await post(client, allowances, {"table": "2:1", "reason": "Few"})
    assert short.status_code == 422
    assert "at least 10 characters" in short.text
    assert 'value="Few"' in short.text
    for table in ("2:0", "1:2"):
        answer = await post(client, allowances, {"table": table, "reason": "Two people sat here."})
        assert answer.status_code == 422, table
    assert (await post(client, allowances, {"table": "x", "reason": "Two people sat here."})).status_code == 422
    assert (await post(client, allowances, {"table": "2:1", "reason": "Two people sat here."})).status_code == 303
    page = (await client.get(f"{STAFF}/shortlist")).text
    assert page.count("Ready") == 2
    assert "Two people sat here." in page
    assert (await post(client, f"{STAFF}/room/opening", {"minutes": "5"})).status_code == 303
    public = (await client.get("/lipovec/forums/1")).text
    assert "Table 2 handed over 1 item:" in public
    assert "Two people sat here." in public


async def test_a_facilitator_does_not_say_it(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await build.published(db, "Traffic")
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    answer = await post(client, f"{STAFF}/shortlist/allowances", {"table": "1:0", "reason": "Two people sat here."})
    assert answer.status_code == 403


async def test_a_mistaken_merger_is_undone_until_people_vote(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db, "Green")
    one, other = await build.shortlist(db, forum, "No shade", "No shade at the stop")
    await service.merge_entries(db, INSTALLATION, forum.id, (one.id, other.id), "No shade anywhere", (1, 1))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    page = (await client.get(f"{STAFF}/shortlist")).text
    assert "Merged items" in page
    await post(client, f"{STAFF}/shortlist")
    assert (
        "Nothing came: every marked item is on the shortlist already." in (await client.get(f"{STAFF}/shortlist")).text
    )
    (whole,) = await queries.shortlist(db, forum.id)
    sent = {"entry": str(whole.id), "item": str(whole.credits[1].item_id), "version": str(whole.version)}
    overtaken = await post(client, f"{STAFF}/shortlist/parts", sent | {"version": "1"})
    assert overtaken.status_code == 422
    assert "Somebody else has changed the shortlist meanwhile." in overtaken.text
    assert (await post(client, f"{STAFF}/shortlist/parts", sent)).status_code == 303
    page = (await client.get(f"{STAFF}/shortlist")).text
    assert "Item 2 stands by itself again." in page
    assert "Merged items" not in page
    assert [each.text for each in await queries.shortlist(db, forum.id)] == ["No shade", "No shade at the stop"]
    (one, other) = await queries.shortlist(db, forum.id)
    await service.merge_entries(
        db, INSTALLATION, forum.id, (one.id, other.id), "No shade", (one.version, other.version)
    )
    await build.settle(db, forum)
    await service.prepare_room(db, INSTALLATION, forum.id, 1, 1, is_hidden=False)
    await service.open_room(db, INSTALLATION, forum.id, 5)
    assert "Merged items" not in (await client.get(f"{STAFF}/shortlist")).text
    (whole,) = await queries.shortlist(db, forum.id)
    sent |= {"version": str(whole.version)}
    assert "It stays as it is." in (await post(client, f"{STAFF}/shortlist/parts", sent)).text
    assert len(await queries.shortlist(db, forum.id)) == 1
