"""Can a whole room vote from telephones, a kiosk and paper, and see it on the wall?"""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.pages import walls
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import accounts, cities, forums as build
from tests.builders.accounts import post
from tests.builders.forums import Room

FORUM = "/lipovec/forums/1"
STAFF = "/lipovec/staff/forums/1"


async def open_room(db: AsyncSession, keyring: Keyring, **rule: Any) -> Room:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    made = await build.room(db, keyring, 2, **rule)
    await db.flush()
    return made


async def end_time(db: AsyncSession) -> None:
    await db.execute(text("update forum_room_votes set closes_at = clock_timestamp() - interval '1 second'"))


def tap_of(page: str) -> str:
    found = re.search(r'name="tap" value="([0-9a-f-]{36})"', page)
    assert found
    return found[1]


async def test_a_telephone_votes_changes_its_mind_and_undoes(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    room = await open_room(db, keyring)
    one, two, *_ = room.entries
    assert "Code from your paper" in (await client.get(f"{FORUM}/vote")).text
    assert (await post(client, f"{FORUM}/vote/code", {"code": "nonsense"})).status_code == 422
    assert (await post(client, f"{FORUM}/vote/code", {"code": room.codes[0].lower()})).status_code == 303
    page = (await client.get(f"{FORUM}/vote")).text
    assert "2 of 2 left" in page
    answer = await post(client, f"{FORUM}/vote/taps", {"tap": tap_of(page), "plus": one.id})
    assert answer.headers["location"] == f"{FORUM}/vote#option-{one.id}"
    for _ in range(2):  # the network sent it again
        await post(client, f"{FORUM}/vote/taps", {"tap": tap_of(page), "plus": one.id})
    assert (await post(client, f"{FORUM}/vote/taps", {"tap": tap_of(page), "plus": two.id})).status_code == 409
    page = (await client.get(f"{FORUM}/vote")).text
    assert "1 of 2 left" in page
    assert "Dots saved" in page
    await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "plus": two.id})
    answer = await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "plus": two.id})
    assert answer.status_code == 422
    assert "all your dots" in answer.text
    await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "undo": "true"})
    await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "minus": one.id})
    assert "2 of 2 left" in (await client.get(f"{FORUM}/vote")).text
    await post(client, f"{FORUM}/vote/end")
    assert "Code from your paper" in (await client.get(f"{FORUM}/vote")).text
    answer = await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "plus": one.id})
    assert answer.headers["location"] == f"{FORUM}/vote"


