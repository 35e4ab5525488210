"""Does a forum's shortlist become a survey in one step, once, whole, and in step with it until the freeze?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import free_slug, slug_issue
from partnet_vote.elections.rules.slips import Slips
from partnet_vote.elections.rules.surveys import Marking, SurveyPlan, survey_ballot, survey_issue, survey_rule
from partnet_vote.platform.db.session import Database
from partnet_vote.platform.kernel.errors import Conflict, DeedError, Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from tests.builders import cities, forums, surveys

PLAN = SurveyPlan(title="Survey", question="What first?")
SLIPS = Slips(printed=500, return_by=date(2099, 6, 1), places="Library, town hall")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"marks": 0}, "marks"),
        ({"marks": 21}, "marks"),
        ({"marking": Marking.POINTS, "per_item": 3}, "per_item"),
        ({"marking": Marking.POINTS, "per_item": 0}, "per_item"),
        ({"marking": Marking.PLUS_MINUS, "minus": 0}, "minus"),
        ({"marking": Marking.PLUS_MINUS, "minus": 1, "plus_before_minus": 3}, "plus_before_minus"),
    ],
)
def test_a_plan_that_makes_no_sense_says_where(changes: dict[str, Any], field: str) -> None:
    refusal = survey_issue(replace(PLAN, **changes))
    assert refusal is not None
    assert refusal.field == field


@pytest.mark.parametrize(
    ("changes", "ballot", "utility"),
    [
        ({}, {"kind": "approval", "min": 1, "max": 2}, "cardinality"),
        (
            {"marking": Marking.POINTS, "per_item": 2},
            {"kind": "points", "total": 2, "per_item": 2, "min_items": 1, "must_use_all": False},
            "points",
        ),
        (
            {"marking": Marking.PLUS_MINUS, "marks": 4, "minus": 2, "plus_before_minus": 2},
            {
                "kind": "plus-minus",
                "plus_max": 4,
                "minus_max": 2,
                "plus_min": 0,
                "plus_before_minus": 2,
                "plus_per_minus": 0,
            },
            "net",
        ),
    ],
)
def test_the_city_rule_becomes_ballot_and_count(changes: dict[str, Any], ballot: dict[str, Any], utility: str) -> None:
    plan = replace(PLAN, **changes)
    assert survey_issue(plan) is None
    assert survey_ballot(plan).to_json() == ballot
    assert (survey_rule(plan).utility, survey_rule(plan).seats) == (utility, 10)


async def test_every_item_of_the_shortlist_is_asked_about(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    forum, entries = await surveys.counted_forum(db)
    election_id = await surveys.draft(db, keyring, forum)
    assert await queries.survey_of(db, forum.id) == election_id
    contest = (await queries.contests(db, election_id))[0]
    options = await queries.options(db, contest.id)
    assert [(each.entry_id, each.title) for each in options] == [(each.id, each.text) for each in entries]
    assert (contest.budget, contest.own_items) == (None, 1)
    assert not [each for each in await queries.issues_before_opening(db, election_id) if not each.is_warning]
    await service.freeze(db, INSTALLATION, election_id)
    found = await queries.definition(db, election_id)
    assert found is not None
    origins = [option.origin for option in found[0].contests[0].options]
    assert origins == [f"forum:{forum.number}/{entry.number}" for entry in entries]


async def test_one_survey_a_forum(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    forum, _ = await surveys.counted_forum(db)
    election_id = await surveys.draft(db, keyring, forum)
    with pytest.raises(Conflict):
        await surveys.draft(db, keyring, forum)
    await service.clone(db, INSTALLATION, election_id, "A copy")
    assert await queries.survey_of(db, forum.id) == election_id


async def test_a_taken_address_gives_the_next_free_one(db: AsyncSession) -> None:
    await cities.city(db)
    slugs = []
    for _ in range(3):
        forum, _entries = await surveys.counted_forum(db)
        made = await service.make_survey(db, INSTALLATION, forum.id, PLAN)
        slugs.append((await queries.election(db, made)).slug)  # type: ignore[union-attr]
    assert slugs == ["survey", "survey-2", "survey-3"]


async def test_surveys_made_at_once_get_an_address_each(database: Database) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        held = [(await surveys.counted_forum(db))[0] for _ in range(4)]

    async def make(forum_id: UUID) -> str:
        async with database.transaction(city_id) as db:
            made = await service.make_survey(db, INSTALLATION, forum_id, PLAN)
            return (await queries.election(db, made)).slug  # type: ignore[union-attr]

    slugs = await asyncio.gather(*(make(forum.id) for forum in held))
    assert sorted(slugs) == ["survey", "survey-2", "survey-3", "survey-4"]


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("anketa", (), "anketa"),
        ("anketa", ("anketa",), "anketa-2"),
        ("anketa", ("anketa", "anketa-2", "anketa-4"), "anketa-3"),
        ("a" * 54, ("a" * 54,), "a" * 54 + "-2"),
        ("a" * 60, ("a" * 60,), "a" * 54 + "-2"),
    ],
)
def test_the_next_free_address(wanted: str, taken: tuple[str, ...], expected: str) -> None:
    assert free_slug(wanted, taken) == expected
    assert slug_issue(expected) is None


async def test_a_copy_takes_the_terms_of_slips_along(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    forum, _ = await surveys.counted_forum(db)
    election_id = await surveys.draft(db, keyring, forum)
    await service.set_slips(db, INSTALLATION, election_id, SLIPS)
    copy = await service.clone(db, INSTALLATION, election_id, "A copy")
    assert await queries.slips(db, copy) == SLIPS
    await service.set_slips(db, INSTALLATION, copy, None)
    assert await queries.slips(db, election_id) == SLIPS, "the copy's terms are its own"
    plain = await service.clone(db, INSTALLATION, copy, "A copy of it")
    assert await queries.slips(db, plain) is None


async def test_no_survey_of_nothing(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    forum = await forums.published(db)
    with pytest.raises(Refused):
        await service.make_survey(db, INSTALLATION, forum.id, PLAN)
    with pytest.raises(NotFound):
        await service.make_survey(db, INSTALLATION, uuid4(), PLAN)
    with pytest.raises(Denied):
        await service.make_survey(db, cities.staff(city_id, Role.OBSERVER), forum.id, PLAN)
    assert await queries.survey_of(db, forum.id) is None


async def test_two_who_press_at_once_make_one(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        forum, _ = await surveys.counted_forum(db)

    async def make(title: str) -> DeedError | None:
        try:
            async with database.transaction(city_id) as db:
                await service.make_survey(db, INSTALLATION, forum.id, replace(PLAN, title=title))
        except DeedError as error:
            return error
        return None

    done = await asyncio.gather(*(make(f"Survey {n}") for n in range(4)))
    assert [type(each) for each in done if each] == [Conflict] * 3
    async with database.transaction(city_id) as db:
        assert len([each for each in await queries.listed(db) if each.forum_id == forum.id]) == 1
