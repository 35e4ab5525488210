# pyright: strict
"""What must be said to make a verification survey of a forum's shortlist?

Every item of the shortlist is asked about, never the ten winners alone (method.md). How people mark is the city's rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from partnet_vote.platform.kernel.errors import Refused
from partnet_vote.platform.kernel.text import Text
from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.rule_spec import RuleSpec

MOST_MARKS = 20
"""More marks than a shortlist has items ask for nothing."""
TOP = 10
"""So many items are among the first; whoever shares the tenth place is in."""


class Marking(StrEnum):
    """How one marks: each item once, points that stack, or D21 with votes against."""

    CHOICES = "choices"
    POINTS = "points"
    PLUS_MINUS = "plus-minus"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPlan:
    """A verification survey in one step. `per_item` limits stacking, `minus` are D21's votes against."""

    title: str
    question: str
    intro: str = ""
    language: str = "en"
    marking: Marking = Marking.CHOICES
    marks: int = 2
    per_item: int = 1
    minus: int = 0
    plus_before_minus: int = 0
    own_item: bool = True
    edition_id: UUID | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def survey_issue(plan: SurveyPlan) -> Refused | None:
    """What of a plan makes no sense, beside its field, or None."""
    if not 1 <= plan.marks <= MOST_MARKS:
        return Refused(Text("Write a number from 1 to {n}.", n=MOST_MARKS), "marks")
    if plan.marking is Marking.POINTS and not 1 <= plan.per_item <= plan.marks:
        return Refused(Text("Write a number from 1 to {n}.", n=plan.marks), "per_item")
    if plan.marking is Marking.PLUS_MINUS:
        if not 1 <= plan.minus <= plan.marks:
            return Refused(Text("Write a number from 1 to {n}.", n=plan.marks), "minus")
        if not 0 <= plan.plus_before_minus <= plan.marks:
            return Refused(Text("Write a number from 0 to {n}.", n=plan.marks), "plus_before_minus")
    return None


def survey_ballot(plan: SurveyPlan) -> AnyFormat:
    """How one marks by this plan."""
    match plan.marking:
        case Marking.CHOICES:
            return Approval(1, plan.marks)
        case Marking.POINTS:
            return Points(plan.marks, plan.per_item)
        case Marking.PLUS_MINUS:
            return PlusMinus(plan.marks, plan.minus, plus_before_minus=plan.plus_before_minus)


def survey_rule(plan: SurveyPlan) -> RuleSpec:
    """The first ten by what they got; equal ones share their rank, and with D21 the score is plus less minus."""
    match plan.marking:
        case Marking.CHOICES:
            return RuleSpec("top-k", seats=TOP, ties=("shared-rank",))
        case Marking.POINTS:
            return RuleSpec("top-k", utility="points", seats=TOP, ties=("shared-rank",))
        case Marking.PLUS_MINUS:
            return RuleSpec("top-k", utility="net", seats=TOP, ties=("shared-rank",))
