"""How does a person come by a place at a forum, wait for one, or give it back?"""

from __future__ import annotations

import hmac
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import service as audit
from partnet_vote.forums import queries
from partnet_vote.forums.models import ForumPersonRow, ForumRow
from partnet_vote.forums.queries.people import LIVE, PLACED, person_of
from partnet_vote.forums.rules import Forum, people
from partnet_vote.forums.rules.people import Application, Person, Standing
from partnet_vote.forums.service import post
from partnet_vote.forums.service.post import Office
from partnet_vote.platform.db import clock
from partnet_vote.platform.kernel import posted_code
from partnet_vote.platform.kernel.errors import Conflict, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text


async def register(
    db: AsyncSession,
    office: Office,
    forum_id: UUID,
    wanted: Application,
    language: str,
    attempt: UUID,
    *,
    waits: bool = False,
) -> None:
    """Register a person by their own form, and write to them how it went: the answer itself tells nobody anything.

    The same `attempt` again (a double click) changes nothing. An address that is registered already gets its link once
    more. Refused beside the field; TooLate once the forum has begun. `waits`: for this very table, although it is full.
    """
    forum = await held(db, forum_id)
    if issue := people.registration_issue(forum, await clock.now(db)):
        raise TooLate(issue)
    wanted = people.trimmed(wanted)
    if refusal := people.application_issue(wanted, needs_email=True):
        raise refusal
    await advance(db, office, forum)
    mine = (ForumPersonRow.attempt == attempt) | (ForumPersonRow.email == wanted.email)
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, mine)
    known = (await db.execute(query)).scalars().first()
    if known is not None:
        if known.attempt != attempt:
            await post.write(db, office, forum, person_of(known), "forum_known")
        return
    person = await _add(db, forum, wanted, language, attempt, waits=waits)
    await post.write(db, office, forum, person, _letter(person))
    await audit.record(db, None, "forum.register", f"forum:{forum_id}")


async def enrol(
    db: AsyncSession, actor: Actor, office: Office, forum_id: UUID, wanted: Application, language: str, attempt: UUID
) -> Person:
    """Register a person who telephones; without an address they get no letter. Refused if the address is known."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    forum = await held(db, forum_id)
    if issue := people.registration_issue(forum, await clock.now(db)):
        raise TooLate(issue)
    wanted = people.trimmed(wanted)
    if refusal := people.application_issue(wanted, needs_email=False):
        raise refusal
    await advance(db, office, forum)
    same = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id)
    before = (await db.execute(same.where(ForumPersonRow.attempt == attempt))).scalar_one_or_none()
    if before is not None:
        return person_of(before)
    if wanted.email and (await db.execute(same.where(ForumPersonRow.email == wanted.email))).first():
        raise Refused(Text("Somebody with this address is registered already."), "email")
    person = await _add(db, forum, wanted, language, attempt, waits=True)
    await post.write(db, office, forum, person, _letter(person))
    await audit.record(db, actor, "forum.enrol", f"forum:{forum_id}")
    return person


async def place_of(db: AsyncSession, office: Office, forum_id: UUID, key: str) -> Person:
    """Whose page this link opens; NotFound if it is not right."""
    query = select(ForumPersonRow).where(
        ForumPersonRow.forum_id == forum_id, ForumPersonRow.ticket == key[: people.TICKET]
    )
    row = (await db.execute(query)).scalar_one_or_none()
    if row is None or not hmac.compare_digest(key.encode(), office.key(row.id, row.ticket).encode()):
        raise NotFound
    return person_of(row)


async def withdraw(db: AsyncSession, office: Office, forum_id: UUID, key: str) -> None:
    """Give one's place back by one's own link; whoever waits first moves up. A second time changes nothing."""
    forum = await held(db, forum_id)
    person = await place_of(db, office, forum_id, key)
    await _cancel(db, office, forum, person.id)
    await audit.record(db, None, "forum.withdraw", f"forum:{forum_id}")


async def cancel_person(db: AsyncSession, actor: Actor, office: Office, forum_id: UUID, person_id: UUID) -> None:
    """Give a person's place back on their behalf; whoever waits first moves up."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    forum = await held(db, forum_id)
    await _cancel(db, office, forum, person_id)
    await audit.record(db, actor, "forum.cancel-person", f"forum:{forum_id}")


async def seat(
    db: AsyncSession, actor: Actor, office: Office, forum_id: UUID, person_id: UUID, table_id: UUID | None
) -> None:
    """Put a person at another table (None: any). Refused if it is full; who waited gets a place and a letter."""
    require(actor, Permission.CITY_FORUMS_ORGANISE)
    forum = await held(db, forum_id)
    row = await live_row(db, forum_id, person_id)
    seats, tables = await queries.seats(db, forum), await queries.tables(db, forum_id)
    if table_id is not None and table_id not in seats.tables:
        raise NotFound
    was_waiting = row.placed_at is None
    if row.table_id == table_id and not was_waiting:
        return
    if was_waiting and seats.free == 0:
        raise Refused(Text("The forum is full. Nobody can be moved up before somebody cancels."), "table")
    if table_id is not None and not seats.has_room(table_id):
        raise people.full_table_issue(seats, tables, table_id)
    row.table_id = table_id
    row.placed_at = row.placed_at or await clock.now(db)
    await db.flush()
    await post.write(db, office, forum, person_of(row), "forum_moved_up" if was_waiting else "forum_table")
    await advance(db, office, forum)
    await audit.record(db, actor, "forum.seat", f"forum:{forum_id}")


