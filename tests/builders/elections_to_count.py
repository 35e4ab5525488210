"""Small random elections full of ties, and the same elections for pabutools."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from partnet_vote.tally.values import Profile, Project

COSTS = (1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 8, 10, 12)
WEIGHTS = (Fraction(1), Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2), Fraction(3, 2))


@dataclass(frozen=True)
class SmallElection:
    """Costs and budget in whole units of the currency; ballots as (project, points); one weight a ballot."""

    costs: tuple[int, ...]
    budget: int
    ballots: tuple[tuple[tuple[int, int], ...], ...]
    weights: tuple[Fraction, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        # Ids sort differently as text and as numbers, as real ones do.
        return tuple(f"p{9 + number}" for number in range(len(self.costs)))

    @property
    def profile(self) -> Profile:
        projects = [Project(id, cost * 100) for id, cost in zip(self.ids, self.costs, strict=True)]
        return Profile.collapse(projects, self.budget * 100, self.ballots, self.weights)

    def replicated(self) -> tuple[list[tuple[tuple[int, int], ...]], int]:
        """Every ballot as often as its weight says, and how many copies a weight of 1 has."""
        scale = 2
        pairs = zip(self.ballots, self.weights, strict=True)
        copies = [ballot for ballot, weight in pairs for _ in range(int(weight * scale))]
        return copies, scale


def small_election(random: Random, *, points: bool = False, weighted: bool = False) -> SmallElection:
    """One to seven projects, one to ten voters, costs and votes that tie often."""
    projects = random.randint(1, 7)
    voters = random.randint(1, 10)
    likely = random.choice((0.25, 0.5, 0.75))
    ballots = tuple(
        tuple((p, random.randint(1, 4) if points else 1) for p in range(projects) if random.random() < likely)
        for _ in range(voters)
    )
    weights = tuple(random.choice(WEIGHTS) if weighted else Fraction(1) for _ in range(voters))
    costs = tuple(random.choice(COSTS) for _ in range(projects))
    return SmallElection(costs, random.randint(1, max(2, sum(costs))), ballots, weights)
