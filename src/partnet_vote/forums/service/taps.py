"""How does a tap become a dot exactly once, whatever the network does?"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries
from partnet_vote.forums.models import DotSheetRow, ForumEntryRow, ForumTableRow, TapRow
from partnet_vote.forums.queries.rooms import last_tap, vote_of
from partnet_vote.forums.rules import room
from partnet_vote.forums.service.holding import code_held, refuse_late, room_held
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused, TooLate
from partnet_vote.platform.kernel.permissions import Actor, Permission, require
from partnet_vote.platform.kernel.text import Text


async def tap(db: AsyncSession, forum_id: UUID, code_id: UUID, entry_id: UUID, change: int, client_id: UUID) -> None:
    """Give (1) or take (-1) a dot. The same `client_id` again changes nothing; with another wish it is a Conflict."""
    vote = await code_held(db, forum_id, code_id)
    before = await _sent(db, code_id, client_id)
    if before is not None:
        if (before.entry_id, before.change, before.undoes) != (entry_id, change, None):
            raise Conflict(Text("This page is not the newest. Nothing was changed; look at your dots and go on."))
        return  # also after the end: its answer was lost, the dot was not
    await refuse_late(db, vote)
    query = select(ForumEntryRow.id).where(
        ForumEntryRow.id == entry_id, ForumEntryRow.forum_id == forum_id, ForumEntryRow.merged_into.is_(None)
    )
    if (await db.execute(query)).scalar_one_or_none() is None:
        raise NotFound
    if issue := room.tap_issue(vote, await queries.dots_of(db, code_id), entry_id, change):
        raise Refused(issue)
    await _write(db, code_id, client_id, entry_id, change)


async def undo(db: AsyncSession, forum_id: UUID, code_id: UUID, client_id: UUID) -> None:
    """Take the last tap back that was not taken back yet; the same `client_id` again changes nothing."""
    vote = await code_held(db, forum_id, code_id)
    if await _sent(db, code_id, client_id) is not None:
        return
    await refuse_late(db, vote)
    last = await last_tap(db, code_id)
    if last is not None:
        await _write(db, code_id, client_id, last.entry_id, -last.change, last.id)


async def type_sheet(
    db: AsyncSession, actor: Actor, forum_id: UUID, table_number: int, people: int, dots: dict[UUID, int]
) -> bool:
    """Type a table's dots, or correct one's own typing; whether two people agree now.

    Refused where there are more dots than people can give.
    """
    require(actor, Permission.CITY_FORUMS_FACILITATE)
    if actor.account_id is None:
        raise Denied(Text("Dots are typed by two people who are signed in."))
    row = await room_held(db, forum_id, to_change=True)
    if row.counted_at is not None or row.closes_at is None:
        raise TooLate(Text("Dots are typed between the opening and the count."))
    query = select(ForumTableRow.id).where(ForumTableRow.forum_id == forum_id, ForumTableRow.number == table_number)
    table_id = (await db.execute(query)).scalar_one_or_none()
    if table_id is None:
        raise NotFound
    if set(dots) - {entry.id for entry in await queries.shortlist(db, forum_id)}:
        raise NotFound
    if issue := room.sheet_issue(vote_of(row), people, dots):
        raise issue
    mine = select(DotSheetRow).where(DotSheetRow.table_id == table_id, DotSheetRow.by == actor.account_id)
    sheet = (await db.execute(mine)).scalar_one_or_none()
    if sheet is None:
        sheet = DotSheetRow(id=uuid4(), vote_id=row.id, table_id=table_id, by=actor.account_id)
        db.add(sheet)
    sheet.people, sheet.dots = people, {str(key): value for key, value in dots.items() if value}
    await db.flush()
    return room.agreed((await queries.sheets(db, row.id)).get(table_id, ())) is not None


async def _sent(db: AsyncSession, code_id: UUID, client_id: UUID) -> TapRow | None:
    query = select(TapRow).where(TapRow.code_id == code_id, TapRow.client_id == client_id)
    return (await db.execute(query)).scalar_one_or_none()


async def _write(
    db: AsyncSession, code_id: UUID, client_id: UUID, entry_id: UUID, change: int, undoes: UUID | None = None
) -> None:
    highest = select(func.coalesce(func.max(TapRow.sequence), 0)).where(TapRow.code_id == code_id)
    sequence = 1 + (await db.execute(highest)).scalar_one()
    db.add(
        TapRow(
            id=uuid4(),
            code_id=code_id,
            client_id=client_id,
            sequence=sequence,
            entry_id=entry_id,
            change=change,
            undoes=undoes,
        )
    )
    await db.flush()
