"""Does the pack hold the survey once, and only once, its result is published?"""

from __future__ import annotations

import html
from types import SimpleNamespace

from partnet_vote.accountability import queries, service
from partnet_vote.accountability.screens.outputs import PackListScreen
from partnet_vote.booth.service import Planes
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.places import data
from partnet_vote.platform.kernel.text import speaking
from partnet_vote.platform.web.house import environment_for
from partnet_vote.platform.web.languages import load
from tests.builders import surveys, verified

BALLOTS = [{"i1": 1, "i2": 1}, {"i1": 1}, {"i3": 1}]


async def test_a_published_survey_stands_in_the_pack(planes: Planes, keyring: Keyring) -> None:
    survey = await surveys.closed(planes, keyring, BALLOTS)
    async with planes.database.transaction(survey.vote.city_id) as db:
        assert (await queries.record(db, survey.forum)).survey is None, "nothing is said before publication"
    await survey.result.publish()
    async with planes.database.transaction(survey.vote.city_id) as db:
        record = await queries.record(db, survey.forum)
        assert record.survey is not None
        assert record.survey.slug == survey.election.slug
        files = await queries.survey_files(db, record.survey)
    assert {"ranking.csv", "result.json"} <= set(files)
    assert all(files.values())
    assert record.voters == 10
    assert [place.rank.first for place in record.places] == [1, 2, 3, 4, 5, 6]


async def test_the_verified_list_stands_there_as_it_was_published(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    async with planes.database.transaction(survey.vote.city_id) as db:
        assert not any("verified" in name for name in service.data_files(await queries.record(db, survey.forum)))
    published = await verified.publish(survey)
    async with planes.database.transaction(survey.vote.city_id) as db:
        files = service.data_files(await queries.record(db, survey.forum))
    assert files["verified-list.json"].decode() == published.content
    assert files["verified-list.csv"].decode("utf-8-sig").count("\r\n") == 1 + len(published.list.rows)


async def test_the_packs_page_says_why_an_item_is_not_verified(planes: Planes, keyring: Keyring) -> None:
    """Three of six are among the first three in both; item 3 is third in the room, and 1 mark got it to place 5."""
    survey = await verified.surveyed(planes, keyring)
    published = await verified.publish(survey)
    async with planes.database.transaction(survey.vote.city_id) as db:
        record = await queries.record(db, survey.forum)
    screen = PackListScreen(survey.forum, record, "Lipovec", "Europe/Prague", ())
    environment = environment_for(data("templates"))
    chrome = SimpleNamespace(lang="en", city=None)
    speaking.set(load(data("locale"))["en"])
    page = environment.get_template(screen.template).render(page=screen, chrome=chrome)
    refused = [row for row in published.list.rows if not row.is_verified]
    assert refused
    for row in refused:
        said = [str(reason) for reason in screen.reasons(row)]
        assert said, row.item.title
        line = html.unescape(page.split(html.escape(row.item.title))[-1].split("</tr>")[0])
        assert all(reason in line for reason in said), (said, line)
    assert "are never added" in page
