"""How does a person change a password, or come back without one?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import rules
from partnet_vote.accounts.models import AccountRow, PasswordResetRow
from partnet_vote.accounts.service import tokens
from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.accounts.service.sessions import end_sessions_of, renew
from partnet_vote.audit import service as audit
from partnet_vote.platform.kernel.errors import NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.mail import letters, outbox

OVER = Text("This link is not valid any more. Ask for a new one.")


async def change_password(db: AsyncSession, actor: Actor, session_id: UUID, before: str, password: str) -> str:
    """Set a new password; the person's other sessions end, and this one goes on under the token returned."""
    account = await db.get(AccountRow, actor.account_id, with_for_update=True)
    if account is None:
        raise NotFound
    if not await HASHING.matches(account.password_hash, before):
        raise Refused(Text("This is not your present password."), "before")
    await _set(account, password)
    await end_sessions_of(db, account.id, keep=session_id)
    await audit.record(db, actor, "account.change-password", f"account:{account.id}")
    return await renew(db, session_id)


async def ask_for_reset(db: AsyncSession, email: str, *, address: str, city_name: str) -> None:
    """Send a link to set a new password, if there is such an account; nobody is told whether there is."""
    found = select(AccountRow).where(
        AccountRow.email == rules.normal_email(email), AccountRow.password_hash.is_not(None)
    )
    account = (await db.execute(found)).scalar_one_or_none()
    await audit.record(db, None, "account.ask-reset", f"account:{account.id if account else 'unknown'}")
    if account is None:
        return
    token = tokens.new_token()
    letter = letters.compose("password_reset", city=city_name, link=f"{address.rstrip('/')}/{token}")
    db.add(
        PasswordResetRow(
            id=uuid4(),
            account_id=account.id,
            token_hash=tokens.kept(token),
            expires_at=func.now() + rules.RESET_LIFE,
        )
    )
    await outbox.enqueue(db, account.email, letter.subject, letter.text)


async def reset_is_valid(db: AsyncSession, token: str) -> bool:
    """Whether this link still works."""
    valid = select(PasswordResetRow.id).where(
        PasswordResetRow.token_hash == tokens.kept(token),
        PasswordResetRow.used_at.is_(None),
        PasswordResetRow.expires_at > func.now(),
    )
    return (await db.execute(valid)).scalar_one_or_none() is not None


async def reset_password(db: AsyncSession, token: str, password: str) -> None:
    """Set a new password by a link, once; every link and every session of the account ends."""
    used = (
        update(PasswordResetRow)
        .where(
            PasswordResetRow.token_hash == tokens.kept(token),
            PasswordResetRow.used_at.is_(None),
            PasswordResetRow.expires_at > func.now(),
        )
        .values(used_at=func.now())
        .returning(PasswordResetRow.account_id)
    )
    account_id = (await db.execute(used)).scalar_one_or_none()
    if account_id is None:
        raise TooLate(OVER)
    account = await db.get_one(AccountRow, account_id, with_for_update=True)
    await _set(account, password)
    await db.execute(
        update(PasswordResetRow)
        .where(PasswordResetRow.account_id == account_id, PasswordResetRow.used_at.is_(None))
        .values(used_at=func.now())
    )
    await end_sessions_of(db, account_id)
    await audit.record(db, None, "account.reset-password", f"account:{account_id}")


async def _set(account: AccountRow, password: str) -> None:
    if issue := rules.password_issue(password, account.email, account.name):
        raise Refused(issue, "password")
    account.password_hash = await HASHING.hash(password)
