"""Can a resident vote in the browser, from the code to the receipt, without JavaScript?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import ContestSettings, DeedKind, DeedRequest, OptionTexts
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import booth, elections

POINTS = ContestSettings(
    title="What matters most?", ballot=Points(5, 3), rule=RuleSpec("top-k", utility="points", seats=1)
)
TWO = (OptionTexts(title="Trees"), OptionTexts(title="Benches"))


@pytest.fixture
async def vote(app: Litestar, keyring: Keyring) -> booth.Vote:
    return await booth.vote(app.state.planes, keyring)


def token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
    assert found, page.text[:500]
    return found.group(1)


def seq(page: httpx.Response) -> str:
    found = re.search(r'name="seq" value="(\d+)"', page.text)
    assert found
    return found.group(1)


async def entered(client: httpx.AsyncClient, vote: booth.Vote, number: int = 0) -> httpx.Response:
    """The ballot of somebody who has typed the code."""
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    door = await client.get(base)
    assert door.status_code == 200
    code, year = vote.codes[number]
    form = {"csrf_token": token(door), "code": code.text, "birth_year": str(year)}
    answer = await client.post(base, data=form)
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


async def test_from_code_to_receipt(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1", "c1-o3"]}
    review = await client.post(f"{base}/review", data=form)
    assert review.status_code == 200
    assert "Lavičky u řeky" in review.text
    assert "500" in review.text
    sent = await client.post(f"{base}/cast", data=form)
    assert sent.status_code == 303, sent.text
    receipt = await client.get(sent.headers["location"])
    code = re.search(r"[2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4}", receipt.text)
    assert code
    assert "Lavičky" not in receipt.text
    again = await client.post(f"{base}/cast", data=form)
    assert (await client.get(again.headers["location"])).text == receipt.text or again.status_code == 303
    async with vote.planes.box.transaction() as box:
        assert await boxes.tokens_cast(box, vote.election.id) == 1
    check = f"/{vote.slug}/elections/{vote.election.slug}/receipt"
    found = await client.post(check, data={"csrf_token": token(await client.get(check)), "code": code.group()})
    assert 'data-color="success"' in found.text


@pytest.mark.parametrize("seq", ["9" * 5000, "9" * 12, str(2**31), "0", "-1", "²", ""])
async def test_a_number_that_is_no_ballots_counts_as_the_next(
    client: httpx.AsyncClient, vote: booth.Vote, seq: str
) -> None:
    form = {"csrf_token": token(await entered(client, vote)), "seq": seq, "pick": ["c1-o1"]}
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    assert (await client.post(f"{base}/cast", data={**form, "csrf_token": "x"})).status_code == 403
    assert (await client.post(f"{base}/cast", data=form)).status_code == 303


async def test_too_expensive_a_choice_is_explained_and_kept(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    picks = ["c1-o1", "c1-o2", "c1-o3", "c1-o4"]
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": picks}
    refused = await client.post(f"{base}/review", data=form)
    assert refused.status_code == 422
    assert refused.text.count("checked") == 4
    assert 'role="alert"' in refused.text
    async with vote.planes.box.transaction() as box:
        assert await boxes.tokens_cast(box, vote.election.id) == 0


async def test_filter_and_language_keep_the_choice(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    path = f"/{vote.slug}/elections/{vote.election.slug}/vote/ballot"
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1"], "q": "hriste"}
    filtered = await client.post(path, data=form)
    assert "Dětské hřiště" in filtered.text
    assert '<input type="hidden" name="pick" value="c1-o1">' in filtered.text
    spoken = await client.post(path, data=form | {"lang": "nb", "clear": "1"})
    assert '<html lang="nb"' in spoken.text
    assert re.search(r'value="c1-o1" checked', spoken.text)


async def test_live_totals_come_from_the_form_alone(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    path = f"/{vote.slug}/elections/{vote.election.slug}/vote/summary"
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1", "c1-o2"]}
    live = await client.post(path, data=form, headers={"hx-request": "true"})
    assert live.status_code == 200
    assert live.text.strip().startswith('<div id="bar-live">')
    assert "350" in live.text


async def test_points_go_up_and_down_by_buttons(client: httpx.AsyncClient, app: Litestar, keyring: Keyring) -> None:
    vote = await booth.vote(app.state.planes, keyring, contest=POINTS, options=TWO)
    ballot = await entered(client, vote)
    path = f"/{vote.slug}/elections/{vote.election.slug}/vote/ballot"
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "points-c1-o1": "2", "points-c1-o2": "0"}
    more = await client.post(path, data=form | {"plus": "c1-o1"})
    assert 'name="points-c1-o1" value="3"' in more.text
    most = await client.post(path, data=form | {"points-c1-o1": "3", "plus": "c1-o1"})
    assert 'name="points-c1-o1" value="3"' in most.text
    less = await client.post(path, data=form | {"minus": "c1-o1"})
    assert 'name="points-c1-o1" value="1"' in less.text


async def test_a_wrong_code_is_explained_beside_its_field(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    door = await client.get(base)
    code, year = vote.codes[0]
    form = {"csrf_token": token(door), "code": code.text, "birth_year": str(year + 1)}
    refused = await client.post(base, data=form)
    assert refused.status_code == 422
    assert 'id="error-code"' in refused.text
    assert code.text in refused.text
    impossible = await client.post(base, data=form | {"code": "O0O0"})
    assert impossible.status_code == 422


async def test_without_a_ticket_one_is_sent_to_the_door(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    for path in ("/ballot", "/receipt"):
        answer = await client.get(base + path)
        assert (answer.status_code, answer.headers["location"]) == (303, base)


async def test_signing_out_ends_the_ticket(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    cookies = dict(client.cookies)
    await client.post(f"{base}/end", data={"csrf_token": token(ballot)})
    client.cookies.update(cookies)
    assert (await client.get(f"{base}/ballot")).status_code == 303


async def test_before_and_after_the_door_is_closed(client: httpx.AsyncClient, app: Litestar, keyring: Keyring) -> None:
    coming = await booth.vote(app.state.planes, keyring, opens_in=timedelta(days=1))
    early = await client.get(f"/{coming.slug}/elections/{coming.election.slug}/vote")
    assert early.status_code == 200
    assert 'name="code"' not in early.text
    over = await booth.vote(app.state.planes, keyring)
    async with over.planes.database.transaction(over.city_id) as db:
        request = DeedRequest(DeedKind.CLOSE_EARLY, "The hall burnt down.")
        await elections_service.request_deed(db, keyring, INSTALLATION, over.election.id, request)
    late = await client.get(f"/{over.slug}/elections/{over.election.slug}/vote")
    assert 'name="code"' not in late.text
    assert f"/{over.slug}/elections/{over.election.slug}/results" in late.text


async def test_the_letters_address_leads_to_the_open_vote(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    answer = await client.get(f"/{vote.slug}/vote")
    assert answer.headers["location"] == f"/{vote.slug}/elections/{vote.election.slug}/vote"


async def test_ballot_pages_are_not_kept_by_anybody(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    assert ballot.headers["cache-control"] == "no-store"


async def test_every_mark_says_anew_what_still_fits(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    ballot = await entered(client, vote)
    path = f"/{vote.slug}/elections/{vote.election.slug}/vote/summary"
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1", "c1-o2", "c1-o3", "c1-o4"]}
    live = await client.post(path, data=form, headers={"hx-request": "true"})
    notes = re.findall(r'<p class="pv-note[^>]*id="note-([^"]+)"([^>]*)>', live.text)
    assert {name for name, _ in notes} >= {"c1-o1", "c1-o4"}
    assert all("hx-swap-oob" in rest for _, rest in notes)
    assert "data-over" in live.text


async def test_a_session_that_ran_out_sends_the_whole_page_to_the_door(
    client: httpx.AsyncClient, vote: booth.Vote
) -> None:
    ballot = await entered(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    cookies = dict(client.cookies)
    form = {"csrf_token": token(ballot), "seq": seq(ballot), "pick": ["c1-o1"]}
    await client.post(f"{base}/end", data=form)
    client.cookies.update(cookies)
    part = await client.post(f"{base}/summary", data=form, headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"], part.text) == (204, f"{base}?again=1", "")
    whole = await client.post(f"{base}/review", data=form)
    assert (whole.status_code, whole.headers["location"]) == (307, f"{base}/again")  # test_lost_session.py goes on
    door = await client.get(f"{base}?again=1")
    assert 'data-color="warning"' in door.text


async def test_the_browser_keeps_each_voters_marks_apart_and_only_until_they_are_sent(
    client: httpx.AsyncClient, vote: booth.Vote
) -> None:
    def name(page: httpx.Response) -> str:
        found = re.search(r'data-draft="([0-9a-f]{16}-\d+)"', page.text)
        assert found
        return found.group(1)

    first = await entered(client, vote)
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    form = {"csrf_token": token(first), "seq": seq(first), "pick": ["c1-o1"]}
    assert "data-fresh" in first.text
    brought = await client.post(f"{base}/ballot", data=form | {"back": "1"})
    assert name(brought) == name(first)
    assert "data-fresh" not in brought.text
    await client.post(f"{base}/cast", data=form)
    assert name(await entered(client, vote)) != name(first)
    assert name(await entered(client, vote, 1)).split("-")[0] != name(first).split("-")[0]


async def test_empty_fields_say_what_they_want(client: httpx.AsyncClient, vote: booth.Vote) -> None:
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    door = await client.get(base)
    form = {"csrf_token": token(door), "code": "", "birth_year": "19x0"}
    refused = await client.post(base, data=form, headers={"accept-language": "en"})
    assert refused.status_code == 422
    assert refused.text.count("Enter the code from your letter.") == 2
    assert refused.text.count("Enter the year of birth in four digits, for example 1958.") == 2
    assert "19x0" in refused.text


async def test_marks_sent_after_the_session_was_lost_lead_to_an_explanation(
    client: httpx.AsyncClient, vote: booth.Vote
) -> None:
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    door = await client.get(base)
    lost = await client.post(f"{base}/review", data={"csrf_token": token(door), "pick": ["c1-o1"]})
    assert (lost.status_code, lost.headers["location"]) == (303, f"{base}?again=1")
    again = await client.get(lost.headers["location"], headers={"accept-language": "en"})
    assert "You were signed out because nothing happened for an hour." in again.text


async def test_a_ballot_with_votes_against_says_its_rule_and_warns_of_too_many(
    client: httpx.AsyncClient, app: Litestar, keyring: Keyring
) -> None:
    contest = replace(
        elections.KNAPSACK, ballot=PlusMinus(2, 1, plus_before_minus=2), rule=RuleSpec("top-k", seats=1), budget=None
    )
    vote = await booth.vote(app.state.planes, keyring, contest=contest)
    ballot = await entered(client, vote)
    assert "Hlas proti lze dát, jen když dáte aspoň 2 hlasy pro." in ballot.text
    base = f"/{vote.slug}/elections/{vote.election.slug}/vote"
    marks = {"sign-c1-o1": "plus", "sign-c1-o2": "plus", "sign-c1-o3": "minus"}
    form = {"csrf_token": token(ballot), "seq": seq(ballot), **marks}
    live = await client.post(f"{base}/summary", data=form, headers={"hx-request": "true"})
    assert "Pro: 2 z 2" in live.text
    assert "Proti: 1 z 1" in live.text
    assert "data-over" not in live.text
    over = form | {"sign-c1-o3": "plus"}
    assert "data-over" in (await client.post(f"{base}/summary", data=over, headers={"hx-request": "true"})).text
    refused = await client.post(f"{base}/review", data=over)
    assert refused.status_code == 422
    assert "3 hlasy pro, povoleno nejvýš 2" in refused.text
    assert "Odeberte třeba" not in refused.text
