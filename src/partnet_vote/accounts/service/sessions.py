"""Who is signed in, since when, and until when?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Interval, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, rules
from partnet_vote.accounts.models import AccountRow, SessionRow
from partnet_vote.accounts.rules import Known, SessionKind
from partnet_vote.accounts.service import tokens
from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.audit import service as audit
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor
from partnet_vote.platform.kernel.text import Text

WRONG = Text("The e-mail address or the password is not right, or the account has no role here.")
"""One answer for an unknown address, a wrong password, a stranger and a suspended person: it betrays nobody."""


async def sign_in(
    db: AsyncSession, city_id: UUID, email: str, password: str, *, user_agent: str = "", before: str | None = None
) -> str:
    """Open a staff session in the current city; its token. `before` is the browser's old token, which ends.

    Refused with one text and after the same work, whatever is wrong.
    """
    account = (
        await db.execute(select(AccountRow).where(AccountRow.email == rules.normal_email(email)))
    ).scalar_one_or_none()
    is_right = await HASHING.matches(account.password_hash if account else None, password)
    if account is None or not is_right:
        raise Refused(WRONG)
    roles = await queries.roles_of(db, account.id)
    if not roles:
        raise Refused(WRONG)
    if HASHING.is_outdated(account.password_hash or ""):
        account.password_hash = await HASHING.hash(password)
    if before:
        await end_session(db, before)
    token = await open_staff_session(db, account.id, user_agent=user_agent)
    await audit.record(db, Actor(account.id, account.name, city_id, roles), "account.sign-in", f"account:{account.id}")
    return token


async def open_staff_session(db: AsyncSession, account_id: UUID, *, user_agent: str = "") -> str:
    """A new session of a person who has just shown who they are; its token."""
    browser, system = rules.device(user_agent)
    return await _open(
        db,
        tokens.new_token(),
        SessionKind.STAFF,
        rules.STAFF_IDLE,
        account_id=account_id,
        browser=browser,
        system=system,
    )


async def open_voter_session(db: AsyncSession, data: bytes, minutes: int = 60) -> str:
    """A voter's session, idle for at most `minutes`; the database cannot read `data`. Its token."""
    token = tokens.new_token()
    return await _open(db, token, SessionKind.VOTER, timedelta(minutes=minutes), sealed=tokens.seal(token, data))


async def update_voter_session(db: AsyncSession, token: str, data: bytes) -> None:
    """Replace what a voter's session holds."""
    row = await _alive(db, token)
    if row is None or row.kind != SessionKind.VOTER:
        raise NotFound
    row.sealed = tokens.seal(token, data)


async def identify(db: AsyncSession, token: str, city_id: UUID | None = None) -> Known | None:
    """Who holds this token, with their roles in the current city; None if the session is over."""
    row = await _alive(db, token)
    if row is None:
        return None
    if row.seen_at < await clock.now(db) - rules.TOUCH_AFTER:
        await _touch(db, row)
    if row.kind == SessionKind.VOTER:
        return Known(row.id, voter=tokens.unseal(token, row.sealed or b""))
    account = await db.get_one(AccountRow, row.account_id)
    roles = await queries.roles_of(db, account.id) if city_id else frozenset()
    return Known(row.id, Actor(account.id, account.name, city_id, roles))


async def end_session(db: AsyncSession, token: str) -> None:
    """End this very session, at once and on the server."""
    await db.execute(delete(SessionRow).where(SessionRow.token_hash == tokens.kept(token)))


async def end_one_session(db: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """End one of the person's own sessions."""
    gone = await db.execute(
        delete(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.account_id == actor.account_id)
        .returning(SessionRow.id)
    )
    if gone.scalar_one_or_none() is None:
        raise NotFound
    await audit.record(db, actor, "account.end-session", f"account:{actor.account_id}")


async def end_other_sessions(db: AsyncSession, actor: Actor, keep: UUID | None) -> int:
    """End all of the person's own sessions but one; how many ended."""
    count = await end_sessions_of(db, actor.account_id, keep)
    await audit.record(db, actor, "account.end-sessions", f"account:{actor.account_id}", count=count)
    return count


async def end_sessions_of(db: AsyncSession, account_id: UUID | None, keep: UUID | None = None) -> int:
    """End every session of an account, but the one to keep."""
    ended = delete(SessionRow).where(SessionRow.account_id == account_id)
    if keep is not None:
        ended = ended.where(SessionRow.id != keep)
    return len((await db.execute(ended.returning(SessionRow.id))).all())


async def renew(db: AsyncSession, session_id: UUID) -> str:
    """The same session under a new token (after a change of rights or password); its end stays where it was."""
    token = tokens.new_token()
    await db.execute(update(SessionRow).where(SessionRow.id == session_id).values(token_hash=tokens.kept(token)))
    return token


async def sweep(db: AsyncSession) -> int:
    """Forget sessions that ended; how many."""
    gone = await db.execute(
        delete(SessionRow)
        .where(or_(SessionRow.ends_at <= func.now(), SessionRow.idle_until <= func.now()))
        .returning(SessionRow.id)
    )
    return len(gone.all())


async def _open(db: AsyncSession, token: str, kind: SessionKind, idle: timedelta, **values: object) -> str:
    row = SessionRow(
        id=uuid4(),
        token_hash=tokens.kept(token),
        kind=kind,
        idle_minutes=int(idle.total_seconds()) // 60,
        idle_until=func.now() + cast(idle, Interval),
        ends_at=func.now() + cast(rules.SESSION_LIFE, Interval),
        **values,
    )
    db.add(row)
    await db.flush()
    return token


async def _alive(db: AsyncSession, token: str) -> SessionRow | None:
    alive = (SessionRow.ends_at > func.now(), SessionRow.idle_until > func.now())
    found = select(SessionRow).where(SessionRow.token_hash == tokens.kept(token), *alive)
    return (await db.execute(found)).scalar_one_or_none()


async def _touch(db: AsyncSession, row: SessionRow) -> None:
    await db.execute(
        update(SessionRow)
        .where(SessionRow.id == row.id)
        .values(seen_at=func.now(), idle_until=func.now() + cast(timedelta(minutes=row.idle_minutes), Interval))
        .execution_options(synchronize_session=False)
    )
