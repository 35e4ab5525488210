"""Who wins? `partnet-vote count FILE.pb` counts an election file by any rule; scripts may rely on its JSON."""

from __future__ import annotations

import argparse
import json
import sys
from fractions import Fraction

from partnet_vote.cli import count_options
from partnet_vote.cli.election_file import WRONG_FILE, Refusal, load, shown
from partnet_vote.cli.tables import say, table
from partnet_vote.cli.ticking import ticking
from partnet_vote.tally.collapse import TooLarge
from partnet_vote.tally.counting import count
from partnet_vote.tally.explanation.as_json import explanation_json, sensitivity_json
from partnet_vote.tally.explanation.rule_words import TIES, rule_words
from partnet_vote.tally.explanation.sensitivity import Sensitivity, sensitivity
from partnet_vote.tally.explanation.values import Explanation, Verdict
from partnet_vote.tally.explanation.verdicts import explain
from partnet_vote.tally.explanation.wording import details, number, race, sensitivity_words, why
from partnet_vote.tally.outcome import Outcome
from partnet_vote.tally.pabulib.document import PabulibError
from partnet_vote.tally.pabulib.election import Election
from partnet_vote.tally.pabulib.recorded import largest_points
from partnet_vote.tally.reasons import Amount

NAME = "count"
HELP = "Count an election in a Pabulib file (.pb) by the rule you name, or by the rule the file records (--recorded)."

STRONGEST = 8
"""Projects shown of each round's race; JSON has them all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, the rule, and how to answer."""
    parser.add_argument("file", metavar="FILE.pb", help="the election; - reads standard input")
    count_options.declare(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to answer (default: text)")
    parser.add_argument("--explain", action="store_true", help="say for every project why it won or lost, in numbers")
    parser.add_argument(
        "--sensitivity", action="store_true", help="search how few changed ballots change the winners (many counts)"
    )
    parser.add_argument("--progress", action="store_true", help="show progress even where no terminal listens")


def run(args: argparse.Namespace) -> int:
    """0 if counted; 1 if the file cannot be counted; 2 if the options do not go together."""
    try:
        election = load(args.file, NAME)
        spec = count_options.rule(args, election.document)
        with ticking(always=args.progress) as report:
            outcome = count(election.profile, spec, report)
            change = _sensitivity(election, outcome) if args.sensitivity else None
    except Refusal as refusal:
        print(f"partnet-vote {NAME}: {refusal}", file=sys.stderr)
        return refusal.code
    except TooLarge as problem:
        print(f"partnet-vote {NAME}: {args.file} cannot be counted: {problem}", file=sys.stderr)
        return WRONG_FILE
    if args.format == "json":
        answer = _json(election, outcome, explained=args.explain)
        if change is not None:
            answer["sensitivity"] = sensitivity_json(change)
        say(json.dumps(answer, indent=2, ensure_ascii=False))
        return 0
    lines = _text(election, outcome, explained=args.explain)
    if change is not None:
        lines += ["", *map(str, sensitivity_words(change))]
    say("\n".join(lines))
    return 0


def _sensitivity(election: Election, outcome: Outcome) -> Sensitivity:
    try:
        return sensitivity(election.profile, outcome, largest_points(election.document))
    except PabulibError as problem:
        raise Refusal(str(problem)) from None


def _json(election: Election, outcome: Outcome, *, explained: bool) -> dict[str, object]:
    answer: dict[str, object] = {
        **outcome.to_json(),
        "digest": outcome.digest,
        "voters": election.profile.voters,
        "certificate": outcome.certificate,
        "notes": [str(finding) for finding in election.findings],
    }
    if explained:
        answer["explanation"] = explanation_json(explain(election.profile, outcome))
    return answer


def _text(election: Election, outcome: Outcome, *, explained: bool) -> list[str]:
    explanation = explain(election.profile, outcome, votes=explained)
    lines = [*_head(election, outcome), "", *_ranking(election, explanation), "", *_foot(election, outcome)]
    if explained:
        lines += ["", *_reasons(election, explanation)]
    return lines


def _head(election: Election, outcome: Outcome) -> list[str]:
    document, profile = election.document, election.profile
    title = " ".join(filter(None, (document.get("description"), document.get("instance"))))
    budget = f"{Amount(profile.budget)} {document.get('currency')}".rstrip()
    lines = [
        shown(title or "Election", 100),
        f"{profile.voters} voters, {len(profile.projects)} projects, budget {budget}",
        "Rule: " + " ".join(str(sentence) for sentence in rule_words(outcome.spec)),
    ]
    return [*lines, "Ties: " + ", then ".join(str(TIES[step]) for step in outcome.spec.ties) + "."]


def _ranking(election: Election, explanation: Explanation) -> list[str]:
    names = {project.id: project.name for project in election.profile.projects}
    rows = [("", "project", "", "cost", "score", "result")]
    rows += [_row(verdict, names[verdict.project], explanation.outcome) for verdict in explanation.verdicts]
    lines = table(rows, right=(0, 3, 4))
    winners = sum(verdict.won for verdict in explanation.verdicts)
    return [lines[0], *lines[1 : winners + 1], "—" * 12, *lines[winners + 1 :]]


def _row(verdict: Verdict, name: str, outcome: Outcome) -> tuple[str, str, str, str, str, str]:
    return (
        f"{verdict.place}." if verdict.won else "",
        shown(verdict.project, 20),
        shown("" if name == verdict.project else name, 44),
        str(Amount(verdict.cost)),
        str(number(verdict.score)),
        str(why(verdict, outcome)),
    )


def _foot(election: Election, outcome: Outcome) -> list[str]:
    share = Fraction(100 * outcome.total_cost, outcome.budget) if outcome.budget else Fraction(0)
    won = f"{len(outcome.winners)} of {len(election.profile.projects)}"
    lines = [f"Funded: {won}, for {Amount(outcome.total_cost)} ({number(share)} % of the budget)"]
    if outcome.spec.rule == "top-k":
        lines = [f"Chosen: {won}"]
    if outcome.outside:
        lines.append(f"From elsewhere: {Amount(outcome.outside)}")
    if outcome.endowment is not None:
        each = Amount(outcome.endowment.numerator // outcome.endowment.denominator)
        lines.append(f"Each voter held {each}" + (f" after {outcome.steps} steps" if outcome.steps else ""))
    for tie in outcome.ties:
        tied = ", ".join(shown(id, 20) for id in tie.order)
        lines.append(f"Tie, settled by {TIES[tie.decided_by]}: {tied}")
    return [*lines, f"Digest {outcome.digest}"]


def _reasons(election: Election, explanation: Explanation) -> list[str]:
    names = {project.id: project.name for project in election.profile.projects}
    lines: list[str] = []
    for verdict in explanation.verdicts:
        name = names[verdict.project]
        lines.append(shown(verdict.project if name == verdict.project else f"{verdict.project}  {name}", 100))
        sentences = (why(verdict, explanation.outcome), *details(verdict))
        lines += [f"    {sentence}" for sentence in sentences]
    for turn in explanation.rounds:
        bought, *support = race(turn)
        lines += ["", shown(str(bought), 100), *(f"    {shown(str(each), 100)}" for each in support[:STRONGEST])]
    return lines
