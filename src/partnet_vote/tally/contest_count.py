"""How does one contest end: valid, empty and spoilt ballots, weighted and unweighted outcome side by side?

Who leaves a contest empty abstains in it: empty and spoilt ballots are counted as such and take no part in
the rule. A valid ballot whose options were all withdrawn after the freeze keeps its part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from partnet_vote.tally.ballots.grades import Grades
from partnet_vote.tally.ballots.legality import StandingKind, standing
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.canonical import Json, canonical_text, digest_of
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.counting import count
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.majority_judgement import Judgement, judge
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.reasons import Malformed, Reason
from partnet_vote.tally.scores import OptionScore, option_scores
from partnet_vote.tally.values import Profile, Project


@dataclass(frozen=True, slots=True)
class StyleCount:
    """The ballots of one style in a contest."""

    style: int
    valid: int = 0
    empty: int = 0
    spoilt: int = 0

    @property
    def cast(self) -> int:
        """All ballots of the style."""
        return self.valid + self.empty + self.spoilt

    def to_json(self) -> dict[str, Json]:
        """The numbers as JSON."""
        return {"style": self.style, "valid": self.valid, "empty": self.empty, "spoilt": self.spoilt}


@dataclass(frozen=True, slots=True)
class Spoilt:
    """How many ballots were spoilt for the same reasons."""

    reasons: tuple[Reason, ...]
    ballots: int

    def to_json(self) -> dict[str, Json]:
        """The reasons in English and as messages with values, and the number."""
        return {
            "reasons": [str(reason) for reason in self.reasons],
            "messages": [reason.to_json() for reason in self.reasons],
            "ballots": self.ballots,
        }


@dataclass(frozen=True, slots=True)
class Side:
    """One way of counting a contest, with the voters' weights or without: the rule's outcome and its scores.

    `judgements` are the median grades where the contest is scored by majority judgement, else empty.
    """

    outcome: Outcome
    scores: tuple[OptionScore, ...]
    judgements: tuple[Judgement, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """The outcome, the scores and the judgements as JSON."""
        return {
            "outcome": cast("dict[str, Json]", self.outcome.to_json()),
            "scores": [score.to_json() for score in self.scores],
            "judgements": [each.to_json() for each in self.judgements],
        }


@dataclass(frozen=True, slots=True)
class ContestOutcome:
    """What a contest's ballots decided; `weighted` is the result, `unweighted` stands beside it."""

    contest: str
    withdrawn: tuple[str, ...]
    styles: tuple[StyleCount, ...]
    spoilt: tuple[Spoilt, ...]
    weighted: Side
    unweighted: Side

    @property
    def winners(self) -> tuple[str, ...]:
        """The ids of the options that won, in the order the rule took them."""
        return self.weighted.outcome.winners

    @property
    def won_by_weight(self) -> tuple[str, ...]:
        """Options that win only because of the weights."""
        return tuple(option for option in self.winners if option not in self.unweighted.outcome.winners)

    @property
    def lost_by_weight(self) -> tuple[str, ...]:
        """Options that would win if every ballot counted once."""
        return tuple(option for option in self.unweighted.outcome.winners if option not in self.winners)

    @property
    def valid(self) -> int:
        """Ballots that were counted."""
        return sum(style.valid for style in self.styles)

    @property
    def empty(self) -> int:
        """Ballots that left the contest out."""
        return sum(style.empty for style in self.styles)

    @property
    def spoilt_ballots(self) -> int:
        """Ballots whose marks in this contest are not legal."""
        return sum(style.spoilt for style in self.styles)

    def to_json(self) -> dict[str, Json]:
        """The outcome as JSON without floats."""
        return {
            "contest": self.contest,
            "withdrawn": list(self.withdrawn),
            "styles": [style.to_json() for style in self.styles],
            "spoilt": [each.to_json() for each in self.spoilt],
            "weighted": self.weighted.to_json(),
            "unweighted": self.unweighted.to_json(),
        }

    def canonical(self) -> str:
        """The one text of the outcome."""
        return canonical_text(self.to_json())

    @property
    def digest(self) -> str:
        """`sha256:…` over the canonical text."""
        return digest_of(self.canonical())


@dataclass(frozen=True, slots=True)
class _Valid:
    """The distinct valid marks of a contest: what they are worth, and of how many ballots of which style."""

    style: int
    utilities: Mapping[str, int]
    ballots: int


def count_contest(
    definition: Definition,
    contest_id: str,
    ballots: Iterable[tuple[int, Marks]],
    withdrawn: Collection[str] = (),
) -> ContestOutcome:
    """Count one contest from (style, marks) of every ballot of a style that has it, empty ones too.

    `withdrawn` are options withdrawn after the freeze: marks on them stay legal, they cannot win.
    `Malformed` if a ballot's style is unknown or has no such contest.
    """
    contest = definition.contest_by_id[contest_id]
    distinct = Counter((style, marks.values_and_star) for style, marks in ballots)
    counts = {s.number: StyleCount(s.number) for s in definition.styles if contest_id in s.contests}
    valid: list[_Valid] = []
    spoilt: Counter[tuple[Reason, ...]] = Counter()
    for (style, marks), number in distinct.items():
        if style not in counts:
            raise Malformed(Reason("Ballot style {style} has no contest {id}.", style=style, id=contest_id))
        stands = standing(contest.ballot, marks, contest.option_by_id)
        before = counts[style]
        if stands.kind is StandingKind.VALID:
            valid.append(_Valid(style, contest.ballot.utilities(marks), number))
            counts[style] = replace(before, valid=before.valid + number)
        elif stands.kind is StandingKind.EMPTY:
            counts[style] = replace(before, empty=before.empty + number)
        else:
            spoilt[stands.reasons] += number
            counts[style] = replace(before, spoilt=before.spoilt + number)
    profile = _profile(definition, contest, valid, withdrawn)
    weighted = _side(contest, profile)
    is_weighted = any(definition.style_by_number[style].weight != 1 for style in counts)
    return ContestOutcome(
        contest_id,
        tuple(sorted(withdrawn)),
        tuple(counts[number] for number in sorted(counts)),
        _by_reason(spoilt),
        weighted,
        _side(contest, profile.unweighted()) if is_weighted else weighted,
    )


