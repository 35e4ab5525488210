"""Does the address printed in letters lead to the right ballot, however many votes are open?"""

from __future__ import annotations

import httpx
import pytest
from litestar import Litestar

from partnet_vote.booth import service
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import Election, ElectorateChoice
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.booth.test_lost_session import fields
from tests.booth.test_pages import seq, token
from tests.builders import booth, elections


@pytest.fixture
async def vote(app: Litestar, client: httpx.AsyncClient, keyring: Keyring) -> booth.Vote:
    client.headers["accept-language"] = "en"
    return await booth.vote(app.state.planes, keyring)


async def another(vote: booth.Vote, **wishes: object) -> Election:
    """A second open vote of the same city."""
    async with vote.planes.database.transaction(vote.city_id) as db:
        found = await elections.frozen(db, vote.keyring, **wishes)
    await service.keep_boxes(vote.planes, vote.keyring)
    return found


async def typed(client: httpx.AsyncClient, vote: booth.Vote, code: str, year: int) -> httpx.Response:
    door = await client.get(f"/{vote.slug}/vote")
    assert "data-code" in door.text
    return await client.post(
        f"/{vote.slug}/vote", data={"csrf_token": token(door), "code": code, "birth_year": str(year)}
    )


async def test_the_one_open_vote_is_gone_to_at_once(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    answer = await client.get(f"/{vote.slug}/vote")
    assert answer.headers["location"] == f"/{vote.slug}/elections/{vote.election.slug}/vote"


async def test_a_code_finds_the_one_vote_of_its_roll(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    await another(vote, title="Of another roll")
    code, year = vote.codes[0]
    answer = await typed(client, vote, code.text, year)
    assert answer.headers["location"] == f"/{vote.slug}/elections/{vote.election.slug}/vote/ballot"
    assert "c1-o1" in (await client.get(answer.headers["location"])).text


async def test_a_code_of_two_votes_asks_which_comes_first(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    second = await another(vote, edition_id=vote.election.edition_id, title="The second vote")
    code, year = vote.codes[0]
    which = await typed(client, vote, code.text, year)
    assert which.status_code == 200
    assert which.headers["cache-control"] == "no-store"
    assert which.text.count("Continue to the ballot") == 2
    door = f"/{vote.slug}/elections/{second.slug}/vote"
    assert f'action="{door}"' in which.text
    inside = await client.post(door, data=fields(which))
    assert (inside.status_code, inside.headers["location"]) == (303, f"{door}/ballot")
    ballot = await client.get(f"{door}/ballot")
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1"]}
    sent = await client.post(f"{door}/cast", data=form)
    receipt = await client.get(sent.headers["location"])
    assert f'href="/{vote.slug}/elections/{vote.election.slug}/vote"' in receipt.text
    again = await typed(client, vote, code.text, year)
    assert again.text.count("You have voted") == 1
    assert again.text.count("Change my vote") == 1


async def test_a_vote_without_a_ballot_for_one_is_not_offered(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    code, year = max(vote.codes, key=lambda pair: pair[1])
    async with vote.planes.database.transaction(vote.city_id) as db:
        draft = await elections.draft(db, vote.keyring, edition_id=vote.election.edition_id, title="For the old")
        too_old = (await clock.now(db)).year - year + 1
        choice = ElectorateChoice(vote.election.edition_id, min_age=too_old)
        await elections_service.set_electorate(db, INSTALLATION, draft, choice)
        await elections_service.freeze(db, INSTALLATION, draft)
    answer = await typed(client, vote, code.text, year)
    assert answer.headers["location"].endswith(f"/{vote.election.slug}/vote/ballot")


async def test_wrong_codes_are_counted_here_too(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    await another(vote, title="Of another roll")
    code, year = vote.codes[0]
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "One try is left", "locked"):
        wrong = await typed(client, vote, code.text, year - 1)
        assert wrong.status_code == 422
        assert left in wrong.text
        assert f'value="{code.text}"' in wrong.text
    assert "locked" in (await typed(client, vote, code.text, year)).text


async def test_tries_in_another_roll_do_not_lock_a_code(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    await another(vote, title="Of another roll")
    code, year = vote.codes[0]
    for _ in range(4):
        await typed(client, vote, code.text, year - 1)
    assert (await typed(client, vote, code.text, year)).status_code == 303
    assert "4 tries are left" in (await typed(client, vote, code.text, year - 1)).text


async def test_nonsense_is_no_try(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    await another(vote)
    assert "four groups of four" in (await typed(client, vote, "ABC", 1980)).text
    assert "Enter the code from your letter." in (await typed(client, vote, "", 1980)).text
