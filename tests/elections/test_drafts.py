"""Are drafts put together, copied, checked for what is missing, and thrown away?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as city_queries
from partnet_vote.elections import queries, service
from partnet_vote.elections.rules import ElectorateChoice, Issue, OptionTexts, WeightChoice
from partnet_vote.platform.kernel.errors import Denied, Refused
from partnet_vote.platform.kernel.keyring import Keyring
from partnet_vote.platform.kernel.permissions import INSTALLATION, Role
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.rule_spec import RuleSpec
from tests.builders import cities, elections as build

REASON = "Young people live longest with the result."
YOUNG = WeightChoice(label="young", weight=Fraction(2), reason=REASON, born_from=1990)


async def _issues(db: AsyncSession, election_id: UUID) -> dict[str, Issue]:
    return {str(issue.text): issue for issue in await service.issues_before_opening(db, election_id)}


async def test_a_ready_draft_has_no_issue_but_advice(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    assert all(issue.is_warning for issue in (await _issues(db, election_id)).values())


async def test_every_issue_names_its_remedy_and_page(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring, options=(), opens_at=None, closes_at=None, intro="")
    await service.set_electorate(db, INSTALLATION, election_id, ElectorateChoice(None))
    found = await _issues(db, election_id)
    assert "The vote has no opening and closing time." in found
    assert "Nobody may vote yet: no roll is chosen." in found
    assert any("fewer than two options" in text for text in found)
    assert all(str(issue.remedy) and issue.href.startswith("/staff/") for issue in found.values())


async def test_what_the_core_refuses_is_said_in_words(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    unpriced = (OptionTexts(title="One", summary="x"), OptionTexts(title="Two", summary="x"))
    election_id = await build.draft(db, keyring, options=unpriced)
    found = await _issues(db, election_id)
    assert any("Every option needs a cost." in text and not issue.is_warning for text, issue in found.items())


async def test_impossible_ballots_and_sure_winners_are_told(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    contest = replace(build.KNAPSACK, ballot=Approval(6, 6), rule=RuleSpec("top-k", seats=4), budget=None)
    found = await _issues(db, await build.draft(db, keyring, contest=contest))
    assert any("asks for more marks" in text for text in found)
    assert any("every option would win" in text and issue.is_warning for text, issue in found.items())


async def test_small_styles_must_be_merged_a_single_one_is_advice(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    await service.add_weight(db, INSTALLATION, election_id, YOUNG)
    found = await _issues(db, election_id)
    small = [issue for text, issue in found.items() if "gets the ballot" in text or "get the ballot" in text]
    assert small
    assert not any(issue.is_warning for issue in small)
    with pytest.raises(Refused):
        await service.freeze(db, INSTALLATION, election_id)
    few = "identifier;birth_year;district;group\nA00001;1980;sever;\nA00002;1990;stred;\n"
    alone = await build.draft(db, keyring, edition_id=await build.frozen_roll(db, keyring, few))
    assert any("may vote" in text and issue.is_warning for text, issue in (await _issues(db, alone)).items())
    await service.freeze(db, INSTALLATION, alone)


async def test_times_in_the_past_stand_in_the_way(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    over = await build.draft(db, keyring, opens_in=timedelta(days=-3), lasts=timedelta(days=1))
    assert not (await _issues(db, over))["The closing time has passed."].is_warning


async def test_a_weight_without_its_reason_is_refused(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    with pytest.raises(Refused) as refusal:
        await service.add_weight(db, INSTALLATION, election_id, replace(YOUNG, reason=""))
    assert refusal.value.field == "reason"
    await service.add_weight(db, INSTALLATION, election_id, YOUNG)
    with pytest.raises(Refused):
        await service.add_weight(db, INSTALLATION, election_id, YOUNG)


async def test_weight_classes_keep_their_order(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    ids = [await service.add_weight(db, INSTALLATION, election_id, replace(YOUNG, label=label)) for label in "abc"]
    await service.move_weight(db, INSTALLATION, ids[2], -1)
    await service.remove_weight(db, INSTALLATION, ids[0])
    found = await queries.weight_rules(db, election_id)
    assert [(each.position, each.label) for each in found] == [(1, "c"), (2, "b")]
    draft = await queries.draft(db, election_id)
    assert {each.style.weight_class for each in draft.styles} == {"", "c"}
    assert {each.style.weight for each in draft.styles} == {1, 2}


async def test_a_districts_own_contest_makes_a_style_of_its_own(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    lines = "\n".join(f"X{n:06d};1980;{'sever' if n % 2 else 'stred'};" for n in range(140))
    roll = await build.frozen_roll(db, keyring, f"identifier;birth_year;district;group\n{lines}\n")
    election_id = await build.draft(db, keyring, edition_id=roll)
    north = next(each for each in await city_queries.districts(db) if each.code == "sever")
    contest = replace(build.KNAPSACK, title="Only the north", district_id=north.id)
    contest_id = await service.add_contest(db, INSTALLATION, election_id, contest)
    await service.add_options(db, INSTALLATION, contest_id, [service.NewOption(each) for each in build.OPTIONS])
    await service.freeze(db, INSTALLATION, election_id)
    found = await queries.definition(db, election_id)
    assert found is not None
    assert [(each.district, each.contests) for each in found[0].styles] == [(None, ("c1",)), ("sever", ("c1", "c2"))]


async def test_a_format_that_no_page_offers_yet_is_kept_and_frozen(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    rule = RuleSpec("top-k", utility="net", seats=2, ties=("fewer-minus", "lot"))
    contest = replace(build.KNAPSACK, ballot=PlusMinus(3, 1), rule=rule, budget=None)
    election = await build.frozen(db, keyring, contest=contest)
    found = await queries.definition(db, election.id)
    assert found is not None
    assert found[0].contests[0].ballot == PlusMinus(3, 1)
    assert replace(found[0].contests[0].rule, seed="") == rule


async def test_a_copy_has_everything_but_times_and_lots(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    await service.add_weight(db, INSTALLATION, election_id, YOUNG)
    source = await build.frozen(db, keyring)
    for origin in (election_id, source.id):
        copy_id = await service.clone(db, INSTALLATION, origin, f"Copy of {origin}")
        copy = await queries.election(db, copy_id)
        assert copy is not None
        assert (copy.is_frozen, copy.opens_at, copy.closes_at) == (False, None, None)
        texts = [each.title for each in (await queries.option_texts(db, copy_id))["c1"]]
        assert texts == [each.title for each in build.OPTIONS]
        assert (await queries.contests(db, copy_id))[0].rule.seed == ""
        weights = [each.label for each in await queries.weight_rules(db, copy_id)]
        assert weights == [each.label for each in await queries.weight_rules(db, origin)]


async def test_a_draft_is_thrown_away_whole(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    await service.add_weight(db, INSTALLATION, election_id, YOUNG)
    await service.delete_draft(db, INSTALLATION, election_id)
    assert await queries.election(db, election_id) is None
    assert await queries.contests(db, election_id) == ()


async def test_an_option_stands_once_under_its_key(db: AsyncSession, keyring: Keyring) -> None:
    await cities.city(db)
    election_id = await build.draft(db, keyring)
    contest = (await queries.contests(db, election_id))[0]
    with pytest.raises(Refused):
        await service.add_option(db, INSTALLATION, contest.id, build.OPTIONS[0], key="o1")
    with pytest.raises(Refused):
        await service.add_option(db, INSTALLATION, contest.id, build.OPTIONS[0], key="no blanks")
    await service.add_option(db, INSTALLATION, contest.id, build.OPTIONS[0], key="pb-17")
    assert (await queries.options(db, contest.id))[-1].key == "pb-17"


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.COUNTING_OFFICER, Role.OBSERVER, Role.FACILITATOR])
async def test_only_those_who_define_may_draft(db: AsyncSession, keyring: Keyring, role: Role) -> None:
    city_id = await cities.city(db)
    election_id = await build.draft(db, keyring)
    with pytest.raises(Denied):
        await service.delete_draft(db, cities.staff(city_id, role), election_id)
