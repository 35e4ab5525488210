"""What would be frozen now, and what is still missing?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from partnet_vote.cities import queries as cities
from partnet_vote.cities.rules import City
from partnet_vote.elections.queries import contents, elections
from partnet_vote.elections.rules import (
    Contest,
    Draft,
    Election,
    Kin,
    Option,
    SizedStyle,
    WeightRule,
    styles_for,
)
from partnet_vote.platform.kernel.errors import NotFound
from partnet_vote.residents import queries as residents
from partnet_vote.residents.rules import Cell, Edition
from partnet_vote.tally.contest import ContestDefinition, OptionDefinition
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.electorate import Electorate, WeightClass
from partnet_vote.tally.reasons import Malformed, Reason

Codes = Mapping[UUID, str]
"""District codes by key: the frozen definition writes districts by code."""


async def draft(db: AsyncSession, election_id: UUID) -> Draft:
    """The election's definition as it would be frozen now, with ballot styles and their sizes."""
    election = await elections.election(db, election_id)
    if election is None:
        raise NotFound
    city = await cities.by_id(db, election.city_id)
    assert city is not None
    codes = {district.id: district.code for district in await cities.districts(db)}
    classes = tuple(_class(each, codes) for each in await contents.weight_rules(db, election_id))
    contests = await contents.contests(db, election_id)
    texts = await contents.option_texts(db, election_id)
    edition = await residents.edition(db, election.edition_id) if election.edition_id else None
    profile = await residents.profile(db, edition.id) if edition else ()
    styles = _styles(election, city, contests, classes, codes, profile)
    faults: list[tuple[str, Reason]] = []
    whole: dict[str, ContestDefinition] = {}
    for contest in contests:
        try:
            whole[contest.key] = contest_definition(contest, texts[contest.key], codes, city.currency)
        except Malformed as malformed:
            faults.append((contest.key, malformed.reason))
    if faults or edition is None or election.planned_opens_at is None or election.planned_closes_at is None:
        return Draft(None, styles, whole, tuple(faults))
    try:
        found = _definition(election, city, edition, tuple(whole.values()), styles, classes, codes)
    except Malformed as malformed:
        return Draft(None, styles, whole, (("", malformed.reason),))
    return Draft(found, styles, whole)


def contest_definition(contest: Contest, options: Sequence[Option], codes: Codes, currency: str) -> ContestDefinition:
    """A contest as the definition holds it; `Malformed` says what does not fit together."""
    return ContestDefinition(
        id=contest.key,
        title=contest.title,
        options=tuple(
            OptionDefinition(
                id=option.key,
                number=option.number,
                title=option.title,
                cost=option.cost,
                district=codes.get(option.district_id) if option.district_id else None,
                origin=f"proposal:{option.proposal_number}" if option.proposal_number else option.origin,
            )
            for option in options
        ),
        ballot=contest.ballot,
        rule=contest.rule,
        budget=contest.budget,
        currency=currency,
        own_items=contest.own_items,
        scoring=contest.scoring,
    )


def _definition(
    election: Election,
    city: City,
    edition: Edition,
    contests: tuple[ContestDefinition, ...],
    styles: Sequence[SizedStyle],
    classes: tuple[WeightClass, ...],
    codes: Codes,
) -> Definition:
    assert election.planned_opens_at is not None
    assert election.planned_closes_at is not None
    return Definition(
        election_id=str(election.id),
        city=city.name,
        title=election.title,
        language=election.language,
        contests=contests,
        styles=tuple(each.style for each in styles),
        electorate=Electorate(
            edition.name, election.electorate.min_age, _codes(election.electorate.district_ids, codes)
        ),
        opens_at=local(election.planned_opens_at, city.timezone),
        closes_at=local(election.planned_closes_at, city.timezone),
        weight_classes=classes,
        revote=election.revote,
        hidden_counts=election.hidden_counts,
        binding=election.binding,
    )


def local(moment: datetime, zone: str) -> str:
    """A time as the definition writes it: in the city's own time, with its offset from UTC."""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _styles(
    election: Election,
    city: City,
    contests: Sequence[Contest],
    classes: Sequence[WeightClass],
    codes: Codes,
    profile: Sequence[Cell],
) -> tuple[SizedStyle, ...]:
    opens = election.planned_opens_at
    year = opens.astimezone(ZoneInfo(city.timezone)).year if opens else 9999
    return styles_for(
        # a person without a year of birth is rare: the estimate counts such a right like a numbered code
        (
            (Kin(each.district, each.birth_year, each.group, each.birth_year is not None), each.count)
            for each in profile
        ),
        [(each.key, codes.get(each.district_id) if each.district_id else None) for each in contests],
        classes,
        min_age=election.electorate.min_age if opens else None,
        districts=_codes(election.electorate.district_ids, codes),
        year=year,
    )


def _kin(cell: Cell) -> Kin:
    """A person without a year of birth is rare: the estimate counts such a right like a numbered code."""
    return Kin(cell.district, cell.birth_year, cell.group, is_person=cell.birth_year is not None)


def _class(rule: WeightRule, codes: Codes) -> WeightClass:
    return WeightClass(
        label=rule.label,
        weight=rule.weight,
        reason=rule.reason,
        districts=_codes(rule.district_ids, codes),
        born_from=rule.born_from,
        born_to=rule.born_to,
        groups=rule.groups,
    )


def _codes(ids: Sequence[UUID], codes: Codes) -> tuple[str, ...]:
    return tuple(sorted(codes[each] for each in ids if each in codes))
