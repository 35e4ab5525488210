"""Which projects stand for the count, and which funded ones rule others out?"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from partnet_vote.tally.outcome import Decision, Round
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile


def standing(profile: Profile, spec: RuleSpec) -> tuple[list[int], list[Round]]:
    """Projects that may be funded, in file order, and one round with the reason for each that may not."""
    own = scores(profile, spec.utility)
    stand: list[int] = []
    barred: list[Round] = []
    for index, project in enumerate(profile.projects):
        reason = _barred(profile, spec, index, own[index])
        if reason is None:
            stand.append(index)
        else:
            barred.append(Round(project.id, reason, project.cost, profile.budget, score=own[index]))
    return stand, barred


def _barred(profile: Profile, spec: RuleSpec, index: int, score: Fraction) -> Decision | None:
    if profile.projects[index].withdrawn:
        return "withdrawn"
    plus, minus = int(profile.plus[index]), int(profile.minus[index])
    if spec.drop_if_minus_exceeds and minus > plus:
        return "minus-exceeds"
    if spec.threshold is not None and score < spec.threshold:
        return "below-threshold"
    share = spec.threshold_cost_share
    # votes / voters < share x cost / budget, without division (Świecie 2023).
    if share is not None and plus * profile.budget < share * profile.costs[index] * profile.scaled_weight:
        return "below-threshold"
    return None


class Limits:
    """Caps of groups and exclusive projects, as money is spent."""

    def __init__(self, profile: Profile, spec: RuleSpec) -> None:
        self._costs = profile.costs
        left = {cap.group: cap.limit for cap in spec.caps}
        self._left = left
        self._groups = [tuple(group for group in project.groups if group in left) for project in profile.projects]
        position = {id: index for index, id in enumerate(profile.ids)}
        unknown = {id for rivals in spec.exclusive for id in rivals} - position.keys()
        if unknown:
            raise ValueError(f"exclusive projects not in the election: {', '.join(sorted(unknown))}")
        self._rivals: list[set[int]] = [set() for _ in profile.projects]
        for rivals in spec.exclusive:
            members = {position[id] for id in rivals}
            for member in members:
                self._rivals[member] |= members - {member}
        self._ruled_out: set[int] = set()
        self.any = bool(spec.caps or spec.exclusive)

    def why_not(self, project: int) -> Decision | None:
        """The constraint that funding this project now would break, or None."""
        if project in self._ruled_out:
            return "excluded"
        if any(self._costs[project] > self._left[group] for group in self._groups[project]):
            return "over-cap"
        return None

    def take(self, project: int) -> None:
        """Note that a project is funded."""
        self._ruled_out |= self._rivals[project]
        for group in self._groups[project]:
            self._left[group] -= self._costs[project]

    def take_all(self, projects: Iterable[int]) -> None:
        """Note that several projects are funded."""
        for project in projects:
            self.take(project)
