"""Who belongs to a city's staff, and in which roles?"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, rules
from partnet_vote.accounts.models import AccountRow, MembershipRow, SuspensionRow
from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.accounts.service.sessions import end_sessions_of
from partnet_vote.audit import service as audit
from partnet_vote.platform.db.session import CITY
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.permissions import Actor, Permission, Role, require
from partnet_vote.platform.kernel.text import Text

LAST = Text("This is the last active administrator. Make somebody else an administrator first.")


async def add_person(
    db: AsyncSession, actor: Actor, email: str, name: str, roles: Iterable[Role], password: str | None = None
) -> UUID:
    """Give a person roles in the current city, with an account if they have none; the account's key.

    A password is set only on an account that has none yet.
    """
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    wanted = frozenset(roles)
    if issue := rules.email_issue(rules.normal_email(email)):
        raise Refused(issue, "email")
    if issue := rules.roles_issue(wanted):
        raise Refused(issue, "roles")
    account = await account_for(db, email, name)
    if password is not None:
        if account.password_hash is not None:
            raise Refused(Text("This person has an account already and keeps its password."), "password")
        if issue := rules.password_issue(password, account.email, account.name):
            raise Refused(issue, "password")
        account.password_hash = await HASHING.hash(password)
    await give_roles(db, actor, account.id, wanted)
    await audit.record(db, actor, "account.add", f"account:{account.id}", roles=sorted(wanted))
    return account.id


async def change_roles(db: AsyncSession, actor: Actor, account_id: UUID, roles: Iterable[Role]) -> None:
    """Set a person's roles in the current city; their sessions end, so that the next begins with the new rights."""
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    wanted = frozenset(roles)
    if issue := rules.roles_issue(wanted):
        raise Refused(issue, "roles")
    await _lock_administrators(db)
    before = await _member(db, account_id)
    if before.roles == wanted:
        return
    await db.execute(
        delete(MembershipRow).where(MembershipRow.account_id == account_id, MembershipRow.role.not_in(wanted))
    )
    await give_roles(db, actor, account_id, wanted - before.roles)
    await _refuse_without_administrator(db, before)
    await end_sessions_of(db, account_id)
    await audit.record(
        db, actor, "account.roles", f"account:{account_id}", before=sorted(before.roles), after=sorted(wanted)
    )


async def deactivate(db: AsyncSession, actor: Actor, account_id: UUID) -> None:
    """Take a person's access to the current city away, at once; their roles are remembered."""
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    await _lock_administrators(db)
    before = await _member(db, account_id)
    await db.execute(
        insert(SuspensionRow)
        .values(id=uuid4(), city_id=db.info[CITY], account_id=account_id, by_id=actor.account_id)
        .on_conflict_do_nothing()
    )
    await _refuse_without_administrator(db, before)
    await end_sessions_of(db, account_id)
    await audit.record(db, actor, "account.deactivate", f"account:{account_id}")


async def reactivate(db: AsyncSession, actor: Actor, account_id: UUID) -> None:
    """Give a person the access back that they had."""
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    await _member(db, account_id)
    await db.execute(delete(SuspensionRow).where(SuspensionRow.account_id == account_id))
    await audit.record(db, actor, "account.reactivate", f"account:{account_id}")


async def account_for(db: AsyncSession, email: str, name: str) -> AccountRow:
    """The account of this address, made now if there is none."""
    kept = rules.normal_email(email)
    await db.execute(insert(AccountRow).values(id=uuid4(), email=kept, name=name).on_conflict_do_nothing())
    return (await db.execute(select(AccountRow).where(AccountRow.email == kept))).scalar_one()


async def give_roles(db: AsyncSession, actor: Actor, account_id: UUID, roles: Iterable[Role]) -> None:
    """Add roles to those a person has in the current city."""
    for role in sorted(roles):
        await db.execute(
            insert(MembershipRow)
            .values(id=uuid4(), city_id=db.info[CITY], account_id=account_id, role=role, given_by=actor.account_id)
            .on_conflict_do_nothing()
        )


async def _member(db: AsyncSession, account_id: UUID) -> rules.Person:
    member = await queries.person(db, account_id)
    if member is None:
        raise NotFound
    return member


async def _lock_administrators(db: AsyncSession) -> None:
    """One change of staff at a time: two administrators who remove each other must not both succeed."""
    await db.execute(
        select(MembershipRow.id)
        .where(MembershipRow.role == Role.ADMINISTRATOR)
        .order_by(MembershipRow.id)
        .with_for_update()
    )


async def _refuse_without_administrator(db: AsyncSession, before: rules.Person) -> None:
    if Role.ADMINISTRATOR not in before.roles:
        return
    everybody = await queries.people(db)
    if not any(person.is_active and Role.ADMINISTRATOR in person.roles for person in everybody):
        raise Refused(LAST)
