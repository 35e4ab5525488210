"""How is something done to a frozen election: asked, confirmed by a second person, signed, kept?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.accounts import queries as accounts
from partnet_vote.audit import service as audit
from partnet_vote.elections import queries, rules
from partnet_vote.elections.models import DeedRequestRow, DeedRow, ElectionRow
from partnet_vote.elections.rules import Deed, DeedRequest, Election
from partnet_vote.elections.service import drafts
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import GRANTS, Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.canonical import Json, canonical_text, digest_of

FORMAT = "partnet-deed/1"
OWN_REQUEST = Text("Somebody else must confirm what you asked for.")


async def request_deed(
    db: AsyncSession, keyring: Keyring, actor: Actor, election_id: UUID, request: DeedRequest
) -> Deed | None:
    """Do the deed, or let it wait (None) where the city has a second person who can confirm it."""
    require(actor, Permission.CITY_ELECTIONS_FREEZE)
    row = await drafts.lock(db, election_id)
    await _check(db, row, request)
    office = _office(actor)
    if not await needs_second(db, actor):
        return await _do(db, keyring, actor, row, request, office, actor.account_id)
    waiting = await queries.pending_deeds(db, election_id)
    if any(each.request.kind is request.kind and each.request.option == request.option for each in waiting):
        raise Refused(Text("The same is waiting for a second person already."), "kind")
    db.add(
        DeedRequestRow(
            id=uuid4(), election_id=election_id, asked_by=actor.account_id, office=office, **_columns(request)
        )
    )
    await audit.record(db, actor, f"election.{request.kind}.ask", f"election:{election_id}")
    return None


async def confirm_deed(db: AsyncSession, keyring: Keyring, actor: Actor, request_id: UUID) -> Deed:
    """Do a deed that another person asked for; Refused for the one who asked."""
    require(actor, Permission.CITY_ELECTIONS_FREEZE)
    row, waiting = await _waiting(db, request_id)
    if waiting.asked_by == actor.account_id and not actor.is_installation:
        raise Refused(OWN_REQUEST)
    request = DeedRequest(rules.DeedKind(waiting.kind), waiting.reason, waiting.time, waiting.contest, waiting.option)
    await _check(db, row, request)
    office = f"{waiting.office} + {_office(actor)}"
    asked_by = waiting.asked_by
    await db.delete(waiting)
    return await _do(db, keyring, actor, row, request, office, asked_by)


async def dismiss_deed(db: AsyncSession, actor: Actor, request_id: UUID) -> None:
    """Take back or refuse a deed that waits."""
    require(actor, Permission.CITY_ELECTIONS_FREEZE)
    row, waiting = await _waiting(db, request_id)
    await db.delete(waiting)
    await audit.record(db, actor, f"election.{waiting.kind}.dismiss", f"election:{row.id}")


async def needs_second(db: AsyncSession, actor: Actor) -> bool:
    """Whether somebody else of this city could confirm: two people where the city has two."""
    if actor.is_installation:
        return False
    others = (person for person in await accounts.people(db) if person.is_active and person.id != actor.account_id)
    return any(Permission.CITY_ELECTIONS_FREEZE in GRANTS[role] for person in others for role in person.roles)


async def _waiting(db: AsyncSession, request_id: UUID) -> tuple[ElectionRow, DeedRequestRow]:
    query = select(DeedRequestRow).where(DeedRequestRow.id == request_id)
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound
    row = await drafts.lock(db, found.election_id)
    found = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return row, found


async def _check(db: AsyncSession, row: ElectionRow, request: DeedRequest) -> Election:
    election = await queries.election(db, row.id)
    assert election is not None
    texts = await queries.option_texts(db, row.id)
    options = {key: frozenset(option.key for option in there) for key, there in texts.items()}
    if issue := rules.deed_issue(election, request, await clock.wall_clock(db), options):
        raise Refused(issue[1], issue[0])
    return election


async def _do(
    db: AsyncSession,
    keyring: Keyring,
    actor: Actor,
    row: ElectionRow,
    request: DeedRequest,
    office: str,
    asked_by: UUID | None,
) -> Deed:
    """Sign and append; the election's row is locked, so numbers follow each other without a gap."""
    at = await clock.wall_clock(db)
    before = await queries.deeds(db, row.id)
    canonical = await _canonical(db, row, request, office, at, before)
    key = signing_key(keyring, row.city_id)
    deed = DeedRow(
        id=uuid4(),
        election_id=row.id,
        sequence=len(before) + 1,
        at=at,
        office=office,
        asked_by=asked_by,
        done_by=actor.account_id,
        canonical=canonical,
        signature=key.sign(canonical.encode()),
        public_key=key.public_key().public_bytes_raw(),
        **_columns(request),
    )
    db.add(deed)
    await db.flush()
    kind, digest = f"election.{request.kind}", digest_of(canonical)
    await audit.record(db, actor, kind, f"election:{row.id}", public=True, digest=digest)
    return (await queries.deeds(db, row.id))[-1]


async def _canonical(
    db: AsyncSession, row: ElectionRow, request: DeedRequest, office: str, at: datetime, before: Sequence[Deed]
) -> str:
    """The text that is signed: it names the definition it acts on and the deed before it."""
    election = await queries.election(db, row.id)
    assert election is not None
    body: dict[str, Json] = {
        "format": FORMAT,
        "election_id": str(row.id),
        "definition": election.digest,
        "sequence": len(before) + 1,
        "previous": digest_of(before[-1].canonical) if before else None,
        "kind": request.kind.value,
        "at": at.isoformat(),
        "by": office,
        "reason": request.reason.strip(),
        "time": request.time.isoformat() if request.time else None,
        "contest": request.contest,
        "option": request.option,
    }
    return canonical_text(body)


def signing_key(keyring: Keyring, city_id: UUID) -> Ed25519PrivateKey:
    """The city's key for deeds, made at the first use."""
    return Ed25519PrivateKey.from_private_bytes(keyring.ensure(f"deeds-{city_id}"))


def _columns(request: DeedRequest) -> dict[str, object]:
    return {
        "kind": request.kind.value,
        "reason": request.reason.strip(),
        "time": request.time,
        "contest": request.contest,
        "option": request.option,
    }


def _office(actor: Actor) -> str:
    return "installation" if actor.is_installation else ", ".join(sorted(actor.roles))