async def test_a_script_is_told_what_stands_and_why_a_dot_does_not(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    room = await open_room(db, keyring)
    one, two, *_ = room.entries
    taps, first = f"{FORUM}/vote/taps", uuid4()
    script = {"accept": "application/json"}
    answer = await post(client, taps, {"tap": first, "plus": one.id}, headers=script)
    assert (answer.status_code, answer.json()["detail"]) == (403, "Please enter your code again.")
    await post(client, f"{FORUM}/vote/code", {"code": room.codes[0]})
    for _ in range(2):
        answer = await post(client, taps, {"tap": first, "plus": one.id}, headers=script)
        assert (answer.status_code, answer.json()) == (200, {"taps": [[str(one.id), 1]], "refused": ""})
    await post(client, taps, {"tap": uuid4(), "plus": two.id}, headers=script)
    answer = await post(client, taps, {"tap": uuid4(), "plus": two.id}, headers=script)
    assert answer.status_code == 422
    assert answer.json()["taps"] == [[str(one.id), 1], [str(two.id), 1]]
    assert "all your dots" in answer.json()["refused"]
    answer = await post(client, taps, {"tap": uuid4(), "undo": "true"}, headers=script)
    assert answer.json()["taps"] == [[str(one.id), 1]]
    page = html.unescape((await client.get(f"{FORUM}/vote")).text)
    assert f'data-taps="[["{one.id}",1]]"' in page
    await end_time(db)
    assert (await post(client, taps, {"tap": first, "plus": one.id}, headers=script)).status_code == 200
    late = await post(client, taps, {"tap": uuid4(), "minus": one.id}, headers=script)
    assert late.status_code == 410
    assert "not counted" in late.json()["detail"]


async def test_a_kiosk_goes_from_hand_to_hand(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    room = await open_room(db, keyring)
    assert (await client.get(f"{FORUM}/kiosk")).status_code == 303
    for code in room.codes:
        await post(client, f"{FORUM}/vote/code", {"code": code})
        answer = await client.get(f"{FORUM}/vote")
        assert "Done, the next person" in answer.text
        assert '<noscript><meta http-equiv="refresh" content="182"></noscript>' in answer.text
        await post(client, f"{FORUM}/vote/taps", {"tap": uuid4(), "plus": room.entries[0].id})
        assert "1 of 2 left" in (await client.get(f"{FORUM}/vote")).text
        await post(client, f"{FORUM}/vote/end")
        assert "This device is passed round" in (await client.get(f"{FORUM}/vote")).text


async def test_an_organiser_runs_the_whole_vote(client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    forum = await build.published(db)
    one, two = await build.shortlist(db, forum, "Stín", "Hluk")
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    assert (await client.get(f"{STAFF}/room")).status_code == 200
    assert (await post(client, f"{STAFF}/room", {"marks": "2", "per_item": "3"})).status_code == 422
    assert (
        await post(client, f"{STAFF}/room", {"marks": "2", "per_item": "2", "is_hidden": "true"})
    ).status_code == 303
    assert "not been opened yet" in (await client.get(f"{FORUM}/vote")).text
    printed = await post(client, f"{STAFF}/codes", {"number": "3"})
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert (await post(client, f"{STAFF}/codes", {"number": "0"})).status_code == 422
    assert (await post(client, f"{STAFF}/codes/replacement", {"lookup": "ZZZZ"})).status_code == 422
    assert (await post(client, f"{STAFF}/room/opening", {"minutes": "10"})).status_code == 303
    assert (await post(client, f"{STAFF}/room/extension", {"more_minutes": "5"})).status_code == 422
    assert (await post(client, f"{STAFF}/room/extension", {"more_minutes": "5", "reason": "Wifi"})).status_code == 303
    sheet = {"people": "3", "entries": [str(one.id), str(two.id)], "dots": ["4", "1"]}
    page = f"{STAFF}/tables/1/sheet"
    assert (await client.get(page)).status_code == 200
    assert (await post(client, page, {**sheet, "people": "1"})).status_code == 422
    assert (await post(client, page, {**sheet, "dots": ["1"]})).status_code == 422
    assert (await post(client, page, sheet)).headers["location"] == page
    assert (await post(client, f"{STAFF}/room/count")).status_code == 422
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    await post(client, page, {**sheet, "dots": ["3", "2"]})
    differing = (await client.get(page)).text
    assert "Two people typed it differently" in differing
    assert (await post(client, page, sheet)).headers["location"] == f"{STAFF}/room"
    assert (await post(client, f"{STAFF}/room/count")).status_code == 403
    await accounts.sign_in(client, db, "lipovec", Role.MODERATOR)
    assert (await post(client, f"{STAFF}/room/count")).status_code == 303
    assert "Ranking in the room" not in (await client.get(FORUM)).text
    assert "Stín" not in (await client.get(f"{FORUM}/board")).text
    for hidden in ("ranking", "ranking.csv", "ranking.json"):
        assert (await client.get(f"{FORUM}/{hidden}")).status_code == 404
    await post(client, f"{STAFF}/room/reveal", {"shown": "0"})
    await post(client, f"{STAFF}/room/reveal", {"shown": "0"})  # pressed twice
    board = (await client.get(f"{FORUM}/board")).text
    assert "Hluk" in board
    assert "Stín" not in board
    assert (
        'class="pj-fill" width="100.00%"' not in board
    )  # the longest bar is the first place's, which is still to come
    await post(client, f"{STAFF}/room/reveal", {"shown": "1"})
    board = (await client.get(f"{FORUM}/board")).text
    assert board.index("Stín") < board.index("Hluk")
    assert "Ranking in the room" in (await client.get(FORUM)).text
    ranking = (await client.get(f"{FORUM}/ranking")).text
    for words in ("More time was given", "Wifi", "Counted", "shares the tenth place"):
        assert words in ranking, words
    table = (await client.get(f"{FORUM}/ranking.csv")).text.splitlines()
    assert table[1].startswith("1,1,1,Stín,4,0,4,yes")
    told = (await client.get(f"{FORUM}/ranking.json")).json()
    assert told["people"] == {"by_code": 0, "on_paper": 3}
    assert [item["rank"] for item in told["items"]] == [[1, 1], [2, 2]]


async def test_the_wall_shows_people_dots_and_time_and_works_without_a_script(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    room = await open_room(db, keyring)
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    await service.tap(db, room.forum.id, code, room.entries[2].id, 1, uuid4())
    page = (await client.get(f"{FORUM}/board")).text
    vote = await queries.room_vote(db, room.forum.id)
    assert vote is not None
    for words in (
        '<meta http-equiv="refresh" content="10">',
        "127.0.0.1/lipovec/join",
        f"{vote.event_code[:2]} {vote.event_code[2:]}",
    ):
        assert words in page, words
    joined = await client.get("/lipovec/join", params={"code": f" {vote.event_code[:2]} {vote.event_code[2:]}"})
    assert joined.headers["location"] == f"{FORUM}/vote"
    assert "no open vote" in (await client.get("/lipovec/join", params={"code": "0000"})).text
    assert page.index("Přechod") < page.index("Stín")
    assert re.search(r'<dd data-seconds="(8\d\d|900)">1[45]:\d\d</dd>', page)
    assert (await client.get(f"{FORUM}/board/qr.svg")).headers["content-type"] == "image/svg+xml"
    assert f'data-stream="{FORUM}/board/stream"' in page


async def test_the_wall_ranks_nobody_before_the_first_dot_and_says_voted_once_it_is_counted(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring
) -> None:
    await cities.city(db, "lipovec", languages=("en", "cs"))
    opened = await build.room(db, keyring)
    page = (await client.get(f"{FORUM}/board")).text
    assert page.count('<span class="pj-rank">–</span>') == 4
    code = await build.entered(db, keyring, opened.forum, opened.codes[0])
    await service.tap(db, opened.forum.id, code, opened.entries[0].id, 1, uuid4())
    page = (await client.get(f"{FORUM}/board")).text
    assert '<span class="pj-rank">–</span>' not in page
    assert "person votes" in page
    await service.count_room(db, INSTALLATION, opened.forum.id)
    assert "person voted" in (await client.get(f"{FORUM}/board")).text


async def test_a_stream_sends_the_whole_wall_whenever_it_changes(
    client: httpx.AsyncClient, db: AsyncSession, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await open_room(db, keyring)
    code = await build.entered(db, keyring, room.forum, room.codes[0])
    answers: list[str] = []
    monkeypatch.setattr(walls, "STAYS", 0)
    monkeypatch.setattr(walls, "PAUSE", 0.05)
    for _ in range(2):
        answer = await client.get(f"{FORUM}/board/stream", headers={"accept-language": "cs"})
        assert answer.headers["content-type"].startswith("text/event-stream")
        answers.append(answer.text)
        await asyncio.sleep(0.2)  # the last wall is gone, nobody looks any more
        await service.tap(db, room.forum.id, code, room.entries[3].id, 1, uuid4())
        await db.flush()
    assert [answer[:21] for answer in answers] == ["id: 1\r\nevent: board\r\n"] * 2
    assert answers[0].index("Stín") < answers[0].index("Lékař")
    assert answers[1].index("Lékař") < answers[1].index("Stín")
    assert "Přidejte se" in answers[1]
    assert "<html" not in answers[1]


async def test_a_room_without_a_vote_has_no_pages(client: httpx.AsyncClient, db: AsyncSession) -> None:
    await cities.city(db, "lipovec")
    await build.published(db, "Doprava")
    await db.flush()
    for path in ("/vote", "/board"):
        assert (await client.get(FORUM + path)).status_code == 404
    await accounts.sign_in(client, db, "lipovec", Role.FACILITATOR)
    assert (await client.get(f"{STAFF}/tables/1/sheet")).status_code == 404
    assert (await client.get(f"{STAFF}/room")).status_code == 200
