"""How does a person in the room come by a code, and in by it, without a name?"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums.models import ParticipantCodeRow
from partnet_vote.forums.rules import room
from partnet_vote.forums.service.holding import room_held
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import Conflict, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text

STAYS = timedelta(hours=12)
"""So long a telephone stays in; a kiosk forgets sooner."""


async def make_codes(db: AsyncSession, actor: Actor, keyring: Keyring, forum_id: UUID, number: int) -> tuple[str, ...]:
    """New codes in groups of four symbols, to be printed at once: they cannot be shown again."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    if not 1 <= number <= room.MOST_CODES:
        raise Refused(Text("Write a number from 1 to {n}.", n=room.MOST_CODES), "number")
    vote = await room_held(db, forum_id, to_change=True)
    if vote.counted_at is not None:
        raise Conflict(Text("The vote is counted. Nobody can vote any more."))
    query = select(ParticipantCodeRow.lookup).where(ParticipantCodeRow.vote_id == vote.id)
    taken = set((await db.execute(query)).scalars())
    made: list[str] = []
    while len(made) < number:
        lookup, secret = posted_code.new_lookup(), posted_code.random_symbols(room.SECRET)
        if lookup not in taken:
            taken.add(lookup)
            made.append(posted_code.in_groups(lookup + secret))
            kept = _kept(keyring, vote.id, lookup, secret)
            db.add(ParticipantCodeRow(id=uuid4(), vote_id=vote.id, lookup=lookup, kept=kept))
    await db.flush()
    await audit.record(db, actor, "room.codes", f"forum:{forum_id}", public=True, count=number)
    return tuple(made)


async def replace_code(
    db: AsyncSession, actor: Actor, keyring: Keyring, forum_id: UUID, lookup: str
) -> tuple[str, ...]:
    """A new code for a lost or spoilt one, named by its first four symbols; the old one's dots no longer count."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    vote = await room_held(db, forum_id, to_change=True)
    symbols = posted_code.read_symbols(lookup)
    query = select(ParticipantCodeRow).where(
        ParticipantCodeRow.vote_id == vote.id, ParticipantCodeRow.lookup == symbols
    )
    row = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if row is None or row.is_void:
        raise Refused(Text("There is no code that begins like this, or it was replaced already."), "lookup")
    made = await make_codes(db, actor, keyring, forum_id, 1)
    row.is_void = True
    await db.flush()
    return made


async def enter_room(
    db: AsyncSession, keyring: Keyring, forum_id: UUID, typed: str, stays: timedelta = STAYS
) -> str | Text:
    """The browser's pass, or why not; a value either way, so that a wrong try is kept."""
    vote = await room_held(db, forum_id, to_change=False)
    symbols = room.read_code(typed)
    if symbols is None and (sign := room.strange_sign(typed)):
        return Text("No code holds the sign “{sign}”. Check it against your paper.", sign=sign)
    if symbols is None:
        return Text("A code has twelve signs in three groups of four.")
    query = select(ParticipantCodeRow).where(
        ParticipantCodeRow.vote_id == vote.id, ParticipantCodeRow.lookup == symbols[0]
    )
    row = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        return Text("This code is not right. Check it against your paper.")
    if row.is_void:
        return Text("This code was replaced by another one.")
    if row.tries >= room.TRIES:
        return Text("This code is locked after wrong tries. The organiser will give you another one.")
    if not hmac.compare_digest(row.kept, _kept(keyring, vote.id, *symbols)):
        row.tries += 1
        await db.flush()
        return Text("This code is not right. Check it against your paper.")
    until = int((await clock.now(db) + stays).timestamp())
    return f"{row.id}.{until}.{_pass(keyring, row.id, until)}"


async def code_of(db: AsyncSession, keyring: Keyring, forum_id: UUID, token: str) -> UUID | None:
    """The code this browser came in by, unless it was replaced or the pass has run out."""
    key, _, rest = token.partition(".")
    until, _, seal = rest.partition(".")
    if len(key) != 36 or not until.isdecimal() or len(until) > 12:
        return None
    try:
        code_id = UUID(key)
    except ValueError:
        return None
    if not hmac.compare_digest(seal.encode(), _pass(keyring, code_id, int(until)).encode()):
        return None
    if await clock.now(db) >= datetime.fromtimestamp(int(until), UTC):
        return None
    vote = await room_held(db, forum_id, to_change=False)
    query = select(ParticipantCodeRow.id).where(
        ParticipantCodeRow.id == code_id, ParticipantCodeRow.vote_id == vote.id, ParticipantCodeRow.is_void.is_(False)
    )
    return (await db.execute(query)).scalar_one_or_none()


def renewed_pass(keyring: Keyring, code_id: UUID, until: datetime) -> str:
    """The same pass with another end: a kiosk's runs out soon after the last touch."""
    stamp = int(until.timestamp())
    return f"{code_id}.{stamp}.{_pass(keyring, code_id, stamp)}"


def _kept(keyring: Keyring, vote_id: UUID, lookup: str, secret: str) -> bytes:
    """40 bits would be guessed from a plain hash: the key is not in the database."""
    return hmac.new(keyring.derive("forum-code"), f"{vote_id}:{lookup}:{secret}".encode(), sha256).digest()


def _pass(keyring: Keyring, code_id: UUID, until: int) -> str:
    return hmac.new(keyring.derive("forum-code"), f"pass:{code_id}:{until}".encode(), sha256).hexdigest()
