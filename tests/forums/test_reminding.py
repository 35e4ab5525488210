"""Does everybody hear of a move, a cancellation and the coming day: once, and in their language?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote import worker
from partnet_vote.forums import service
from partnet_vote.forums.models import ForumPersonRow
from partnet_vote.forums.rules import Forum
from partnet_vote.platform.db import embedded
from partnet_vote.platform.db.session import Database, engine_for
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION
from partnet_vote.settings import Settings
from tests.builders import cities, forums as build
from tests.builders.people import letters, office, registered, says, subjects

NOW = datetime.now(UTC)
NBSP = "\N{NO-BREAK SPACE}"


async def coming(db: AsyncSession, days: float, **more: object) -> Forum:
    """A forum so many days ahead."""
    start = NOW + timedelta(days=days)
    return await build.published(db, starts_at=start, ends_at=start + timedelta(hours=3), **more)


async def move(db: AsyncSession, forum: Forum, days: float, place: str = "Kulturní dům") -> None:
    start = NOW + timedelta(days=days)
    await service.move(db, INSTALLATION, forum.id, start, start + timedelta(hours=3), place, "Praskla voda.")


async def registered_long_ago(db: AsyncSession, keyring: Keyring, forum: Forum, email: str) -> None:
    await registered(db, keyring, forum, says(email=email))
    await db.execute(update(ForumPersonRow).values(informed_at=NOW - timedelta(days=30)))


@pytest.fixture(autouse=True)
async def city(db: AsyncSession) -> None:
    await cities.city(db, "lipovec")


async def test_a_move_is_told_with_both_dates_and_a_way_out(db: AsyncSession, keyring: Keyring) -> None:
    forum = await build.published(db)
    hers = await office(db, keyring)
    await service.register(db, hers, forum.id, says("Jana", "cs@people.example"), "cs", uuid4())
    person = await registered(db, keyring, forum)
    later = forum.starts_at + timedelta(days=7)
    await service.move(db, INSTALLATION, forum.id, later, later + timedelta(hours=2), "Kulturní dům", "Praskla voda.")
    assert await service.write_due(db, hers) == 2
    assert await service.write_due(db, hers) == 0
    *_, english = [each for each in await letters(db, person.email or "") if each.subject.startswith("Moved")]
    text = english.text.replace(NBSP, " ")
    for words in (
        "It was to be: Thursday 12 March 2099, 17:00, Sokolovna, Tyršova 5",
        "It will be: Thursday 19 March 2099, 17:00–19:00, Kulturní dům",
        "Praskla voda.", hers.key(person.id, person.ticket), "forum.ics",
    ):  # fmt: skip
        assert words in text, words
    czech = (await letters(db, "cs@people.example"))[-1].text.replace(NBSP, " ")
    assert "čtvrtek 19. března 2099" in czech


async def test_two_moves_before_the_letter_are_told_as_one_from_what_the_person_knew(
    db: AsyncSession, keyring: Keyring
) -> None:
    forum = await coming(db, 20)
    person = await registered(db, keyring, forum)
    await move(db, forum, 25, "Tělocvična")
    await move(db, forum, 30, "Kulturní dům")
    assert await service.write_due(db, await office(db, keyring)) == 1
    (letter,) = [each for each in await letters(db, person.email or "") if each.subject.startswith("Moved")]
    assert "Sokolovna" in letter.text
    assert "Kulturní dům" in letter.text
    assert "Tělocvična" not in letter.text


async def test_a_move_there_and_back_is_no_news(db: AsyncSession, keyring: Keyring) -> None:
    forum = await coming(db, 20)
    person = await registered(db, keyring, forum)
    await move(db, forum, 25)
    await move(db, forum, 20, forum.place)
    await service.write_due(db, await office(db, keyring))
    assert subjects(await letters(db, person.email or "")) == ["You are registered"]


async def test_a_cancellation_is_told_to_who_waits_too_and_not_to_who_cancelled(
    db: AsyncSession, keyring: Keyring
) -> None:
    forum = await coming(db, 20, capacity=1)
    hers = await office(db, keyring)
    sits, waits, gone = [await registered(db, keyring, forum) for _ in range(3)]
    await service.withdraw(db, hers, forum.id, hers.key(gone.id, gone.ticket))
    await service.cancel(db, INSTALLATION, forum.id, "Povodeň.")
    assert await service.write_due(db, hers) == 2
    for person in (sits, waits):
        (letter,) = [each for each in await letters(db, person.email or "") if each.subject.startswith("Called off")]
        assert "Povodeň." in letter.text
    assert not [each for each in await letters(db, gone.email or "") if each.subject.startswith("Called off")]
    assert await service.write_due(db, hers) == 0


async def test_who_registers_after_a_move_knows_already(db: AsyncSession, keyring: Keyring) -> None:
    forum = await coming(db, 20)
    await move(db, forum, 25)
    await registered(db, keyring, await build.again(db, forum))
    assert await service.write_due(db, await office(db, keyring)) == 0


@pytest.mark.parametrize(("days", "written"), [(2.1, 0), (1.9, 1), (0.1, 1)])
async def test_a_reminder_comes_two_days_before_once(
    db: AsyncSession, keyring: Keyring, days: float, written: int
) -> None:
    forum = await coming(db, days)
    await registered_long_ago(db, keyring, forum, "a@people.example")
    hers = await office(db, keyring)
    assert await service.write_due(db, hers) == written
    assert await service.write_due(db, hers) == 0
    assert subjects(await letters(db, "a@people.example")) == ["Reminder", "You are registered"][1 - written :]


async def test_nobody_is_reminded_who_has_just_registered_waits_has_no_address_or_is_told_of_the_end(
    db: AsyncSession, keyring: Keyring
) -> None:
    forum = await coming(db, 1.5, capacity=2)
    hers = await office(db, keyring)
    await service.enrol(db, INSTALLATION, hers, forum.id, says("Bez pošty", None), "cs", uuid4())
    await registered(db, keyring, forum)
    assert await service.write_due(db, hers) == 0, "just registered"
    await registered(db, keyring, forum, says(email="waits@people.example"))
    await db.execute(update(ForumPersonRow).values(informed_at=NOW - timedelta(days=30)))
    await service.cancel(db, INSTALLATION, forum.id, "Povodeň.")
    await service.write_due(db, hers)
    assert subjects(await letters(db, "waits@people.example")) == ["Called off", "You are on the waiting list"]


async def test_a_moved_forum_is_reminded_of_again(db: AsyncSession, keyring: Keyring) -> None:
    forum = await coming(db, 1.9)
    await registered_long_ago(db, keyring, forum, "a@people.example")
    hers = await office(db, keyring)
    assert await service.write_due(db, hers) == 1
    await move(db, forum, 9)
    assert await service.write_due(db, hers) == 1
    await db.execute(update(ForumPersonRow).values(informed_at=NOW - timedelta(days=30)))
    await move(db, forum, 9.5)
    await service.write_due(db, hers)
    start = NOW + timedelta(days=1)
    await service.move(db, INSTALLATION, forum.id, start, start + timedelta(hours=3), "Zde", "Dřív.")
    await service.write_due(db, hers)
    await db.execute(update(ForumPersonRow).values(informed_at=NOW - timedelta(days=30)))
    assert await service.write_due(db, hers) == 1
    assert subjects(await letters(db, "a@people.example")).count("Reminder") == 2


async def test_the_worker_writes_for_every_city_and_erases(
    db: AsyncSession, rolled_back: Database, migrated: embedded.Running, keyring: Keyring, settings: Settings
) -> None:
    here = worker.Installation(rolled_back, engine_for(migrated.box_url), keyring, settings)
    for slug in ("nordvik", "horka"):
        await cities.city(db, slug)
        forum = await coming(db, 1.5)
        await registered_long_ago(db, keyring, forum, f"{slug}@people.example")
    await db.flush()
    assert await worker.write_to_forums(here) == 2
    assert await worker.write_to_forums(here) == 0
    (letter,) = [each for each in await letters(db, "horka@people.example") if each.subject.startswith("Reminder")]
    assert "http://127.0.0.1/horka/forums/1/places/" in letter.text
    assert await worker.erase_people(here) == 0
    assert {"forum letters", "forum people"} <= {job.name for job in worker.JOBS}
