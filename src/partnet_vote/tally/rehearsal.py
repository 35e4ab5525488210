"""What would other rules have made of the same ballots? One table for a city that chooses its rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from partnet_vote.tally.collapse import sum_by
from partnet_vote.tally.counting import count
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.progress import Reporter
from partnet_vote.tally.rule_spec import Completion, RuleSpec, TieStep, Utility
from partnet_vote.tally.values import IntArray, Profile


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One rule's outcome on the ballots, and what it means for the voters. Every share is by weight.

    reached: share of the voters with at least one winner among the projects they support; winners_per_voter and
    money_per_voter: average number, and cost in hundredths, of the winners a voter supports.
    """

    name: str
    outcome: Outcome
    reached: Fraction
    winners_per_voter: Fraction
    money_per_voter: Fraction


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The same ballots under several rules.

    projects: id and the names of the rules under which it wins, in file order; agreed: winners under every rule;
    disputed: winners under some rules only.
    """

    rules: tuple[Rehearsed, ...]
    projects: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def agreed(self) -> tuple[str, ...]:
        """Projects that win whatever the rule, in file order."""
        return tuple(id for id, under in self.projects if len(under) == len(self.rules))

    @property
    def disputed(self) -> tuple[str, ...]:
        """Projects whose fate depends on the rule, in file order."""
        return tuple(id for id, under in self.projects if 0 < len(under) < len(self.rules))


def rehearse(profile: Profile, specs: Sequence[RuleSpec], progress: Reporter | None = None) -> Rehearsal:
    """Count the ballots by every rule; names are made unique where two rules would share one."""
    names = _unique([rule_name(spec) for spec in specs])
    rules = tuple(_rehearsed(profile, name, spec, progress) for name, spec in zip(names, specs, strict=True))
    projects = tuple((id, tuple(each.name for each in rules if id in each.outcome.winners)) for id in profile.ids)
    return Rehearsal(rules, projects)


def usual_rules(
    score: Utility, ties: tuple[TieStep, ...], seed: str = "", *, shares: Utility = "cost"
) -> tuple[RuleSpec, ...]:
    """The rules cities choose among: greedy two ways, most support, equal shares three ways, Phragmén."""

    def equal_shares(completion: Completion) -> RuleSpec:
        return RuleSpec("equal-shares", shares, completion, ties=ties, seed=seed)

    return (
        RuleSpec("greedy", score, ties=ties, seed=seed),
        RuleSpec("density", score, ties=ties, seed=seed),
        RuleSpec("max-welfare", score, ties=ties, seed=seed),
        equal_shares("none"),
        equal_shares("utilitarian"),
        equal_shares("add1"),
        RuleSpec("phragmen", ties=ties, seed=seed),
    )


def rule_name(spec: RuleSpec) -> str:
    """A short name: the rule, then its completion, comparison and threshold where it has them."""
    parts = [spec.rule, "" if spec.completion == "none" else spec.completion, "comparison" if spec.comparison else ""]
    name = "/".join(part for part in parts if part)
    return name if spec.threshold is None else f"{name} from {spec.threshold}"


def _unique(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        again = sum(other == name or other.startswith(f"{name} (") for other in found)
        found.append(f"{name} ({again + 1})" if again else name)
    return found


def _rehearsed(profile: Profile, name: str, spec: RuleSpec, progress: Reporter | None) -> Rehearsed:
    outcome = count(profile, spec, progress)
    winners = set(outcome.winners)
    won = np.array([id in winners for id in profile.ids], dtype=np.bool_)
    good = (profile.points > 0) & won[profile.items]
    owners, items = profile.owners[good], profile.items[good]
    return Rehearsed(
        name,
        outcome,
        _share(profile, _weight_of(profile, np.unique(owners))),
        _share(profile, int(profile.weights[owners].sum())),
        _share(profile, _money(profile, owners, items)),
    )


def _weight_of(profile: Profile, ballots: IntArray) -> int:
    return int(profile.weights[ballots].sum())


def _money(profile: Profile, owners: IntArray, items: IntArray) -> int:
    """Weighted cost of all (voter, supported winner) pairs."""
    votes = sum_by(items, profile.weights[owners], len(profile.projects))
    return sum(int(number) * cost for number, cost in zip(votes, profile.costs, strict=True))


def _share(profile: Profile, weighted: int) -> Fraction:
    return Fraction(weighted, profile.scaled_weight) if profile.scaled_weight else Fraction(0)
