"""Does a published bundle hold when it is recounted, here, without any server?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Container
from pathlib import Path
from unicodedata import category

from partnet_vote.platform.kernel.posted_code import read_symbols
from partnet_vote.tally.contest_count import ContestOutcome
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.manifest import Deed
from partnet_vote.tally.reasons import Amount
from partnet_vote.tally.verification import LIMITS, Verification, verify

NAME = "verify"
HELP = "Recount a published bundle: every hash, every ballot, every number. Needs no server and no network."

WRONG, UNREADABLE = 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """BUNDLE, and what to compare it with."""
    parser.add_argument("bundle", metavar="BUNDLE", type=Path, help="the published file, partnet-bundle/1")
    parser.add_argument("--receipt", metavar="CODE", help="look for the code of a receipt, too")
    parser.add_argument(
        "--definition",
        metavar="DIGEST",
        help="the definition's hash as published before the vote (sha256:…), to compare with",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to answer")


def run(args: argparse.Namespace) -> int:
    """0 if everything holds; 1 if something was found wrong; 2 if the file cannot be opened."""
    try:
        data = args.bundle.read_bytes()
    except OSError as problem:
        print(f"partnet-vote verify: {args.bundle} cannot be read: {problem.strerror}.", file=sys.stderr)
        return UNREADABLE
    verification = verify(data)
    receipt = None if args.receipt is None else _is_listed(args.receipt, verification.receipts)
    expected = None if args.definition is None else _has_digest(verification.definition, args.definition)
    if args.format == "json":
        print(json.dumps(_as_json(verification, receipt, expected), indent=2, ensure_ascii=False))
    else:
        _print_text(verification, receipt, expected)
    return 0 if verification.passed and receipt is not False and expected is not False else WRONG


def _is_listed(typed: str, receipts: Container[str]) -> bool:
    """Whether the list holds this code, copied from the list or typed from the page, which shows it in groups."""
    return typed.strip() in receipts or read_symbols(typed) in receipts


def _has_digest(definition: Definition | None, digest: str) -> bool:
    return definition is not None and definition.digest == digest.strip()


def _as_json(verification: Verification, receipt: bool | None, expected: bool | None) -> dict[str, object]:
    return {
        "ok": verification.passed and receipt is not False and expected is not False,
        "digest": verification.digest,
        "definition": verification.definition.digest if verification.definition else None,
        "definition_as_expected": expected,
        "ballots": verification.ballots,
        "receipts": len(verification.receipts),
        "receipt_found": receipt,
        "checks": [
            {"name": str(check.name), "ok": check.passed, "findings": [str(each) for each in check.findings]}
            for check in verification.checks
        ],
        "deeds": [deed.to_json() for deed in verification.deeds],
        "outcomes": [outcome.to_json() for outcome in verification.outcomes],
        "not_shown": [str(limit) for limit in LIMITS],
    }


def _print_text(verification: Verification, receipt: bool | None, expected: bool | None) -> None:
    definition = verification.definition
    if definition is not None:
        _say(f"{definition.title} ({definition.city}), {definition.opens_at} to {definition.closes_at}")
        _say(f"Definition  {definition.digest}")
    _say(f"Bundle      {verification.digest}")
    _say(f"{verification.ballots} ballots, {len(verification.receipts)} receipt codes\n")
    for check in verification.checks:
        _say(f"{'ok   ' if check.passed else 'WRONG'}  {check.name}")
        for finding in check.findings:
            _say(f"       - {finding}")
    if expected is not None:
        _say(
            f"{'ok   ' if expected else 'WRONG'}  The definition's hash is {'' if expected else 'not '}the one you gave"
        )
    if receipt is not None:
        _say(f"{'ok   ' if receipt else 'WRONG'}  Your receipt code is {'' if receipt else 'not '}in the list")
    _print_deeds(verification.deeds)
    for outcome in verification.outcomes:
        if definition is not None:
            _print_outcome(definition, outcome)
    _say("\nEverything holds." if verification.passed else "\nThis bundle does NOT hold.")
    _say("What no file can show about itself:")
    for limit in LIMITS:
        _say(f"  - {limit}")


def _print_deeds(deeds: tuple[Deed, ...]) -> None:
    if deeds:
        _say("\nDone after the definition was frozen:")
    for deed in deeds:
        _say(
            f"  {deed.at}  {deed.kind}, {deed.by}: {deed.reason}" + ("" if deed.option is None else f" ({deed.option})")
        )


def _print_outcome(definition: Definition, outcome: ContestOutcome) -> None:
    contest = definition.contest_by_id[outcome.contest]
    counts = f"{outcome.valid} valid, {outcome.empty} empty, {outcome.spoilt_ballots} spoilt"
    _say(f"\n{contest.title}, counted anew: {counts}")
    for place, option_id in enumerate(outcome.winners, 1):
        option = contest.option_by_id[option_id]
        cost = "" if option.cost is None else f", {Amount(option.cost)} {contest.currency}"
        _say(f"  {place}. {option.title}{cost}")
    for titles, words in (
        (outcome.won_by_weight, "only through the weights"),
        (outcome.lost_by_weight, "not, through the weights"),
    ):
        for option_id in titles:
            _say(f"     {contest.option_by_id[option_id].title}: {words}")
    for spoilt in outcome.spoilt:
        _say(f"  spoilt, {spoilt.ballots}: {'; '.join(str(reason) for reason in spoilt.reasons)}")


def _say(line: str) -> None:
    """Print a line; what a foreign file could slip in to command the terminal is shown as a question mark."""
    print("".join("?" if character != "\n" and category(character) == "Cc" else character for character in line))
