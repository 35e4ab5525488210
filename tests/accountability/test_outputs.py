"""Are minutes kept in versions, and do resolutions and photos stand beside the forum?"""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.accountability.rules.reports import ChangedMeanwhile
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build, proposals
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums/1"
PUBLIC = "/lipovec/forums/1"
PDF = b"%PDF-1.7\nresolved"
RESOLVED = ResolutionTexts(number="12/2026", body="Rada města", decided_on=date(2026, 5, 4), text="Rada schvaluje.")
SENT = {"number": "12/2026", "body": "Rada města", "decided_on": "2026-05-04", "text": "Rada schvaluje."}


async def organiser(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)


async def test_every_version_of_the_minutes_stays(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    forum = await build.published(db)
    assert await service.save_minutes(db, INSTALLATION, forum.id, "První", 0) == 1
    assert await service.save_minutes(db, INSTALLATION, forum.id, "Druhá", 1) == 2
    with pytest.raises(ChangedMeanwhile):
        await service.save_minutes(db, INSTALLATION, forum.id, "Pozdě", 1)
    with pytest.raises(Refused):
        await service.save_minutes(db, INSTALLATION, forum.id, " ", 2)
    await service.publish_minutes(db, INSTALLATION, forum.id, 1)
    minutes = await queries.minutes(db, forum.id)
    assert [each.text for each in minutes.versions] == ["První", "Druhá"]
    assert minutes.published is not None
    assert minutes.published.text == "První"
    await service.publish_minutes(db, INSTALLATION, forum.id, 2)
    await service.withdraw_minutes(db, INSTALLATION, forum.id)
    with pytest.raises(Conflict):
        await service.withdraw_minutes(db, INSTALLATION, forum.id)
    assert (await queries.minutes(db, forum.id)).published is None
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text("update forum_minutes set text = 'x'"))
    with pytest.raises(Denied):
        await service.save_minutes(db, cities.staff(city_id, Role.FACILITATOR), forum.id, "x", 2)
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.save_minutes(db, INSTALLATION, forum.id, "x", 2)


async def test_two_who_save_at_once_lose_nothing(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum = await build.published(db)

    async def save(words: str) -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.save_minutes(db, INSTALLATION, forum.id, words, 0)
        except ChangedMeanwhile:
            return False
        return True

    assert sorted(await asyncio.gather(save("A"), save("B"), save("C"))) == [False, False, True]


async def test_resolutions_and_photos_come_and_go(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    key = await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED, ("Usnesení č. 12.pdf", PDF))
    assert await queries.resolution_file(db, forum.id, key) == ("usneseni-c-12.pdf", PDF)
    with pytest.raises(Refused, match="there already"):
        await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED)
    with pytest.raises(Refused, match="PDF"):
        await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED, ("a.pdf", b"MZ"))
    await service.remove_resolution(db, INSTALLATION, forum.id, key)
    with pytest.raises(NotFound):
        await service.remove_resolution(db, INSTALLATION, forum.id, key)
    photo = await service.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Lidé u stolu")
    with pytest.raises(Refused, match="there already"):
        await service.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Znovu")
    for content, alt in ((proposals.photo(), " "), (b"no picture", "Nic")):
        with pytest.raises(Refused):
            await service.add_photo(db, INSTALLATION, forum.id, content, alt)
    content = await queries.photo_file(db, forum.id, photo)
    assert content is not None
    assert content[8:12] == b"WEBP"
    other = await build.published(db)
    with pytest.raises(NotFound):
        await service.remove_photo(db, INSTALLATION, other.id, photo)
    await service.remove_photo(db, INSTALLATION, forum.id, photo)
    assert await queries.photo_file(db, forum.id, photo) is None
    assert (await db.execute(text("select count(*) from forum_photos"))).scalar_one() == 0, "the bytes are gone too"


