"""Which rule do the words of the command line ask for?"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import cast, get_args

from partnet_vote.cli.election_file import WRONG_ASKED, Refusal
from partnet_vote.tally.pabulib.document import Document, PabulibError
from partnet_vote.tally.pabulib.recorded import recorded_rule, score
from partnet_vote.tally.rule_spec import COST_VOTES_LOT, FILE_ORDER, ID_ORDER, Completion, Rule, RuleSpec, Utility

TIES = {"id": ID_ORDER, "file-order": FILE_ORDER, "cost-votes-lot": COST_VOTES_LOT}
UTILITIES = [utility for utility in get_args(Utility) if utility != "net"]
SEATS = 10


def declare(parser: argparse.ArgumentParser) -> None:
    """The options that make up a rule."""
    parser.add_argument("--rule", choices=get_args(Rule), help="how to count (default: greedy)")
    parser.add_argument(
        "--utility",
        choices=UTILITIES,
        help="what a funded project is worth to its supporters, and what greedy orders by (default: what the ballots "
        "give; cost for equal shares of approvals)",
    )
    parser.add_argument("--completion", choices=get_args(Completion), help="equal shares: what becomes of the rest")
    parser.add_argument("--threshold", metavar="N", type=int, help="least score that can win")
    parser.add_argument("--seats", metavar="K", type=int, help=f"top-k: how many win (default: {SEATS})")
    parser.add_argument("--ties", choices=TIES, help="who goes first among equals (default: cost-votes-lot)")
    parser.add_argument("--seed", metavar="TEXT", help="the public seed of the lot")
    parser.add_argument("--recorded", action="store_true", help="the rule that the file itself names")


def rule(args: argparse.Namespace, document: Document) -> RuleSpec:
    """The rule asked for; `Refusal` in words if the options do not go together."""
    if args.recorded:
        return _recorded(args, document)
    name = cast(Rule, args.rule or "greedy")
    if args.seats is not None and name != "top-k":
        raise Refusal("--seats is for --rule top-k", WRONG_ASKED)
    if (args.utility or "").startswith("borda") and score(document) != "borda":
        raise Refusal(f"--utility {args.utility} is for ranked ballots (vote_type ordinal)", WRONG_ASKED)
    try:
        return RuleSpec(
            name,
            args.utility or default_utility(name, document),
            args.completion or "none",
            threshold=args.threshold,
            ties=TIES[args.ties or "cost-votes-lot"],
            seed=args.seed or "",
            seats=(SEATS if args.seats is None else args.seats) if name == "top-k" else None,
        )
    except ValueError as problem:
        raise Refusal(str(problem), WRONG_ASKED) from None


def default_utility(name: Rule, document: Document) -> Utility:
    """Votes, points or rank points, as the ballots give them; for equal shares of approvals their cost."""
    own = score(document)
    return "cost" if name == "equal-shares" and own == "cardinality" else own


def _recorded(args: argparse.Namespace, document: Document) -> RuleSpec:
    given = [
        word for word in ("rule", "utility", "completion", "threshold", "seats") if getattr(args, word) is not None
    ]
    if given:
        raise Refusal(f"--recorded takes the file's own rule; leave out --{given[0]}", WRONG_ASKED)
    try:
        spec = recorded_rule(document)
    except PabulibError as problem:
        raise Refusal(str(problem)) from None
    return replace(spec, ties=TIES[args.ties] if args.ties else spec.ties, seed=args.seed or "")
