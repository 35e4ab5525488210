"""What may be asked about accounts?"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts.models import AccountRow, InvitationRow, MembershipRow, SessionRow, SuspensionRow
from partnet_vote.accounts.rules import Invitation, Person, Session
from partnet_vote.platform.kernel.permissions import Role


async def roles_of(db: AsyncSession, account_id: UUID) -> frozenset[Role]:
    """A person's roles in the current city; none while suspended."""
    suspended = exists().where(SuspensionRow.account_id == account_id)
    found = select(MembershipRow.role).where(MembershipRow.account_id == account_id, ~suspended)
    return frozenset(Role(role) for role in (await db.execute(found)).scalars())


async def people(db: AsyncSession) -> tuple[Person, ...]:
    """Everybody who has or had a role in the current city, by name."""
    found = (
        select(AccountRow.id, AccountRow.name, AccountRow.email, MembershipRow.role, SuspensionRow.id)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .outerjoin(SuspensionRow, SuspensionRow.account_id == AccountRow.id)
    )
    roles: dict[UUID, set[Role]] = {}
    shown: dict[UUID, tuple[str, str, bool]] = {}
    for account_id, name, email, role, suspension in (await db.execute(found)).all():
        roles.setdefault(account_id, set()).add(Role(role))
        shown[account_id] = (name, email, suspension is None)
    everybody = (Person(id, name, email, frozenset(roles[id]), active) for id, (name, email, active) in shown.items())
    return tuple(sorted(everybody, key=lambda person: (person.name.casefold(), person.email)))


async def person(db: AsyncSession, account_id: UUID) -> Person | None:
    """A member of the current city's staff."""
    return next((found for found in await people(db) if found.id == account_id), None)


async def sessions(db: AsyncSession, account_id: UUID) -> tuple[Session, ...]:
    """A person's living sessions, the latest used first."""
    found = (
        select(SessionRow)
        .where(SessionRow.account_id == account_id, SessionRow.ends_at > func.now(), SessionRow.idle_until > func.now())
        .order_by(SessionRow.seen_at.desc(), SessionRow.id)
    )
    return tuple(
        Session(row.id, row.began_at, row.seen_at, row.ends_at, row.browser, row.system)
        for row in (await db.execute(found)).scalars()
    )


async def invitations(db: AsyncSession) -> tuple[Invitation, ...]:
    """The current city's invitations that still wait, the newest first."""
    rows = (await db.execute(_waiting().order_by(InvitationRow.created_at.desc()))).scalars()
    return tuple(_invitation(row) for row in rows)


async def invitation(db: AsyncSession, token_hash: bytes) -> Invitation | None:
    """The waiting invitation of this token's hash."""
    row = (await db.execute(_waiting().where(InvitationRow.token_hash == token_hash))).scalar_one_or_none()
    if row is None:
        return None
    has_password = exists().where(AccountRow.email == row.email, AccountRow.password_hash.is_not(None))
    return _invitation(row, has_account=bool(await db.scalar(select(has_password))))


def _waiting() -> Select[InvitationRow]:
    return select(InvitationRow).where(
        InvitationRow.accepted_at.is_(None),
        InvitationRow.withdrawn_at.is_(None),
        InvitationRow.expires_at > func.now(),
    )


def _invitation(row: InvitationRow, *, has_account: bool = False) -> Invitation:
    return Invitation(row.id, row.email, frozenset(Role(role) for role in row.roles), row.expires_at, has_account)
