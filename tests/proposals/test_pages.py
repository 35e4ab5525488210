"""What does the public see of proposals, as a whole page, as a fragment, as a picture?"""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.proposals import queries, service
from tests.builders import cities, proposals as build

HTMX = {"HX-Request": "true"}


async def test_the_list_shows_what_is_published(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    shown = await build.published(db)
    await build.draft(db, title="A secret draft")
    page = await client.get("/lipovec/proposals")
    assert page.status_code == 200
    assert shown.title in page.text
    assert 'lang="cs"' in page.text
    assert "CZK" in page.text
    assert "1 proposal" in page.text
    assert "A secret draft" not in page.text
    assert "public, max-age=60" in page.headers["cache-control"]


async def test_a_proposal_has_a_page_with_its_place_on_a_map(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    await build.published(db, body="First.\n\n<script>alert(1)</script>")
    page = await client.get("/lipovec/proposals/1")
    assert "<p>First.</p>" in page.text
    assert "<script>alert" not in page.text
    assert "https://www.openstreetmap.org/?mlat=49.8951&amp;mlon=18.1123#map=17/49.8951/18.1123" in page.text
    assert 'href="geo:49.8951,18.1123"' in page.text
    assert "In easy words" in page.text
    assert 'href="/lipovec/elections"' in page.text
    assert page.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/proposals", "/proposals/1", "/proposals?q=nothing", "/proposals?status=withdrawn"])
@pytest.mark.parametrize("language", ["cs", "nb", "en"])
async def test_htmx_gets_the_same_content_alone(
    client: httpx.AsyncClient, db: AsyncSession, path: str, language: str
) -> None:
    await cities.city(db, "lipovec")
    await build.published(db)
    headers = {"Accept-Language": language}
    whole = await client.get(f"/lipovec{path}", headers=headers)
    part = await client.get(f"/lipovec{path}", headers={**headers, **HTMX})
    assert whole.status_code == part.status_code == 200
    assert f'<html lang="{language}"' in whole.text
    assert "<html" not in part.text
    assert part.text.strip() in whole.text


async def test_drafts_and_other_cities_are_not_there(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await build.published(db)
    await build.draft(db, title="Draft")
    discarded = await build.draft(db, title="Discarded")
    await service.withdraw(db, INSTALLATION, discarded.id, "Twice.")
    assert (await client.get("/lipovec/proposals/1")).status_code == 200
    for number in (2, 3, 4, 0, 2**31, 10**30):
        assert (await client.get(f"/lipovec/proposals/{number}")).status_code == 404, number
    assert "Discarded" not in (await client.get("/lipovec/proposals?status=withdrawn")).text
    await cities.city(db, "nordvik")
    assert (await client.get("/nordvik/proposals/1")).status_code == 404


async def test_a_withdrawn_proposal_leaves_the_list_and_tells_why(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    made = await build.published(db)
    await service.withdraw(db, INSTALLATION, made.id, "The land is private.")
    assert made.title not in (await client.get("/lipovec/proposals")).text
    assert made.title in (await client.get("/lipovec/proposals?status=withdrawn")).text
    page = await client.get("/lipovec/proposals/1")
    assert page.status_code == 200
    assert "The land is private." in page.text


async def test_the_list_is_searched_filtered_and_sorted_by_its_address(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    district = (await db.execute(text("select id from districts where code = 'sever'"))).scalar_one()
    await build.published(db, title="Zahrada", cost=100, district_id=district, category="trees")
    await build.published(db, title="Čítárna", cost=300, category="book")
    await build.published(db, title="Hřiště", cost=200, category="book")

    async def titles(query: str) -> list[str]:
        page = (await client.get(f"/lipovec/proposals?{query}")).text
        return sorted((t for t in ("Zahrada", "Čítárna", "Hřiště") if f">{t}</a>" in page), key=page.index)

    assert await titles("q=hriste") == ["Hřiště"]
    assert await titles("category=book&order=dearest") == ["Čítárna", "Hřiště"]
    assert await titles(f"district={district}") == ["Zahrada"]
    assert await titles("order=cheapest") == ["Zahrada", "Hřiště", "Čítárna"]
    assert await titles("order=title&q=") == ["Čítárna", "Hřiště", "Zahrada"]
    assert await titles("q=nothing") == []


@pytest.mark.parametrize(
    "query", ["order=x", "page=0", "page=99999999999", "page=-1", "district=x", "category=<b>", "status=draft"]
)
async def test_odd_addresses_show_a_list(client: httpx.AsyncClient, db: AsyncSession, query: str) -> None:
    await cities.city(db, "lipovec")
    await build.published(db)
    await build.draft(db, title="A secret draft")
    page = await client.get(f"/lipovec/proposals?{query}")
    assert page.status_code == 200
    assert "A secret draft" not in page.text


async def test_many_proposals_come_in_pages(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    texts = [replace(build.BENCHES, title=f"Proposal {n:02}") for n in range(1, 31)]
    await service.publish_many(db, INSTALLATION, await service.add_many(db, INSTALLATION, texts))
    first = (await client.get("/lipovec/proposals?q=proposal&order=title")).text
    assert "30 proposals" in first
    assert "Proposal 24" in first
    assert "Proposal 25" not in first
    assert 'href="/lipovec/proposals?q=proposal&amp;order=title&amp;page=2"' in first
    second = (await client.get("/lipovec/proposals?q=proposal&order=title&page=2")).text
    assert "Proposal 30" in second
    assert 'rel="prev" href="/lipovec/proposals?q=proposal&amp;order=title"' in second


async def test_a_picture_is_served_for_ever_and_only_in_its_city(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    made = await build.published(db)
    await service.add_picture(db, INSTALLATION, made.id, build.photo(), "A bench under a tree")
    found = await queries.proposal(db, made.number)
    assert found is not None
    path = f"/lipovec{found.pictures[0].path}"
    page = (await client.get("/lipovec/proposals/1")).text
    assert f'src="{path}" alt="A bench under a tree" width="120" height="80"' in page
    picture = await client.get(path)
    assert picture.headers["content-type"] == "image/webp"
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.content[:4] == b"RIFF"
    again = await client.get(path, headers={"If-None-Match": picture.headers["etag"]})
    assert again.status_code == 304
    for wrong in ("x.webp", "a" * 64 + ".webp", "a" * 64 + ".png", "../1.webp"):
        assert (await client.get(f"/lipovec/pictures/{wrong}")).status_code == 404
    await cities.city(db, "nordvik")
    assert (await client.get(path.replace("lipovec", "nordvik"))).status_code == 404


async def test_an_address_with_a_nul_is_not_found(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    assert (await client.get("/lipovec/proposals?q=%00")).status_code == 404
