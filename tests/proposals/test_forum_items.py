"""Does an item of a forum become a draft once, and does the draft say where it came from?"""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import Status
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

LONG = "Chodník podél hlavní silnice je rozbitý a úzký, " * 6


async def test_items_become_drafts_with_their_origin(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    short, long = await build.shortlist(db, forum, "Chybí stín", LONG[:290])
    one, two = await service.draft_items(db, INSTALLATION, forum.id, [short.id, long.id])
    found = await queries.by_ids(db, (one, two))
    assert (found[one].title, found[one].status, found[one].language) == ("Chybí stín", Status.DRAFT, "cs")
    assert len(found[two].title) <= 200
    assert found[two].title.endswith("…")
    assert found[two].body == LONG[:290].strip()
    origin = await queries.origin(db, found[one])
    assert origin is not None
    assert origin.entry_id == short.id
    assert await queries.from_entries(db, [short.id]) == {short.id: found[one].number}
    with pytest.raises(Refused, match="already"):
        await service.draft_items(db, INSTALLATION, forum.id, [short.id])
    for wrong in ([], [forum.id]):
        with pytest.raises(Refused):
            await service.draft_items(db, INSTALLATION, forum.id, wrong)


async def test_only_editors_of_the_city_take_items_over(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    forum = await build.published(db)
    (entry,) = await build.shortlist(db, forum, "Chybí stín")
    with pytest.raises(Denied):
        await service.draft_items(db, cities.staff(city_id, Role.FACILITATOR), forum.id, [entry.id])
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.draft_items(db, INSTALLATION, forum.id, [entry.id])


async def test_two_who_take_over_at_once_draft_once(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum = await build.published(db)
        (entry,) = await build.shortlist(db, forum, "Chybí stín")

    async def take() -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.draft_items(db, INSTALLATION, forum.id, [entry.id])
        except Refused:
            return False
        return True

    assert sorted(await asyncio.gather(take(), take())) == [False, True]
    async with database.transaction(city_id) as db:
        assert (await queries.counts(db))[Status.DRAFT] == 1


async def test_staff_choose_items_in_the_browser(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    forum = await build.published(db)
    one, other = await build.shortlist(db, forum, "Chybí stín", "Hluk")
    here = "/lipovec/staff/proposals/forum/1"
    assert (await client.get(here)).text.count('name="entries"') == 2
    answer = await post(client, here)
    assert answer.status_code == 422
    assert "Please fill this in." in answer.text
    assert (await post(client, here, {"entries": [str(one.id)]})).status_code == 303
    page = (await client.get(here)).text
    assert page.count('name="entries"') == 1
    assert "Proposals already" in page
    assert (await post(client, here, {"entries": [str(one.id), str(other.id)]})).status_code == 422
    drafted = await queries.proposal(db, 1)
    assert drafted is not None
    await service.publish(db, INSTALLATION, drafted.id)
    for path in ("/lipovec/staff/proposals/1", "/lipovec/proposals/1"):
        assert 'href="/lipovec/forums/1/shortlist/1"' in (await client.get(path)).text, path
    assert (await client.get("/lipovec/staff/proposals/forum/9")).status_code == 404
