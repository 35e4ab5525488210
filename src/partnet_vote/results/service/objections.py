"""How is an objection to a result lodged, and how is it answered?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.keyring import Keyring, KeyringError
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text
from partnet_vote.results import queries, rules
from partnet_vote.results.models import AnswerRow, ObjectionRow
from partnet_vote.results.rules import Objection
from partnet_vote.results.service import counting

PURPOSE = "objection"


async def lodge(db: AsyncSession, keyring: Keyring, election_id: UUID, text: str, contact: str = "") -> Objection:
    """Lodge an objection to the latest publication; `contact` is sealed for who answers. TooLate after the period."""
    await counting.hold(db, election_id)
    published = await queries.publications(db, election_id)
    if not published:
        raise NotFound
    if await clock.wall_clock(db) >= published[-1].objections_until:
        raise TooLate(Text("The time for objections is over."))
    if issue := rules.reason_issue(text):
        raise Refused(issue, "text")
    before = await queries.objections(db, election_id)
    id = uuid4()
    db.add(
        ObjectionRow(
            id=id,
            election_id=election_id,
            publication_id=published[-1].id,
            number=len(before) + 1,
            text=text.strip(),
            contact=keyring.seal(PURPOSE, contact.strip().encode(), id.bytes) if contact.strip() else None,
        )
    )
    await db.flush()
    await audit.record(db, None, "objection.lodge", f"election:{election_id}", public=True, number=len(before) + 1)
    return (await queries.objections(db, election_id))[-1]


async def answer(
    db: AsyncSession, actor: Actor, objection_id: UUID, summary: str, text: str, *, is_upheld: bool
) -> Objection:
    """Answer an objection for the public; an answer cannot be changed. Conflict if there is one already."""
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    for name, given in (("summary", summary), ("answer", text)):
        if issue := rules.reason_issue(given):
            raise Refused(issue, name)
    row = (await db.execute(select(ObjectionRow).where(ObjectionRow.id == objection_id))).scalar_one_or_none()
    if row is None:
        raise NotFound
    try:
        async with db.begin_nested():
            db.add(
                AnswerRow(
                    objection_id=row.id,
                    by=actor.account_id,
                    office=counting.office_of(actor),
                    summary=summary.strip(),
                    text=text.strip(),
                    is_upheld=is_upheld,
                )
            )
    except IntegrityError as error:
        raise Conflict(Text("Somebody has answered this objection already.")) from error
    await audit.record(
        db,
        actor,
        "objection.answer",
        f"election:{row.election_id}",
        public=True,
        number=row.number,
        outcome="upheld" if is_upheld else "rejected",
    )
    every = await queries.objections(db, row.election_id)
    return next(each for each in every if each.id == objection_id)


def contact_of(keyring: Keyring, actor: Actor, objection: Objection) -> str:
    """How the objector can be reached, for who may answer; "" if unknown or no longer readable."""
    require(actor, Permission.CITY_RESULTS_PUBLISH)
    if objection.contact is None:
        return ""
    try:
        return keyring.unseal(PURPOSE, objection.contact, objection.id.bytes).decode()
    except KeyringError:
        return ""
