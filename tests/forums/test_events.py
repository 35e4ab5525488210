"""Can a forum be prepared, published, moved and called off, and only in that order?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.forums import queries, service
from partnet_vote.forums.rules import (
    ChangedMeanwhile,
    ForumTexts,
    Status,
    StepKind,
    TableTexts,
    table_issue,
    texts_issue,
)
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums as build
from tests.builders.forums import TEN

MOVED = (TEN.starts_at + timedelta(days=7), TEN.ends_at + timedelta(days=7), "Kulturní dům")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"place": ""}, "place"),
        ({"intro": "x" * 6001}, "intro"),
        ({"languages": ()}, "languages"),
        ({"per_table": 0}, "per_table"),
        ({"per_table": 11}, "per_table"),
        ({"capacity": 0}, "capacity"),
        ({"ends_at": TEN.starts_at}, "ends_at"),
        ({"ends_at": TEN.starts_at + timedelta(days=4)}, "ends_at"),
    ],
)
def test_wrong_texts_are_said_beside_their_field(changes: dict[str, object], field: str) -> None:
    issue = texts_issue(replace(TEN, **changes))  # type: ignore[arg-type]
    assert issue is not None
    assert issue.field == field


def test_right_texts_pass() -> None:
    assert texts_issue(TEN) is None
    assert table_issue(TableTexts(topic="Doprava", capacity=12)) is None
    assert table_issue(TableTexts(topic="Doprava", guarantor="x" * 121)) is not None


async def test_a_forum_is_a_draft_first_and_numbers_run_by_city(db: AsyncSession) -> None:
    await cities.city(db)
    first, second = await build.draft(db), await build.draft(db, title="Druhé")
    assert (first.number, second.number, first.status) == (1, 2, Status.DRAFT)
    assert not first.is_public
    assert first.starts_at == TEN.starts_at
    await cities.city(db)
    assert (await build.draft(db)).number == 1
    assert await queries.by_ids(db, (first.id,)) == {}


async def test_a_forum_is_published_once(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    assert not await queries.has_published(db)
    await service.publish(db, INSTALLATION, made.id)
    assert (await build.again(db, made)).is_public
    assert await queries.has_published(db)
    with pytest.raises(Conflict):
        await service.publish(db, INSTALLATION, made.id)


async def test_a_published_forum_is_moved_with_a_reason_and_not_edited_away(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db)
    with pytest.raises(Refused, match="Move the forum"):
        await service.edit(db, INSTALLATION, made.id, replace(TEN, place="Jinde"), made.version)
    with pytest.raises(Refused) as refused:
        await service.move(db, INSTALLATION, made.id, *MOVED, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="same as before"):
        await service.move(db, INSTALLATION, made.id, TEN.starts_at, TEN.ends_at, TEN.place, "Jen tak")
    await service.move(db, INSTALLATION, made.id, *MOVED, reason="V sokolovně praskla voda.")
    now = await build.again(db, made)
    assert (now.starts_at, now.place, now.status) == (MOVED[0], MOVED[2], Status.PUBLISHED)
    assert now.last_move is not None
    assert (now.last_move.old_start, now.last_move.old_place) == (TEN.starts_at, TEN.place)
    await service.edit(
        db,
        INSTALLATION,
        made.id,
        replace(TEN, starts_at=MOVED[0], ends_at=MOVED[1], place=MOVED[2], title="Nový název"),
        now.version,
    )
    assert (await build.again(db, made)).title == "Nový název"


async def test_a_draft_is_not_moved_and_a_cancelled_forum_stays_cancelled(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    with pytest.raises(Conflict):
        await service.move(db, INSTALLATION, made.id, *MOVED, reason="Proč ne")
    await service.publish(db, INSTALLATION, made.id)
    await service.cancel(db, INSTALLATION, made.id, "Povodeň.")
    now = await build.again(db, made)
    assert (now.status, now.is_public, now.steps[-1].reason) == (Status.CANCELLED, True, "Povodeň.")
    with pytest.raises(Conflict):
        await service.cancel(db, INSTALLATION, made.id, "Znovu")
    with pytest.raises(Conflict):
        await service.edit(db, INSTALLATION, made.id, TEN, now.version)
    with pytest.raises(Conflict):
        await service.publish(db, INSTALLATION, made.id)


async def test_a_draft_that_is_cancelled_was_never_public(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    await service.cancel(db, INSTALLATION, made.id, "Omyl")
    assert not (await build.again(db, made)).is_public


async def test_the_second_editor_is_told(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.draft(db)
    await service.edit(db, INSTALLATION, made.id, replace(TEN, title="První"), made.version)
    with pytest.raises(ChangedMeanwhile):
        await service.edit(db, INSTALLATION, made.id, replace(TEN, title="Druhý"), made.version)
    assert (await build.again(db, made)).title == "První"


async def test_steps_cannot_be_rewritten(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db)
    assert [step.kind for step in made.steps] == [StepKind.DRAFTED, StepKind.PUBLISHED]
    with pytest.raises(DBAPIError, match="append-only"):
        async with db.begin_nested():
            await db.execute(text("update forum_steps set reason = 'x'"))


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.CLERK, Role.OBSERVER, Role.COUNCILLOR])
async def test_others_do_not_organise(db: AsyncSession, role: Role) -> None:
    city_id = await cities.city(db)
    made = await build.published(db, "Doprava")
    actor = cities.staff(city_id, role)
    deeds = (
        lambda: service.add(db, actor, TEN),
        lambda: service.edit(db, actor, made.id, TEN, made.version),
        lambda: service.publish(db, actor, made.id),
        lambda: service.move(db, actor, made.id, *MOVED, reason="x"),
        lambda: service.cancel(db, actor, made.id, "x"),
        lambda: service.add_table(db, actor, made.id, TableTexts(topic="x")),
    )
    for deed in deeds:
        with pytest.raises(Denied):
            await deed()


async def test_tables_are_numbered_edited_and_removed(db: AsyncSession) -> None:
    await cities.city(db)
    made = await build.published(db, "Doprava", "Zeleň", "Senioři")
    first, second, third = await queries.tables(db, made.id)
    assert [table.number for table in (first, second, third)] == [1, 2, 3]
    texts = TableTexts(topic="Doprava a parkování", facilitator="Odbor dopravy", capacity=14)
    await service.edit_table(db, INSTALLATION, first.id, texts, first.version)
    with pytest.raises(ChangedMeanwhile):
        await service.edit_table(db, INSTALLATION, first.id, texts, first.version)
    await service.remove_table(db, INSTALLATION, second.id)
    left = await queries.tables(db, made.id)
    assert [(table.number, table.topic) for table in left] == [(1, "Doprava a parkování"), (3, "Senioři")]
    with pytest.raises(NotFound):
        await service.remove_table(db, INSTALLATION, uuid4())
    assert await queries.table(db, made.id, 3) is not None
    assert await queries.table(db, made.id, 2) is None


async def test_two_who_add_at_once_get_two_numbers(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)

    async def add(texts: ForumTexts) -> None:
        async with database.transaction(city_id) as db:
            await service.add(db, INSTALLATION, texts)

    await asyncio.gather(*(add(replace(TEN, title=f"Fórum {n}")) for n in range(6)))
    async with database.transaction() as db:
        await scope(db, city_id)
        assert sorted(forum.number for forum in await queries.listed(db)) == [1, 2, 3, 4, 5, 6]
