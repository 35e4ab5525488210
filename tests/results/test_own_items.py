"""Do own items leave their ballots, reach the public only through a moderator, and tell nobody whose they are?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select

from partnet_vote.booth.rules import Spoilt
from partnet_vote.booth.service import Planes
from partnet_vote.forums.rules.own_items import Decision, OwnItems, Verdict
from partnet_vote.platform.kernel.errors import Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Role
from partnet_vote.results import queries, service
from partnet_vote.results.models import OwnItemRow
from partnet_vote.results.screens.besides import OwnItemsScreen
from partnet_vote.tally.ballots.marks import Marks
from tests.builders import accounts, cities, results, slips, surveys
from tests.conftest import running

WROTE = ("Kluziště", "kluziště u řeky", "Soused Novák hlučí", "Bazén")


@pytest.fixture
async def visitor(committing_app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app with real commits."""
    async with running(committing_app) as client:
        client.headers["accept-language"] = "en"
        yield client


async def _survey(planes: Planes, keyring: Keyring) -> surveys.Survey:
    """Three wrote on the web, one on paper; one slip was spoilt."""
    web = [Marks({"i1": 1}, own_items=(text,)) for text in WROTE[:3]]
    survey = await surveys.opened(planes, keyring, web, slips=10)
    await slips.sealed(survey, (Marks({"i2": 1}, own_items=(WROTE[3],)), Spoilt.TOO_MANY))
    await surveys.close(survey)
    return survey


async def _items(survey: surveys.Survey) -> dict[str, UUID]:
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        return {each.text: each.id for each in await queries.own_items(db, survey.election.id)}


async def test_every_own_item_is_kept_once_whatever_way_it_came(planes: Planes, keyring: Keyring) -> None:
    survey = await _survey(planes, keyring)
    assert await _items(survey) == {}
    count = await survey.result.count()
    await survey.result.count()
    assert sorted(await _items(survey)) == sorted(WROTE)
    assert not any(text in count.outcome for text in WROTE)
    async with planes.database.transaction(survey.vote.city_id) as db:
        row = (await db.execute(select(OwnItemRow).limit(1))).scalar_one()
    kept = {column.key for column in row.__table__.columns}
    assert kept == {"id", "city_id", "election_id", "contest", "text", "wording", "withheld"}  # no ballot, no time


async def test_a_moderator_decides_and_the_bundle_holds_none(planes: Planes, keyring: Keyring) -> None:
    survey = await _survey(planes, keyring)
    publication = await survey.result.publish()
    items, me = await _items(survey), cities.staff(survey.vote.city_id, Role.MODERATOR)
    async with planes.database.transaction(survey.vote.city_id) as db:
        election = survey.election.id
        rinks = Decision(Verdict.PUBLISH, frozenset({items[WROTE[0]], items[WROTE[1]]}), "Kluziště")
        unkind = Decision(Verdict.WITHHOLD, frozenset({items[WROTE[2]]}), reason="It names a person.")
        await service.decide_own_items(db, me, election, rinks)
        with pytest.raises(Refused):
            await service.decide_own_items(db, me, election, replace(unkind, reason="No."))
        await service.decide_own_items(db, me, election, unkind)
        with pytest.raises(NotFound):
            await service.decide_own_items(db, me, election, replace(rinks, items=frozenset({uuid4()})))
        with pytest.raises(Denied):
            await service.decide_own_items(db, cities.staff(survey.vote.city_id, Role.CLERK), election, rinks)
        found = await queries.published_own_items(db, election)
        assert found is not None
        assert (found.published, found.withheld, found.waiting) == (
            (("Kluziště", 2),),
            (("It names a person.", 1),),
            1,
        )
        await service.decide_own_items(db, me, election, replace(rinks, deed=Verdict.REOPEN))
        again = await queries.published_own_items(db, election)
        assert again is not None
        assert again.waiting == 3
        for file in publication.files:
            stored = await queries.file(db, publication.id, file.name)
            assert stored is not None
            assert not any(text.encode() in stored for text in WROTE), file.name


async def test_turnout_by_paper_and_slips_by_reason(
    visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring
) -> None:
    survey = await _survey(planes, keyring)
    count = await survey.result.count()
    assert (count.turnout.voted, count.turnout.eligible, count.ballots) == (4, 60, 4)
    result = survey.result
    for path in ("/results/slips", "/results/own-items"):
        assert (await visitor.get(result.path + path)).status_code == 404  # hidden until the result is published
    await result.publish()
    page = await visitor.get(f"{result.path}/results")
    assert f"{result.path}/results/slips" in page.text
    paper = await visitor.get(f"{result.path}/results/slips")
    assert "More marks than allowed" in paper.text
    assert "1. Radnice" in paper.text
    own = await visitor.get(f"{result.path}/results/own-items")
    assert "4 items have not been read yet" in own.text
    assert not any(text in own.text for text in WROTE)


async def test_the_moderators_page(visitor: httpx.AsyncClient, planes: Planes, keyring: Keyring) -> None:
    survey = await _survey(planes, keyring)
    await survey.result.publish()
    items, place = await _items(survey), f"{survey.result.staff_path}/own-items"
    await _sign_in(visitor, survey.result, Role.CLERK)
    assert (await visitor.get(place)).status_code == 403
    await _sign_in(visitor, survey.result, Role.MODERATOR)
    assert place in (await visitor.get(survey.result.staff_path)).text
    page = await visitor.get(place)
    assert all(text in page.text for text in WROTE)
    nothing = await accounts.post(visitor, place, {"deed": "publish", "wording": "Rink"})
    assert (nothing.status_code, "error-items" in nothing.text, "Rink" in nothing.text) == (422, True, True)
    short = {"deed": "withhold", "items": str(items[WROTE[2]]), "reason": "No."}
    refused = await accounts.post(visitor, place, short)
    assert (refused.status_code, "error-reason" in refused.text, "checked" in refused.text) == (422, True, True)
    chosen = {"deed": "publish", "items": [str(items[WROTE[0]]), str(items[WROTE[1]])], "wording": "Kluziště"}
    assert (await accounts.post(visitor, place, chosen)).status_code == 303
    own = await visitor.get(f"{survey.result.path}/results/own-items")
    assert "Kluziště" in own.text
    assert "kluziště u řeky" not in own.text


async def _sign_in(client: httpx.AsyncClient, result: results.Result, *roles: Role) -> None:
    client.cookies.clear()
    async with result.planes.database.transaction() as db:
        await accounts.sign_in(client, db, result.vote.slug, *roles)


def test_many_wordings_come_in_pages() -> None:
    published = tuple((f"Wording {number:03}", 1) for number in range(130))
    items = OwnItems(published, (), 0)
    first, second = (OwnItemsScreen(None, items, page).published for page in ("", "2"))  # type: ignore[arg-type]
    assert (first.shown + second.shown, len(first.shown), second.pages) == (published, 100, 2)
