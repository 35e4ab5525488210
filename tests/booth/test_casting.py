"""Is one resident one counted ballot, whatever clicks, windows and crashes do?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, update

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.ballotbox.models import BoxRow
from partnet_vote.booth import service
from partnet_vote.booth.rules import Ticket, unpack
from partnet_vote.booth.service import NotAdmitted, Planes
from partnet_vote.credentials import queries as credentials
from partnet_vote.elections import service as elections_service
from partnet_vote.elections.rules import DeedKind, DeedRequest
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, DeedError, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from tests.builders import booth


@pytest.fixture
async def planes(migrated: embedded.Running, database: Database, keyring: Keyring) -> AsyncIterator[Planes]:
    async with booth.planes(migrated, database, keyring) as both:
        yield both


async def counted(vote: booth.Vote) -> int:
    async with vote.planes.box.transaction() as box:
        return await boxes.tokens_cast(box, vote.election.id)


async def issued(vote: booth.Vote) -> int:
    async with vote.planes.database.transaction(vote.city_id) as db:
        return await credentials.issued(db, vote.election.id)


async def test_a_code_becomes_a_receipt_that_the_box_knows(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()
    receipt = await service.cast(planes, vote.city_id, ticket, booth.ballot("o1", "o2"), 1)
    async with planes.box.transaction() as box:
        assert await boxes.receipt_exists(box, vote.election.id, receipt.code)
    assert (await counted(vote), await issued(vote)) == (1, 1)


async def test_a_ticket_survives_its_session(planes: Planes, keyring: Keyring) -> None:
    ticket = await (await booth.vote(planes, keyring)).ticket()
    assert unpack(ticket.pack()) == ticket
    code = b"secret"
    assert code not in ticket.pack()


async def test_fifty_double_clicks_give_one_receipt(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()
    sent = [service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1) for _ in range(50)]
    assert len({receipt.code for receipt in await asyncio.gather(*sent)}) == 1
    assert (await counted(vote), await issued(vote)) == (1, 1)


@pytest.mark.parametrize("revote", [True, False])
async def test_fifty_parallel_casts_with_one_code_count_once(planes: Planes, keyring: Keyring, revote: bool) -> None:
    vote = await booth.vote(planes, keyring, revote=revote)
    tickets = await asyncio.gather(*(vote.ticket() for _ in range(5)))
    choices = [booth.ballot(f"o{1 + n % 4}") for n in range(50)]
    sent = [
        service.cast(planes, vote.city_id, tickets[n % 5], choice, 1 + (n // 4 if revote else 0))
        for n, choice in enumerate(choices)
    ]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    unexpected = [a for a in answers if isinstance(a, BaseException) and not isinstance(a, DeedError)]
    assert not unexpected
    assert any(not isinstance(answer, DeedError) for answer in answers)
    assert (await counted(vote), await issued(vote)) == (1, 1)


async def test_entering_the_code_again_replaces_the_vote(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring)
    first = await vote.ticket()
    one = await service.cast(planes, vote.city_id, first, booth.ballot("o1"), await service.next_seq(planes, first))
    again = await vote.ticket()
    number = await service.next_seq(planes, again)
    two = await service.cast(planes, vote.city_id, again, booth.ballot("o2"), number)
    assert (number, one.code) == (2, two.code)
    with pytest.raises(Conflict):
        await service.cast(planes, vote.city_id, first, booth.ballot("o3"), 1)
    assert await counted(vote) == 1


async def test_without_revote_a_second_ballot_is_refused(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring, revote=False)
    ticket = await vote.ticket()
    await service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1)
    with pytest.raises(Conflict):
        await service.cast(planes, vote.city_id, ticket, booth.ballot("o2"), await service.next_seq(planes, ticket))


async def test_an_illegal_ballot_costs_nobody_the_right_to_vote(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()
    with pytest.raises(Refused):
        await service.cast(planes, vote.city_id, ticket, booth.ballot("o1", "o2", "o3", "o4"), 1)
    with pytest.raises(Refused):
        await service.cast(planes, vote.city_id, ticket, booth.ballot("o9"), 1)
    assert await issued(vote) == 0


async def test_a_wrong_year_is_not_admitted_and_is_counted(planes: Planes, keyring: Keyring) -> None:
    vote = await booth.vote(planes, keyring)
    code, year = vote.codes[0]
    for _ in range(5):
        async with planes.database.transaction(vote.city_id) as db:
            answer = await service.enter(db, vote.election, code.text, year + 1)
            assert isinstance(answer, NotAdmitted)
    async with planes.database.transaction(vote.city_id) as db:
        locked = await service.enter(db, vote.election, code.text, year)
    assert not isinstance(locked, Ticket)
    assert "locked" in str(locked)


async def test_before_opening_and_after_an_early_close_nothing_is_taken(planes: Planes, keyring: Keyring) -> None:
    early = await booth.vote(planes, keyring, opens_in=timedelta(hours=1))
    with pytest.raises(TooLate):
        await early.ticket()
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()
    await service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1)
    async with planes.database.transaction(vote.city_id) as db:
        request = DeedRequest(DeedKind.CLOSE_EARLY, "The hall burnt down.")
        await elections_service.request_deed(db, keyring, INSTALLATION, vote.election.id, request)
    with pytest.raises(TooLate):
        await service.cast(planes, vote.city_id, ticket, booth.ballot("o2"), 2)
    await service.keep_boxes(planes, keyring)
    async with planes.box.transaction() as box:
        state = await boxes.state(box, vote.election.id)
    assert state is not None
    assert not state.is_open


async def test_a_crash_between_the_planes_is_settled_by_sending_again(
    planes: Planes, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()

    async def broken(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(planes.box, "cast", broken)
        with pytest.raises(ConnectionResetError):
            await service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1)
    assert (await issued(vote), await counted(vote)) == (1, 0)
    await service.cast(planes, vote.city_id, await vote.ticket(), booth.ballot("o1"), 1)
    assert (await issued(vote), await counted(vote)) == (1, 1)


async def test_an_extension_granted_just_before_the_end_reaches_a_box_that_has_just_ended(
    planes: Planes, keyring: Keyring
) -> None:
    vote = await booth.vote(planes, keyring)
    ticket = await vote.ticket()
    assert vote.election.closes_at
    async with planes.database.transaction(vote.city_id) as db:
        later = vote.election.closes_at + timedelta(hours=1)
        request = DeedRequest(DeedKind.EXTEND, "The line was down for an hour.", later)
        await elections_service.request_deed(db, keyring, INSTALLATION, vote.election.id, request)
    async with planes.box.transaction() as box:  # the present end comes before the worker carries the deed over
        await box.execute(update(BoxRow).where(BoxRow.election_id == vote.election.id).values(closes_at=func.now()))
    with pytest.raises(TooLate):
        await service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1)
    await service.keep_boxes(planes, keyring)
    await service.cast(planes, vote.city_id, ticket, booth.ballot("o1"), 1)
    assert await counted(vote) == 1
