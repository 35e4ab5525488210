"""Who wins? One door to every rule."""

from __future__ import annotations

from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.progress import Reporter
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.values import Profile


def count(profile: Profile, spec: RuleSpec, progress: Reporter | None = None) -> Outcome:
    """Count the ballots by the rule, exactly; long counts call `progress` now and then."""
    raise NotImplementedError(spec.rule)
