"""What do residents read of forums?"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import httpx
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import service
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import cities, forums as build
from tests.builders.forums import TEN

NBSP = "\N{NO-BREAK SPACE}"


async def test_the_list_shows_published_forums_by_what_is_coming(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    assert "No forum is planned yet" in (await client.get("/lipovec/forums")).text
    await build.draft(db, title="Tajné")
    await build.published(db)
    day = datetime(2020, 5, 1, 16, 0, tzinfo=UTC)
    await build.published(db, title="Loňské", starts_at=day, ends_at=day + timedelta(hours=3))
    await db.flush()
    page = (await client.get("/lipovec/forums")).text
    assert "Tajné" not in page
    assert (
        page.index("What is coming") < page.index("Deset problémů") < page.index("What has been") < page.index("Loňské")
    )


async def test_the_navigation_offers_forums_only_where_there_is_one(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    made = await build.draft(db)
    await db.flush()
    assert 'href="/lipovec/forums"' not in (await client.get("/lipovec/about")).text
    await service.publish(db, INSTALLATION, made.id)
    assert 'href="/lipovec/forums"' in (await client.get("/lipovec/about")).text
    await cities.city(db, "nordvik", languages=("en", "nb"))
    await db.flush()
    assert 'href="/nordvik/forums"' not in (await client.get("/nordvik/about")).text


async def test_a_forums_page_says_when_where_and_which_tables(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("cs", "en"))
    await build.published(db, "Doprava", "Zeleň")
    await db.flush()
    answer = await client.get("/lipovec/forums/1", headers={"accept-language": "cs"})
    assert answer.status_code == 200
    page = answer.text.replace(NBSP, " ")
    for words in ("17:00–20:30", "12. března 2099", "Sokolovna, Tyršova 5", "Zeleň", "18.30 Hlasování", "Přijďte říct"):
        assert words in page, words
    assert answer.headers["cache-control"] == "public, max-age=60"


async def test_a_forum_over_two_days_names_both(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("cs", "en"))
    await build.published(db, ends_at=TEN.ends_at + timedelta(days=1))
    page = (await client.get("/lipovec/forums/1", headers={"accept-language": "cs"})).text
    page = page.replace(NBSP, " ")
    assert "12. března 2099" in page
    assert "13. března 2099" in page


async def test_drafts_and_forums_of_other_cities_are_not_there(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await build.draft(db)
    await cities.city(db, "nordvik")
    await build.published(db)
    await db.flush()
    for part in ("", "/forum.ics", "/poster", "/qr.svg"):
        assert (await client.get(f"/lipovec/forums/1{part}")).status_code == 404, part
        assert (await client.get(f"/nordvik/forums/1{part}")).status_code == 200, part
    assert (await client.get("/nordvik/forums/99999999999999")).status_code == 404


async def test_a_moved_and_a_cancelled_forum_say_why(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    made = await build.published(db)
    later = TEN.starts_at + timedelta(days=7)
    await service.move(db, INSTALLATION, made.id, later, later + timedelta(hours=3), "Kulturní dům", "Praskla voda.")
    page = (await client.get("/lipovec/forums/1")).text
    for words in ("This forum was moved", "Sokolovna", "Kulturní dům", "Praskla voda."):
        assert words in page, words
    await service.cancel(db, INSTALLATION, made.id, "Povodeň.")
    page = (await client.get("/lipovec/forums/1")).text
    assert "This forum does not take place" in page
    assert "Povodeň." in page
    assert "forum.ics" not in page
    assert "METHOD:CANCEL" in (await client.get("/lipovec/forums/1/forum.ics")).text


async def test_the_calendar_file_and_the_poster_lead_to_the_page(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await build.published(db, "Doprava")
    answer = await client.get("/lipovec/forums/1/forum.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "forum-1.ics" in answer.headers["content-disposition"]
    assert "URL:http://127.0.0.1/lipovec/forums/1" in answer.text
    again = await client.get("/lipovec/forums/1/forum.ics", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    poster = (await client.get("/lipovec/forums/1/poster")).text
    assert "127.0.0.1/lipovec/forums/1" in poster
    assert "/lipovec/forums/1/qr.svg" in poster
    qr = await client.get("/lipovec/forums/1/qr.svg")
    assert qr.headers["content-type"] == "image/svg+xml"
    assert "<svg" in qr.text


async def test_a_poster_with_much_to_say_stays_one_sheet(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    topics = [f"Téma stolu číslo {n}, třeba zdraví a sociální péče" for n in range(10)]
    programme = "\n".join(f"1{n}.00 Něco se děje" for n in range(6))
    title = "Fórum Zdravého města Lipovce: deset problémů, které nás trápí nejvíc, a příležitosti pro příští rok"
    intro = "Přijďte k zelenému stolu. " * 12 + "\n\n" + "Druhý odstavec, aby se poznalo. " * 6
    await build.published(db, *topics, title=title, intro=intro, programme=programme)
    answer = await client.get("/lipovec/forums/1/poster.pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    assert "Téma stolu číslo 9" in reader.pages[0].extract_text()


async def test_papers_speak_the_forums_language_unless_the_readers_is_one_of_them(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs", "nb"))
    await build.published(db, "Doprava", languages=("cs", "en"))
    for reader, spoken, words in (("cs", "cs", "Přijďte"), ("en", "en", "Tables"), ("nb", "cs", "Stoly")):
        answer = await client.get("/lipovec/forums/1/poster.pdf", headers={"accept-language": reader})
        poster = PdfReader(io.BytesIO(answer.content))
        assert poster.trailer["/Root"]["/Lang"] == spoken
        assert words in poster.pages[0].extract_text(), poster.pages[0].extract_text()


async def test_the_poster_is_a_pdf_with_a_code_that_leads_to_the_page(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db, "Doprava", "Zdraví *a* #péče", languages=("en", "cs"))
    answer = await client.get("/lipovec/forums/1/poster.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "/lipovec/forums/1/poster.pdf" in (await client.get("/lipovec/forums/1/poster")).text
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    words = " ".join(reader.pages[0].extract_text().split())
    for each in (forum.title, forum.place, "1. Doprava", "2. Zdraví *a* #péče", "127.0.0.1/lipovec/forums/1", "2099"):
        assert each in words, each
    assert reader.trailer["/Root"]["/Lang"] == "en"
    again = await client.get("/lipovec/forums/1/poster.pdf", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    await service.cancel(db, INSTALLATION, forum.id, "Povodeň.")
    cancelled = await client.get("/lipovec/forums/1/poster.pdf")
    assert "does not take place" in PdfReader(io.BytesIO(cancelled.content)).pages[0].extract_text()
    await build.draft(db)
    assert (await client.get("/lipovec/forums/2/poster.pdf")).status_code == 404
