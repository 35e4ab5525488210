"""How does an election's box come to be, and what may still change its times and options?"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.ballotbox.models import BoxRow, WithdrawalRow
from partnet_vote.platform.db.clock import wall_clock
from partnet_vote.platform.kernel.blind_rsa import BlindSignatureError, load_public
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.reasons import Malformed


async def open_box(db: AsyncSession, definition: str, keys: Mapping[int, bytes]) -> UUID:
    """Make the box of a frozen definition (canonical text) with one public key (SPKI) a ballot style.

    Doing it again with the same text and keys changes nothing; with others it is a Conflict. From then on
    neither can change. Ballots are taken from the definition's opening by the database's clock.
    """
    parsed, election_id = _parsed(definition)
    pinned = _pinned(parsed, keys)
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(election_id), 0))))
    held = await db.get(BoxRow, election_id)
    if held is None:
        db.add(
            BoxRow(
                election_id=election_id,
                definition=definition,
                keys=pinned,
                revote=parsed.revote,
                opens_at=datetime.fromisoformat(parsed.opens_at),
                closes_at=datetime.fromisoformat(parsed.closes_at),
            )
        )
        await db.flush()
    elif (held.definition, held.keys) != (definition, pinned):
        raise Conflict(Text("The ballot box of this vote was opened with another definition."))
    return election_id


async def open_early(db: AsyncSession, election_id: UUID, opens_at: datetime) -> None:
    """Move the opening to an earlier moment; the reason stands in the deed of `elections`."""
    box = await unclosed_box(db, election_id)
    if opens_at < box.opens_at:
        box.opens_at = opens_at
        await db.flush()


async def extend(db: AsyncSession, election_id: UUID, closes_at: datetime, decided_at: datetime | None = None) -> None:
    """Move the close to a later moment; the reason stands in the deed of `elections`.

    It must have been decided before the present close (`decided_at`; now, if not given). Then it also counts when it
    arrives a moment after that close, as long as the box is not closed for good.
    """
    box = await unclosed_box(db, election_id)
    if (decided_at or await wall_clock(db)) >= box.closes_at:
        raise TooLate(Text("Voting has ended; it can no longer be extended."))
    if closes_at <= box.closes_at:
        raise Refused(Text("The new end must be later than the present one."), "closes_at")
    box.closes_at = closes_at
    await db.flush()


async def close_early(db: AsyncSession, election_id: UUID) -> datetime:
    """End voting now, by this database's clock; sealing and closing follow with `close_box`."""
    box = await unclosed_box(db, election_id)
    now = await wall_clock(db)
    if now < box.closes_at:
        box.closes_at = now
        await db.flush()
    return box.closes_at


async def withdraw(db: AsyncSession, election_id: UUID, contest: str, option: str) -> None:
    """Take no more ballots that mark this option; ballots already cast keep their marks."""
    box = await unclosed_box(db, election_id)
    found = Definition.parse(box.definition).contest_by_id.get(contest)
    if found is None or option not in found.option_by_id:
        raise NotFound
    if await db.get(WithdrawalRow, (election_id, contest, option)):
        return
    db.add(WithdrawalRow(election_id=election_id, contest=contest, option=option))
    box.revision += 1
    await db.flush()


async def unclosed_box(db: AsyncSession, election_id: UUID) -> BoxRow:
    """The box's row, locked until the transaction ends; NotFound, or TooLate once it is closed."""
    box = await db.get(BoxRow, election_id, with_for_update=True, populate_existing=True)
    if box is None:
        raise NotFound
    if box.closed_at is not None:
        raise TooLate(Text("The ballot box is closed."))
    return box


def _parsed(definition: str) -> tuple[Definition, UUID]:
    try:
        parsed = Definition.parse(definition)
        return parsed, UUID(parsed.election_id)
    except Malformed as error:
        raise Refused(Text("The definition cannot be read: {reason}", reason=str(error.reason))) from error
    except ValueError as error:
        raise Refused(Text("The definition does not name its election by a UUID.")) from error


def _pinned(definition: Definition, keys: Mapping[int, bytes]) -> dict[str, str]:
    if set(keys) != set(definition.style_by_number):
        raise Refused(Text("Every ballot style needs exactly one issuing key."))
    if len(set(keys.values())) != len(keys):
        raise Refused(Text("Every ballot style needs an issuing key of its own."))
    try:
        for spki in keys.values():
            load_public(spki)
    except BlindSignatureError as error:
        raise Refused(Text("An issuing key cannot be read.")) from error
    return {str(style): b64encode(keys[style]).decode() for style in sorted(keys)}
