"""What is counted? Projects and the collapsed, anonymous profile of ballots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from partnet_vote.tally import collapse as collapsing

IntArray = NDArray[np.int64]
Mark = tuple[int, int]
"""(index of a project in the file, whole points; negative points are minus votes)"""


@dataclass(frozen=True, slots=True)
class Project:
    """An option of the vote; cost in hundredths of the currency unit (0 where the vote has no budget).

    `groups` are the labels that caps and group budgets speak of (a category, a district);
    a withdrawn project is listed but can never win and never stops a greedy count.
    """

    id: str
    cost: int = 0
    name: str = ""
    groups: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, eq=False)
class Profile:
    """An election ready to be counted: projects in file order, budget in hundredths, distinct ballots.

    Distinct ballot t holds the marks `items[starts[t]:starts[t+1]]` (project indices, ascending) with
    `points` beside them (never 0); `weights[t]` is the sum of its voters' weights times `weight_scale`,
    `counts[t]` the number of its voters. Empty ballots are one distinct ballot without marks: those
    voters hold their share of the money too.
    """

    projects: tuple[Project, ...]
    budget: int
    starts: IntArray
    items: IntArray
    points: IntArray
    weights: IntArray
    counts: IntArray
    weight_scale: int = 1
    doubled_marks: int = 0

    @classmethod
    def collapse(
        cls,
        projects: Sequence[Project],
        budget: int,
        ballots: Sequence[Iterable[Mark]],
        weights: Sequence[Fraction | int] | None = None,
    ) -> Profile:
        """Collapse ballots given as marks, one weight a ballot (default 1); an empty ballot is a voter too."""
        flat = [(v, p, x) for v, ballot in enumerate(ballots) for p, x in ballot]
        table = np.array(flat, dtype=np.int64).reshape(-1, 3)
        scaled, scale = collapsing.scale_weights(weights)
        return cls.from_flat(
            projects, budget, len(ballots), table[:, 0], table[:, 1], table[:, 2], weights=scaled, weight_scale=scale
        )

    @classmethod
    def from_flat(
        cls,
        projects: Sequence[Project],
        budget: int,
        voters: int,
        voter: IntArray,
        project: IntArray,
        points: IntArray | None = None,
        *,
        weights: IntArray | None = None,
        weight_scale: int = 1,
    ) -> Profile:
        """Collapse one row a mark: voter 0..voters-1, project index, whole points (None: all 1), any order.

        `weights` holds one integer a voter, in units of 1/`weight_scale`. A project marked twice on one
        ballot counts once, with the first mark's points; zero points are no mark.
        """
        flat = collapsing.collapse(voters, len(projects), voter, project, points, weights)
        return cls(
            tuple(projects),
            budget,
            flat.starts,
            flat.items,
            flat.points,
            flat.weights,
            flat.counts,
            weight_scale,
            flat.doubled_marks,
        )

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The project ids in file order."""
        return tuple(project.id for project in self.projects)

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """The project costs in hundredths, in file order."""
        return tuple(project.cost for project in self.projects)

    @cached_property
    def voters(self) -> int:
        """The number of ballots, empty ones included."""
        return int(self.counts.sum())

    @cached_property
    def scaled_weight(self) -> int:
        """The sum of all weights in units of 1/weight_scale."""
        return int(self.weights.sum())

    @property
    def total_weight(self) -> Fraction:
        """The sum of all voters' weights."""
        return Fraction(self.scaled_weight, self.weight_scale)

    @cached_property
    def owners(self) -> IntArray:
        """For each mark, the distinct ballot it stands on."""
        return np.repeat(np.arange(len(self.weights), dtype=np.int64), np.diff(self.starts))

    @cached_property
    def plus(self) -> IntArray:
        """Per project, the scaled weight of the voters who gave it positive points (its votes)."""
        return self._per_project(self.points > 0)

    @cached_property
    def minus(self) -> IntArray:
        """Per project, the scaled weight of the voters who gave it negative points."""
        return self._per_project(self.points < 0)

    def _per_project(self, wanted: NDArray[np.bool_]) -> IntArray:
        weights = self.weights[self.owners[wanted]]
        return collapsing.sum_by(self.items[wanted], weights, len(self.projects))

    def unweighted(self) -> Profile:
        """The same ballots, every voter with weight 1."""
        return replace(self, weights=self.counts, weight_scale=1)

    def with_budget(self, budget: int) -> Profile:
        """The same ballots with another budget in hundredths."""
        return replace(self, budget=budget)

    def only(self, wanted: Sequence[bool], budget: int) -> Profile:
        """Some of the projects with a budget of their own, and the voters who marked at least one of them."""
        mask = np.array(wanted, dtype=np.bool_)
        renumbered = np.cumsum(mask) - 1
        kept = mask[self.items]
        owners, items, points = self.owners[kept], renumbered[self.items[kept]], self.points[kept]
        voters, owners = np.unique(owners, return_inverse=True)
        projects = tuple(project for project, wants in zip(self.projects, wanted, strict=True) if wants)
        flat = collapsing.collapse(len(voters), len(projects), owners, items, points, self.weights[voters])
        counts = collapsing.sum_by(flat.group, self.counts[voters], len(flat.weights))
        return Profile(projects, budget, flat.starts, flat.items, flat.points, flat.weights, counts, self.weight_scale)