async def change_table(db: AsyncSession, office: Office, forum_id: UUID, key: str, table_id: UUID | None) -> None:
    """Sit at another table by one's own link, or wait for another one (None: any); a letter confirms it.

    Whoever has a chair keeps it: Refused if the table is full. Whoever waits keeps their turn, and gets a chair at once
    if there is one. The chair left behind goes to who waits first. TooLate once the forum has begun.
    """
    forum = await held(db, forum_id)
    if issue := people.registration_issue(forum, await clock.now(db)):
        raise TooLate(issue)
    row = await live_row(db, forum_id, (await place_of(db, office, forum_id, key)).id)
    if row.has_come:
        raise Conflict(Text("This person is here already. Take their arrival back first."))
    seats, tables = await queries.seats(db, forum), await queries.tables(db, forum_id)
    if table_id is not None and table_id not in seats.tables:
        raise NotFound
    if row.table_id == table_id:
        return
    if row.placed_at is not None and table_id is not None and not seats.has_room(table_id):
        raise people.full_table_issue(seats, tables, table_id)
    row.table_id = table_id
    await db.flush()
    if row.placed_at is not None:
        await post.write(db, office, forum, person_of(row), "forum_own_table")
    await advance(db, office, forum)
    await audit.record(db, None, "forum.change-table", f"forum:{forum_id}")


async def advance(db: AsyncSession, office: Office, forum: Forum) -> int:
    """Give free chairs to whoever waits, in their order, and write to them; how many. The forum must be held."""
    now = await clock.now(db)
    if people.registration_issue(forum, now):
        return 0
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum.id, LIVE, ~PLACED)
    rows = (await db.execute(query.order_by(ForumPersonRow.number))).scalars().all()
    if not rows:
        return 0
    lucky = people.moved_up(await queries.seats(db, forum), [(row, row.table_id) for row in rows])
    for row in lucky:
        row.placed_at = row.informed_at = now
        await db.flush()
        await post.write(db, office, forum, person_of(row), "forum_moved_up")
    return len(lucky)


async def held(db: AsyncSession, forum_id: UUID) -> Forum:
    """The published forum, held until the transaction ends: chairs are given out one after another."""
    query = select(ForumRow.id).where(ForumRow.id == forum_id).with_for_update(key_share=True)
    if (await db.execute(query)).scalar_one_or_none() is None:
        raise NotFound
    forum = (await queries.by_ids(db, (forum_id,)))[forum_id]
    if not forum.is_public:
        raise Conflict(Text("Publish the forum first: people register for what they can read of."))
    return forum


async def live_row(db: AsyncSession, forum_id: UUID, person_id: UUID) -> ForumPersonRow:
    """The person's row; NotFound in another forum, Conflict once they cancelled."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum_id, ForumPersonRow.id == person_id)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.cancelled_at is not None:
        raise Conflict(Text("This person cancelled meanwhile."))
    return row


async def new_row(
    db: AsyncSession, forum: Forum, wanted: Application, language: str, attempt: UUID | None
) -> ForumPersonRow:
    """A row under the forum's next number, not yet placed. The forum must be held."""
    highest = select(func.coalesce(func.max(ForumPersonRow.number), 0)).where(ForumPersonRow.forum_id == forum.id)
    row = ForumPersonRow(
        id=uuid4(),
        forum_id=forum.id,
        number=1 + (await db.execute(highest)).scalar_one(),
        attempt=attempt,
        ticket=posted_code.random_symbols(people.TICKET),
        name=wanted.name,
        email=wanted.email,
        language=language,
        table_id=wanted.table_id,
        needs=sorted(wanted.needs),
        food=sorted(wanted.food),
        note=wanted.note,
        may_be_photographed=wanted.may_be_photographed,
        age_band=wanted.age_band,
        sector=wanted.sector,
        told_step=len(forum.steps),
        informed_at=await clock.now(db),
    )
    db.add(row)
    return row


async def _add(
    db: AsyncSession, forum: Forum, wanted: Application, language: str, attempt: UUID, *, waits: bool
) -> Person:
    seats = await queries.seats(db, forum)
    if wanted.table_id is not None and wanted.table_id not in seats.tables:
        raise Refused(Text("Please choose one of the options."), "table")
    has_chair = seats.fits(wanted.table_id)
    if not has_chair and not waits and wanted.table_id is not None and seats.free != 0:
        raise people.full_table_issue(seats, await queries.tables(db, forum.id), wanted.table_id)
    now = await clock.now(db)
    row = await new_row(db, forum, wanted, language, attempt)
    row.placed_at = now if has_chair else None
    await db.flush()
    return person_of(row)


async def _cancel(db: AsyncSession, office: Office, forum: Forum, person_id: UUID) -> None:
    """Only the number stays of whoever cancels; they get a last letter."""
    query = select(ForumPersonRow).where(ForumPersonRow.forum_id == forum.id, ForumPersonRow.id == person_id)
    row = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.cancelled_at is not None:
        return
    if row.has_come:
        raise Conflict(Text("This person is here already. Take their arrival back first."))
    await post.write(db, office, forum, person_of(row), "forum_withdrawn")
    row.cancelled_at = await clock.now(db)
    row.name, row.email, row.note, row.needs, row.food = "", None, "", [], []
    row.may_be_photographed = row.age_band = row.sector = row.table_id = None
    await db.flush()
    await advance(db, office, forum)


def _letter(person: Person) -> str:
    return "forum_place" if person.standing is Standing.PLACED else "forum_waiting"
