"""What would other rules have made of the same ballots? `partnet-vote rehearse FILE.pb` prints them side by side."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from fractions import Fraction

from partnet_vote.cli import count_options
from partnet_vote.cli.election_file import WRONG_ASKED, WRONG_FILE, Refusal, load, shown
from partnet_vote.cli.tables import say, table
from partnet_vote.cli.ticking import ticking
from partnet_vote.tally.collapse import TooLarge
from partnet_vote.tally.explanation.wording import number
from partnet_vote.tally.pabulib.document import PabulibError
from partnet_vote.tally.pabulib.election import Election
from partnet_vote.tally.pabulib.recorded import recorded_rule, score
from partnet_vote.tally.reasons import Amount
from partnet_vote.tally.rehearsal import Rehearsal, Rehearsed, rehearse, rule_name, usual_rules
from partnet_vote.tally.rule_spec import RuleSpec

NAME = "rehearse"
HELP = "Count one election under several rules: who would win under each, and how many voters each would reach."

WINS, LOSES = "●", "·"


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, which rules, and how to answer."""
    parser.add_argument("file", metavar="FILE.pb", help="the election; - reads standard input")
    parser.add_argument(
        "--rules",
        metavar="NAMES",
        help="only these, as the table names them, with commas (such as greedy,equal-shares/add1,phragmen)",
    )
    parser.add_argument(
        "--ties", choices=count_options.TIES, default="cost-votes-lot", help="who goes first among equals"
    )
    parser.add_argument("--seed", metavar="TEXT", default="", help="the public seed of the lot")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to answer (default: text)")
    parser.add_argument("--progress", action="store_true", help="show progress even where no terminal listens")


def run(args: argparse.Namespace) -> int:
    """0 if counted; 1 if the file cannot be counted; 2 if a rule is not known."""
    try:
        election = load(args.file, NAME)
        specs = _rules(args, election)
        with ticking(always=args.progress) as report:
            rehearsal = rehearse(election.profile, specs, report)
    except Refusal as refusal:
        print(f"partnet-vote {NAME}: {refusal}", file=sys.stderr)
        return refusal.code
    except TooLarge as problem:
        print(f"partnet-vote {NAME}: {args.file} cannot be counted: {problem}", file=sys.stderr)
        return WRONG_FILE
    if args.format == "json":
        say(json.dumps(_json(rehearsal), indent=2, ensure_ascii=False))
    else:
        say("\n".join(_text(election, rehearsal)))
    return 0


def _rules(args: argparse.Namespace, election: Election) -> list[RuleSpec]:
    """The usual rules, after the one the file records where it is another; or those asked for."""
    document = election.document
    shares = count_options.default_utility("equal-shares", document)
    specs = list(usual_rules(score(document), count_options.TIES[args.ties], args.seed, shares=shares))
    if args.rules is not None:
        known = {rule_name(spec): spec for spec in specs}
        unknown = [name for name in args.rules.split(",") if name not in known]
        if unknown:
            raise Refusal(f"{unknown[0]!r} is not one of: {', '.join(known)}", WRONG_ASKED)
        return [known[name] for name in args.rules.split(",")]
    try:
        recorded = recorded_rule(document)
    except PabulibError:
        return specs
    alike = replace(recorded, ties=specs[0].ties, seed=args.seed)
    return specs if alike in specs else [recorded, *specs]


def _json(rehearsal: Rehearsal) -> dict[str, object]:
    return {
        "rules": [_rule_json(each) for each in rehearsal.rules],
        "projects": [{"project": id, "wins_under": list(under)} for id, under in rehearsal.projects],
        "agreed": list(rehearsal.agreed),
        "disputed": list(rehearsal.disputed),
    }


def _rule_json(each: Rehearsed) -> dict[str, object]:
    return {
        "name": each.name,
        "rule": each.outcome.spec.to_json(),
        "winners": list(each.outcome.winners),
        "total_cost": each.outcome.total_cost,
        "budget": each.outcome.budget,
        "digest": each.outcome.digest,
        "voters_reached": str(each.reached),
        "winners_per_voter": str(each.winners_per_voter),
        "money_per_voter": str(each.money_per_voter),
    }


def _text(election: Election, rehearsal: Rehearsal) -> list[str]:
    return [*_legend(rehearsal), "", *_voters(rehearsal), "", *_projects(election, rehearsal), "", *_summary(rehearsal)]


def _legend(rehearsal: Rehearsal) -> list[str]:
    return [f"{letter} = {each.name}" for letter, each in zip(_letters(rehearsal), rehearsal.rules, strict=True)]


def _letters(rehearsal: Rehearsal) -> list[str]:
    return [chr(ord("A") + place) for place in range(len(rehearsal.rules))]


def _voters(rehearsal: Rehearsal) -> list[str]:
    """What each rule means for the voters."""
    rows = [("", "projects", "spent", "of budget", "voters reached", "projects a voter", "money a voter")]
    for letter, each in zip(_letters(rehearsal), rehearsal.rules, strict=True):
        outcome = each.outcome
        used = Fraction(100 * outcome.total_cost, outcome.budget) if outcome.budget else Fraction(0)
        money = each.money_per_voter.numerator // each.money_per_voter.denominator
        rows.append(
            (
                letter,
                str(len(outcome.winners)),
                str(Amount(outcome.total_cost)),
                f"{number(used)} %",
                f"{number(100 * each.reached)} %",
                str(number(each.winners_per_voter)),
                str(Amount(money)),
            )
        )
    return table(rows, right=range(1, 7))


def _projects(election: Election, rehearsal: Rehearsal) -> list[str]:
    """Every project that wins under at least one rule, most agreed first."""
    known = {project.id: project for project in election.profile.projects}
    rows = [("project", "", "cost", " ".join(_letters(rehearsal)))]
    for id, under in sorted(rehearsal.projects, key=lambda row: -len(row[1])):
        if under:
            project = known[id]
            marks = " ".join(WINS if each.name in under else LOSES for each in rehearsal.rules)
            name = "" if project.name == id else project.name
            rows.append((shown(id, 20), shown(name, 50), str(Amount(project.cost)), marks))
    return table(rows, right=(2,))


def _summary(rehearsal: Rehearsal) -> list[str]:
    never = sum(not under for _, under in rehearsal.projects)
    return [
        f"{len(rehearsal.agreed)} win under every rule, {len(rehearsal.disputed)} under some, {never} under none.",
        "Money a voter: the cost of the winners that an average voter supports.",
    ]
