"""Does a published bundle agree with itself when everything in it is recounted?

`verify` trusts nothing in the file: it takes every hash again, parses every ballot, adds up the numbers and
counts anew. What no file can prove about itself stands in LIMITS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from partnet_vote.tally.archive import unpack
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.bundle import (
    BALLOTS,
    DEFINITION,
    MANIFEST,
    NAMES,
    OUTCOME,
    RECEIPTS,
    outcome_text,
    read,
    split_lines,
    write,
)
from partnet_vote.tally.canonical import digest_of, digest_of_bytes
from partnet_vote.tally.contest_count import ContestOutcome, count_election
from partnet_vote.tally.deed_checks import deed_findings
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.manifest import Deed, Manifest, withdrawn_options
from partnet_vote.tally.reasons import Malformed, Reason, counted

T = TypeVar("T")

RECEIPT = re.compile(r"[0-9A-Za-z-]{4,64}")
MOST_NAMED = 5
"""How many lines at fault are named one by one before the rest is only counted."""

LIMITS = (
    Reason("That the definition is the one published before the vote: compare its hash with the notice of that day."),
    Reason("That every ballot cast is in the file: each voter can look for the code of the own receipt."),
    Reason("That credentials went to residents alone: the city shows it by the roll and the audit log."),
)
"""What a bundle cannot prove about itself, and how it is shown instead."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and what was found wrong with it."""

    name: Reason
    findings: tuple[Reason, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of a bundle; the parts that could be read, and the outcomes as counted anew."""

    digest: str
    checks: tuple[Check, ...]
    definition: Definition | None = None
    ballots: int = 0
    receipts: frozenset[str] = frozenset()
    deeds: tuple[Deed, ...] = ()
    outcomes: tuple[ContestOutcome, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def findings(self) -> tuple[Reason, ...]:
        """Everything that was found wrong."""
        return tuple(finding for check in self.checks for finding in check.findings)


def verify(data: bytes) -> Verification:
    """Check a bundle and count it anew; never raises for what is in the file."""
    digest = digest_of_bytes(data)
    try:
        texts = unpack(data, NAMES)
    except Malformed as wrong:
        return Verification(digest, (Check(Reason("The file"), (wrong.reason,)),))
    checks = [Check(Reason("The file"), _file(data))]
    manifest = _try(checks, Reason("The manifest"), lambda: _manifest(texts))
    definition = _try(checks, Reason("The definition"), lambda: Definition.parse(texts[DEFINITION]))
    ballots = _try(checks, Reason("The list of ballots"), lambda: split_lines(texts[BALLOTS], BALLOTS)) or ()
    receipts = _try(checks, Reason("The list of receipts"), lambda: split_lines(texts[RECEIPTS], RECEIPTS)) or ()
    if manifest is None or definition is None:
        return Verification(digest, tuple(checks), definition, len(ballots), frozenset(receipts))
    parsed, at_fault = _parse(ballots, definition)
    checks += [
        Check(Reason("The hashes"), _hashes(manifest, texts)),
        Check(Reason("The ballot styles"), _styles(manifest, definition)),
        Check(Reason("The ballots"), (*at_fault, *_order(ballots, BALLOTS), *_numbers(manifest, parsed))),
        Check(Reason("The receipts"), _receipts(receipts, len(ballots))),
        Check(Reason("The deeds after the freeze"), deed_findings(manifest.deeds, definition)),
    ]
    outcomes = _recount(checks, manifest, definition, parsed, texts[OUTCOME])
    return Verification(digest, tuple(checks), definition, len(ballots), frozenset(receipts), manifest.deeds, outcomes)


def _try(checks: list[Check], name: Reason, step: Callable[[], T]) -> T | None:
    """What the step gives, or nothing and a failed check."""
    try:
        value = step()
    except Malformed as wrong:
        checks.append(Check(name, (wrong.reason,)))
        return None
    checks.append(Check(name))
    return value


def _file(data: bytes) -> tuple[Reason, ...]:
    """A bundle has one spelling: written again it must give the same bytes."""
    try:
        same = write(read(data)) == data
    except Malformed:
        return ()  # what cannot be read is found, and named, by the check of that part
    return () if same else (Reason("Written again, the bundle gives other bytes."),)


def _manifest(texts: Mapping[str, str]) -> Manifest:
    manifest = Manifest.parse(texts[MANIFEST])
    if manifest.canonical() != texts[MANIFEST]:
        raise Malformed(Reason("The manifest is not written in its canonical spelling."))
    return manifest


def _hashes(manifest: Manifest, texts: Mapping[str, str]) -> tuple[Reason, ...]:
    """Each file named once with the hash of its bytes, and the definition's hash as the manifest says."""
    expected = {name: digest_of(text) for name, text in texts.items() if name != MANIFEST}
    found = [
        Reason("The hash of {name} is not the one in the manifest.", name=name)
        for name, digest in expected.items()
        if manifest.files.get(name) != digest
    ]
    found += [
        Reason("The manifest names a file that is not there: {name}.", name=name[:80])
        for name in manifest.files
        if name not in expected
    ]
    if manifest.definition != expected[DEFINITION]:
        found.append(Reason("The definition's hash is not the one in the manifest."))
    return tuple(found)


def _styles(manifest: Manifest, definition: Definition) -> tuple[Reason, ...]:
    """One record for each ballot style, a key of its own each, cast <= issued <= entitled."""
    found: list[Reason] = []
    if sorted(record.style for record in manifest.styles) != sorted(definition.style_by_number):
        found.append(Reason("The manifest's ballot styles are not those of the definition."))
    keys = [record.issuing_key for record in manifest.styles]
    if len(set(keys)) < len(keys) or "" in keys:
        found.append(Reason("Each ballot style needs an issuing key of its own."))
    for record in manifest.styles:
        places = {"style": record.style, "cast": record.cast, "issued": record.issued}
        if record.cast > record.issued:
            found.append(Reason("Style {style}: {cast} ballots cast, but {issued} credentials issued.", **places))
        if record.entitled is not None and record.issued > record.entitled:
            found.append(
                Reason(
                    "Style {style}: {issued} credentials issued, but {entitled} people entitled.",
                    **places,
                    entitled=record.entitled,
                )
            )
        if record.by_channel and sum(record.by_channel.values()) != record.issued:
            found.append(Reason("Style {style}: the channels do not add up to {issued} credentials.", **places))
    return tuple(found)


def _parse(ballots: tuple[str, ...], definition: Definition) -> tuple[Counter[Ballot], tuple[Reason, ...]]:
    """The distinct ballots with their number, and what is wrong with lines that cannot be counted.

    A ballot whose marks are not legal is no fault here: the recount finds it spoilt and says why.
    """
    parsed: Counter[Ballot] = Counter()
    faults: list[tuple[str, Reason]] = []
    for line, number in Counter(ballots).items():
        try:
            ballot = Ballot.parse(line)
            _check_place(ballot, definition)
            parsed[ballot] += number
        except Malformed as wrong:
            faults += [(line, wrong.reason)] * number
    found = [Reason("“{line}”: {reason}", line=line[:60], reason=str(reason)) for line, reason in faults[:MOST_NAMED]]
    if len(faults) > MOST_NAMED:
        found.append(counted("And {n} more ballot.", "And {n} more ballots.", len(faults) - MOST_NAMED))
    return parsed, tuple(found)


def _check_place(ballot: Ballot, definition: Definition) -> None:
    """Refuse a ballot of an unknown style, with a contest its style does not have, or with write-ins."""
    style = definition.style_by_number.get(ballot.style)
    if style is None:
        raise Malformed(Reason("There is no ballot style {style}.", style=ballot.style))
    for contest, marks in ballot.contests.items():
        if contest not in style.contests:
            raise Malformed(Reason("This ballot has no contest {id}.", id=contest[:60]))
        if marks.own_items:
            raise Malformed(Reason("A published ballot carries no own items."))


def _order(lines: tuple[str, ...], name: str) -> tuple[Reason, ...]:
    """Any other order than the sorted one could carry a message, such as the order of casting."""
    return () if list(lines) == sorted(lines) else (Reason("{name} is not sorted.", name=name),)


def _numbers(manifest: Manifest, parsed: Counter[Ballot]) -> tuple[Reason, ...]:
    by_style: Counter[int] = Counter()
    for ballot, number in parsed.items():
        by_style[ballot.style] += number
    return tuple(
        Reason(
            "Style {style}: {found} ballots in the list, {cast} in the manifest.",
            style=record.style,
            found=by_style[record.style],
            cast=record.cast,
        )
        for record in manifest.styles
        if by_style[record.style] != record.cast
    )


def _receipts(receipts: tuple[str, ...], ballots: int) -> tuple[Reason, ...]:
    """As many codes as ballots, each once, sorted, and nothing but codes."""
    found = list(_order(receipts, RECEIPTS))
    if len(receipts) != ballots:
        found.append(Reason("{ballots} ballots, but {receipts} receipts.", ballots=ballots, receipts=len(receipts)))
    doubled = [code for code, number in Counter(receipts).items() if number > 1]
    found += [Reason("The receipt {code} stands more than once.", code=code[:64]) for code in doubled[:MOST_NAMED]]
    strange = [code for code in receipts if not RECEIPT.fullmatch(code)]
    found += [Reason("“{code}” is no receipt code.", code=code[:64]) for code in strange[:MOST_NAMED]]
    return tuple(found)


def _recount(
    checks: list[Check], manifest: Manifest, definition: Definition, parsed: Counter[Ballot], published: str
) -> tuple[ContestOutcome, ...]:
    """Count every contest anew and compare each with what was published."""
    name = Reason("The recount")
    try:
        outcomes = count_election(definition, parsed.elements(), withdrawn_options(manifest.deeds))
    except (ValueError, ArithmeticError) as wrong:
        checks.append(Check(name, (Reason("The ballots cannot be counted: {error}", error=str(wrong)[:200]),)))
        return ()
    checks.append(Check(name, tuple(_differences(outcomes, manifest, published.split("\n")))))
    return outcomes


def _differences(outcomes: tuple[ContestOutcome, ...], manifest: Manifest, published: list[str]) -> Iterable[Reason]:
    if "\n".join(published) != outcome_text(outcomes):
        for outcome in outcomes:
            if outcome.canonical() not in published:
                yield Reason("Contest {id}: counted anew, the outcome is another one.", id=outcome.contest)
        yield Reason("The published outcome is not what these ballots give.")
    if dict(manifest.outcomes) != {outcome.contest: outcome.digest for outcome in outcomes}:
        yield Reason("The manifest's hashes of the outcomes are not what these ballots give.")
