# pyright: strict
"""How did each contest end, option by option, with the reason in numbers? Reckoned once, with the count, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.contest_count import ContestOutcome, Side
from partnet_vote.tally.explanation.values import Verdict, Why
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.explanation.wording import details, why
from partnet_vote.tally.outcome import Outcome, Round
from partnet_vote.tally.reasons import Amount, Reason, Value
from partnet_vote.tally.rule_spec import RuleSpec
from partnet_vote.tally.scores import OptionScore
from partnet_vote.tally.ties import TieBreaker
from partnet_vote.tally.values import Profile

BY_SCORE = frozenset({"top-k", "greedy", "greedy-no-skip", "density"})
NO_BAR = Reason("Nobody voted for it. Money was left, and these rules ask for no lowest number of votes.")

NOT_FOR_MONEY = frozenset({Why.WITHDRAWN, Why.EXCLUDED, Why.BELOW_THRESHOLD, Why.MINUS_EXCEEDS})
"""Reasons that hold before any money is given: what was left then says nothing of such an option."""


@dataclass(frozen=True, slots=True)
class Line:
    """One option in the result and in the result without weights; scores in votes or points, money in hundredths.

    `left`: of the budget after its turn, None if it had none. `reasons`: the sentence that decided, then the numbers
    behind it. `grade`: the median grade from 1 (worst), 0 where nothing was graded.
    """

    option: str
    place: int
    score: Fraction
    won: bool
    plain_place: int
    plain_score: Fraction
    plain_won: bool
    why: str
    left: int | None
    reasons: tuple[Reason, ...]
    minus: Fraction = Fraction(0)
    grade: int = 0


@dataclass(frozen=True, slots=True)
class Tied:
    """Options that stood equal where one had to be taken, what settled it, and the order that came of it."""

    tied: tuple[str, ...]
    decided_by: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A contest's end: ballots, money in hundredths, every option in order, ties."""

    contest: str
    valid: int
    empty: int
    spoilt: int
    spent: int
    budget: int
    outside: int
    lines: tuple[Line, ...]
    ties: tuple[Tied, ...]
    spoilt_for: tuple[tuple[tuple[Reason, ...], int], ...] = ()

    @property
    def winners(self) -> tuple[Line, ...]:
        """The options that won, in order of the list."""
        return tuple(line for line in self.lines if line.won)

    @property
    def moved(self) -> tuple[Line, ...]:
        """Options that stand elsewhere, or fare otherwise, than with a vote each."""
        return tuple(line for line in self.lines if line.place != line.plain_place or line.won != line.plain_won)


def account_of(contest: ContestDefinition, outcome: ContestOutcome, profile: Profile) -> Account:
    """The account of a counted contest; `profile` holds its valid ballots."""
    weighted = _standings(contest, outcome.weighted, profile, in_full=True)
    if outcome.unweighted == outcome.weighted:
        plain = weighted
    else:
        plain = _standings(contest, outcome.unweighted, profile.unweighted(), in_full=False)
    other = {each.option: each for each in plain}
    lines = tuple(
        Line(
            each.option,
            each.place,
            each.score,
            each.won,
            other[each.option].place,
            other[each.option].score,
            other[each.option].won,
            each.why,
            each.left,
            each.reasons,
            each.minus,
            each.grade,
        )
        for each in weighted
    )
    decided = outcome.weighted.outcome
    return Account(
        contest.id,
        outcome.valid,
        outcome.empty,
        outcome.spoilt_ballots,
        decided.total_cost,
        decided.budget,
        decided.outside,
        lines,
        tuple(Tied(tie.tied, tie.decided_by, tie.order) for tie in decided.ties),
        tuple((each.reasons, each.ballots) for each in outcome.spoilt),
    )


def _standings(contest: ContestDefinition, side: Side, profile: Profile, *, in_full: bool) -> list[Line]:
    if side.judgements:
        return _judged(side)
    found = explain(profile, side.outcome, votes=in_full)
    left = {each.project: each.left for each in side.outcome.rounds}
    scores = {each.option: each for each in side.scores}
    lines: list[Line] = []
    for place, verdict in _placed(side.outcome, found.verdicts, profile):
        score = shown_score(contest, scores[verdict.project])
        said = (why(verdict, side.outcome), *details(verdict)) if in_full else ()
        if verdict.won and score <= 0 and verdict.why is Why.FUNDED:
            said = (*said, NO_BAR)
        money = None if verdict.why in NOT_FOR_MONEY else left.get(verdict.project)
        minus = scores[verdict.project].minus
        lines.append(
            Line(verdict.project, place, score, verdict.won, 0, score, False, verdict.why.value, money, said, minus)
        )
    return lines


def shown_score(contest: ContestDefinition, score: OptionScore) -> Fraction:
    """An option's score as people read it: votes, points, or votes for less votes against."""
    if contest.rule.utility in ("points", "cost-points", "borda", "borda-pabutools"):
        return score.points
    return score.net if contest.rule.utility == "net" else score.plus


