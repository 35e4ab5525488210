"""Is a box what its frozen definition says, for good?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from partnet_vote.ballotbox import queries, service
from partnet_vote.ballotbox.rules import Phase
from partnet_vote.ballotbox.service import BallotBox
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.voting_token import VoterSecret
from tests.builders import owners, tally
from tests.builders.ballotbox import HOUR, Vote, issuing_key, opened, vote


async def open_with(box: BallotBox, made: Vote, keys: dict[int, bytes] | None = None, definition: str = "") -> None:
    async with box.transaction() as db:
        await service.open_box(db, definition or made.definition.canonical(), keys or made.public_keys)


async def test_opening_again_changes_nothing(batched: BallotBox) -> None:
    made = await opened(batched)
    await batched.cast(made.cast(VoterSecret.random()))
    await opened(batched, made)
    async with batched.transaction() as db:
        state = await queries.state(db, made.election_id)
    assert state is not None
    assert (state.phase, state.revote, state.closes_at) == (Phase.OPEN, True, made.definition_close)


async def test_another_definition_or_key_is_a_conflict(batched: BallotBox) -> None:
    made = await opened(batched)
    other = replace(made, definition=replace(made.definition, title="Another title"))
    with pytest.raises(Conflict):
        await open_with(batched, other)
    with pytest.raises(Conflict):
        await open_with(batched, made, {1: issuing_key(9).public.spki})


@pytest.mark.parametrize("styles", [(), (1,), (1, 2, 3), (2, 3)])
async def test_every_style_needs_its_key(batched: BallotBox, styles: tuple[int, ...]) -> None:
    made = vote(tally.weighted())
    with pytest.raises(Refused):
        await open_with(batched, made, {n: issuing_key(n).public.spki for n in styles} or {9: b""})


async def test_keys_must_differ_and_be_keys(batched: BallotBox) -> None:
    made = vote(tally.weighted())
    key = issuing_key(1).public.spki
    for keys in ({1: key, 2: key}, {1: key, 2: b"not a key"}):
        with pytest.raises(Refused):
            await open_with(batched, made, keys)


async def test_only_a_canonical_definition_with_a_uuid_opens(batched: BallotBox) -> None:
    made = vote()
    for definition in ("{}", made.definition.canonical() + "\n", tally.definition().canonical()):
        with pytest.raises(Refused):
            await open_with(batched, made, definition=definition)


@pytest.mark.parametrize(
    "change",
    [
        "update boxes set definition = 'x' where election_id = :id",
        "update boxes set keys = '{}' where election_id = :id",
        "update boxes set revote = false where election_id = :id",
        "update boxes set opens_at = now() + interval '1 hour' where election_id = :id",
        "update boxes set revision = -1 where election_id = :id",
        "delete from boxes where election_id = :id",
        "truncate boxes cascade",
        "update box_board set ballot = 'x'",
        "delete from box_board",
        "truncate box_board",
        "delete from box_seals",
        "delete from box_withdrawals",
    ],
)
async def test_the_database_keeps_what_was_frozen(batched: BallotBox, change: str) -> None:
    made = await opened(batched)
    await batched.cast(made.cast(VoterSecret.random()))
    async with batched.transaction() as db:
        await service.withdraw(db, made.election_id, "town", "c")
        await service.seal(db, made.election_id)
    async with batched.transaction() as db:
        with pytest.raises(DBAPIError, match=r"never|append-only|only goes up"):
            await owners.do(db, change, {"id": made.election_id} if ":id" in change else {}, owners.BOX)


async def test_the_close_can_move_later_and_only_before_it_comes(batched: BallotBox) -> None:
    made = await opened(batched)
    later = made.definition_close + HOUR
    async with batched.transaction() as db:
        await service.extend(db, made.election_id, later)
        with pytest.raises(Refused):
            await service.extend(db, made.election_id, later)
        state = await queries.state(db, made.election_id)
        assert state is not None
        assert state.closes_at == later
        ended = await service.close_early(db, made.election_id)
        assert ended < made.definition_close
        with pytest.raises(TooLate):
            await service.extend(db, made.election_id, later + HOUR)


async def test_an_extended_box_takes_ballots_after_the_first_close(batched: BallotBox) -> None:
    made = await opened(batched, vote(opens=-2 * HOUR, closes=HOUR))
    async with batched.transaction() as db:
        await service.extend(db, made.election_id, made.definition_close + HOUR)
    await batched.cast(made.cast(VoterSecret.random()))


async def test_the_opening_can_move_earlier_and_never_later(batched: BallotBox) -> None:
    made = await opened(batched, vote(opens=HOUR, closes=2 * HOUR))
    with pytest.raises(TooLate, match="not started"):
        await batched.cast(made.cast(VoterSecret.random()))
    async with batched.transaction() as db:
        await service.open_early(db, made.election_id, made.definition_close - 4 * HOUR)
    await batched.cast(made.cast(VoterSecret.random()))
    async with batched.transaction() as db:
        await service.open_early(db, made.election_id, made.definition_close)
        state = await queries.state(db, made.election_id)
    assert state is not None
    assert state.is_open


async def test_closing_early_twice_keeps_the_first_end(batched: BallotBox) -> None:
    made = await opened(batched)
    async with batched.transaction() as db:
        first = await service.close_early(db, made.election_id)
    async with batched.transaction() as db:
        assert await service.close_early(db, made.election_id) == first
        await service.close_box(db, made.election_id)
        await service.close_box(db, made.election_id)
    async with batched.transaction() as db:
        for deed in (
            service.extend(db, made.election_id, made.definition_close + HOUR),
            service.close_early(db, made.election_id),
            service.seal(db, made.election_id),
            service.withdraw(db, made.election_id, "town", "a"),
        ):
            with pytest.raises(TooLate):
                await deed


async def test_what_is_not_there_is_not_found(batched: BallotBox) -> None:
    made = await opened(batched)
    async with batched.transaction() as db:
        for contest, option in (("town", "z"), ("village", "a")):
            with pytest.raises(NotFound):
                await service.withdraw(db, made.election_id, contest, option)
        for deed in (service.close_box, service.close_early, service.seal):
            with pytest.raises(NotFound):
                await deed(db, vote().election_id)
        assert await queries.state(db, vote().election_id) is None
