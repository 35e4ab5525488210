"""What does pabutools, counting with exact fractions, say of a small election?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pabutools.election as pb
from pabutools.fractions import frac
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

from tests.builders.elections_to_count import SmallElection


class Peer:
    """An election as pabutools sees it, every weight written out as copies of the ballot."""

    def __init__(self, election: SmallElection, *, points: bool) -> None:
        self._projects = [pb.Project(id, cost) for id, cost in zip(election.ids, election.costs, strict=True)]
        self._instance = pb.Instance(self._projects, budget_limit=election.budget)
        copies, self._scale = election.replicated()
        self._profile: Any
        if points:
            ballots = [pb.CardinalBallot({self._projects[p]: x for p, x in ballot}) for ballot in copies]
            self._profile = pb.CardinalProfile(ballots, instance=self._instance).as_multiprofile()
        else:
            approvals = [pb.ApprovalBallot(self._projects[p] for p, _ in ballot) for ballot in copies]
            self._profile = pb.ApprovalProfile(approvals, instance=self._instance).as_multiprofile()

    def equal_shares(self, utility: str, *, increment: int | None = None) -> list[str]:
        step = None if increment is None else frac(increment, self._scale)
        found = method_of_equal_shares(
            self._instance, self._profile, sat_class=_measure(utility), voter_budget_increment=step
        )
        return _ids(found)

    def completed(self, utility: str, before: Sequence[str]) -> list[str]:
        bought = [project for project in self._projects if project.name in before]
        found = greedy_utilitarian_welfare(
            self._instance, self._profile, sat_class=_measure(utility), initial_budget_allocation=bought
        )
        return _ids(found)

    def greedy(self, utility: str) -> list[str]:
        return _ids(greedy_utilitarian_welfare(self._instance, self._profile, sat_class=_measure(utility)))

    def phragmen(self) -> list[str]:
        return _ids(sequential_phragmen(self._instance, self._profile))


def _measure(utility: str) -> type[Any]:
    return {
        "cost": pb.Cost_Sat,
        "cardinality": pb.Cardinality_Sat,
        "points": pb.Additive_Cardinal_Sat,
    }[utility]


def _ids(allocation: Any) -> list[str]:
    return [project.name for project in allocation]


def with_support(election: SmallElection) -> SmallElection:
    """The election without the projects that nobody supports (pabutools' Phragmén may fund them at the end)."""
    named = sorted({p for ballot in election.ballots for p, _ in ballot})
    place = {old: new for new, old in enumerate(named)}
    ballots = tuple(tuple((place[p], x) for p, x in ballot) for ballot in election.ballots)
    costs = tuple(election.costs[p] for p in named)
    return SmallElection(costs, election.budget, ballots, election.weights)
