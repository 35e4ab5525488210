"""What does the public see of a vote, as a whole page, as a fragment, as data?"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import DeedKind, DeedRequest
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.tally.definition import Definition
from tests.builders import cities, elections as build

HTMX = {"HX-Request": "true"}


async def test_votes_stand_where_they_belong(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    await build.frozen(db, keyring, title="Benches now")
    await build.frozen(db, keyring, title="Trees later", opens_in=timedelta(days=2))
    await build.draft(db, keyring, title="Nobody may know yet")
    page = (await client.get("/lipovec/elections")).text
    assert page.index("Open now") < page.index("Benches now") < page.index("Coming") < page.index("Trees later")
    assert "Nobody may know" not in page


async def test_a_vote_says_what_is_decided_how_and_by_whom(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    election = await build.frozen(db, keyring)
    answer = await client.get(f"/lipovec/elections/{election.slug}")
    assert answer.status_code == 200
    assert f'href="/lipovec/elections/{election.slug}/vote"' in answer.text
    assert "Projects are funded in order of score" in answer.text
    assert "You choose options that cost" in answer.text
    assert "Lavičky u řeky" in answer.text
    assert election.digest
    assert election.digest in answer.text
    assert answer.text.count("<h1") == 1


async def test_an_option_has_a_page_of_its_own(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    election = await build.frozen(db, keyring)
    other = await build.frozen(db, keyring)
    option = (await queries.option_texts(db, election.id))["c1"][0]
    page = await client.get(f"/lipovec/elections/{election.slug}/options/{option.id}")
    assert page.status_code == 200
    assert "Deset nových laviček." in page.text
    assert (await client.get(f"/lipovec/elections/{other.slug}/options/{option.id}")).status_code == 404


@pytest.mark.parametrize("path", ["/elections", "/elections/{slug}", "/elections/{slug}/options/{option}"])
async def test_htmx_gets_the_same_content_alone(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, path: str
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    election = await build.frozen(db, keyring)
    option = (await queries.option_texts(db, election.id))["c1"][0]
    path = "/lipovec" + path.format(slug=election.slug, option=option.id)
    whole, part = await client.get(path), await client.get(path, headers=HTMX)
    assert part.status_code == 200
    assert "<html" not in part.text
    assert part.text.strip() in whole.text
    assert "HX-Request" in part.headers["vary"]


async def test_a_draft_is_not_there_for_the_public(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec")
    election_id = await build.draft(db, keyring)
    draft = await queries.election(db, election_id)
    assert draft is not None
    for tail in ("", "/definition.json", "/deeds.json"):
        assert (await client.get(f"/lipovec/elections/{draft.slug}{tail}")).status_code == 404


async def test_another_city_does_not_show_it(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec")
    election = await build.frozen(db, keyring)
    await cities.city(db, "nordvik")
    for tail in ("", "/definition.json", "/deeds.json"):
        assert (await client.get(f"/nordvik/elections/{election.slug}{tail}")).status_code == 404


async def test_the_downloaded_definition_has_the_published_digest(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec")
    election = await build.frozen(db, keyring)
    path = f"/lipovec/elections/{election.slug}/definition.json"
    answer = await client.get(path)
    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == election.digest
    assert Definition.parse(answer.text).election_id == str(election.id)
    assert "public" in answer.headers["cache-control"]
    again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_later_deeds_are_told_with_their_reason(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    election = await build.frozen(db, keyring)
    reason = "The land turned out to be private."
    request = DeedRequest(DeedKind.WITHDRAW_OPTION, reason, contest="c1", option="o2")
    await service.request_deed(db, keyring, INSTALLATION, election.id, request)
    page = (await client.get(f"/lipovec/elections/{election.slug}")).text
    assert reason in page
    assert "An option was withdrawn: Dětské hřiště" in page
    assert "Withdrawn" in page
    deeds = (await client.get(f"/lipovec/elections/{election.slug}/deeds.json")).json()
    assert len(deeds) == 1
    assert reason in deeds[0]["deed"]


async def test_an_annulled_vote_offers_no_voting(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec", languages=("en",))
    election = await build.frozen(db, keyring)
    request = DeedRequest(DeedKind.ANNUL, "The ballots were printed wrong.")
    await service.request_deed(db, keyring, INSTALLATION, election.id, request)
    page = (await client.get(f"/lipovec/elections/{election.slug}")).text
    assert "This vote was annulled" in page
    assert f"/elections/{election.slug}/vote" not in page
