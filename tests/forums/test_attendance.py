"""Is it kept who came, in numbers only what they took, and are the names gone in time?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow
from partnet_vote.forums import queries, service
from partnet_vote.forums.models import ForumAttendanceRow, ForumPersonRow, ForumRow
from partnet_vote.forums.rules import Forum, people
from partnet_vote.forums.rules.people import AgeBand, Attendance, Sector, Standing, Way
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import Actor, Role
from tests.builders import cities, forums as build
from tests.builders.people import came, office, registered, says

HELPER = Actor(uuid4(), "Facilitator", roles=frozenset({Role.FACILITATOR}))


@pytest.fixture
async def forum(db: AsyncSession) -> Forum:
    await cities.city(db, "lipovec")
    return await build.published(db, "Doprava", capacity=3)


async def numbers(db: AsyncSession, forum: Forum, *, is_over: bool = False) -> Attendance:
    return await queries.attendance(db, forum, is_over=is_over)


async def test_every_arrival_takes_one_thing_and_only_the_sums_say_which(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    one, two, three = [await registered(db, keyring, forum) for _ in range(3)]
    await service.check_in(db, HELPER, forum.id, one.id, Way.CODE)
    await service.check_in(db, HELPER, forum.id, two.id, Way.PAPER)
    found = await numbers(db, forum)
    assert (found.registered, found.came, found.codes, found.paper, found.walk_ins) == (3, 2, 1, 1, 0)
    columns = set(ForumPersonRow.__table__.columns.keys())
    assert not {"way", "code", "paper"} & columns, "no person's row can say what they took"
    for person_id in (one.id, two.id):
        with pytest.raises(Conflict, match="here already"):
            await service.check_in(db, HELPER, forum.id, person_id, Way.CODE)
    await service.undo_check_in(db, HELPER, forum.id, one.id, Way.CODE)
    found = await numbers(db, forum)
    assert (found.came, found.codes, found.paper) == (1, 0, 1)
    with pytest.raises(Conflict, match="not here yet"):
        await service.undo_check_in(db, HELPER, forum.id, three.id, Way.PAPER)


async def test_what_nobody_took_cannot_be_given_back(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    person = await registered(db, keyring, forum)
    await service.check_in(db, HELPER, forum.id, person.id, Way.CODE)
    with pytest.raises(Refused) as refusal:
        async with db.begin_nested():
            await service.undo_check_in(db, HELPER, forum.id, person.id, Way.PAPER)
    assert refusal.value.field == "way"
    found = await numbers(db, forum)
    assert (found.came, found.codes, found.paper) == (1, 1, 0)


async def test_who_waited_and_came_is_let_in(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    *_, last = [await registered(db, keyring, forum) for _ in range(4)]
    assert last.standing is Standing.WAITING
    await service.check_in(db, HELPER, forum.id, last.id, Way.PAPER)
    person = await queries.person(db, forum.id, last.id)
    assert person is not None
    assert (person.has_come, person.standing) == (True, Standing.PLACED)


async def test_walk_ins_need_no_name_and_no_chair(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    (table,) = await queries.tables(db, forum.id)
    await came(db, forum, 5)
    attempt = uuid4()
    for _ in range(2):
        await service.walk_in(db, HELPER, forum.id, says("Kolemjdoucí", None, table.id), "cs", Way.PAPER, attempt)
    found = await numbers(db, forum)
    assert (found.registered, found.came, found.walk_ins, found.codes, found.paper) == (0, 6, 6, 5, 1)
    assert await queries.came_by_table(db, forum.id) == {None: 5, table.id: 1}
    assert (await registered(db, keyring, forum)).standing is Standing.WAITING, "the chairs are taken"
    with pytest.raises(Refused):
        await service.walk_in(db, HELPER, forum.id, says(table_id=uuid4()), "cs", Way.CODE, uuid4())
    with pytest.raises(Refused):
        await service.walk_in(db, HELPER, forum.id, says("x" * 121), "cs", Way.CODE, uuid4())


async def test_who_is_here_cannot_cancel_and_who_cancelled_is_not_let_in_twice(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    one, two = [await registered(db, keyring, forum) for _ in range(2)]
    hers = await office(db, keyring)
    await service.check_in(db, HELPER, forum.id, one.id, Way.CODE)
    with pytest.raises(Conflict):
        await service.withdraw(db, hers, forum.id, hers.key(one.id, one.ticket))
    await service.withdraw(db, hers, forum.id, hers.key(two.id, two.ticket))
    with pytest.raises(Conflict):
        await service.check_in(db, HELPER, forum.id, two.id, Way.CODE)
    gone = await queries.by_ticket(db, forum.id, two.ticket)
    assert gone is not None
    assert (gone.name, gone.standing) == ("", Standing.CANCELLED)
    assert await queries.by_ticket(db, forum.id, "22222222") is None
    with pytest.raises(NotFound):
        await service.check_in(db, HELPER, forum.id, uuid4(), Way.CODE)


async def test_strangers_to_the_door_are_turned_away(db: AsyncSession, keyring: Keyring, forum: Forum) -> None:
    person = await registered(db, keyring, forum)
    clerk = Actor(uuid4(), "Clerk", roles=frozenset({Role.CLERK}))
    with pytest.raises(Denied):
        await service.check_in(db, clerk, forum.id, person.id, Way.CODE)
    with pytest.raises(Denied):
        await service.undo_check_in(db, clerk, forum.id, person.id, Way.CODE)
    with pytest.raises(Denied):
        await service.walk_in(db, clerk, forum.id, says(), "cs", Way.CODE, uuid4())


async def test_the_record_does_not_say_who_came_nor_what_they_took(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    person = await registered(db, keyring, forum, says("Tajné Jméno"))
    await service.check_in(db, HELPER, forum.id, person.id, Way.PAPER)
    await service.undo_check_in(db, HELPER, forum.id, person.id, Way.PAPER)
    query = select(EventRow).where(EventRow.kind.in_(("forum.check-in", "forum.undo-check-in")))
    events = (await db.execute(query)).scalars().all()
    assert len(events) == 2
    assert all(event.data == {} and event.subject == f"forum:{forum.id}" and not event.is_public for event in events)


async def test_ages_and_sectors_are_told_after_the_forum_and_small_groups_never(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    await came(db, forum, 12, age_band=AgeBand.YOUTH, sector=Sector.SCHOOL)
    await came(db, forum, 2, age_band=AgeBand.OLD)
    await came(db, forum, 11, sector=Sector.SCHOOL)
    assert (await numbers(db, forum)).ages == {}, "who watched arrivals one by one could read each answer"
    found = await numbers(db, forum, is_over=True)
    assert found.ages == {"15-29": 12, "75-": None, "": None}
    assert found.sectors == {"school": None, "": None}, "the two who did not say would be left over"


async def ended(db: AsyncSession, forum: Forum, days: int) -> None:
    """As if it had ended so many days ago."""
    end = datetime.now(UTC) - timedelta(days=days)
    await db.execute(
        update(ForumRow).where(ForumRow.id == forum.id).values(starts_at=end - timedelta(hours=3), ends_at=end)
    )


async def test_names_are_erased_when_their_time_is_over_and_the_numbers_stay(
    db: AsyncSession, keyring: Keyring, forum: Forum
) -> None:
    for _ in range(4):
        await registered(db, keyring, forum)
    await came(db, forum, 30, age_band=AgeBand.YOUTH)
    await ended(db, forum, 59)
    assert await service.erase_due(db) == 0
    before = await numbers(db, await build.again(db, forum), is_over=True)
    await ended(db, forum, 61)
    assert await service.erase_due(db) == 34
    assert await service.erase_due(db) == 0
    assert (await db.execute(select(func.count()).select_from(ForumPersonRow))).scalar_one() == 0
    after = await numbers(db, await build.again(db, forum), is_over=True)
    assert after.erased_at is not None
    assert after.ages == {"15-29": 30}
    assert list(people.in_order({"": 12, "60-74": 11, "0-14": None}, AgeBand)) == ["0-14", "60-74", ""]
    same = ("registered", "waiting", "came", "walk_ins", "codes", "paper", "ages", "sectors")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    with pytest.raises(Conflict, match="erased"):
        await came(db, forum, 1)
    query = select(EventRow).where(EventRow.kind == "forum.erase-people")
    assert (await db.execute(query)).scalar_one().data == {"count": 34}


async def test_a_city_may_keep_names_for_a_shorter_time(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    forum = await build.published(db, retention_days=7)
    await registered(db, keyring, forum)
    await ended(db, forum, 8)
    assert await service.erase_due(db) == 1
    with pytest.raises(Refused) as refusal:
        await build.draft(db, retention_days=366)
    assert refusal.value.field == "retention_days"


async def test_what_was_handed_out_belongs_to_one_forum(db: AsyncSession, forum: Forum) -> None:
    other = await build.published(db)
    await came(db, forum, 2)
    await came(db, other, 1, Way.PAPER)
    rows = (await db.execute(select(ForumAttendanceRow))).scalars().all()
    assert {row.forum_id: (row.codes, row.paper) for row in rows} == {forum.id: (2, 0), other.id: (0, 1)}
