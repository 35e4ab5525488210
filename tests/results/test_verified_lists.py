"""Is a list verified by the rule that was declared in time, published once, and corrected beside what was published?"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from fractions import Fraction
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.audit import queries as audit
from partnet_vote.booth.service import Planes
from partnet_vote.elections import service as elections
from partnet_vote.elections.rules import DeedKind
from partnet_vote.forums import queries as forums
from partnet_vote.platform.kernel.errors import Conflict, Denied, NotFound, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.results import queries, service
from partnet_vote.results.rules import Channel, ListChoice
from partnet_vote.results.service import Prepared
from partnet_vote.tally.canonical import digest_of
from tests.builders import cities, forums as forum_builder, owners, surveys, verified
from tests.builders.surveys import Survey

ROOM, SURVEY, POLL = Channel.ROOM, Channel.SURVEY, Channel.POLL


async def prepared(survey: Survey) -> Prepared:
    async with survey.vote.planes.database.transaction(survey.vote.city_id) as db:
        return await service.prepare(db, (await forums.by_ids(db, [survey.forum.id]))[survey.forum.id])


def numbers(made: object) -> list[int | None]:
    return [row.item.number for row in made.rows if row.is_verified]  # type: ignore[attr-defined]


async def test_a_list_from_room_and_survey(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    found = await prepared(survey)
    assert found.is_locked
    assert found.issues == ()
    assert found.made is not None
    assert numbers(found.made) == [1, 2]  # 3 is third in the room and fifth in the survey, 5 the other way round
    by_number = {row.item.number: row for row in found.made.rows}
    assert str(by_number[2].ranks[SURVEY]) == "2–3"
    assert by_number[3].missed[0].short == 2
    assert [credit.topic for credit in by_number[1].item.credits] == ["Stůl 1"]
    published = await verified.publish(survey)
    assert published.number == 1
    assert published.digest == digest_of(published.content) == found.made.digest
    assert published.list.content == published.content
    async with planes.database.transaction(survey.vote.city_id) as db:
        kinds = [event.kind for event in await audit.unsealed(db, 100)]
    assert kinds.count("verified-list.publish") == 1
    assert kinds.count("verified-list.rule") == 1


async def test_without_a_declared_rule_the_usual_one_holds(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring, choice=None)
    made = (await prepared(survey)).made
    assert made is not None
    assert made.rule.top == 10
    assert numbers(made) == [1, 2, 5, 3, 4]  # nobody in the room marked the sixth
    with pytest.raises(Refused, match="fixed with it"):
        async with planes.database.transaction(survey.vote.city_id) as db:
            await service.declare_rule(db, INSTALLATION, survey.forum.id, verified.TOP_THREE)


async def test_only_who_looked_at_the_list_publishes_it_and_once(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    seen = (await prepared(survey)).made
    assert seen is not None
    await verified.poll(survey)
    with pytest.raises(Conflict, match="has changed"):
        await verified.publish(survey, known=seen.digest)
    await verified.publish(survey)
    with pytest.raises(Conflict, match="published already"):
        await verified.publish(survey)


async def test_two_who_publish_at_once_publish_one_list(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    made = (await prepared(survey)).made
    assert made is not None
    answers = await asyncio.gather(
        *(verified.publish(survey, known=made.digest) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3, answers
    async with planes.database.transaction(survey.vote.city_id) as db:
        (published,) = await queries.verified_lists(db, survey.forum.id)
    assert published.number == 1


async def test_a_correction_stands_beside_the_first_list(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    first = await verified.publish(survey)
    with pytest.raises(Refused, match="Nothing has changed"):
        await verified.correct(survey)
    await verified.poll(survey)
    with pytest.raises(Refused, match="reason"):
        await verified.correct(survey, reason="short")
    second = await verified.correct(survey)
    assert (second.number, second.reason) == (2, "The poll had a slip of the pen.")
    async with planes.database.transaction(survey.vote.city_id) as db:
        assert (await queries.verified_lists(db, survey.forum.id))[0] == first
    answers = await asyncio.gather(
        *(verified.correct(survey, known=first.digest) for _ in range(2)), return_exceptions=True
    )
    assert all(isinstance(answer, Conflict) for answer in answers)


async def test_a_corrected_survey_gives_another_list(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    first = await verified.publish(survey)
    await survey.result.correct("Two ballots were found in a drawer.")
    made = (await prepared(survey)).made
    assert made is not None
    assert made.survey.publication == 2
    assert made.digest != first.digest
    assert (await verified.correct(survey, "The survey was corrected.")).list.survey.publication == 2


async def test_a_poll_decides_only_where_the_rule_said_so(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await verified.poll(survey)
    compared = (await prepared(survey)).made
    assert compared is not None
    assert numbers(compared) == [1, 2]
    assert compared.poll is not None
    assert compared.channels == (ROOM, SURVEY, POLL)
    rule = replace(verified.TOP_THREE, top=2, deciding=(ROOM, SURVEY, POLL))
    strict = await verified.surveyed(planes, keyring, rule)
    found = await prepared(strict)
    assert [str(issue.text) for issue in found.issues] == ["The poll is not typed in."]
    with pytest.raises(Refused, match="not typed in"):
        await verified.publish(strict, known="sha256:0")
    await verified.poll(strict)
    made = (await prepared(strict)).made
    assert made is not None
    assert numbers(made) == [1]


async def test_a_poll_is_corrected_with_a_reason(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    assert await verified.poll(survey) == 1
    with pytest.raises(Refused, match="reason"):
        await verified.poll(survey, sample=600)
    assert await verified.poll(survey, "The report was misread.", sample=600, numbers={1: Fraction(3, 4), 2: 1}) == 2
    async with planes.database.transaction(survey.vote.city_id) as db:
        first, second = await queries.polls(db, survey.forum.id)
    assert (first.sample, second.sample, second.numbers) == (620, 600, {1: Fraction(3, 4), 2: 1})
    with pytest.raises(Refused, match="at least"):
        await verified.poll(survey, "The report was misread.", numbers={1: Fraction(1), 99: Fraction(1)})


async def test_an_annulled_survey_verifies_nothing(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await survey.result.deed(DeedKind.ANNUL)
    found = await prepared(survey)
    assert found.made is None
    assert [str(issue.text) for issue in found.issues] == ["The survey was annulled: it verifies nothing."]


async def test_what_stands_in_the_way_is_named_with_its_remedy(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    forum = await forum_builder.published(db)
    found = await service.prepare(db, forum)
    assert [str(issue.text) for issue in found.issues] == [
        "The vote in the room is not counted.",
        "This forum has no survey yet.",
    ]
    only_survey = replace(verified.TOP_THREE, deciding=(SURVEY,))
    await service.declare_rule(db, INSTALLATION, forum.id, only_survey)
    counted, _ = await surveys.counted_forum(db)
    election_id = await surveys.draft(db, keyring, counted)
    assert [str(issue.text) for issue in (await service.prepare(db, counted)).issues] == ["The survey is a draft."]
    await service.declare_rule(db, INSTALLATION, counted.id, only_survey)
    await elections.freeze(db, INSTALLATION, election_id)
    found = await service.prepare(db, counted)
    assert [str(issue.text) for issue in found.issues] == ["The result of the survey is not published."]
    assert (found.rule.number, found.is_locked) == (1, True)
    assert len((await service.prepare(db, forum)).issues) == 1  # the room does not decide there


async def test_a_rule_is_changed_beside_the_earlier_one(db: AsyncSession) -> None:
    await cities.city(db)
    forum = await forum_builder.draft(db)
    await service.declare_rule(db, INSTALLATION, forum.id, verified.TOP_THREE)
    second = await service.declare_rule(db, INSTALLATION, forum.id, ListChoice(needed=2))
    assert (second.number, second.needed) == (2, None)  # two of two are all
    assert [rule.top for rule in await queries.list_rules(db, forum.id)] == [3, 10]
    with pytest.raises(Refused):
        await service.declare_rule(db, INSTALLATION, forum.id, ListChoice(top=99))
    with pytest.raises(NotFound):
        await service.declare_rule(db, INSTALLATION, uuid4(), verified.TOP_THREE)


@pytest.mark.parametrize("role", [Role.CLERK, Role.COUNCILLOR, Role.OBSERVER, Role.FACILITATOR])
async def test_who_may_not(db: AsyncSession, role: Role) -> None:
    city_id = await cities.city(db)
    forum = await forum_builder.draft(db)
    actor = cities.staff(city_id, role)
    with pytest.raises(Denied):
        await service.declare_rule(db, actor, forum.id, verified.TOP_THREE)
    with pytest.raises(Denied):
        await service.type_poll(db, actor, forum.id, verified.POLL)
    with pytest.raises(Denied):
        await service.publish_list(db, actor, forum.id, "sha256:0")
    with pytest.raises(Denied):
        await service.correct_list(db, actor, forum.id, "sha256:0", "A good long reason.")


async def test_nothing_declared_or_published_is_ever_changed(planes: Planes, keyring: Keyring) -> None:
    survey = await verified.surveyed(planes, keyring)
    await verified.poll(survey)
    await verified.publish(survey)
    for table in ("result_list_rules", "result_polls", "result_verified_lists"):
        for deed in (f"update {table} set office = 'nobody'", f"delete from {table}", f"truncate {table}"):
            async with planes.database.transaction(survey.vote.city_id) as db:
                with pytest.raises(DBAPIError, match="append-only"):
                    await owners.do(db, deed)
