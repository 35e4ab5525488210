"""How does a person come to work for a city? By a letter with a link that works once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Update, func, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries, rules
from partnet_vote.accounts.models import AccountRow, InvitationRow
from partnet_vote.accounts.rules import Invitation
from partnet_vote.accounts.service import tokens
from partnet_vote.accounts.service.hashing import HASHING
from partnet_vote.accounts.service.people import account_for, give_roles
from partnet_vote.audit import service as audit
from partnet_vote.platform.kernel.errors import NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor, Permission, Role, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.mail import letters, outbox

OVER = Text("This invitation is not valid any more. Ask the person who invited you for a new one.")


async def invite(
    db: AsyncSession, actor: Actor, email: str, roles: Iterable[Role], *, address: str, city_name: str
) -> str:
    """Send an invitation with these roles; an older one to the same address ends. The link, for the command line.

    `address` is the page of invitations, to which the token is added.
    """
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    kept, wanted = rules.normal_email(email), frozenset(roles)
    if issue := rules.email_issue(kept):
        raise Refused(issue, "email")
    if issue := rules.roles_issue(wanted):
        raise Refused(issue, "roles")
    await db.execute(_end_waiting(InvitationRow.email == kept))
    token = tokens.new_token()
    row = InvitationRow(
        id=uuid4(),
        email=kept,
        roles=sorted(wanted),
        token_hash=tokens.kept(token),
        invited_by=actor.account_id,
        expires_at=func.now() + rules.INVITATION_LIFE,
    )
    db.add(row)
    await db.flush()
    link = f"{address.rstrip('/')}/{token}"
    inviter = "" if actor.is_installation else actor.name
    names = [rules.ROLE_NAMES[role] for role in sorted(wanted)]
    letter = letters.compose("invitation", city=city_name, inviter=inviter, roles=names, link=link)
    await outbox.enqueue(db, kept, letter.subject, letter.text)
    await audit.record(db, actor, "account.invite", f"invitation:{row.id}", roles=sorted(wanted))
    return link


async def invitation_of(db: AsyncSession, token: str) -> Invitation:
    """The invitation of this link, if it still waits; else TooLate."""
    found = await queries.invitation(db, tokens.kept(token))
    if found is None:
        raise TooLate(OVER)
    return found


async def withdraw_invitation(db: AsyncSession, actor: Actor, invitation_id: UUID) -> None:
    """Make an invitation's link worthless."""
    require(actor, Permission.CITY_ACCOUNTS_MANAGE)
    ended = await db.execute(_end_waiting(InvitationRow.id == invitation_id).returning(InvitationRow.id))
    if ended.scalar_one_or_none() is None:
        raise NotFound
    await audit.record(db, actor, "account.withdraw-invitation", f"invitation:{invitation_id}")


async def accept_invitation(db: AsyncSession, token: str, name: str, password: str) -> UUID:
    """Make the account, or add the roles to the one that has this address; the account's key.

    The first of several clicks wins. Who has a password already keeps it: here it is asked for, not set.
    """
    row = await _consume(db, token)
    account = await account_for(db, row.email, name)
    await db.refresh(account, with_for_update=True)
    if account.password_hash is None:
        await _set_up(account, name, password)
    elif not await HASHING.matches(account.password_hash, password):
        raise Refused(Text("This is not the password of your account."), "password")
    roles = frozenset(Role(role) for role in row.roles)
    await give_roles(db, Actor(row.invited_by, ""), account.id, roles)
    newcomer = Actor(account.id, account.name, row.city_id, roles)
    await audit.record(
        db, newcomer, "account.accept", f"account:{account.id}", invitation=str(row.id), roles=sorted(roles)
    )
    return account.id


async def _consume(db: AsyncSession, token: str) -> InvitationRow:
    used = (
        update(InvitationRow)
        .where(
            InvitationRow.token_hash == tokens.kept(token),
            InvitationRow.accepted_at.is_(None),
            InvitationRow.withdrawn_at.is_(None),
            InvitationRow.expires_at > func.now(),
        )
        .values(accepted_at=func.now())
        .returning(InvitationRow)
    )
    row = (await db.execute(used)).scalar_one_or_none()
    if row is None:
        raise TooLate(OVER)
    return row


async def _set_up(account: AccountRow, name: str, password: str) -> None:
    if not name:
        raise Refused(Text("Please fill this in."), "name")
    if issue := rules.password_issue(password, account.email, name):
        raise Refused(issue, "password")
    account.name = name
    account.password_hash = await HASHING.hash(password)


def _end_waiting(which: ColumnElement[bool]) -> Update:
    return (
        update(InvitationRow)
        .where(which, InvitationRow.accepted_at.is_(None), InvitationRow.withdrawn_at.is_(None))
        .values(withdrawn_at=func.now())
    )
