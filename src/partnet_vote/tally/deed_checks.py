"""Do the deeds after the freeze make sense: known things, a reason each, one after the other?"""

from __future__ import annotations

from datetime import datetime

from partnet_vote.tally.definition import Definition
from partnet_vote.tally.manifest import Deed
from partnet_vote.tally.reading import moment
from partnet_vote.tally.reasons import Malformed, Reason


def deed_findings(deeds: tuple[Deed, ...], definition: Definition) -> tuple[Reason, ...]:
    """What is wrong with the deeds of a bundle."""
    found: list[Reason] = []
    last: datetime | None = None
    for number, deed in enumerate(deeds, 1):
        found += _one(number, deed, definition)
        try:
            at = moment(deed.at)
        except Malformed as wrong:
            found.append(wrong.reason)
            continue
        if last is not None and at < last:
            found.append(Reason("Deed {number} stands before an earlier one.", number=number))
        last = at
    return tuple(found)


def _one(number: int, deed: Deed, definition: Definition) -> list[Reason]:
    found: list[Reason] = []
    if not deed.reason.strip() or not deed.by.strip():
        found.append(Reason("Deed {number} has no public reason or nobody who answers for it.", number=number))
    contest = None if deed.contest is None else definition.contest_by_id.get(deed.contest)
    if deed.contest is not None and contest is None:
        found.append(Reason("Deed {number} names a contest that is not there.", number=number))
    if deed.option is not None and (contest is None or deed.option not in contest.option_by_id):
        found.append(Reason("Deed {number} names an option that is not there.", number=number))
    return found
