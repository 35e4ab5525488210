"""Are a voter's marks still there when the session ended before they were sent? With no JavaScript, nowhere kept."""

from __future__ import annotations

import re

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.platform.kernel.keyring import Keyring
from tests.booth.test_pages import entered, seq, token
from tests.builders import booth

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
async def vote(app: Litestar, client: httpx.AsyncClient, keyring: Keyring) -> booth.Vote:
    client.headers["accept-language"] = "en"
    return await booth.vote(app.state.planes, keyring)


def fields(page: httpx.Response) -> dict[str, str | list[str]]:
    """What a browser would send of the page's hidden fields."""
    found: dict[str, str | list[str]] = {}
    for name, value in HIDDEN.findall(page.text):
        found[name] = [*found.get(name, []), value] if name == "pick" else value
    return found


async def forgotten(vote: booth.Vote) -> None:
    """An hour goes by."""
    async with vote.planes.database.transaction(vote.city_id) as db:
        await db.execute(text("delete from sessions"))


async def marked(client: httpx.AsyncClient, vote: booth.Vote, number: int = 0) -> dict[str, str | list[str]]:
    """The ballot's form with two marks, as the browser holds it."""
    ballot = await entered(client, vote, number)
    return fields(ballot) | {"pick": ["c1-o1", "c1-o3"]}


async def at_the_door(client: httpx.AsyncClient, vote: booth.Vote, step: str, form: dict[str, str | list[str]]) -> str:
    """The step is taken without a session, and the browser goes where it is sent, with all it had sent."""
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    answer = await client.post(f"{base}/{step}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (307, f"{base}/again")
    return f"{base}/again"


@pytest.mark.parametrize("step", ["ballot", "review", "cast"])
async def test_the_marks_are_on_the_ballot_again(client: httpx.AsyncClient, vote: booth.Vote, step: str) -> None:
    form = await marked(client, vote)
    await forgotten(vote)
    door = await client.post(await at_the_door(client, vote, step, form), data=form)
    assert door.status_code == 200
    assert "nothing happened for an hour" in door.text
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    code, year = vote.codes[0]
    wrong = await client.post(f"{base}/resume", data=fields(door) | {"code": code.text, "birth_year": str(year - 1)})
    assert wrong.status_code == 422
    assert fields(wrong)["pick"] == ["c1-o1", "c1-o3"]
    back = await client.post(f"{base}/resume", data=fields(wrong) | {"code": code.text, "birth_year": str(year)})
    assert back.status_code == 200
    assert re.search(r'value="c1-o1" checked', back.text)
    assert re.search(r'value="c1-o3" checked', back.text)
    assert back.text.count(" checked") == 2
    assert "It has not been sent yet" in back.text
    async with vote.planes.box.transaction() as box:
        assert await boxes.tokens_cast(box, vote.election.id) == 0
    sent = await client.post(f"{base}/cast", data={"csrf_token": token(back), "seq": seq(back), "pick": form["pick"]})
    assert sent.headers["location"].endswith("/vote/receipt")


async def test_another_persons_code_does_not_show_them(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    form = await marked(client, vote)
    await forgotten(vote)
    door = await client.post(await at_the_door(client, vote, "review", form), data=form)
    code, year = vote.codes[1]
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    other = await client.post(f"{base}/resume", data=fields(door) | {"code": code.text, "birth_year": str(year)})
    assert (other.status_code, other.headers["location"]) == (303, f"{base}/ballot")
    assert " checked" not in (await client.get(f"{base}/ballot")).text


async def test_marks_older_than_the_last_ballot_stay_away(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    form = await marked(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    assert (await client.post(f"{base}/cast", data=form)).status_code == 303
    await forgotten(vote)
    door = await client.post(await at_the_door(client, vote, "ballot", form), data=form)
    code, year = vote.codes[0]
    fresh = await client.post(f"{base}/resume", data=fields(door) | {"code": code.text, "birth_year": str(year)})
    assert (fresh.status_code, fresh.headers["location"]) == (303, f"{base}/ballot")


async def test_the_language_may_be_changed_at_the_door(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    form = await marked(client, vote)
    await forgotten(vote)
    again = await at_the_door(client, vote, "ballot", form | {"lang": "nb"})
    door = await client.post(again, data=form | {"lang": "nb"})
    assert '<html lang="nb"' in door.text
    assert fields(door)["pick"] == ["c1-o1", "c1-o3"]


async def test_nothing_of_it_is_kept_on_the_server(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    form = await marked(client, vote)
    await forgotten(vote)
    await client.post(await at_the_door(client, vote, "cast", form), data=form)
    async with vote.planes.database.transaction(vote.city_id) as db:
        assert (await db.execute(text("select count(*) from sessions"))).scalar_one() == 0


async def test_a_form_from_another_site_is_not_carried_on(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    form = await marked(client, vote)
    await forgotten(vote)
    again = await at_the_door(client, vote, "review", form)
    foreign = await client.post(again, data=form, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
