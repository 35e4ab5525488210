"""Do proposals get their numbers, keep what was written, and take only the steps they may?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import anyio
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit.models import EventRow
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.proposals import queries, service
from partnet_vote.proposals.rules import ChangedMeanwhile, Filters, Order, Status
from tests.builders import cities, proposals as build


async def test_a_proposal_begins_as_a_draft_with_the_citys_next_number(db: AsyncSession) -> None:
    await cities.city(db)
    first, second = await build.draft(db), await build.draft(db, title="Stromy")
    assert (first.number, second.number) == (1, 2)
    assert first.status is Status.DRAFT
    assert not first.is_public
    assert first.summary_easy == build.BENCHES.summary_easy
    await cities.city(db)
    assert (await build.draft(db)).number == 1


async def test_a_number_is_given_once_even_when_many_add_at_once(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
    found: list[int] = []

    async def add(title: str) -> None:
        async with database.transaction(city_id) as db:
            found.append((await build.draft(db, title=title)).number)

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(add, f"Proposal {number}")
    assert sorted(found) == list(range(1, 13))


async def test_the_database_refuses_a_number_given_twice(db: AsyncSession) -> None:
    await cities.city(db)
    one, other = await build.draft(db), await build.draft(db, title="Stromy")
    with pytest.raises(IntegrityError, match="uq_proposals_city_id_number"):
        async with db.begin_nested():
            await db.execute(text("update proposals set number = :n where id = :id"), {"n": one.number, "id": other.id})


async def test_only_those_who_may_edit_can(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    made = await build.draft(db)
    observer = cities.staff(city_id, Role.OBSERVER)
    for deed in (
        service.add(db, observer, build.BENCHES),
        service.edit(db, observer, made.id, build.BENCHES, made.version),
        service.publish(db, observer, made.id),
        service.withdraw(db, observer, made.id, "No."),
        service.restore(db, observer, made.id),
        service.add_picture(db, observer, made.id, build.photo(), "A photo"),
        service.import_csv(db, observer, b"title\nA\n", dry_run=True),
    ):
        with pytest.raises(Denied):
            await deed
    moderator = cities.staff(city_id, Role.MODERATOR)
    await service.publish(db, moderator, made.id)


async def test_another_citys_proposal_is_not_there(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db)
    other = await cities.city(db)
    await scope(db, other)
    assert await queries.proposal(db, made.number) is None
    assert await queries.by_ids(db, (made.id,)) == {}
    assert await queries.published(db) == ()
    with pytest.raises(NotFound):
        await service.publish(db, INSTALLATION, made.id)


async def test_a_district_of_another_city_is_refused(db: AsyncSession) -> None:
    await cities.city(db)
    district = (await db.execute(text("select id from districts limit 1"))).scalar_one()
    await cities.city(db)
    with pytest.raises(Refused) as refusal:
        await build.draft(db, district_id=district)
    assert refusal.value.field == "district_id"


async def test_the_second_editor_is_told_and_overwrites_nothing(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    await service.edit(db, INSTALLATION, made.id, replace(build.BENCHES, title="První"), made.version)
    with pytest.raises(ChangedMeanwhile):
        await service.edit(db, INSTALLATION, made.id, replace(build.BENCHES, title="Druhý"), made.version)
    now = await queries.proposal(db, made.number)
    assert now is not None
    assert (now.title, now.version) == ("První", made.version + 1)


async def test_two_editors_at_the_same_moment_leave_one_text(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        made = await build.draft(db)
    outcomes: list[str] = []

    async def edit(title: str) -> None:
        try:
            async with database.transaction(city_id) as db:
                await service.edit(db, INSTALLATION, made.id, replace(build.BENCHES, title=title), made.version)
            outcomes.append("saved")
        except ChangedMeanwhile:
            outcomes.append("told")

    async with anyio.create_task_group() as group:
        for title in ("A", "B", "C", "D"):
            group.start_soon(edit, title)
    assert sorted(outcomes) == ["saved", "told", "told", "told"]


async def test_every_step_is_kept_with_its_office_and_reason(db: AsyncSession) -> None:
    city_id = await cities.city(db)
    clerk = cities.staff(city_id, Role.CLERK)
    made = await build.draft(db)
    await service.publish(db, clerk, made.id)
    await service.withdraw(db, clerk, made.id, " The land is private. ")
    gone = (await queries.by_ids(db, (made.id,)))[made.id]
    assert (gone.status, gone.reason, gone.is_public) == (Status.WITHDRAWN, "The land is private.", True)
    assert await service.restore(db, clerk, made.id) is Status.PUBLISHED
    steps = await queries.history(db, made.id)
    assert [step.status for step in steps] == [
        Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN, Status.PUBLISHED,
    ]  # fmt: skip
    assert [step.office for step in steps] == ["installation", "clerk", "clerk", "clerk"]
    assert all(earlier.at <= later.at for earlier, later in pairwise(steps))


async def test_a_withdrawn_draft_was_never_public_and_returns_as_a_draft(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    await service.withdraw(db, INSTALLATION, made.id, "A duplicate.")
    assert not (await queries.by_ids(db, (made.id,)))[made.id].is_public
    with pytest.raises(Conflict):
        await service.publish(db, INSTALLATION, made.id)
    assert await service.restore(db, INSTALLATION, made.id) is Status.DRAFT


async def test_steps_that_make_no_sense_are_refused(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db)
    with pytest.raises(Conflict):
        await service.publish(db, INSTALLATION, made.id)
    with pytest.raises(Conflict):
        await service.restore(db, INSTALLATION, made.id)
    with pytest.raises(Refused) as refusal:
        await service.withdraw(db, INSTALLATION, made.id, "  ")
    assert refusal.value.field == "reason"


async def test_the_steps_cannot_be_rewritten_in_the_database(db: AsyncSession) -> None:
    await cities.city(db)
    await build.published(db)
    for statement in ("update proposal_statuses set reason = 'x'", "delete from proposal_statuses"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with db.begin_nested():
                await db.execute(text(statement))


async def test_many_drafts_are_published_at_once(db: AsyncSession) -> None:
    await cities.city(db)
    drafts = [await build.draft(db, title=f"Proposal {n}") for n in range(3)]
    done = await build.published(db, title="Done")
    assert await service.publish_many(db, INSTALLATION, [each.id for each in (*drafts, done)]) == 3
    assert (await queries.counts(db))[Status.PUBLISHED] == 4


async def test_the_record_holds_no_words_of_people(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db)
    await service.withdraw(db, INSTALLATION, made.id, "Mr Nobody asked for it.")
    events = (await db.execute(select(EventRow).where(EventRow.subject == f"proposal:{made.id}"))).scalars().all()
    assert [event.kind for event in events] == ["proposal.add", "proposal.publish", "proposal.withdraw"]
    assert not any("Nobody" in str(event.data) for event in events)


async def test_lists_are_filtered_and_sorted_as_people_read(db: AsyncSession) -> None:
    await cities.city(db)
    district = (await db.execute(text("select id from districts where code = 'sever'"))).scalar_one()
    for title, cost, where in (
        ("Zahrada", 5, None), ("Čítárna", None, district), ("Cesta", 900, district), ("Chodník", 30, None),
    ):  # fmt: skip
        await build.published(db, title=title, cost=cost, district_id=where, category="book" if where else "")
    await build.draft(db, title="Draft")

    async def found(language: str = "cs", **wishes: object) -> list[str]:
        return [each.title for each in await queries.published(db, Filters(**wishes), language)]  # type: ignore[arg-type]

    assert await found() == ["Zahrada", "Čítárna", "Cesta", "Chodník"]
    assert await found(order=Order.TITLE) == ["Cesta", "Čítárna", "Chodník", "Zahrada"]
    assert await found(order=Order.TITLE, language="en") == ["Cesta", "Chodník", "Čítárna", "Zahrada"]
    assert await found(order=Order.CHEAPEST) == ["Zahrada", "Chodník", "Cesta", "Čítárna"]
    assert await found(order=Order.DEAREST) == ["Cesta", "Chodník", "Zahrada", "Čítárna"]
    assert await found(district_id=district) == ["Čítárna", "Cesta"]
    assert await found(category="book", words="CESTA") == ["Cesta"]
    assert await found(words="citarna") == ["Čítárna"]
    assert await found(words="čitarna  dubového") == ["Čítárna"]
    assert await found(words="#3") == ["Cesta"]
    assert await found(words="100%") == []
    assert await found(statuses=frozenset({Status.DRAFT})) == ["Draft"]


async def test_what_is_typed_too_long_is_refused_beside_its_field(db: AsyncSession) -> None:
    await cities.city(db)
    with pytest.raises(Refused) as refusal:
        await build.draft(db, summary="x" * 91)
    assert refusal.value.field == "summary"
    await build.draft(db)
    with pytest.raises(IntegrityError, match="ck_proposals_summary"):
        async with db.begin_nested():
            await db.execute(text("update proposals set summary = repeat('x', 91)"))
