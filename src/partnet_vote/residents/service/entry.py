"""Does this code open the vote, for the person born in this year?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.audit import service as audit
from partnet_vote.platform.db import rate_limits
from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.posted_code import CodeMistake, PostedCode, read
from partnet_vote.platform.kernel.text import Text
from partnet_vote.residents import queries
from partnet_vote.residents.models import PostedCodeRow
from partnet_vote.residents.rules import TRIES, CodeState, Entered, Entry, Locked, Wrong

A_DAY = 86_400
"""Seconds for which tries on a code of nobody are remembered."""


async def enter(db: AsyncSession, edition_id: UUID, typed: str, birth_year: int | None) -> Entry:
    """Check a typed code and year; a failed try is counted in this transaction, so it returns and does not raise.

    Refused (beside the field `code`) only for what cannot be a code at all, which is no try.
    """
    code = _read(typed)
    query = select(PostedCodeRow).where(
        PostedCodeRow.edition_id == edition_id,
        PostedCodeRow.lookup == code.lookup,
        PostedCodeRow.state.in_((CodeState.VALID, CodeState.LOCKED)),
    )
    row = (await db.execute(query.with_for_update())).scalar_one_or_none()
    right = await HASHING.matches(row.secret_hash if row else None, code.secret)
    if row is None:
        return await _nobodys(db, edition_id, code)
    if row.state == CodeState.LOCKED:
        return Locked()
    entitlement = await queries.entitlement(db, row.entitlement_id)
    if right and entitlement and entitlement.birth_year in (None, birth_year):
        row.failures = 0
        return Entered(entitlement, code)
    return await _failed(db, row)


async def _failed(db: AsyncSession, row: PostedCodeRow) -> Wrong | Locked:
    row.failures += 1
    if row.failures < TRIES:
        return Wrong(TRIES - row.failures)
    row.state = CodeState.LOCKED
    await audit.record(db, None, "code.lock", f"roll:{row.edition_id}")
    return Locked()


async def _nobodys(db: AsyncSession, edition_id: UUID, code: PostedCode) -> Wrong | Locked:
    """The answer to a code of nobody, as if it were somebody's: which codes are out is nobody's business."""
    tries, _ = await rate_limits.count(db, f"code.nobody:{edition_id}:{code.lookup}", A_DAY)
    return Wrong(TRIES - tries, is_known=False) if tries < TRIES else Locked(is_known=False)


def _read(typed: str) -> PostedCode:
    try:
        return read(typed)
    except CodeMistake as mistake:
        if mistake.symbol:
            text = Text("No code holds the sign “{sign}”. Check it against the letter.", sign=mistake.symbol)
        else:
            text = Text("The code has 16 signs in four groups of four.")
        raise Refused(text, "code") from mistake
