"""How does an entitlement come by a posted code, and how is a lost or locked one mended?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.audit import service as audit
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.posted_code import PostedCode, new_code, new_lookup
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents.models import EntitlementRow, PostedCodeRow
from partnet_vote.residents.rules import CodeState
from partnet_vote.residents.service.corrections import person
from partnet_vote.residents.service.editions import locked_edition


async def issue_codes(
    db: AsyncSession, actor: Actor, edition_id: UUID, entitlements: Sequence[UUID], batch: str
) -> list[PostedCode]:
    """New codes for entitlements that have none, in their order; the plain codes exist only in this answer.

    Takes 20 ms of one core a code (argon2id). Refused if one of them already has a code: it is reissued instead.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    having = select(PostedCodeRow.id).where(
        PostedCodeRow.edition_id == edition_id,
        PostedCodeRow.entitlement_id.in_(entitlements),
        PostedCodeRow.state != CodeState.REPLACED,
    )
    if (await db.execute(having.limit(1))).first():
        raise Refused(Text("Some of these people already have a code. Reissue it instead."))
    codes = await _new_codes(db, edition_id, len(entitlements))
    hashes = await HASHING.hash_many([code.secret for code in codes])
    base = {"city_id": db.info[CITY], "edition_id": edition_id, "batch": batch}
    rows = [
        base | {"entitlement_id": key, "lookup": code.lookup, "secret_hash": kept}
        for key, code, kept in zip(entitlements, codes, hashes, strict=True)
    ]
    if rows:
        await db.execute(insert(PostedCodeRow), rows)
    await audit.record(db, actor, "letters.issue", f"roll:{edition_id}", count=len(rows), batch=batch)
    return codes


async def reissue(
    db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, identifier: str
) -> tuple[UUID, PostedCode]:
    """A new code in place of a lost letter's; the old one stops working. Allowed also once the roll is frozen."""
    require(actor, Permission.CITY_ROLL_MANAGE)
    row = await person(db, keyring, edition_id, identifier)
    if row.removed_at is not None:
        raise Refused(Text("This person was struck off the roll."), "identifier")
    await _retire(db, row, CodeState.REPLACED)
    (code,) = await issue_codes(db, actor, edition_id, [row.id], "reissue")
    await audit.record(db, actor, "letters.reissue", f"roll:{edition_id}")
    return row.id, code


async def unlock(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, identifier: str) -> None:
    """Unlock a code at the desk, after the clerk has seen the person's document."""
    require(actor, Permission.CITY_DESK_UNLOCK)
    row = await person(db, keyring, edition_id, identifier)
    query = select(PostedCodeRow).where(PostedCodeRow.entitlement_id == row.id, PostedCodeRow.state == CodeState.LOCKED)
    code = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if code is None:
        raise Refused(Text("This person's code is not locked."), "identifier")
    code.state, code.failures = CodeState.VALID, 0
    await audit.record(db, actor, "code.unlock", f"roll:{edition_id}")


async def withdraw_code(db: AsyncSession, actor: Actor, keyring: Keyring, edition_id: UUID, identifier: str) -> None:
    """Stop a code that fell into other hands, without giving a new one."""
    require(actor, Permission.CITY_DESK_UNLOCK)
    row = await person(db, keyring, edition_id, identifier)
    if not await _retire(db, row, CodeState.WITHDRAWN):
        raise Refused(Text("This person has no code."), "identifier")
    await audit.record(db, actor, "code.withdraw", f"roll:{edition_id}")


async def void_pile(db: AsyncSession, actor: Actor, edition_id: UUID, pile: str) -> int:
    """Stop the codes of a pile that was lost or misprinted; its people get letters in the next run. How many.

    Codes that the desk withdrew stay withdrawn.
    """
    require(actor, Permission.CITY_ROLL_MANAGE)
    await locked_edition(db, edition_id)
    usable = PostedCodeRow.state.in_((CodeState.VALID, CodeState.LOCKED))
    of_pile = (PostedCodeRow.edition_id == edition_id) & (PostedCodeRow.batch == pile)
    stopped = update(PostedCodeRow).where(of_pile, usable).values(state=CodeState.REPLACED)
    count = len((await db.execute(stopped.returning(PostedCodeRow.id))).all())
    if count == 0:
        raise Refused(Text("No code of this pile is in use."))
    await audit.record(db, actor, "letters.void", f"roll:{edition_id}", count=count, batch=pile)
    return count


async def _retire(db: AsyncSession, row: EntitlementRow, state: CodeState) -> bool:
    """Whether there was a code to retire."""
    having = (PostedCodeRow.entitlement_id == row.id) & (PostedCodeRow.state != CodeState.REPLACED)
    retired = update(PostedCodeRow).where(having).values(state=state).returning(PostedCodeRow.id)
    return bool((await db.execute(retired)).all())


async def _new_codes(db: AsyncSession, edition_id: UUID, count: int) -> list[PostedCode]:
    taken = set(
        (await db.execute(select(PostedCodeRow.lookup).where(PostedCodeRow.edition_id == edition_id))).scalars()
    )
    codes: list[PostedCode] = []
    while len(codes) < count:
        lookup = new_lookup()
        if lookup not in taken:
            taken.add(lookup)
            codes.append(new_code(lookup))
    return codes
