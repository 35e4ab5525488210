"""Does a visitor find what is open, how it works, and whom to ask?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.home import queries
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.results import queries as results
from tests.builders import accounts, cities, elections, forums, proposals

HTMX = {"HX-Request": "true"}
CITY_PAGES = ("", "/about", "/privacy", "/accessibility", "/contact", "/search")
OWN_PAGES = ("/", "/privacy", "/accessibility", "/contact")


async def test_the_installation_shows_its_cities(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "zlutava", name="Žlutava")
    await cities.city(db, "lipovec", crest="crest-star")
    page = (await client.get("/")).text
    assert page.index("Lipovec") < page.index("Žlutava")
    assert 'href="/lipovec"' in page
    assert "#crest-star" in page
    assert page.count("<h1") == 1


async def test_an_installation_without_cities_says_so(client: httpx.AsyncClient, db: AsyncSession) -> None:
    page = await client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "There is no city here yet." in page.text


async def test_the_front_page_has_one_clear_start_button(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",), about="A town by a river.\n\nMore of it.")
    vote = await elections.frozen(db, keyring, title="Benches now")
    later = await elections.frozen(db, keyring, title="Trees later", opens_in=timedelta(days=2))
    await elections.draft(db, keyring, title="Nobody may know yet")
    page = (await client.get("/lipovec")).text
    assert page.count("Start voting") == 1
    assert f'href="/lipovec/elections/{vote.slug}/vote"' in page
    assert "13 days left" in page
    assert page.index("Benches now") < page.index("Coming") < page.index("Trees later")
    assert f"/elections/{later.slug}/vote" not in page
    assert "Nobody may know" not in page
    assert "A town by a river." in page
    assert "More of it." not in page
    assert "tel:+420555010101" in page


async def test_the_front_page_invites_to_the_forum_that_is_to_come(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    assert "Come to a forum" not in (await client.get("/lipovec")).text
    start = datetime(2024, 3, 12, 16, tzinfo=UTC)
    await forums.published(db, title="Long over", starts_at=start, ends_at=start + timedelta(hours=3))
    await forums.draft(db, title="Nobody may know yet")
    await forums.published(db, title="Round table on the river")
    page = (await client.get("/lipovec")).text
    assert "Come to a forum" in page
    assert 'href="/lipovec/forums/3"' in page
    assert "Round table on the river" in page
    assert "Long over" not in page
    assert "Nobody may know" not in page


async def test_with_two_open_votes_one_button_leads_and_both_say_where_to(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    await elections.frozen(db, keyring, title="Ends later")
    await elections.frozen(db, keyring, title="Ends first", lasts=timedelta(days=3))
    page = (await client.get("/lipovec")).text
    assert page.index("Ends first") < page.index("Ends later")
    assert page.count("Start voting") == 2
    assert '<span class="ds-sr-only"> Ends first</span>' in page


async def test_a_city_without_votes_says_what_will_be_here(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    page = (await client.get("/lipovec")).text
    assert "No vote is open now." in page
    assert "No proposal is published yet." in page


async def test_a_finished_vote_leads_to_its_results(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    over = await elections.frozen(db, keyring)

    async def next_month(_: AsyncSession) -> datetime:
        return datetime.now(UTC) + timedelta(days=31)

    monkeypatch.setattr(clock, "now", next_month)
    page = (await client.get("/lipovec")).text
    assert "Being counted" in page
    assert f"/elections/{over.slug}/results" not in page

    async def published(_: AsyncSession) -> tuple[UUID, ...]:
        return (over.id,)

    monkeypatch.setattr(results, "published_elections", published)
    page = (await client.get("/lipovec")).text
    assert "Result published" in page
    assert f'href="/lipovec/elections/{over.slug}/results"' in page


@pytest.mark.parametrize("path", [*OWN_PAGES, *(f"/lipovec{tail}" for tail in CITY_PAGES)])
@pytest.mark.parametrize("language", ["cs", "nb", "en"])
async def test_every_page_speaks_every_language_and_keeps_its_place(
    client: httpx.AsyncClient, db: AsyncSession, path: str, language: str
) -> None:
    await cities.city(db, "lipovec")
    page = await client.get(path, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert page.text.count("<h1") == 1
    assert f"back={path.replace('/', '%2F')}" in page.text
    part = await client.get(path, headers={"Accept-Language": language, **HTMX})
    assert "<html" not in part.text
    assert part.text.strip() in page.text


@pytest.mark.parametrize("path", ["/", "/lipovec", "/lipovec/about", "/lipovec/search?q=lavicky"])
async def test_public_pages_can_be_kept_by_a_proxy(client: httpx.AsyncClient, db: AsyncSession, path: str) -> None:
    await cities.city(db, "lipovec")
    page = await client.get(path)
    assert "public, max-age=" in page.headers["cache-control"]
    again = await client.get(path, headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


async def test_a_page_with_somebodys_name_is_not_kept(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await accounts.sign_in(client, db, "lipovec", Role.CLERK)
    assert (await client.get("/lipovec")).headers["cache-control"] == "no-store"


async def test_secrecy_is_told_as_it_is(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    page = (await client.get("/lipovec/about")).text
    for honest in (
        "Its operator could have changed the software",
        "could read running counts",
        "could vote in your place",
        "somebody may look over your shoulder",
        "a virus",
        "codes for people who do not vote",
        "watches the whole network",
        "very small group",
    ):
        assert honest in page, honest


async def test_search_finds_what_is_public_without_accents(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    await elections.frozen(db, keyring, title="Lavičky pro město")
    await elections.draft(db, keyring, title="Lavičky tajně")
    await proposals.published(db, title="Lavičky u řeky")
    await proposals.draft(db, title="Lavičky v šuplíku")
    await forums.published(db, title="Fórum o lavičkách", programme="18.00 Lavičky")
    await forums.draft(db, title="Lavičky za zavřenými dveřmi")
    page = (await client.get("/lipovec/search", params={"q": "LAVICKY"})).text
    assert "Lavičky pro město" in page
    assert "Fórum o lavičkách" in page
    assert "zavřenými" not in page
    assert "Lavičky u řeky" in page
    assert "tajně" not in page
    assert "šuplíku" not in page
    none = (await client.get("/lipovec/search", params={"q": "<b>nic</b>"})).text
    assert "Nothing was found for “&lt;b&gt;nic&lt;/b&gt;”." in none
    for odd in ("%", "a" * 5000, "\N{ZERO WIDTH JOINER}"):
        assert (await client.get(f"/lipovec/search?q={odd}")).status_code == 200
    assert (await client.get("/lipovec/search?q=%00")).status_code == 404


async def test_a_search_with_too_many_answers_asks_for_another_word(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    await cities.city(db, "lipovec", languages=("en",))
    for n in (1, 2):
        await elections.frozen(db, keyring, title=f"Lavičky {n}")
        await forums.published(db, title=f"Fórum o lavičkách {n}")
        await proposals.published(db, title=f"Lavičky u řeky {n}")
    page = (await client.get("/lipovec/search?q=lavick")).text
    for words in ("1 more vote: add", "1 more forum: add", "1 more proposal<"):
        assert words in page


async def test_search_stays_inside_the_city(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await proposals.published(db, title="Lavičky u řeky")
    await cities.city(db, "nordvik")
    assert "Lavičky u řeky" not in (await client.get("/nordvik/search?q=lavicky")).text


async def test_robots_stay_out_of_staff_pages_and_ballots(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", host="hlas.lipovec.example")
    for host in ("127.0.0.1", "hlas.lipovec.example"):
        robots = await client.get("/robots.txt", headers={"host": host})
        assert robots.status_code == 200
        assert robots.headers["content-type"].startswith("text/plain")
        assert "Disallow: /*/staff" in robots.text


async def test_a_citys_own_host_is_its_front_page(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", host="hlas.lipovec.example", languages=("en",))
    page = await client.get("/", headers={"host": "hlas.lipovec.example"})
    assert "Lipovec rozhoduje" in page.text
    assert 'href="/about"' in page.text
    assert "/lipovec/" not in page.text


async def test_unknown_cities_are_not_there(client: httpx.AsyncClient, db: AsyncSession) -> None:
    assert (await client.get("/nowhere")).status_code == 404
    assert (await client.get("/nowhere/about")).status_code == 404
    lost = await client.get("/lipovec/neni/tu", headers={"accept-language": "cs"})
    assert (lost.status_code, "Tuto stránku jsme nenašli" in lost.text) == (404, True)
    assert "We could not find this page" in (await client.get("/lipovec/neni/tu")).text