async def test_minutes_begin_with_what_the_data_say(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    forum = await build.published(db)
    one, _ = await build.shortlist(db, forum, "Chybí stín", "Hluk")
    await build.counted(db, forum, {one.id: 3}, people=4)
    page = (await client.get(f"{STAFF}/minutes")).text
    for words in (
        "# Minutes: Deset problémů Lipovce",
        "Sokolovna",
        "4 people gave dots",
        "- Chybí stín (on the shortlist)",
        "- 1. Chybí stín (3 dots)",
        "17.00 Zahájení",
        "Nothing is saved yet.",
    ):
        assert words in page, words
    assert (await client.get(f"{PUBLIC}/minutes")).status_code == 404
    answer = await post(client, f"{STAFF}/minutes", {"text": "", "version": "0"})
    assert answer.status_code == 422
    answer = await post(client, f"{STAFF}/minutes", {"text": "# Zápis\n- <b>Stín</b>", "version": "0"})
    assert answer.headers["location"] == f"{STAFF}/minutes/1"
    assert "&lt;b&gt;Stín" in (await client.get(f"{STAFF}/minutes/1")).text
    answer = await post(client, f"{STAFF}/minutes", {"text": "Můj text", "version": "0"})
    assert answer.status_code == 409
    assert "Můj text" in answer.text
    assert "# Minutes:" in (await client.get(f"{STAFF}/minutes?anew=1")).text
    assert (await post(client, f"{STAFF}/minutes/publication", {"version": "1"})).status_code == 303
    public = (await client.get(f"{PUBLIC}/minutes")).text
    assert "<li>&lt;b&gt;Stín&lt;/b&gt;</li>" in public
    assert f'href="{PUBLIC}/minutes"' in (await client.get(f"{PUBLIC}/record")).text
    assert (await post(client, f"{STAFF}/minutes/withdrawal")).status_code == 303
    assert (await client.get(f"{PUBLIC}/minutes")).status_code == 404
    assert (await client.get(f"{STAFF}/minutes/2")).status_code == 404


async def test_papers_are_added_in_the_browser(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    await build.published(db)
    answer = await post(client, f"{STAFF}/resolutions", {**SENT, "number": ""})
    assert answer.status_code == 422
    assert 'value="Rada města"' in answer.text
    files = {"file": ("Usnesení.pdf", PDF, "application/pdf")}
    assert (await post(client, f"{STAFF}/resolutions", SENT, files=files)).status_code == 303
    answer = await post(client, f"{STAFF}/photos", {"alt": "Lidé"}, files={"file": ("a.txt", b"text", "image/png")})
    assert answer.status_code == 422
    assert "Choose a photo" in answer.text
    files = {"file": ("a.jpg", proposals.photo(), "image/jpeg")}
    assert (await post(client, f"{STAFF}/photos", {"alt": "Lidé u stolu"}, files=files)).status_code == 303
    page = (await client.get(f"{PUBLIC}/record")).text
    for words in ("12/2026", "Rada schvaluje.", 'alt="Lidé u stolu"', "file.pdf"):
        assert words in page, words
    forum_id = (await build.by_number(db, 1)).id
    (resolution,), (photo,) = await queries.resolutions(db, forum_id), await queries.photos(db, forum_id)
    answer = await client.get(f"{PUBLIC}/resolutions/{resolution.id}/file.pdf")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")
    assert "attachment" in answer.headers["content-disposition"]
    for base in (PUBLIC, STAFF):
        answer = await client.get(f"{base}/photos/{photo.id}")
        assert answer.headers["content-type"] == "image/webp"
        assert (await client.get(f"{base}/photos/{uuid4()}")).status_code == 404
    assert (await client.get(f"{PUBLIC}/resolutions/{uuid4()}/file.pdf")).status_code == 404
    assert (await post(client, f"{STAFF}/photos/{photo.id}/removal")).status_code == 303
    assert (await post(client, f"{STAFF}/resolutions/{resolution.id}/removal")).status_code == 303
    assert (await post(client, f"{STAFF}/resolutions/{resolution.id}/removal")).status_code == 404


async def test_a_forum_that_is_over_leads_to_what_followed(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    start = datetime(2024, 3, 12, 16, tzinfo=UTC)
    await build.published(db, starts_at=start, ends_at=start + timedelta(hours=3))
    await build.published(db)
    assert f'href="{PUBLIC}/record"' in (await client.get(PUBLIC)).text
    assert "/record" not in (await client.get("/lipovec/forums/2")).text
    part = await client.get(f"{PUBLIC}/record", headers={"hx-request": "true"})
    assert 'id="record-links"' in part.text


async def test_published_minutes_are_a_pdf_too(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await organiser(client, db)
    forum = await build.published(db)
    words = "# Zápis\n\nSešli jsme se v sokolovně.\nBylo nás #let 48.\n\n## Co zaznělo\n\n- Chybí stín\n- *Zubaři*"
    await service.save_minutes(db, INSTALLATION, forum.id, words, 0)
    assert (await client.get(f"{PUBLIC}/minutes.pdf")).status_code == 404
    await service.publish_minutes(db, INSTALLATION, forum.id, 1)
    await service.save_minutes(db, INSTALLATION, forum.id, "Jiné znění", 1)
    assert f"{PUBLIC}/minutes.pdf" in (await client.get(f"{PUBLIC}/minutes")).text
    answer = await client.get(f"{PUBLIC}/minutes.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    text_of_it = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for each in (
        "Zápis z fóra",
        "Sešli jsme se v sokolovně.",
        "#let 48",
        "Co zaznělo",
        "Chybí stín",
        "*Zubaři*",
    ):
        assert each in text_of_it, each
    assert "Jiné" not in text_of_it
    assert reader.metadata is not None
    assert forum.title in str(reader.metadata.title)
    assert (await client.get(f"{PUBLIC}/minutes.pdf")).content == answer.content
    await service.withdraw_minutes(db, INSTALLATION, forum.id)
    assert (await client.get(f"{PUBLIC}/minutes.pdf")).status_code == 404