def _placed(outcome: Outcome, verdicts: Sequence[Verdict], profile: Profile) -> list[tuple[int, Verdict]]:
    """Places from 1: by score where the rule goes by it, else as bought; withdrawn options last.

    A place is shared only by options that no step of the tie chain before `shared-rank` tells apart, and only where
    the rule itself lets equals share (tally.rules.top_k); a lot or a lower cost gives each a place of its own.
    """
    chain = _Chain(outcome.spec, profile)
    turn = {each.project: number for number, each in enumerate(outcome.rounds)}
    if outcome.spec.rule in BY_SCORE or outcome.preferred == "greedy":
        verdicts = sorted(
            verdicts, key=lambda each: (-each.score, turn.get(each.project, len(turn)), chain.rank(each.project))
        )
    ordered = sorted(verdicts, key=lambda each: each.why is Why.WITHDRAWN)
    placed: list[tuple[int, Verdict]] = []
    for place, verdict in enumerate(ordered, 1):
        is_shared = placed and chain.are_equal(placed[-1][1], verdict)
        placed.append((placed[-1][0] if is_shared else place, verdict))
    return placed


class _Chain:
    """The rule's tie chain over the options of one contest."""

    def __init__(self, spec: RuleSpec, profile: Profile) -> None:
        self._breaker = TieBreaker(profile, spec)
        self._at = {option: number for number, option in enumerate(profile.ids)}
        self._steps = spec.ties.index("shared-rank") if spec.rule == "top-k" and "shared-rank" in spec.ties else None

    def rank(self, option: str) -> int:
        """Where the option stands among equals."""
        return self._breaker.rank[self._at[option]]

    def are_equal(self, one: Verdict, other: Verdict) -> bool:
        """Whether the two share a place."""
        if self._steps is None or one.score != other.score or Why.WITHDRAWN in (one.why, other.why):
            return False
        keys = (self._breaker.key(self._at[each.project])[: self._steps] for each in (one, other))
        return next(keys) == next(keys)


def _judged(side: Side) -> list[Line]:
    """Majority judgement: places come from the grades; the rule only takes options in that order."""
    rounds = {each.project: each for each in side.outcome.rounds}
    points = {each.option: each.points for each in side.scores}
    lines: list[Line] = []
    for each in sorted(side.judgements, key=lambda judged: judged.place):
        won = each.option in side.outcome.winners
        turn = rounds.get(each.option)
        said = _judged_reason(won, turn)
        decided = turn.decision if turn else ""
        money = turn.left if turn else None
        score = points[each.option]
        lines.append(
            Line(each.option, each.place, score, won, 0, score, False, decided, money, (said,), grade=each.median)
        )
    return lines


def _judged_reason(won: bool, turn: Round | None) -> Reason:
    if won:
        return Reason("Chosen.")
    match turn.decision if turn else "":
        case "withdrawn":
            return Reason("Withdrawn.")
        case "skipped" | "stopped" if turn is not None:
            return Reason(
                "{left} was left when its turn came: {short} too little.",
                left=Amount(turn.left),
                short=Amount(turn.cost - turn.left),
            )
        case _:
            return Reason("Others had more support.")


def to_json(account: Account) -> dict[str, object]:
    """The account as it is kept; fractions as texts."""
    return {
        "contest": account.contest,
        "valid": account.valid,
        "empty": account.empty,
        "spoilt": account.spoilt,
        "spent": account.spent,
        "budget": account.budget,
        "outside": account.outside,
        "lines": [_line_json(line) for line in account.lines],
        "ties": [
            {"tied": list(tie.tied), "decided_by": tie.decided_by, "order": list(tie.order)} for tie in account.ties
        ],
        "spoilt_for": [
            {"reasons": [reason.to_json() for reason in reasons], "ballots": number}
            for reasons, number in account.spoilt_for
        ],
    }


def _line_json(line: Line) -> dict[str, object]:
    return {
        "option": line.option,
        "place": line.place,
        "score": str(line.score),
        "won": line.won,
        "plain_place": line.plain_place,
        "plain_score": str(line.plain_score),
        "plain_won": line.plain_won,
        "why": line.why,
        "left": line.left,
        "reasons": [reason.to_json() for reason in line.reasons],
        "minus": str(line.minus),
        "grade": line.grade,
    }


def from_json(body: Mapping[str, Any]) -> Account:
    """The account that `to_json` wrote."""
    return Account(
        body["contest"],
        body["valid"],
        body["empty"],
        body["spoilt"],
        body["spent"],
        body["budget"],
        body["outside"],
        tuple(_line(each) for each in body["lines"]),
        tuple(Tied(tuple(tie["tied"]), tie["decided_by"], tuple(tie["order"])) for tie in body["ties"]),
        tuple((tuple(map(_reason, each["reasons"])), each["ballots"]) for each in body["spoilt_for"]),
    )


def _line(body: Mapping[str, Any]) -> Line:
    return Line(
        option=body["option"],
        place=body["place"],
        score=Fraction(body["score"]),
        won=body["won"],
        plain_place=body["plain_place"],
        plain_score=Fraction(body["plain_score"]),
        plain_won=body["plain_won"],
        why=body["why"],
        left=body["left"],
        reasons=tuple(map(_reason, body["reasons"])),
        minus=Fraction(body["minus"]),
        grade=body["grade"],
    )


def _reason(body: Mapping[str, Any]) -> Reason:
    values: dict[str, Value] = {
        name: Amount(value["hundredths"]) if isinstance(value, dict) else value  # pyright: ignore[reportUnknownArgumentType] - our own JSON
        for name, value in body["values"].items()
    }
    message = str(body["message"])
    if "n" in body:
        return Reason.in_number(message, body["plural"], body["n"], values)
    return Reason(message, **values)
