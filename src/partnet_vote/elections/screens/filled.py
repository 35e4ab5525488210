"""How is what is stored shown in a form's fields?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from partnet_vote.cities.rules import District
from partnet_vote.elections.rules import Contest, Election, Option, WeightRule
from partnet_vote.platform.kernel.text import Text
from partnet_vote.platform.web.forms import Form
from partnet_vote.proposals import rules
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.points import Points

Choices = tuple[tuple[str, str | Text], ...]

CATEGORY_CHOICES: Choices = (("", Text("None")), *rules.CATEGORIES.items())


def election_form(election: Election, zone: str) -> Form[Any]:
    """An election's settings in their fields."""
    return Form.of(
        title=election.title,
        slug=election.slug,
        intro=election.intro,
        language=election.language,
        kind="binding" if election.binding else "advisory",
        opens_at=clock_time(election.planned_opens_at, zone),
        closes_at=clock_time(election.planned_closes_at, zone),
        revote="true" if election.revote else "",
        hidden_counts="true" if election.hidden_counts else "",
    )


def electorate_form(election: Election) -> Form[Any]:
    """Who may vote, in its fields."""
    choice = election.electorate
    return Form.of(edition_id=choice.edition_id, min_age=choice.min_age, district_ids=choice.district_ids)


def contest_form(contest: Contest) -> Form[Any]:
    """A contest in its fields."""
    ballot, rule = contest.ballot, contest.rule
    raw: dict[str, Any] = {
        "title": contest.title,
        "district_id": contest.district_id,
        "ballot": ballot.kind,
        "budget": typed_amount(contest.budget),
        "rule": rule.rule,
        "seats": rule.seats,
        "threshold": rule.threshold,
        "completion": rule.completion,
        "comparison": "true" if rule.comparison else "",
        "by_cost": "true" if rule.utility in ("cost", "cost-points") else "",
        **{f"tie_{place}": step for place, step in enumerate(rule.ties[:3], 1)},
    }
    if isinstance(ballot, Approval):
        raw |= {"fewest": ballot.fewest, "most": ballot.most}
    elif isinstance(ballot, Knapsack):
        raw |= {"limit": typed_amount(ballot.limit), "most": ballot.most}
    elif isinstance(ballot, Points):
        raw |= {"total": ballot.total, "per_item": ballot.per_item, "min_items": ballot.min_items}
        raw |= {"must_use_all": "true" if ballot.must_use_all else ""}
    return Form.of(**raw)


def new_contest_form() -> Form[Any]:
    """What most cities begin with."""
    return Form.of(
        ballot="knapsack", rule="equal-shares", completion="add1u", comparison="true", by_cost="true",
        tie_1="more-votes", tie_2="lower-cost", tie_3="lot", fewest="1", min_items="1",
    )  # fmt: skip


def option_form(option: Option) -> Form[Any]:
    """An option's texts in their fields."""
    return Form.of(
        title=option.title,
        summary=option.summary,
        summary_easy=option.summary_easy,
        body=option.body,
        cost=typed_amount(option.cost),
        district_id=option.district_id,
        category=option.category,
        place=option.place,
    )


def weight_form(weight: WeightRule) -> Form[Any]:
    """A weight class in its fields."""
    return Form.of(
        label=weight.label,
        weight=weight.weight,
        reason=weight.reason,
        district_ids=weight.district_ids,
        born_from=weight.born_from,
        born_to=weight.born_to,
        groups=", ".join(weight.groups),
    )


def clock_time(moment: datetime | None, zone: str) -> str:
    """A moment on the city's clocks, as a date and time field holds it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def typed_amount(hundredths: int | None) -> str:
    """An amount as one types it: 250000 or 250000.50."""
    if hundredths is None:
        return ""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}" if part else str(whole)


def district_choices(districts: Sequence[District]) -> Choices:
    """Districts by key."""
    return tuple((str(district.id), district.name) for district in districts)