def contest_profile(
    definition: Definition, contest_id: str, ballots: Iterable[tuple[int, Marks]], withdrawn: Collection[str] = ()
) -> Profile:
    """The valid ballots of a contest as its rule sees them: what an explanation of `count_contest` starts from."""
    contest = definition.contest_by_id[contest_id]
    distinct = Counter((style, marks.values_and_star) for style, marks in ballots)
    valid = [
        _Valid(style, contest.ballot.utilities(marks), number)
        for (style, marks), number in distinct.items()
        if standing(contest.ballot, marks, contest.option_by_id).kind is StandingKind.VALID
    ]
    return _profile(definition, contest, valid, withdrawn)


def count_election(
    definition: Definition,
    ballots: Iterable[Ballot],
    withdrawn: Mapping[str, Collection[str]] | None = None,
) -> tuple[ContestOutcome, ...]:
    """Count every contest of the election, in the definition's order."""
    kept = tuple(ballots)
    gone = withdrawn or {}
    outcomes: list[ContestOutcome] = []
    for contest in definition.contests:
        having = {style.number for style in definition.styles if contest.id in style.contests}
        marked = ((ballot.style, ballot.marks(contest.id)) for ballot in kept if ballot.style in having)
        outcomes.append(count_contest(definition, contest.id, marked, gone.get(contest.id, ())))
    return tuple(outcomes)


def _by_reason(spoilt: Counter[tuple[Reason, ...]]) -> tuple[Spoilt, ...]:
    """Spoilt ballots by their reasons, in the order of the English sentences."""
    ordered = sorted(spoilt.items(), key=lambda item: [str(reason) for reason in item[0]])
    return tuple(Spoilt(reasons, number) for reasons, number in ordered)


def _profile(
    definition: Definition, contest: ContestDefinition, valid: list[_Valid], withdrawn: Collection[str]
) -> Profile:
    """The contest as the rules see it: one row a mark for every valid ballot, without a loop over ballots."""
    place = {option.id: index for index, option in enumerate(contest.options)}
    lengths = np.array([len(each.utilities) for each in valid], dtype=np.int64)
    items = np.array([place[option] for each in valid for option in each.utilities], dtype=np.int64)
    points = np.array([mark for each in valid for mark in each.utilities.values()], dtype=np.int64)
    weights, scale = _weights(definition, valid)
    ballots = np.repeat(np.arange(len(valid)), np.array([each.ballots for each in valid], dtype=np.int64))
    marks = lengths[ballots]
    starts = np.cumsum(lengths) - lengths
    within = np.arange(int(marks.sum()), dtype=np.int64) - np.repeat(np.cumsum(marks) - marks, marks)
    taken = np.repeat(starts[ballots], marks) + within
    return Profile.from_flat(
        _projects(contest, withdrawn),
        contest.budget or 0,
        len(ballots),
        np.repeat(np.arange(len(ballots), dtype=np.int64), marks),
        items[taken],
        points[taken],
        weights=weights[ballots],
        weight_scale=scale,
    )


def _projects(contest: ContestDefinition, withdrawn: Collection[str]) -> tuple[Project, ...]:
    return tuple(
        Project(
            option.id,
            option.cost or 0,
            option.title,
            groups=() if option.district is None else (option.district,),
            withdrawn=option.id in withdrawn,
        )
        for option in contest.options
    )


def _weights(definition: Definition, valid: list[_Valid]) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], int]:
    """One integer weight for each distinct ballot and the unit they share, 1/LCM of the denominators."""
    exact = [definition.style_by_number[each.style].weight for each in valid]
    scale = math.lcm(*(weight.denominator for weight in exact))
    return np.array([int(weight * scale) for weight in exact], dtype=np.int64), scale


def _side(contest: ContestDefinition, profile: Profile) -> Side:
    scores = option_scores(profile)
    if contest.scoring == "majority-judgement" and isinstance(contest.ballot, Grades):
        judgements = judge(profile, len(contest.ballot.labels))
        return Side(_count_places(contest, profile, judgements), scores, judgements)
    return Side(count(profile, contest.rule), scores)


def _count_places(contest: ContestDefinition, profile: Profile, judgements: tuple[Judgement, ...]) -> Outcome:
    """Let the rule take options in the order of majority judgement.

    The order is handed to the rule as one voter whose points fall from place to place; the threshold, a least
    median grade, becomes the points of the last option that reaches it.
    """
    lowest = max((each.place for each in judgements), default=0)
    marks = [(index, lowest + 1 - each.place) for index, each in enumerate(judgements)]
    ordered = Profile.collapse(profile.projects, profile.budget, [marks])
    least = contest.rule.threshold
    if least is not None:
        reached = [lowest + 1 - each.place for each in judgements if each.median >= least]
        least = min(reached, default=lowest + 1)
    outcome = count(ordered, replace(contest.rule, utility="points", threshold=least))
    return replace(outcome, spec=contest.rule)
