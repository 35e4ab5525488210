"""Is what was frozen published in one text, and can nothing change it afterwards?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import OptionTexts, Phase, phase, style_for
from partnet_vote.platform.db import clock
from partnet_vote.platform.db.session import Database, scope
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.residents import queries as residents
from partnet_vote.tally.canonical import digest_of
from partnet_vote.tally.definition import Definition
from tests.builders import cities, elections as build, owners

LATE_WEIGHT = (
    "insert into weight_classes (id, city_id, election_id, position, label, weight, reason, district_ids, groups)"
    " select gen_random_uuid(), city_id, id, 1, 'late', '2', 'because', '{}', '{}' from elections where id = :e"
)


async def test_the_frozen_text_is_the_definition_and_its_digest(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring)
    found = await queries.definition(db, election.id)
    assert found is not None
    definition, canonical = found
    assert election.digest == digest_of(canonical) == definition.digest
    assert Definition.parse(canonical) == definition
    assert definition.election_id == str(election.id)
    assert [option.id for option in definition.contests[0].options] == ["o1", "o2", "o3", "o4"]
    assert definition.contests[0].rule.seed
    assert definition.opens_at.endswith(("+01:00", "+02:00"))
    assert phase(election, await clock.now(db)) is Phase.OPEN


async def test_every_voter_of_the_roll_gets_a_style(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring)
    found = await queries.definition(db, election.id)
    assert found is not None
    assert election.edition_id is not None
    async for entitlement in residents.entitlements(db, election.edition_id):
        assert style_for(found[0], entitlement).style == 1


async def test_what_is_frozen_refuses_every_change(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    clerk = cities.staff(city_id, Role.CLERK)
    election = await build.frozen(db, keyring)
    contest = (await queries.contests(db, election.id))[0]
    option = (await queries.options(db, contest.id))[0]
    with pytest.raises(Conflict):
        await service.remove_option(db, clerk, option.id)
    with pytest.raises(Conflict):
        await service.add_option(db, clerk, contest.id, OptionTexts(title="Late", cost=1))
    with pytest.raises(Conflict):
        await service.delete_draft(db, clerk, election.id)
    with pytest.raises(Conflict):
        await service.freeze(db, INSTALLATION, election.id)


@pytest.mark.parametrize(
    "statement",
    [
        "update elections set title = 'x' where id = :e",
        "update contests set budget = 1 where election_id = :e",
        "update contest_options set cost = 1 where contest_id in (select id from contests where election_id = :e)",
        "delete from contest_options where contest_id in (select id from contests where election_id = :e)",
        "update election_definitions set canonical = '' where election_id = :e",
        "delete from election_definitions where election_id = :e",
        LATE_WEIGHT,
        "truncate contest_options cascade",
    ],
)
async def test_the_database_itself_refuses(db: AsyncSession, keyring: Keyring, statement: str) -> None:
    await cities.city(db)
    election = await build.frozen(db, keyring)
    with pytest.raises(DBAPIError, match=r"frozen|append-only"):
        await owners.do(db, statement, {"e": election.id} if ":e" in statement else {})


async def test_only_those_who_may_freeze_freeze(db: AsyncSession, keyring: Keyring) -> None:
    city_id = await cities.city(db)
    election_id = await build.draft(db, keyring)
    for role in (Role.CLERK, Role.MODERATOR, Role.COUNCILLOR, Role.OBSERVER):
        with pytest.raises(Denied):
            await service.freeze(db, cities.staff(city_id, role), election_id)
    await service.freeze(db, cities.staff(city_id, Role.COUNTING_OFFICER), election_id)


async def test_another_city_finds_nothing_to_freeze(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    await cities.city(db)
    with pytest.raises(NotFound):
        await service.freeze(db, INSTALLATION, election_id)
    assert await queries.election(db, election_id) is None
    assert await queries.listed(db) == ()


async def test_an_unready_draft_is_refused_in_words(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring, options=())
    with pytest.raises(Refused, match="fewer than two options"):
        await service.freeze(db, INSTALLATION, election_id)
    assert await queries.definition(db, election_id) is None


async def _committed(database: Database, keyring: Keyring) -> tuple[UUID, UUID]:
    async with database.transaction() as db:
        city_id = await cities.city(db)
        return city_id, await build.draft(db, keyring, opens_in=timedelta(days=1))


async def test_one_of_several_freezes_wins(database: Database, keyring: Keyring) -> None:
    city_id, election_id = await _committed(database, keyring)

    async def freeze() -> str:
        async with database.transaction(city_id) as db:
            return await service.freeze(db, INSTALLATION, election_id)

    done = await asyncio.gather(*(freeze() for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(each, str) for each in done) == 1
    assert sum(isinstance(each, Conflict) for each in done) == 4


async def test_a_change_racing_with_the_freeze_is_in_the_definition_or_refused(
    database: Database, keyring: Keyring
) -> None:
    for attempt in range(6):
        city_id, election_id = await _committed(database, keyring)

        async def freeze(city_id: UUID = city_id, election_id: UUID = election_id) -> str:
            async with database.transaction(city_id) as db:
                return await service.freeze(db, INSTALLATION, election_id)

        async def change(city_id: UUID = city_id, election_id: UUID = election_id) -> None:
            async with database.transaction(city_id) as db:
                contest = (await queries.contests(db, election_id))[0]
                texts = replace(build.OPTIONS[0], title="Added in the last moment")
                await service.add_option(db, INSTALLATION, contest.id, texts)

        deeds = (freeze(), change()) if attempt % 2 else (change(), freeze())
        done = await asyncio.gather(*deeds, return_exceptions=True)
        refused = [each for each in done if isinstance(each, BaseException)]
        assert all(isinstance(each, Conflict) for each in refused), refused
        async with database.transaction() as db:
            await scope(db, city_id)
            found = await queries.definition(db, election_id)
            stored = await queries.option_texts(db, election_id)
        assert found is not None
        published = [option.title for option in found[0].contests[0].options]
        assert published == [option.title for option in stored["c1"]]
        assert len(published) == (4 if refused else 5)
