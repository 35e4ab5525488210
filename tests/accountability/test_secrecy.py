"""What of a forum's papers does who see, before it is published, after it is withdrawn, once names are erased?"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import service
from partnet_vote.accountability.rules.outputs import ResolutionTexts
from partnet_vote.forums import queries as forums, service as meeting
from partnet_vote.forums.rules import Forum
from partnet_vote.forums.rules.own_items import Decision, Verdict
from partnet_vote.forums.rules.people import Application, Way
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build, proposals
from tests.builders.accounts import post

STAFF, PUBLIC = "/lipovec/staff/forums/1", "/lipovec/forums/1"
PACK = f"{STAFF}/outputs/evidence.zip"
RESOLVED = ResolutionTexts(number="12/2026", body="Rada", decided_on=date(2026, 5, 4), text="Rada schvaluje.")


async def held(db: AsyncSession) -> Forum:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    return await build.published(db, "Doprava")


def opened(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.CLERK, Role.COUNCILLOR, Role.OBSERVER])
async def test_only_organisers_take_the_pack(client: httpx.AsyncClient, db: AsyncSession, role: Role) -> None:
    await held(db)
    await accounts.sign_in(client, db, "lipovec", role)
    for path in (f"{STAFF}/outputs", PACK, f"{STAFF}/minutes", f"{STAFF}/photos", f"{STAFF}/resolutions"):
        assert (await client.get(path)).status_code == 403, path
    assert (await post(client, f"{STAFF}/outputs/evidence")).status_code == 403


async def test_strangers_and_the_organisers_of_other_towns_take_nothing(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await held(db)
    assert (await client.get(PACK)).status_code in (303, 401, 403)
    await cities.city(db, "jinde", languages=("en", "cs"))
    await accounts.sign_in(client, db, "jinde", Role.MODERATOR)
    for path in (PACK, f"{STAFF}/outputs"):
        assert (await client.get(path)).status_code in (303, 401, 403, 404), path
    assert (await client.get("/jinde/staff/forums/1/outputs")).status_code == 404


async def test_minutes_are_read_from_their_publication_to_their_withdrawal(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    forum = await held(db)
    await service.save_minutes(db, INSTALLATION, forum.id, "Draft words", 0)
    assert (await client.get(f"{PUBLIC}/minutes")).status_code == 404
    assert "Draft words" not in (await client.get(f"{PUBLIC}/record")).text
    await service.publish_minutes(db, INSTALLATION, forum.id, 1)
    await service.save_minutes(db, INSTALLATION, forum.id, "Second draft", 1)
    page = (await client.get(f"{PUBLIC}/minutes")).text
    assert "Draft words" in page
    assert "Second draft" not in page
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    papers = opened(await client.get(PACK))["papers.html"].decode()
    assert "Draft words" in papers
    assert "Second draft" not in papers, "the pack holds what is published, not what is being written"
    await service.withdraw_minutes(db, INSTALLATION, forum.id)
    assert (await client.get(f"{PUBLIC}/minutes")).status_code == 404
    assert "papers.html" not in opened(await client.get(PACK))


async def test_nobody_reads_papers_of_a_forum_that_is_not_published(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.draft(db)
    photo = await service.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Hall")
    paper = await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED, ("r.pdf", b"%PDF-1.7"))
    await service.save_minutes(db, INSTALLATION, forum.id, "Words", 0)
    await service.publish_minutes(db, INSTALLATION, forum.id, 1)
    for path in ("record", "minutes", f"photos/{photo}", f"resolutions/{paper}/file.pdf"):
        assert (await client.get(f"{PUBLIC}/{path}")).status_code == 404, path


async def test_a_paper_is_found_at_its_own_forum_only_and_gone_when_taken_away(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    forum = await held(db)
    await build.published(db)
    photo = await service.add_photo(db, INSTALLATION, forum.id, proposals.photo(), "Hall")
    paper = await service.add_resolution(db, INSTALLATION, forum.id, RESOLVED, ("r.pdf", b"%PDF-1.7"))
    for path in (f"photos/{photo}", f"resolutions/{paper}/file.pdf"):
        assert (await client.get(f"{PUBLIC}/{path}")).status_code == 200, path
        assert (await client.get(f"/lipovec/forums/2/{path}")).status_code == 404, path
    await service.remove_photo(db, INSTALLATION, forum.id, photo)
    await service.remove_resolution(db, INSTALLATION, forum.id, paper)
    for path in (f"photos/{photo}", f"resolutions/{paper}/file.pdf"):
        assert (await client.get(f"{PUBLIC}/{path}")).status_code == 404, path


async def test_erased_names_are_in_no_pack_and_their_number_is(client: httpx.AsyncClient, db: AsyncSession) -> None:
    forum = await held(db)
    for name in ("Jana Zkoušková", "Petr Zkušební"):
        await meeting.walk_in(db, INSTALLATION, forum.id, Application(name=name), "en", Way.CODE, uuid4())
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    named = opened(await post(client, f"{STAFF}/outputs/evidence"))
    assert "Zkoušková" in named["attendance.csv"].decode("utf-8-sig")
    over = "update forums set starts_at = starts_at - interval '100 years', ends_at = ends_at - interval '100 years'"
    await db.execute(text(over))
    assert await meeting.erase_due(db) == 2
    after = opened(await post(client, f"{STAFF}/outputs/evidence"))
    assert "attendance.csv" not in after
    for name, content in after.items():
        assert b"Zkou" not in content, name
        assert "Zkušební".encode() not in content, name
    assert json.loads(after["forum.json"])["came"] == 2


async def test_of_own_items_the_pack_holds_what_a_moderator_let_be_read(
    client: httpx.AsyncClient, db: AsyncSession
) -> None:
    forum = await held(db)
    await build.shortlist(db, forum, "Shade", "Noise")
    await meeting.prepare_room(db, INSTALLATION, forum.id, 2, 2, is_hidden=False, takes_own=True)
    await build.settle(db, forum)
    await meeting.open_room(db, INSTALLATION, forum.id, 5)
    await meeting.type_own(db, INSTALLATION, forum.id, 1, ("Pool", "Mr X steals", "Unread"), uuid4())
    await meeting.count_room(db, INSTALLATION, forum.id)
    vote = await forums.room_vote(db, forum.id)
    assert vote is not None
    key = {item.text: item.id for item in await forums.room_own_items(db, vote)}
    published = Decision(Verdict.PUBLISH, frozenset({key["Pool"]}), "A swimming pool")
    withheld = Decision(Verdict.WITHHOLD, frozenset({key["Mr X steals"]}), reason="It names somebody.")
    await meeting.decide_own(db, INSTALLATION, forum.id, published)
    await meeting.decide_own(db, INSTALLATION, forum.id, withheld)
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    files = opened(await client.get(PACK))
    assert "A swimming pool" in files["list.html"].decode()
    for name, content in files.items():
        assert b"Mr X" not in content, name
        assert b"Unread" not in content, name
