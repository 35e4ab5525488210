"""Who wins? One door to every rule."""

from __future__ import annotations

from dataclasses import replace

from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.progress import Reporter
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.rules import equal_shares, greedy, max_welfare, phragmen, top_k
from partnet_vote.tally.values import Profile


def count(profile: Profile, spec: RuleSpec, progress: Reporter | None = None) -> Outcome:
    """Count the ballots by the rule, exactly; long counts call `progress` now and then."""
    if spec.group_budgets:
        return _by_group(profile, spec, progress)
    if spec.rule == "top-k":
        return top_k.count(profile, spec)
    if spec.rule == "max-welfare":
        return max_welfare.count(profile, spec)
    if spec.rule == "equal-shares":
        return equal_shares.count(profile, spec, progress)
    if spec.rule == "phragmen":
        return phragmen.count(profile, spec)
    return greedy.count(profile, spec)


def group_profile(profile: Profile, group: str, budget: int) -> Profile:
    """The projects of one group with its own budget, and the voters who marked at least one of them."""
    wanted = [group in project.groups for project in profile.projects]
    return profile.only(wanted, budget)


def _by_group(profile: Profile, spec: RuleSpec, progress: Reporter | None) -> Outcome:
    """Each group by itself, one after the other; the outcomes laid end to end. ValueError where groups overlap."""
    named = {limit.group for limit in spec.group_budgets}
    if any(len(named.intersection(project.groups)) != 1 for project in profile.projects):
        raise ValueError("each project needs exactly one of the groups that have a budget of their own")
    parts: list[tuple[str, Outcome]] = []
    for limit in spec.group_budgets:
        own = group_profile(profile, limit.group, limit.limit)
        inside = set(own.ids)
        rivals = tuple(tuple(id for id in ids if id in inside) for ids in spec.exclusive)
        alone = replace(spec, group_budgets=(), exclusive=tuple(ids for ids in rivals if len(ids) > 1))
        parts.append((limit.group, count(own, alone, progress)))
    outcomes = [outcome for _, outcome in parts]
    return Outcome(
        winners=tuple(id for outcome in outcomes for id in outcome.winners),
        total_cost=sum(outcome.total_cost for outcome in outcomes),
        budget=sum(outcome.budget for outcome in outcomes),
        spec=spec,
        scores=tuple(score for outcome in outcomes for score in outcome.scores),
        ties=tuple(tie for outcome in outcomes for tie in outcome.ties),
        rounds=tuple(replace(each, group=group) for group, outcome in parts for each in outcome.rounds),
        outside=sum(outcome.outside for outcome in outcomes),
        certificate="; ".join(sorted({outcome.certificate for outcome in outcomes})),
    )
