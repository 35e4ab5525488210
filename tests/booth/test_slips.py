"""Does a batch of slips become exactly its ballots, whoever types, seals twice or crashes in between?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from partnet_vote.ballotbox import queries as boxes
from partnet_vote.booth import queries, service
from partnet_vote.booth.rules import Batch, SlipState, Spoilt, Typed, declared_issue, settled, slip_state, tally_of
from partnet_vote.booth.service import Planes, sealing
from partnet_vote.credentials import queries as credentials
from partnet_vote.credentials.rules import Channel
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.tally.ballots.marks import Ballot, Marks
from tests.builders import booth, cities, slips, surveys

A, B, C = uuid4(), uuid4(), uuid4()
SLIPS: tuple[slips.Slip, ...] = (
    {"i1": 1, "i2": 1},
    {"i1": 1},
    Spoilt.TOO_MANY,
    Marks({"i3": 1}, own_items=("Kluziště",)),
    Spoilt.BLANK,
)


@pytest.fixture
async def planes(migrated: embedded.Running, database: Database, keyring: Keyring) -> AsyncIterator[Planes]:
    async with booth.planes(migrated, database, keyring) as both:
        yield both


@pytest.fixture
async def survey(planes: Planes, keyring: Keyring) -> surveys.Survey:
    return await surveys.opened(planes, keyring, slips=20)


def typed(by: UUID, *options: str) -> Typed:
    return Typed(1, by, Ballot(1, {"c1": Marks(dict.fromkeys(options, 1))}), None)


def spoilt(by: UUID, reason: Spoilt = Spoilt.BLANK) -> Typed:
    return Typed(1, by, None, reason)


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ((), SlipState.UNTYPED),
        ((typed(A, "i1"),), SlipState.ONCE),
        ((typed(A, "i1"), typed(A, "i1")), SlipState.ONCE),
        ((typed(A, "i1"), typed(B, "i1")), SlipState.SETTLED),
        ((typed(A, "i1"), typed(B, "i2")), SlipState.DIFFERENT),
        ((typed(A, "i1"), spoilt(B)), SlipState.DIFFERENT),
        ((spoilt(A), spoilt(B)), SlipState.SETTLED),
        ((spoilt(A), spoilt(B, Spoilt.COPY)), SlipState.DIFFERENT),
        ((typed(A, "i1"), typed(B, "i2"), typed(C, "i2")), SlipState.SETTLED),
        ((typed(A, "i1"), typed(B, "i2"), typed(C, "i3")), SlipState.DIFFERENT),
    ],
)
def test_a_slip_is_settled_by_two_people_who_agree(entries: tuple[Typed, ...], state: SlipState) -> None:
    assert slip_state(entries) is state
    assert (settled(entries) is not None) == (state is SlipState.SETTLED)


@pytest.mark.parametrize(
    ("place", "number", "before", "field"),
    [("", 5, 0, "place"), ("x" * 121, 5, 0, "place"), ("Hall", 0, 0, "slips"), ("Hall", 501, 0, "slips")],
)
def test_what_cannot_be_declared(place: str, number: int, before: int, field: str) -> None:
    refusal = declared_issue(place, number, before, 1000)
    assert refusal is not None
    assert refusal.field == field


def test_never_more_slips_than_were_printed() -> None:
    assert declared_issue("Hall", 5, 15, 20) is None
    assert declared_issue("Hall", 6, 15, 20) is not None


async def test_a_batch_gives_its_ballots_by_paper_and_forgets_who_typed_what(survey: surveys.Survey) -> None:
    batch = await slips.sealed(survey, SLIPS)
    assert (batch.valid, dict(batch.spoilt)) == (3, {3: Spoilt.TOO_MANY, 5: Spoilt.BLANK})
    assert await counted(survey) == 3
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        counts = await credentials.issued_counts(db, survey.election.id)
        assert await queries.typed(db, batch.id) == {}
        tally = await queries.slip_tally(db, survey.election.id)
    assert [(each.channel, each.credentials) for each in counts] == [(Channel.PAPER, 3)]
    assert (tally.slips, tally.valid, tally.invalid, tally.is_finished) == (5, 3, 2, True)
    assert not survey.vote.keyring.has(sealing.key_name(batch.id))


async def test_nothing_is_sealed_before_two_agree_on_every_slip(survey: surveys.Survey) -> None:
    batch = await slips.declare(survey, 2)
    one, other, third = (slips.clerk(survey) for _ in range(3))
    await slips.type_all(survey, batch.id, one, ({"i1": 1}, {"i2": 1}))
    with pytest.raises(Refused):
        await seal(survey, batch)
    await slips.type_all(survey, batch.id, other, ({"i1": 1}, {"i3": 1}))
    with pytest.raises(Refused):
        await seal(survey, batch)
    assert await counted(survey) == 0
    await slips.type_all(survey, batch.id, third, ({"i3": 1},), first=2)
    assert (await seal(survey, batch)).valid == 2


async def test_many_who_seal_at_once_double_nothing(survey: surveys.Survey) -> None:
    batch = await slips.settled(survey, SLIPS)
    done = await asyncio.gather(*(seal(survey, batch) for _ in range(4)))
    assert {each.valid for each in done} == {3}
    assert await counted(survey) == 3


async def test_two_who_declare_at_once_never_pass_the_print_run(survey: surveys.Survey) -> None:
    declared = await asyncio.gather(*(slips.declare(survey, 8) for _ in range(4)), return_exceptions=True)
    batches = [each for each in declared if isinstance(each, Batch)]
    assert sorted(each.number for each in batches) == [1, 2]
    assert all(isinstance(each, Refused) for each in declared if not isinstance(each, Batch))


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_a_crash_on_the_way_is_finished_by_the_next_attempt(
    survey: surveys.Survey, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Killed after so many ballots reached the box, before anything was said of it."""
    batch = await slips.settled(survey, SLIPS)
    sent = 0
    real = sealing.cast

    async def dies(*given: Any) -> Any:
        nonlocal sent
        if sent >= after:
            raise ConnectionError("killed")
        sent += 1
        return await real(*given)

    monkeypatch.setattr(sealing, "cast", dies)
    with pytest.raises(ConnectionError):
        await seal(survey, batch)
    assert await counted(survey) == after
    with pytest.raises(Conflict):  # closed to typing: what is on its way stays as it is
        await slips.type_all(survey, batch.id, slips.clerk(survey), ({"i4": 1},))
    monkeypatch.undo()
    assert (await seal(survey, batch)).valid == 3
    assert await counted(survey) == 3


