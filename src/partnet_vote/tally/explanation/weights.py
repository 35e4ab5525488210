"""What did the weights change? The weighted result and the one with a vote each, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.progress import Reporter
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.values import Profile


@dataclass(frozen=True, slots=True)
class Standing:
    """One project in both results: place (winners as bought, then by score), score, and whether it won."""

    project: str
    weighted_place: int
    unweighted_place: int
    weighted_score: Fraction
    unweighted_score: Fraction
    won_weighted: bool
    won_unweighted: bool

    @property
    def moved(self) -> int:
        """Places gained by the weights; negative where lost."""
        return self.unweighted_place - self.weighted_place


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both outcomes, and every project's standing in them in order of the weighted result."""

    weighted: Outcome
    unweighted: Outcome
    standings: tuple[Standing, ...]

    @property
    def changed_place(self) -> tuple[Standing, ...]:
        """The projects that do not stand where they would with a vote each."""
        return tuple(standing for standing in self.standings if standing.moved)

    @property
    def won_by_weight(self) -> tuple[str, ...]:
        """Winners that would lose with a vote each."""
        return tuple(each.project for each in self.standings if each.won_weighted and not each.won_unweighted)

    @property
    def lost_by_weight(self) -> tuple[str, ...]:
        """Losers that would win with a vote each."""
        return tuple(each.project for each in self.standings if each.won_unweighted and not each.won_weighted)


def side_by_side(profile: Profile, spec: RuleSpec, progress: Reporter | None = None) -> SideBySide:
    """Count with the weights, and again with every voter's weight 1."""
    weighted = count(profile, spec, progress)
    plain = profile.unweighted()
    unweighted = count(plain, spec, progress)
    other = {verdict.project: verdict for verdict in explain(plain, unweighted, votes=False).verdicts}
    standings = tuple(
        Standing(
            verdict.project,
            verdict.place,
            other[verdict.project].place,
            verdict.score,
            other[verdict.project].score,
            verdict.won,
            other[verdict.project].won,
        )
        for verdict in explain(profile, weighted, votes=False).verdicts
    )
    return SideBySide(weighted, unweighted, standings)
