"""Which files does a publication hold for spreadsheets and programs? Written once, and kept byte for byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from partnet_vote.results.rules import Account, Count
from partnet_vote.tally.ballots.formats import AnyFormat
from partnet_vote.tally.ballots.legality import StandingKind, standing
from partnet_vote.tally.ballots.marks import Ballot, Marks
from partnet_vote.tally.ballots.points import Points
from partnet_vote.tally.ballots.star import Starred
from partnet_vote.tally.contest import ContestDefinition
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.pabulib.writer import amount, compose, write
from partnet_vote.tally.rule_spec import RuleSpec

CSV = "text/csv"
JSON = "application/json"
PABULIB = "text/plain"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run instead of show (OWASP, CSV injection)."""
VOTE_TYPES = {
    "single-choice": "choose-1",
    "approval": "approval",
    "knapsack": "approval",
    "points": "cumulative",
    "ranked": "ordinal",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A file to be published."""

    name: str
    media_type: str
    content: bytes


def data_files(
    definition: Definition, count: Count, ballots: Sequence[Ballot], facts: dict[str, Any]
) -> tuple[Written, ...]:
    """Ranking and ballots as CSV, the result as JSON, and a Pabulib file for each contest that the format can hold."""
    return (
        Written("ranking.csv", CSV, ranking_csv(definition, count.accounts)),
        Written("ballots.csv", CSV, ballots_csv(definition, ballots)),
        Written("result.json", JSON, result_json(definition, count, facts)),
        *(
            Written(f"{contest.id}.pb", PABULIB, content)
            for contest, account in zip(definition.contests, count.accounts, strict=True)
            if (content := pabulib(definition, contest, account, ballots)) is not None
        ),
    )


def ranking_csv(definition: Definition, accounts: Iterable[Account]) -> bytes:
    """One line an option: place, number, title, score, cost, outcome; then the same without weights."""
    head = ("contest", "place", "number", "option", "title", "score", "against", "cost", "won", "left_of_budget")
    plain = ("place_unweighted", "score_unweighted", "won_unweighted")
    rows: list[Sequence[object]] = [(*head, *plain, "reason")]
    for account in accounts:
        contest = definition.contest_by_id[account.contest]
        for line in account.lines:
            option = contest.option_by_id[line.option]
            rows.append(
                (
                    contest.id,
                    line.place,
                    option.number,
                    option.id,
                    option.title,
                    decimal(line.score),
                    decimal(line.minus),
                    "" if option.cost is None else amount(option.cost),
                    "yes" if line.won else "no",
                    "" if line.left is None or contest.budget is None else amount(line.left),
                    line.plain_place,
                    decimal(line.plain_score),
                    "yes" if line.plain_won else "no",
                    line.why,
                )
            )
    return csv_file(rows)


def ballots_csv(definition: Definition, ballots: Sequence[Ballot]) -> bytes:
    """One line a ballot, sorted, a column an option; neither who, nor when, nor the receipt."""
    columns = [(contest.id, option.id) for contest in definition.contests for option in contest.options]
    has_star = any(isinstance(contest.ballot, Starred) for contest in definition.contests)
    head = ("style", "weight", *(f"{contest}:{option}" for contest, option in columns), *(["star"] if has_star else []))
    weights = {number: str(style.weight) for number, style in definition.style_by_number.items()}
    texts = sorted((ballot.without_own_items() for ballot in ballots), key=Ballot.canonical)
    rows: list[Sequence[object]] = [head]
    for ballot in texts:
        marks = [ballot.marks(contest).values.get(option, "") for contest, option in columns]
        stars = [f"{name}:{each.star}" for name, each in ballot.contests.items() if each.star]
        rows.append((ballot.style, weights[ballot.style], *marks, *([" ".join(stars)] if has_star else [])))
    return csv_file(rows)


def result_json(definition: Definition, count: Count, facts: dict[str, Any]) -> bytes:
    """The result for programs: facts of the publication, ballots, turnout, every option's place and reason."""
    body = {
        "format": "partnet-result/1",
        **facts,
        "definition": definition.digest,
        "outcome": count.digest,
        "ballots": count.ballots,
        "credentials": count.issued,
        "turnout": count.turnout.to_json(),
        "contests": [_contest_json(definition.contest_by_id[account.contest], account) for account in count.accounts],
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _contest_json(contest: ContestDefinition, account: Account) -> dict[str, Any]:
    return {
        "contest": contest.id,
        "title": contest.title,
        "currency": contest.currency or None,
        "budget": contest.budget,
        "spent": account.spent,
        "valid": account.valid,
        "empty": account.empty,
        "spoilt": account.spoilt,
        "options": [
            {
                "option": line.option,
                "title": contest.option_by_id[line.option].title,
                "cost": contest.option_by_id[line.option].cost,
                "place": line.place,
                "score": str(line.score),
                "won": line.won,
                "place_unweighted": line.plain_place,
                "score_unweighted": str(line.plain_score),
                "won_unweighted": line.plain_won,
                "left": line.left,
                "why": line.why,
                "reasons": [str(reason) for reason in line.reasons],
            }
            for line in account.lines
        ],
        "ties": [{"tied": tie.tied, "decided_by": tie.decided_by, "order": tie.order} for tie in account.ties],
    }


def pabulib(
    definition: Definition, contest: ContestDefinition, account: Account, ballots: Iterable[Ballot]
) -> bytes | None:
    """The contest as a Pabulib file (pabulib.org/format); None where the format cannot say it, or nobody voted."""
    kind = VOTE_TYPES.get(contest.ballot.kind)
    if kind is None or contest.budget is None or any(option.cost is None for option in contest.options):
        return None
    votes = list(_votes(definition, contest, kind, ballots))
    if not votes:
        return None
    scores = {line.option: line for line in account.lines}
    points = kind == "cumulative"
    projects = [
        (
            option.id,
            amount(option.cost or 0),
            option.title,
            decimal(scores[option.id].score),
            "1" if scores[option.id].won else "0",
        )
        for option in contest.options
    ]
    return write(
        compose(
            _meta(definition, contest, kind, len(votes)),
            ("project_id", "cost", "name", "score", "selected"),
            projects,
            ("voter_id", "vote", *(["points"] if points else []), *(["weight"] if definition.is_weighted else [])),
            votes,
        )
    )


def _meta(definition: Definition, contest: ContestDefinition, kind: str, votes: int) -> list[tuple[str, str]]:
    meta = [
        ("description", f"{definition.title}: {contest.title}"),
        ("unit", definition.city),
        ("instance", definition.opens_at[:4]),
        ("num_projects", str(len(contest.options))),
        ("num_votes", str(votes)),
        ("budget", amount(contest.budget or 0)),
        ("currency", contest.currency),
        ("vote_type", kind),
        ("rule", _rule(contest.rule)),
        ("date_begin", definition.opens_at[:10]),
        ("date_end", definition.closes_at[:10]),
        ("definition", definition.digest),
    ]
    if contest.rule.threshold:
        meta.append(("min_project_score_threshold", str(contest.rule.threshold)))
    if isinstance(contest.ballot, Points):
        meta.append(("max_sum_points", str(contest.ballot.total)))
    return meta


def _rule(rule: RuleSpec) -> str:
    if rule.rule == "equal-shares":
        ending = "" if rule.completion == "none" else f"/{rule.completion}"
        return "equalshares" + ending + ("-comparison" if rule.comparison else "")
    return "greedy-threshold" if rule.rule == "greedy" and rule.threshold else rule.rule


def _votes(
    definition: Definition, contest: ContestDefinition, kind: str, ballots: Iterable[Ballot]
) -> Iterator[tuple[str, ...]]:
    """The valid ballots, in the order of their text and numbered in it: a number says nothing of its voter."""
    having = {style.number for style in definition.styles if contest.id in style.contests}
    kept = sorted((each for each in ballots if each.style in having), key=Ballot.canonical)
    number = 0
    for ballot in kept:
        marks = ballot.marks(contest.id)
        if standing(contest.ballot, marks, contest.option_by_id).kind is not StandingKind.VALID:
            continue
        number += 1
        order = _order(contest.ballot, marks)
        row = [str(number), ",".join(order)]
        if kind == "cumulative":
            row.append(",".join(str(marks.values[option]) for option in order))
        if definition.is_weighted:
            row.append(str(definition.style_by_number[ballot.style].weight))
        yield tuple(row)


def _order(form: AnyFormat, marks: Marks) -> list[str]:
    """Marked options; a ranking from its first place on."""
    if form.kind == "ranked":
        return sorted(marks.values, key=lambda option: marks.values[option])
    return list(marks.values)


def decimal(value: Fraction) -> str:
    """A whole number, or a decimal with two places as spreadsheets read it."""
    if value.denominator == 1:
        return str(value.numerator)
    hundredths = round(value * 100)
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def csv_file(rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and a byte-order mark: what spreadsheets in Czech and Norwegian open without a question."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA) and not cell[1:].replace(".", "", 1).isdigit():
        return "'" + cell
    return cell
