"""How are letters with codes printed, with neither the address nor the code kept?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents import queries
from partnet_vote.residents.models import EntitlementRow, PostedCodeRow
from partnet_vote.residents.rules import PILE, Addressee, CodeState, LetterFrame, LetterRun, LineIssue
from partnet_vote.residents.service import printing
from partnet_vote.residents.service.codes import issue_codes, reissue
from partnet_vote.residents.service.editions import frozen_edition
from partnet_vote.residents.service.pseudonyms import Pseudonyms, normal
from partnet_vote.residents.service.roll_file import table

NO_ADDRESS = frozenset({"identifier", "birth", "group"})
"""Columns of a roll that an envelope never shows, should the clerk take one file for both."""


async def check_letters(
    db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, addresses: bytes
) -> LetterRun:
    """What an address CSV would bring: nothing is issued or printed."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    read = await _matched(db, keyring, edition_id, addresses)
    waiting = await _waiting(db, edition_id, read.found)
    return LetterRun(b"", 0, len(waiting), len(read.found) - len(waiting), tuple(read.issues), read.columns)


async def print_letters(
    db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, addresses: bytes, frame: LetterFrame, batch: str
) -> LetterRun:
    """Issue codes to the people of an address CSV who have none yet, and print up to PILE letters.

    `addresses` names the identifier and, in the order of the envelope, every line of the address. Refused before the
    roll is frozen, and if a pile of this name was printed before: a form that is sent twice prints once.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    await _refuse_printed(db, edition_id, batch)
    read = await _matched(db, keyring, edition_id, addresses)
    waiting = await _waiting(db, edition_id, read.found)
    now = waiting[:PILE]
    codes = await issue_codes(db, actor, edition_id, [person.entitlement_id for person in now], batch)
    letters = [(person.lines, code) for person, code in zip(now, codes, strict=True)]
    pdf = await printing.pdf(frame, letters) if letters else b""
    had_code = len(read.found) - len(waiting)
    return LetterRun(pdf, len(now), len(waiting) - len(now), had_code, tuple(read.issues), read.columns)


async def reprint(
    db: AsyncSession,
    actor: Actor,
    keyring: Keyring,
    edition_id: UUID,
    identifier: str,
    lines: Sequence[str],
    frame: LetterFrame,
) -> bytes:
    """A letter with a new code in place of a lost one; the old code stops working. Refused before the freeze."""
    await frozen_edition(db, edition_id)
    _, code = await reissue(db, actor, keyring, edition_id, identifier)
    return await printing.pdf(frame, [(tuple(lines), code)])


async def print_numbered(
    db: AsyncSession, actor: Actor, edition_id: UUID, entitlements: Sequence[UUID], frame: LetterFrame, batch: str
) -> bytes:
    """Sheets without a name for entitlements without a person: household slips, class codes."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    await _refuse_printed(db, edition_id, batch)
    codes = await issue_codes(db, actor, edition_id, entitlements, batch)
    return await printing.pdf(frame, [((), code) for code in codes], named=False)


async def print_slips(
    db: AsyncSession, actor: Actor, edition_id: UUID, frame: LetterFrame, batch: str
) -> tuple[bytes, int]:
    """Up to PILE sheets for the numbered entitlements that have no code yet, in the order of their numbers."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    lacking = queries.without_code(edition_id).where(EntitlementRow.number.is_not(None))
    query = lacking.with_only_columns(EntitlementRow.id).order_by(EntitlementRow.number).limit(PILE)
    await frozen_edition(db, edition_id)
    keys = (await db.execute(query)).scalars().all()
    return await print_numbered(db, actor, edition_id, keys, frame, batch), len(keys)


def address_in(addresses: bytes, identifier: str) -> tuple[str, ...]:
    """The lines of one person's address in an address CSV. Refused if the person does not stand there."""
    wanted = normal(identifier)
    for _, row in table(addresses):
        if normal(row.get("identifier", "")) == wanted:
            return _lines(row)
    raise Refused(Text("This person does not stand in the file."), "identifier")


@dataclass(frozen=True, slots=True)
class _Addresses:
    found: list[Addressee]
    issues: list[LineIssue]
    columns: tuple[str, ...]


async def _matched(db: AsyncSession, keyring: Keyring, edition_id: UUID, addresses: bytes) -> _Addresses:
    pseudonyms = Pseudonyms(keyring, edition_id)
    on_roll = select(EntitlementRow.pseudonym, EntitlementRow.id).where(
        EntitlementRow.edition_id == edition_id, EntitlementRow.removed_at.is_(None)
    )
    keys = {pseudonym: key for pseudonym, key in await db.execute(on_roll) if pseudonym}
    found: dict[UUID, Addressee] = {}
    issues: list[LineIssue] = []
    columns: tuple[str, ...] = ()
    for number, row in table(addresses):
        columns = columns or tuple(name for name in row if name not in NO_ADDRESS)
        key = keys.get(pseudonyms.of(row.get("identifier", "")))
        lines = _lines(row)
        if key is None:
            issues.append(LineIssue(number, "identifier", Text("this person is not on the roll")))
        elif not lines:
            issues.append(LineIssue(number, "", Text("there is no address")))
        elif key in found:
            issues.append(LineIssue(number, "identifier", Text("this person stands in the file twice")))
        else:
            found[key] = Addressee(key, lines)
    return _Addresses(list(found.values()), issues, columns)


def _lines(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for name, value in row.items() if name not in NO_ADDRESS and value)


async def _waiting(db: AsyncSession, edition_id: UUID, found: list[Addressee]) -> list[Addressee]:
    query = select(PostedCodeRow.entitlement_id).where(
        PostedCodeRow.edition_id == edition_id, PostedCodeRow.state != CodeState.REPLACED
    )
    having = set((await db.execute(query)).scalars())
    return [person for person in found if person.entitlement_id not in having]


async def _refuse_printed(db: AsyncSession, edition_id: UUID, batch: str) -> None:
    """One clerk at a time, no pile twice, and none of a roll that may still change."""
    await frozen_edition(db, edition_id)
    query = select(PostedCodeRow.id).where(PostedCodeRow.edition_id == edition_id, PostedCodeRow.batch == batch)
    if (await db.execute(query.limit(1))).first():
        raise Refused(
            Text("Pile {pile} was printed already. If you do not have it, void it below.", pile=batch), "pile"
        )
