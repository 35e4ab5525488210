"""Top K: the K options with the highest score, whatever they cost.

With the tie step `shared-rank`, options equal to the K-th share its rank and all of them win, as in
the ten priorities of a forum (Litoměřice 2022 published a shared 2nd-3rd rank).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from partnet_vote.tally.outcome import Outcome, Round
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.rules.greedy import by_key
from partnet_vote.tally.standing import Limits, standing
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.utilities import scores
from partnet_vote.tally.values import Profile


def count(profile: Profile, spec: RuleSpec) -> Outcome:
    """The `seats` options with the highest score; money plays no part."""
    seats = spec.seats or 0
    own = scores(profile, spec.utility)
    ties = TieBreaker(profile, spec)
    stand, barred = standing(profile, spec)
    limits = Limits(profile, spec)
    winners: list[int] = []
    rounds: list[Round] = list(barred)
    for option in by_key(stand, own, ties):
        reason = limits.why_not(option)
        if reason is None and len(winners) >= seats and not _shares_last(option, winners, own, spec, ties):
            reason = "skipped"
        if reason is None:
            winners.append(option)
            limits.take(option)
        one = profile.projects[option]
        rounds.append(Round(one.id, reason or "funded", one.cost, profile.budget, score=own[option]))
    return Outcome(
        winners=tuple(profile.ids[option] for option in winners),
        total_cost=sum(profile.costs[option] for option in winners),
        budget=profile.budget,
        spec=spec,
        scores=tuple(zip(profile.ids, own, strict=True)),
        ties=ties.met,
        rounds=tuple(rounds),
    )


def _shares_last(
    option: int, winners: Sequence[int], own: Sequence[Fraction], spec: RuleSpec, ties: TieBreaker
) -> bool:
    """Whether the option equals the last winner in score and in every tie step before `shared-rank`."""
    if "shared-rank" not in spec.ties or not winners:
        return False
    steps = spec.ties.index("shared-rank")
    last = winners[-1]
    return own[option] == own[last] and ties.key(option)[:steps] == ties.key(last)[:steps]
