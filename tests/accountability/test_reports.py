"""Does a forum open with what became of the list before it, in words people can trust?"""

from __future__ import annotations

import asyncio
from datetime import date

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.rules import reports
from partnet_vote.accountability.rules.reports import ChangedMeanwhile, Standing, State, StateTexts
from partnet_vote.forums.rules import Forum, Kind
from partnet_vote.forums.rules.history import Occurrence
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post

STAFF = "/lipovec/staff/forums/1/report"
YEAR = "1. Chybí stín\n2. Hluk z průtahu\n3. Málo lékařů\n11. Prázdné domy\nBez pořadí"
PLANTED = StateTexts(state=State.DONE, text="Vysadili jsme 40 stromů.", guarantor="Odbor zeleně", on=date(2098, 11, 3))


async def year(db: AsyncSession) -> tuple[Forum, tuple[Occurrence, ...]]:
    """A forum, and the list of the year before."""
    items = await build.edition(db, 2098, YEAR)
    await build.edition(db, 2098, "1. Nuda", Kind.YOUTH)
    await build.edition(db, 2097, "1. Staré")
    return await build.published(db), items


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (StateTexts(state=State.CANNOT), "text"),
        (StateTexts(state=State.CANNOT, text=" "), "text"),
        (StateTexts(state=State.DONE, text="x" * 601), "text"),
        (StateTexts(state=State.DONE, guarantor="x" * 121), "guarantor"),
        (StateTexts(state=State.PLANNED), None),
    ],
)
def test_what_cannot_be_done_has_its_reason(texts: StateTexts, field: str | None) -> None:
    issue = reports.state_issue(texts)
    assert (issue.field if issue else None) == field


async def test_the_report_is_of_the_last_list_of_the_same_kind(db: AsyncSession) -> None:
    await cities.city(db)
    forum, items = await year(db)
    report = await queries.report(db, forum)
    assert report is not None
    assert report.edition.year == 2098
    assert [line.item.text for line in report.lines] == ["Chybí stín", "Hluk z průtahu", "Málo lékařů"]
    await service.say_state(db, INSTALLATION, items[0].entry_id, PLANTED, 0)
    await service.say_state(db, INSTALLATION, items[3].entry_id, StateTexts(state=State.PLANNED), 0)
    report = await queries.report(db, forum)
    assert report is not None
    assert [line.item.number for line in report.lines] == [1, 2, 3, 4], "what somebody spoke of is shown, below ten too"
    assert (report.count(State.DONE), report.count(State.PLANNED), report.count(State.CANNOT)) == (1, 1, 0)
    whole = await queries.report(db, forum, whole=True)
    assert whole is not None
    assert len(whole.lines) == 5


async def test_a_list_without_places_is_reported_whole(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await build.published(db)
    assert await queries.report(db, forum) is None
    await build.edition(db, 2098, "Stín\nHluk")
    report = await queries.report(db, forum)
    assert report is not None
    assert len(report.lines) == 2


async def test_words_are_added_and_never_lost(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    _, items = await year(db)
    key = items[0].entry_id
    await service.say_state(db, INSTALLATION, key, StateTexts(state=State.UNDER_WAY), 0)
    with pytest.raises(ChangedMeanwhile):
        await service.say_state(db, INSTALLATION, key, PLANTED, 0)
    await service.say_state(db, INSTALLATION, key, PLANTED, 1)
    standing: Standing = (await queries.standings(db, [key]))[key]
    assert (standing.state, standing.version, standing.on) == (State.DONE, 2, date(2098, 11, 3))
    with pytest.raises(Refused):
        await service.say_state(db, INSTALLATION, key, StateTexts(state=State.CANNOT), 2)
    with pytest.raises(Denied):
        await service.say_state(db, cities.staff(city_id, Role.FACILITATOR), key, PLANTED, 2)
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text("delete from item_states"))
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.say_state(db, INSTALLATION, key, PLANTED, 2)


async def test_two_who_speak_at_once_leave_one_word(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        _, items = await year(db)

    async def say() -> bool:
        try:
            async with database.transaction(city_id) as db:
                await service.say_state(db, INSTALLATION, items[0].entry_id, PLANTED, 0)
        except ChangedMeanwhile:
            return False
        return True

    assert sorted(await asyncio.gather(say(), say(), say())) == [False, False, True]


async def test_staff_fill_it_in_and_everybody_reads_it(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    await year(db)
    assert "Hluk z průtahu" in (await client.get(STAFF)).text
    assert (await client.get(f"{STAFF}/1")).status_code == 200
    assert (await client.get(f"{STAFF}/9")).status_code == 404
    answer = await post(client, f"{STAFF}/1", {"state": "cannot", "guarantor": "Odbor zeleně", "version": "0"})
    assert answer.status_code == 422
    assert "Say why it cannot be done." in answer.text
    assert 'value="Odbor zeleně"' in answer.text
    sent = {"state": "cannot", "text": "Silnice patří kraji.", "guarantor": "Odbor dopravy", "on": "2099-06-30"}
    assert (await post(client, f"{STAFF}/2", {**sent, "version": "0"})).status_code == 303
    answer = await post(client, f"{STAFF}/2", {**sent, "text": "Jinak", "version": "0"})
    assert answer.status_code == 409
    assert "Jinak" in answer.text
    page = (await client.get("/lipovec/forums/1/report")).text
    told = ("list of 2098", "Silnice patří kraji.", "Cannot be done", "Reason:", "Odbor dopravy", "No report yet")
    assert [words for words in told if words not in page] == []
    counts = page[page.index('id="report-counts"') :].partition("</ul>")[0]
    assert "No report yet" in counts, "what nobody reported on is counted, too"
    forum = (await client.get("/lipovec/forums/1")).text
    assert 'href="/lipovec/forums/1/report"' in forum
    assert "list of 2098" in forum


async def test_the_wall_goes_from_item_to_item_by_links(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await year(db)
    here = "/lipovec/forums/1/report/wall"
    every = (await client.get(here)).text
    assert f'rel="next" href="{here}?item=1"' in every
    assert "http-equiv" not in every, "nothing reloads under the speaker's hands"
    middle = (await client.get(here, params={"item": "2"})).text
    assert "Hluk z průtahu" in middle
    assert "Chybí stín" not in middle
    assert f'rel="prev" href="{here}?item=1"' in middle
    last = (await client.get(here, params={"item": "99"})).text
    assert "Málo lékařů" in last
    assert 'rel="next"' not in last
    assert (await client.get(here, params={"item": "x"})).status_code == 200


async def test_the_first_forum_has_nothing_to_report(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    await build.published(db)
    assert "no earlier list" in (await client.get("/lipovec/forums/1/report")).text
    assert (await client.get("/lipovec/forums/1/report/wall")).status_code == 404
    assert "/forums/1/report" not in (await client.get("/lipovec/forums/1")).text
    assert (await client.get("/lipovec/forums/2/report")).status_code == 404
