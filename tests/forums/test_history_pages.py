"""Can an organiser link a problem to other years in the browser, and does a resident read of it?"""

from __future__ import annotations

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.platform.kernel.permissions import Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums"
EDITIONS = f"{STAFF}/editions"
YEAR = {"year": "2024", "title": "Deset problémů", "kind": "city", "lines": "1. Chybí stín\r\n2–3. Hluk"}


async def organiser(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)


async def test_an_earlier_year_is_typed_changed_and_removed(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    assert (await client.get(f"{EDITIONS}/new")).status_code == 200
    assert (await post(client, EDITIONS, YEAR)).status_code == 303
    (edition,) = await queries.editions(db)
    page = (await client.get(f"{EDITIONS}/{edition.id}")).text
    assert "2–3. Hluk" in page
    public = (await client.get(f"/lipovec/forums/editions/{edition.id}")).text
    for words in ("Chybí stín", "2–3", "2024"):
        assert words in public, words
    assert f"/lipovec/forums/editions/{edition.id}" in (await client.get("/lipovec/forums")).text
    changed = {**YEAR, "title": "Jiný název", "version": "1"}
    assert (await post(client, f"{EDITIONS}/{edition.id}", changed)).status_code == 303
    answer = await post(client, f"{EDITIONS}/{edition.id}", {**changed, "title": "Pozdě"})
    assert answer.status_code == 409
    assert 'value="Pozdě"' in answer.text
    assert (await client.get(f"{EDITIONS}/{edition.id}/removal")).status_code == 200
    assert (await post(client, f"{EDITIONS}/{edition.id}/removal")).status_code == 303
    assert (await client.get(f"/lipovec/forums/editions/{edition.id}")).status_code == 404


async def test_what_is_wrong_with_a_year_is_said(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    answer = await post(client, EDITIONS, {**YEAR, "lines": "", "year": "24"})
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert "Deset problémů" in answer.text
    answer = await post(client, EDITIONS, {**YEAR, "lines": "1. Hluk\n2. hluk"})
    assert "stands there twice" in answer.text
    answer = await post(client, f"{EDITIONS}/import", {"kind": "city"}, files={"file": ("a.csv", b"a;b\n", "text/csv")})
    assert answer.status_code == 422
    assert "The first line must name the column" in answer.text
    table = b"year;rank;item\n2023;1;Hluk\n2024;1;Hluk\n"
    answer = await post(client, f"{EDITIONS}/import", {"kind": "city"}, files={"file": ("a.csv", table, "text/csv")})
    assert answer.status_code == 303
    assert len(await queries.editions(db)) == 2


async def test_a_problem_is_linked_and_everybody_reads_since_when(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    (first,) = await build.edition(db, 2097, "3. Chybí stín")
    (second,) = await build.edition(db, 2098, "5. Stín na hřištích chybí")
    forum = await build.published(db)
    entry, _ = await build.shortlist(db, forum, "Chybí stín", "Hluk")
    page = (await client.get(f"{STAFF}/1/history")).text
    assert page.count('value="same"') == 2
    sent = {"one": str(entry.id), "other": str(first.entry_id), "verdict": "same"}
    assert (await post(client, f"{STAFF}/1/history", sent)).status_code == 303
    assert (await post(client, f"{STAFF}/1/history", {**sent, "other": str(second.entry_id)})).status_code == 303
    assert (await post(client, f"{STAFF}/1/history", sent)).status_code == 409
    assert (await post(client, f"{STAFF}/1/history", {**sent, "verdict": "perhaps"})).status_code == 422
    for path in (f"{STAFF}/1/history", f"{STAFF}/1/shortlist", "/lipovec/forums/1"):
        assert "In the top ten 2 times before" in (await client.get(path)).text, path
    page = (await client.get("/lipovec/forums/1/shortlist/1")).text
    for words in ("2097", "2098", "Stín na hřištích chybí", "This forum"):
        assert words in page, words
    assert "first time" in (await client.get("/lipovec/forums/1/shortlist/2")).text
    assert (await client.get("/lipovec/forums/1/shortlist/3")).status_code == 404
    assert "2097" in (await client.get(f"/lipovec/forums/editions/{second.edition.id}")).text
    assert (await post(client, f"{STAFF}/1/history", {**sent, "verdict": "undone"})).status_code == 303
    assert "In the top ten 1 time before" in (await client.get("/lipovec/forums/1")).text
    found = (await client.get(f"{STAFF}/1/history", params={"q": "hřišť"})).text
    assert "Stín na hřištích chybí" in found
