"""What is published so that anybody can recount: `partnet-bundle/1`, one file, byte for byte the same.

No token, no time, no person: ballots stand as sorted lines, receipt codes sorted for themselves, so that
nothing ties one to the other. docs/bundle.md describes the format for whoever writes another verifier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnet_vote.tally.archive import pack, unpack
from partnet_vote.tally.ballots.marks import Ballot
from partnet_vote.tally.canonical import digest_of
from partnet_vote.tally.contest_count import ContestOutcome, count_election
from partnet_vote.tally.definition import Definition
from partnet_vote.tally.manifest import Deed, Manifest, StyleRecord, withdrawn_options
from partnet_vote.tally.reading import read_json
from partnet_vote.tally.reasons import Malformed, Reason

MANIFEST = "manifest.json"
DEFINITION = "definition.json"
BALLOTS = "ballots.jsonl"
RECEIPTS = "receipts.txt"
OUTCOME = "outcome.jsonl"
NAMES = (MANIFEST, DEFINITION, BALLOTS, RECEIPTS, OUTCOME)


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts of a bundle: `ballots` and `receipts` as sorted lines, `outcome` as its canonical text."""

    definition: Definition
    styles: tuple[StyleRecord, ...]
    deeds: tuple[Deed, ...]
    ballots: tuple[str, ...]
    receipts: tuple[str, ...]
    outcome: str
    outcome_digests: tuple[tuple[str, str], ...]

    @property
    def files(self) -> dict[str, str]:
        """Every file's text but the manifest's, in the order of the archive."""
        return {
            DEFINITION: self.definition.canonical(),
            BALLOTS: lines(self.ballots),
            RECEIPTS: lines(self.receipts),
            OUTCOME: self.outcome,
        }

    @property
    def manifest(self) -> Manifest:
        """The table of contents with the hashes of the other files."""
        hashes = {name: digest_of(text) for name, text in self.files.items()}
        return Manifest(self.definition.digest, self.styles, self.deeds, hashes, dict(self.outcome_digests))


def compose(
    definition: Definition,
    styles: Iterable[StyleRecord],
    deeds: Iterable[Deed],
    ballots: Iterable[Ballot],
    receipts: Iterable[str],
    outcomes: tuple[ContestOutcome, ...] | None = None,
) -> Bundle:
    """The bundle of a closed election; counts unless the outcomes are handed in. Write-ins are taken off."""
    kept, done = tuple(ballots), tuple(deeds)
    counted = outcomes or count_election(definition, kept, withdrawn_options(done))
    return Bundle(
        definition,
        tuple(sorted(styles, key=lambda record: record.style)),
        done,
        tuple(sorted(ballot.without_own_items().canonical() for ballot in kept)),
        tuple(sorted(receipts)),
        outcome_text(counted),
        tuple(sorted((outcome.contest, outcome.digest) for outcome in counted)),
    )


def outcome_text(outcomes: tuple[ContestOutcome, ...]) -> str:
    """The text of outcome.jsonl: one canonical line a contest, in the definition's order."""
    return lines(outcome.canonical() for outcome in outcomes)


def write(bundle: Bundle) -> bytes:
    """The published file; equal bundles give equal bytes."""
    return pack({MANIFEST: bundle.manifest.canonical(), **bundle.files})


def read(data: bytes) -> Bundle:
    """The bundle in these bytes, its parts well-formed but not yet verified; `Malformed` in words."""
    texts = unpack(data, NAMES)
    manifest = Manifest.parse(texts[MANIFEST])
    for line in split_lines(texts[OUTCOME], OUTCOME):
        read_json(line)
    return Bundle(
        Definition.parse(texts[DEFINITION]),
        manifest.styles,
        manifest.deeds,
        split_lines(texts[BALLOTS], BALLOTS),
        split_lines(texts[RECEIPTS], RECEIPTS),
        texts[OUTCOME],
        tuple(sorted(manifest.outcomes.items())),
    )


def lines(texts: Iterable[str]) -> str:
    """Texts one a line, each closed by a line feed."""
    return "".join(text + "\n" for text in texts)


def split_lines(text: str, name: str) -> tuple[str, ...]:
    """The lines of a file; `Malformed` unless each, and so the last, is closed by a line feed."""
    if text and not text.endswith("\n"):
        raise Malformed(Reason("The last line of {name} is not whole.", name=name))
    return tuple(text[:-1].split("\n")) if text else ()
