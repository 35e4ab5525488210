"""Why did a project lose in sequential Phragmén, where supporters buy as soon as their money has flowed in?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm
from operator import mul

import numpy as np

from partnet_vote.tally.explanation.barred import barred, rival
from partnet_vote.tally.explanation.values import MissingVotes, Verdict, Why
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import IntArray, Profile


def verdicts(profile: Profile, outcome: Outcome) -> tuple[Verdict, ...]:
    """One verdict a project, in file order; `short` is what its supporters lacked when the last was bought."""
    reasons = barred(outcome)
    stopped = {each.project: each for each in outcome.rounds if each.decision in ("stopped", "skipped")}
    ended_by = next((each.project for each in outcome.rounds if each.decision == "stopped"), "")
    flow = _Flow(profile, outcome)
    own = scores(profile, "cardinality")
    found: list[Verdict] = []
    for index, project in enumerate(profile.projects):
        verdict = Verdict(project.id, 0, Why.FUNDED, project.cost, own[index])
        if project.id in outcome.winners:
            found.append(verdict)
        elif project.id in reasons:
            found.append(replace(verdict, why=reasons[project.id], rival=rival(outcome, project.id)))
        elif project.cost > profile.budget:
            found.append(replace(verdict, why=Why.ABOVE_BUDGET, short=Fraction(project.cost - profile.budget)))
        elif not own[index]:
            found.append(replace(verdict, why=Why.NO_SUPPORT, missing=flow.missing(index)))
        elif project.id in stopped:
            left = stopped[project.id].left
            short = Fraction(project.cost - left)
            verdict = replace(verdict, why=Why.DID_NOT_FIT, left=left, short=short)
            found.append(replace(verdict, missing=flow.missing(index)))
        else:
            verdict = replace(verdict, why=Why.TOO_LATE, short=flow.short(index), rival=ended_by)
            found.append(replace(verdict, left=flow.left[-1], missing=flow.missing(index)))
    return tuple(found)


class _Flow:
    """What the supporters of every project held at the time of every purchase, exactly.

    A voter holds her weight times the time since the last purchase she supported, so the money behind a project at
    time t is  weight x t - sum over purchases of (weight of supporters who last paid then) x its time.
    """

    def __init__(self, profile: Profile, outcome: Outcome) -> None:
        bought = [each for each in outcome.rounds if each.decision == "funded"]
        position = {id: index for index, id in enumerate(profile.ids)}
        self._profile = profile
        spec = outcome.spec
        self._apt = not (spec.caps or spec.exclusive or spec.threshold_cost_share is not None)
        self._bought = [position[each.project] for each in bought]
        self._times = [Fraction(0), *(each.price or Fraction(0) for each in bought)]
        ended_by = next((each.project for each in outcome.rounds if each.decision == "stopped"), None)
        self._stopper = None if ended_by is None else position[ended_by]
        self._common = lcm(*(time.denominator for time in self._times))
        """All times are whole multiples of one over this."""
        self.left = [profile.budget, *(each.left for each in bought)]
        positive = profile.points > 0
        self._items, self._owners = profile.items[positive], profile.owners[positive]
        last = np.zeros(len(profile.weights), dtype=np.int64)
        self._held: list[tuple[Fraction, ...]] = []
        for number, project in enumerate(self._bought, 1):
            self._held.append(self._money(last, self._times[number]))
            last[self._owners[self._items == project]] = number
        self._held.append(self._money(last, self._times[-1]))

    def _money(self, last: IntArray, time: Fraction) -> tuple[Fraction, ...]:
        projects, scale = len(self._profile.projects), self._profile.weight_scale
        rows = last[self._owners] * projects + self._items
        weights = self._profile.weights[self._owners].astype(np.float64)
        sums = np.bincount(rows, weights=weights, minlength=len(self._times) * projects).astype(np.int64)
        since = [int((time - purchase) * self._common) for purchase in self._times]
        return tuple(
            Fraction(sum(map(mul, sums[project::projects].tolist(), since)), self._common * scale)
            for project in range(projects)
        )

    def short(self, project: int) -> Fraction:
        """What its supporters lacked after the last purchase."""
        return self._profile.costs[project] - self._held[-1][project]

    def missing(self, project: int) -> MissingVotes | None:
        """The fewest voters for it alone who would have bought it before a purchase, or the stop, while it fitted.

        At equal times the tie chain would decide, so one voter more is named and the number is not called exact. None
        where the moment decides about more than money: a cap or a rival met, or a threshold relative to all voters.
        """
        cost = self._profile.costs[project]
        if not self._apt:
            return None
        if self._stopper is None and self.left[-1] >= cost:
            # Nothing stopped the flow: a single supporter's money would have sufficed in the end.
            return MissingVotes(1, "voters", exact=True)
        best, tied = None, None
        for moment, time in enumerate((*self._times[1:], *self._stop(project))):
            if self.left[moment] < cost:
                break
            if not time:
                continue  # nobody holds anything yet
            voters = (cost - self._held_at(project, moment, time)) / time
            best = int(voters) + 1 if best is None else min(best, int(voters) + 1)
            if voters.denominator == 1:
                tied = int(voters) if tied is None else min(tied, int(voters))
        return None if best is None else MissingVotes(best, "voters", exact=tied is None or tied >= best)

    def _held_at(self, project: int, moment: int, time: Fraction) -> Fraction:
        if moment < len(self._bought):
            return self._held[moment][project]
        return self._held[-1][project] + self._weight(project) * (time - self._times[-1])

    def _weight(self, project: int) -> Fraction:
        return Fraction(int(self._profile.plus[project]), self._profile.weight_scale)

    def _stop(self, project: int) -> tuple[Fraction, ...]:
        """When the project that did not fit could have been paid: there the count stopped."""
        if self._stopper is None or self._stopper == project:
            return ()
        lacking = self._profile.costs[self._stopper] - self._held[-1][self._stopper]
        return (self._times[-1] + lacking / self._weight(self._stopper),)