async def test_a_crash_before_the_last_word_doubles_nothing(
    survey: surveys.Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = await slips.settled(survey, SLIPS)

    async def dies(*_: Any) -> Any:
        raise ConnectionError("killed")

    monkeypatch.setattr(sealing, "_finish", dies)
    with pytest.raises(ConnectionError):
        await seal(survey, batch)
    monkeypatch.undo()
    assert (await seal(survey, batch)).valid == 3
    assert await counted(survey) == 3


async def test_a_sealed_batch_cannot_be_changed_in_the_database_either(survey: surveys.Survey) -> None:
    batch = await slips.sealed(survey, SLIPS)
    for change in ("update slip_batches set spoilt = '{}'", "delete from slip_batches"):
        with pytest.raises(DBAPIError):
            async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
                await db.execute(text(f"{change} where id = :id"), {"id": batch.id})


async def test_what_is_not_legal_is_not_typed_as_a_ballot(survey: surveys.Survey) -> None:
    batch = await slips.declare(survey, 1)
    who = slips.clerk(survey)
    for marks in ({"i1": 1, "i2": 1, "i3": 1}, {"i9": 1}, {}):
        with pytest.raises(Refused):
            await slips.type_all(survey, batch.id, who, (marks,))
    with pytest.raises(NotFound):
        await slips.type_all(survey, batch.id, who, ({"i1": 1},), first=2)


async def test_who_may_not(survey: surveys.Survey) -> None:
    observer = cities.staff(survey.vote.city_id, Role.OBSERVER)
    batch = await slips.declare(survey, 1)
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        with pytest.raises(Denied):
            await service.declare(db, observer, survey.election.id, "Hall", 1)
        for actor in (observer, INSTALLATION):
            with pytest.raises(Denied):
                await service.type_slip(db, actor, batch.id, 1, None, Spoilt.BLANK)
    with pytest.raises(Denied):
        await service.seal_batch(survey.vote.planes, survey.vote.keyring, observer, survey.vote.city_id, batch.id)


async def test_no_slips_where_the_vote_takes_none(planes: Planes, keyring: Keyring) -> None:
    with pytest.raises(Refused):
        await slips.declare(await surveys.opened(planes, keyring), 1)


async def test_nothing_is_typed_after_the_close(survey: surveys.Survey) -> None:
    batch = await slips.settled(survey, SLIPS)
    await surveys.close(survey)
    for deed in (slips.declare(survey, 1), seal(survey, batch)):
        with pytest.raises(TooLate):
            await deed
    assert await counted(survey) == 0


def test_an_unsealed_batch_counts_for_nothing_yet() -> None:
    assert tally_of(()).is_finished


async def counted(survey: surveys.Survey) -> int:
    async with survey.vote.planes.box.transaction() as box:
        return await boxes.tokens_cast(box, survey.election.id)


async def seal(survey: surveys.Survey, batch: Batch) -> Batch:
    vote = survey.vote
    return await service.seal_batch(vote.planes, vote.keyring, slips.clerk(survey), vote.city_id, batch.id)
