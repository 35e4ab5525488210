"""Is the bundle byte for byte the same for the same election, and anonymous?"""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.archive import pack, unpack
from partnet_vote.tally.bundle import compose, read, write
from partnet_vote.tally.canonical import digest_of_bytes
from partnet_vote.tally.contest_count import count_election
from partnet_vote.tally.manifest import Deed, Manifest, withdrawn_options
from partnet_vote.tally.reasons import Malformed
from partnet_vote.tally.verification import LIMITS, verify
from tests.builders.bundle import BALLOTS, DEEDS, DEFINITION, RECEIPTS, STYLES, bundle

DATA = write(bundle())


def test_what_is_written_is_read_again() -> None:
    again = read(DATA)
    assert again == bundle()
    assert write(again) == DATA


@given(st.randoms(use_true_random=False))
def test_the_order_of_casting_leaves_no_trace(shuffler: random.Random) -> None:
    ballots, receipts, styles = list(BALLOTS), list(RECEIPTS), list(STYLES)
    for parts in (ballots, receipts, styles):
        shuffler.shuffle(parts)
    assert write(compose(DEFINITION, styles, DEEDS, ballots, receipts)) == DATA


def test_the_bytes_are_these_on_every_machine() -> None:
    assert digest_of_bytes(DATA) == digest_of_bytes(write(bundle()))
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        assert archive.namelist() == [
            "manifest.json",
            "definition.json",
            "ballots.jsonl",
            "receipts.txt",
            "outcome.jsonl",
        ]
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert (entry.compress_type, entry.create_system, entry.extra) == (zipfile.ZIP_STORED, 3, b"")


def test_nothing_ties_a_ballot_to_a_person_or_a_time() -> None:
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        lines = archive.read("ballots.jsonl").decode().splitlines()
        codes = archive.read("receipts.txt").decode().splitlines()
    assert lines == sorted(lines)
    assert codes == sorted(RECEIPTS)
    assert all(set(json.loads(line)) == {"contests", "style"} for line in lines)
    assert "well" not in "".join(lines)


def test_the_outcome_is_the_count_of_these_ballots() -> None:
    outcomes = count_election(DEFINITION, BALLOTS, {"north": {"b"}})
    assert compose(DEFINITION, STYLES, DEEDS, BALLOTS, RECEIPTS, outcomes) == bundle()
    assert dict(bundle().outcome_digests) == {outcome.contest: outcome.digest for outcome in outcomes}


def test_a_true_bundle_passes_every_check() -> None:
    verification = verify(DATA)
    assert verification.findings == ()
    assert verification.passed
    assert [str(check.name) for check in verification.checks] == [
        "The file",
        "The manifest",
        "The definition",
        "The list of ballots",
        "The list of receipts",
        "The hashes",
        "The ballot styles",
        "The ballots",
        "The receipts",
        "The deeds after the freeze",
        "The recount",
    ]
    assert (verification.ballots, verification.receipts) == (9, frozenset(RECEIPTS))
    assert verification.digest == digest_of_bytes(DATA)
    town, north = verification.outcomes
    assert (town.valid, town.empty, town.spoilt_ballots) == (7, 1, 1)
    assert "b" not in north.winners
    assert len(LIMITS) == 3


def test_an_empty_election_verifies() -> None:
    styles = tuple(replace(record, cast=0) for record in STYLES)
    assert verify(write(compose(DEFINITION, styles, (), (), ()))).findings == ()


def test_withdrawn_options_come_from_the_deeds() -> None:
    assert withdrawn_options(DEEDS) == {"north": frozenset({"b"})}


def test_the_manifest_is_read_as_it_was_written() -> None:
    manifest = bundle().manifest
    assert Manifest.parse(manifest.canonical()) == manifest


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ({"kind": "shred"}, "kind “shred”"),
        ({"kind": "withdraw-option"}, "names its contest and option"),
        ({"sender": "x"}, "“sender” is not known"),
    ],
)
def test_a_deed_that_makes_no_sense_is_refused(deed: dict[str, str], words: str) -> None:
    with pytest.raises(Malformed) as refused:
        Deed.from_json({**DEEDS[0].to_json(), **deed})
    assert words in str(refused.value)


def test_the_archive_itself_has_not_changed() -> None:
    packed = pack({"a.txt": "Lipovec\n", "b.txt": "Černá v Pošumaví\n"})
    assert digest_of_bytes(packed) == "sha256:c3b740649fb1a3d2c81ab0c9d4d5e1ead8f0838a1e5bd832646c3572e59da75e"
    assert unpack(packed, ("a.txt", "b.txt")) == {"a.txt": "Lipovec\n", "b.txt": "Černá v Pošumaví\n"}
