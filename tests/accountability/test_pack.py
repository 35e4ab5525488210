"""Does the evidence pack hold everything, the same bytes each time, and can it be checked?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from uuid import uuid4

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import service
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.accountability.rules.reports import State, StateTexts
from partnet_vote.forums import service as forums_service
from partnet_vote.forums.rules.people import Application, Way
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build, proposals
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums/1"
PACK = f"{STAFF}/outputs/evidence.zip"
RESOLVED = ResolutionTexts(number="12/2026", body="Rada města", decided_on=date(2026, 5, 4), text="Rada schvaluje.")


async def whole(client: httpx.AsyncClient, db: AsyncSession) -> None:
    """A forum with everything that can follow it."""
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    before = await build.edition(db, 2098, "1. Chybí stín\n2. Staré")
    forum = await build.published(db)
    one, other = await build.shortlist(db, forum, "Chybí stín", "=SUM(A1)")
    await build.same(db, one.id, before[0].entry_id)
    await build.counted(db, forum, {one.id: 3, other.id: 3}, people=4)
    await service.say_state(db, INSTALLATION, before[0].entry_id, StateTexts(state=State.DONE, text="Stromy"), 0)
    await service.save_minutes(db, INSTALLATION, forum.id, "# Zápis\nSešli jsme se.", 0)
    await service.publish_minutes(db, INSTALLATION, forum.id, 1)
    await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED, ("usneseni.pdf", b"%PDF-1.7"))
    await service.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Lidé u stolu")


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def test_the_pack_is_whole_checked_and_the_same_again(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await whole(client, db)
    answer = await client.get(PACK)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert (await client.get(PACK)).content == answer.content
    files = opened(answer.content)
    assert set(files) == {
        "index.html", "forum.html", "list.html", "report.html", "papers.html", "style.css", "tables.csv",
        "shortlist.csv", "ranking.csv", "report.csv", "forum.json", "photos/01.webp",
        "resolutions/01-usneseni.pdf", "SHA256SUMS",
    }  # fmt: skip
    assert next(iter(files)) == "index.html"
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"}
    assert rows(files["ranking.csv"])[1:] == [
        ["1", "2", "1", "Chybí stín", "3", "yes"], ["1", "2", "2", "'=SUM(A1)", "3", "yes"],
    ]  # fmt: skip
    assert rows(files["shortlist.csv"])[1] == ["1", "Chybí stín", "1", "2098"]
    assert rows(files["report.csv"])[1][:5] == ["2098", "1", "Chybí stín", "done", "Stromy"]
    told = json.loads(files["forum.json"])
    assert (told["voters"], told["resolutions"][0]["number"], len(told["ranking"])) == (4, "12/2026", 2)
    for name, words in (("index.html", "People who gave dots"), ("forum.html", "Sokolovna"), ("list.html", "1–2"),
                        ("report.html", "Stromy"), ("papers.html", "Sešli jsme se.")):  # fmt: skip
        assert words in files[name].decode(), name


async def test_links_in_the_pack_lead_to_its_files(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await whole(client, db)
    files = opened((await client.get(PACK)).content)
    for name, body in files.items():
        if name.endswith(".html"):
            found = re.findall(r'(?:href|src)="([^"]+)"', body.decode())
            assert found
            assert set(found) <= set(files), name


async def test_names_leave_only_on_purpose_and_it_is_recorded(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await whole(client, db)
    wanted = Application(name="Jana Zkoušková")
    forum = await build.by_number(db, 1)
    await forums_service.walk_in(db, INSTALLATION, forum.id, wanted, "en", Way.CODE, uuid4())
    plain = opened((await client.get(PACK)).content)
    assert "attendance.csv" not in plain
    assert not any("Zkoušková".encode() in body for body in plain.values())
    assert "1" in plain["index.html"].decode()
    answer = await post(client, f"{STAFF}/outputs/evidence")
    named = opened(answer.content)
    assert rows(named["attendance.csv"]) == [["number", "name"], ["1", "Jana Zkoušková"]]
    assert "Personal data" in named["index.html"].decode()
    assert answer.headers["cache-control"] == "no-store"
    await accounts.sign_in(client, db, "lipovec", Role.ADMINISTRATOR)
    log = (await client.get("/lipovec/audit")).text
    assert "list of names taken out" in log
    assert "Zkoušková" not in log


async def test_an_empty_forum_has_a_small_pack(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    await build.draft(db)
    files = opened((await client.get(PACK)).content)
    assert set(files) == {
        "index.html", "forum.html", "list.html", "style.css", "tables.csv", "shortlist.csv", "forum.json", "SHA256SUMS"
    }  # fmt: skip
    page = (await client.get(f"{STAFF}/outputs")).text
    for words in ("Not written yet.", "not counted yet", "no published result"):
        assert words in page, words
