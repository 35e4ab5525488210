"""Which ballot formats are there, and which one does a definition name?"""

from __future__ import annotations

from typing import TypeAlias

from partnet_vote.tally.ballots.approval import Approval
from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.knapsack import Knapsack
from partnet_vote.tally.ballots.plus_minus import PlusMinus
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.ranked import Ranked
from partnet_vote.tally.ballots.single_choice import SingleChoice
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.reading import Fields
from partnet_vote.tally.reasons import Malformed, Reason

AnyFormat: TypeAlias = SingleChoice | Approval | Knapsack | Points | Ranked | PlusMinus | Grades | Starred

FORMATS: dict[str, type[AnyFormat]] = {
    form.kind: form for form in (SingleChoice, Approval, Knapsack, Points, Ranked, PlusMinus, Grades, Starred)
}


def format_from_json(value: object) -> AnyFormat:
    """The ballot format written as JSON; `Malformed` if it is unknown or makes no sense."""
    fields = Fields(value, "The ballot format")
    kind = fields.text("kind")
    if kind not in FORMATS:
        raise Malformed(Reason("There is no ballot format “{kind}”.", kind=kind[:60]))
    return FORMATS[kind].from_json(fields)
