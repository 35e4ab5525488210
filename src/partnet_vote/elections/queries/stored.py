"""How do rows become the frozen values that others read?"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from partnet_vote.elections.models import (
    ContestRow,
    DeedRequestRow,
    DeedRow,
    DefinitionRow,
    ElectionRow,
    OptionRow,
    WeightClassRow,
)
from partnet_vote.elections.rules import (
    Contest,
    Deed,
    DeedKind,
    DeedRequest,
    Election,
    ElectorateChoice,
    Option,
    PendingDeed,
    Picture,
    WeightRule,
    times_after,
    withdrawn_after,
)
from partnet_vote.tally.ballots.formats import format_from_json
from partnet_vote.tally.contest import Scoring
from partnet_vote.tally.rule_spec import RuleSpec


def election_of(row: ElectionRow, definition: DefinitionRow | None, deeds: Sequence[Deed]) -> Election:
    """The election as it stands after its deeds."""
    opens_at, closes_at = times_after(row.opens_at, row.closes_at, deeds)
    annulments = [deed.at for deed in deeds if deed.kind is DeedKind.ANNUL]
    return Election(
        id=row.id,
        city_id=row.city_id,
        slug=row.slug,
        title=row.title,
        intro=row.intro,
        language=row.language,
        binding=row.binding,
        revote=row.revote,
        hidden_counts=row.hidden_counts,
        opens_at=opens_at,
        closes_at=closes_at,
        planned_opens_at=row.opens_at,
        planned_closes_at=row.closes_at,
        electorate=ElectorateChoice(row.edition_id, row.min_age, tuple(row.district_ids)),
        forum_id=row.forum_id,
        frozen_at=definition.at if definition else None,
        digest=definition.digest if definition else None,
        annulled_at=annulments[0] if annulments else None,
        withdrawn=withdrawn_after(deeds),
    )


def deed_of(row: DeedRow) -> Deed:
    """A deed done."""
    return Deed(
        sequence=row.sequence,
        kind=DeedKind(row.kind),
        at=row.at,
        by=row.office,
        reason=row.reason,
        time=row.time,
        contest=row.contest,
        option=row.option,
        canonical=row.canonical,
        signature=row.signature,
        public_key=row.public_key,
    )


def pending_of(row: DeedRequestRow) -> PendingDeed:
    """A deed that waits for a second person."""
    request = DeedRequest(DeedKind(row.kind), row.reason, row.time, row.contest, row.option)
    return PendingDeed(row.id, request, row.asked_by, row.office, row.asked_at)


def contest_of(row: ContestRow) -> Contest:
    """A contest with its ballot format and rule."""
    return Contest(
        id=row.id,
        election_id=row.election_id,
        key=row.key,
        position=row.position,
        title=row.title,
        ballot=format_from_json(row.ballot),
        rule=RuleSpec.from_json(row.rule),
        budget=row.budget,
        own_items=row.own_items,
        district_id=row.district_id,
        scoring=cast("Scoring", row.scoring),
    )


def option_of_row(row: OptionRow) -> Option:
    """An option with its texts."""
    return Option(
        id=row.id,
        contest_id=row.contest_id,
        key=row.key,
        number=row.number,
        title=row.title,
        summary=row.summary,
        summary_easy=row.summary_easy,
        body=row.body,
        cost=row.cost,
        district_id=row.district_id,
        category=row.category,
        place=row.place,
        language=row.language,
        pictures=tuple(Picture(each["path"], each["alt"]) for each in row.pictures),
        proposal_id=row.proposal_id,
        proposal_number=row.proposal_number,
        entry_id=row.entry_id,
        origin=row.origin,
    )


def weight_rule_of(row: WeightClassRow) -> WeightRule:
    """A weight class in its place."""
    return WeightRule(
        id=row.id,
        position=row.position,
        label=row.label,
        weight=Fraction(row.weight),
        reason=row.reason,
        district_ids=tuple(row.district_ids),
        born_from=row.born_from,
        born_to=row.born_to,
        groups=tuple(row.groups),
    )
