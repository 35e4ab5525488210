"""Is every falsified bundle found out, whether the forger mends the hashes or not?"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from partnet_vote.tally.archive import pack
from partnet_vote.tally.bundle import (
    BALLOTS,
    DEFINITION as DEFINITION_FILE,
    MANIFEST,
    NAMES,
    OUTCOME,
    RECEIPTS as RECEIPTS_FILE,
    Bundle,
    write,
)
from partnet_vote.tally.electorate import StyleDefinition
from partnet_vote.tally.manifest import Deed
from partnet_vote.tally.verification import verify
from tests.builders.bundle import DEEDS, DEFINITION, STYLES, bundle

TRUE = bundle()
DATA = write(TRUE)
TEXTS = {MANIFEST: TRUE.manifest.canonical(), **TRUE.files}
PLACE = next(place for place, line in enumerate(TRUE.ballots) if line.endswith('"style":1}') and "town" in line)
FIRST, OTHERS = TRUE.ballots[PLACE], TRUE.ballots[:PLACE] + TRUE.ballots[PLACE + 1 :]


def lines_of(*ballots: str) -> tuple[str, ...]:
    return tuple(sorted(ballots))


def style(number: int, **changes: object) -> tuple[object, ...]:
    return tuple(replace(record, **changes) if record.style == number else record for record in STYLES)


HEAVIER = replace(
    DEFINITION,
    styles=(DEFINITION.styles[0], replace(DEFINITION.styles[1], weight=Fraction(5))),
)
RENAMED = replace(DEFINITION, title="Lipovec decides again")
TOWN, NORTH = DEFINITION.contests
BARGAIN = (replace(TOWN.options[0], cost=10), *TOWN.options[1:])
CHEAPER = replace(DEFINITION, contests=(replace(TOWN, options=BARGAIN), NORTH))
THIRD_STYLE = replace(DEFINITION, styles=(*DEFINITION.styles, StyleDefinition(3, ("town",))))
BOUGHT = '{"contests":{"town":{"marks":{"c":1}}},"style":1}'

# The forger writes the bundle anew, so every hash is right: only the sums and the recount can tell.
REWRITTEN: dict[str, tuple[Callable[[Bundle], Bundle], str]] = {
    "a ballot dropped": (lambda b: replace(b, ballots=OTHERS), "8 ballots, but 9 receipts"),
    "a ballot added": (lambda b: replace(b, ballots=lines_of(*b.ballots, BOUGHT)), "10 ballots, but 9 receipts"),
    "a ballot swapped": (lambda b: replace(b, ballots=lines_of(BOUGHT, *OTHERS)), "counted anew"),
    "a ballot doubled, another dropped": (
        lambda b: replace(b, ballots=lines_of(OTHERS[0], *OTHERS)),
        "counted anew",
    ),
    "a ballot dropped with a receipt": (
        lambda b: replace(b, ballots=OTHERS, receipts=b.receipts[1:]),
        "5 ballots in the list, 6 in the manifest",
    ),
    "a ballot dropped, receipt and number mended": (
        lambda b: replace(b, ballots=OTHERS, receipts=b.receipts[1:], styles=style(1, cast=5)),
        "counted anew",
    ),
    "a ballot of another style": (
        lambda b: replace(b, ballots=lines_of(FIRST.replace('"style":1', '"style":2'), *OTHERS)),
        "Style 2: 4 ballots in the list, 3 in the manifest",
    ),
    "a ballot of no style": (
        lambda b: replace(b, ballots=lines_of(FIRST.replace('"style":1', '"style":9'), *OTHERS)),
        "There is no ballot style 9",
    ),
    "a ballot with a contest from nowhere": (
        lambda b: replace(b, ballots=lines_of('{"contests":{"moon":{"marks":{"a":1}}},"style":1}', *OTHERS)),
        "This ballot has no contest moon",
    ),
    "a ballot with a token": (
        lambda b: replace(b, ballots=lines_of('{"contests":{},"style":1,"token":"x"}', *OTHERS)),
        "“token” is not known",
    ),
    "a ballot with a name in an own item": (
        lambda b: replace(b, ballots=lines_of('{"contests":{"north":{"own":["me"]}},"style":1}', *OTHERS)),
        "carries no own items",
    ),
    "a ballot in a sly spelling": (
        lambda b: replace(b, ballots=lines_of('{"style":1,"contests":{}}', *OTHERS)),
        "canonical spelling",
    ),
    "a broken ballot": (lambda b: replace(b, ballots=lines_of(FIRST[:-1], *OTHERS)), "This is not JSON"),
    "ballots in the order of casting": (lambda b: replace(b, ballots=b.ballots[::-1]), "ballots.jsonl is not sorted"),
    "receipts in the order of casting": (lambda b: replace(b, receipts=b.receipts[::-1]), "receipts.txt is not sorted"),
    "a receipt dropped": (lambda b: replace(b, receipts=b.receipts[1:]), "9 ballots, but 8 receipts"),
    "a receipt doubled": (
        lambda b: replace(b, receipts=(b.receipts[1], *b.receipts[1:])),
        "stands more than once",
    ),
    "a receipt that names a person": (
        lambda b: replace(b, receipts=(*b.receipts[:-1], "ZZZZ Novák")),
        "is no receipt code",
    ),
    "extra ballots cast": (lambda b: replace(b, styles=style(2, cast=5)), "5 ballots cast, but 3 credentials issued"),
    "extra credentials issued": (
        lambda b: replace(b, styles=style(2, issued=30)),
        "30 credentials issued, but 9 people entitled",
    ),
    "a channel's number changed": (
        lambda b: replace(b, styles=style(1, by_channel={"web": 5, "paper": 3})),
        "do not add up to 7",
    ),
    "one key for two styles": (
        lambda b: replace(b, styles=style(2, issuing_key=STYLES[0].issuing_key)),
        "issuing key of its own",
    ),
    "a style's record dropped": (lambda b: replace(b, styles=STYLES[:1]), "are not those of the definition"),
    "a style's record doubled": (lambda b: replace(b, styles=(*STYLES, STYLES[1])), "are not those of the definition"),
    "a weight changed": (lambda b: replace(b, definition=HEAVIER), "counted anew"),
    "a cost changed": (lambda b: replace(b, definition=CHEAPER), "counted anew"),
    "a style added": (lambda b: replace(b, definition=THIRD_STYLE), "are not those of the definition"),
    "the withdrawal left out": (lambda b: replace(b, deeds=(DEEDS[0], DEEDS[2])), "counted anew"),
    "another option withdrawn": (
        lambda b: replace(b, deeds=(DEEDS[0], replace(DEEDS[1], option="c"), DEEDS[2])),
        "counted anew",
    ),
    "a withdrawal of nothing": (
        lambda b: replace(b, deeds=(*DEEDS[:2], replace(DEEDS[1], option="z"))),
        "names an option that is not there",
    ),
    "a deed in a contest from nowhere": (
        lambda b: replace(b, deeds=(*DEEDS, Deed("annul", DEEDS[2].at, "council", "x", "moon"))),
        "names a contest that is not there",
    ),
    "a deed without a reason": (
        lambda b: replace(b, deeds=(DEEDS[0], DEEDS[1], replace(DEEDS[2], reason=" "))),
        "no public reason",
    ),
    "deeds out of order": (lambda b: replace(b, deeds=DEEDS[::-1]), "stands before an earlier one"),
    "a deed at no time": (
        lambda b: replace(b, deeds=(*DEEDS[:2], replace(DEEDS[2], at="last night"))),
        "is not a time",
    ),
    "another winner": (
        lambda b: replace(b, outcome=b.outcome.replace('"winners":["', '"winners":["c","', 1)),
        "counted anew",
    ),
    "an outcome left out": (
        lambda b: replace(b, outcome=b.outcome.split("\n")[0] + "\n"),
        "the outcome is another one",
    ),
    "an outcome too many": (lambda b: replace(b, outcome=b.outcome + "{}\n"), "not what these ballots give"),
    "an outcome's hash changed": (
        lambda b: replace(b, outcome_digests=(("north", "sha256:0"), ("town", "sha256:0"))),
        "hashes of the outcomes",
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_forger_who_mends_the_hashes_is_found_out(name: str) -> None:
    forge, words = REWRITTEN[name]
    verification = verify(write(forge(TRUE)))
    assert not verification.passed
    assert words in " | ".join(str(finding) for finding in verification.findings)


def packed(**changes: str) -> bytes:
    return pack({name: changes.get(name.split(".")[0], text) for name, text in TEXTS.items()})


def repacked(**settings: object) -> bytes:
    """The same files in a ZIP written otherwise."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", settings.get("method", zipfile.ZIP_STORED)) as archive:
        for name, text in TEXTS.items():
            entry = zipfile.ZipInfo(name, settings.get("date", (1980, 1, 1, 0, 0, 0)))
            entry.compress_type = settings.get("method", zipfile.ZIP_STORED)
            archive.writestr(entry, text)
    return buffer.getvalue()


def manifest_with(**changes: object) -> str:
    value = {**json.loads(TEXTS[MANIFEST]), **changes}
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


# The forger changes the file and leaves the hashes, or the file's own form.
PATCHED: dict[str, tuple[bytes, str]] = {
    "definition altered": (packed(definition=RENAMED.canonical()), "The hash of definition.json"),
    "definition in another spelling": (packed(definition=TEXTS[DEFINITION_FILE] + "\n"), "canonical spelling"),
    "definition broken": (packed(definition="{}"), "“format” is missing"),
    "ballots altered": (packed(ballots=TEXTS[BALLOTS].replace('"a":1', '"c":1')), "The hash of ballots.jsonl"),
    "ballots cut": (packed(ballots=TEXTS[BALLOTS][:-1]), "The last line of ballots.jsonl is not whole"),
    "receipts altered": (packed(receipts=TEXTS[RECEIPTS_FILE].replace("K7QF", "K7QG")), "The hash of receipts.txt"),
    "outcome altered": (packed(outcome=TEXTS[OUTCOME].replace('"empty":2', '"empty":3')), "The hash of outcome.jsonl"),
    "outcome no JSON": (packed(outcome="\n"), "counted anew"),
    "manifest altered": (packed(manifest=TEXTS[MANIFEST].replace('"issued":7', '"issued":8')), "do not add up"),
    "manifest in another spelling": (packed(manifest=TEXTS[MANIFEST] + " "), "canonical spelling"),
    "manifest of another format": (packed(manifest=manifest_with(format="partnet-bundle/2")), "partnet-bundle/1"),
    "manifest with a secret": (packed(manifest=manifest_with(note="hello")), "“note” is not known"),
    "manifest with a float": (packed(manifest=TEXTS[MANIFEST].replace('"issued":7', '"issued":7.0')), "7.0 is not"),
    "manifest names another definition": (
        packed(manifest=manifest_with(definition=RENAMED.digest)),
        "The definition's hash is not the one in the manifest",
    ),
    "manifest names another file": (
        packed(manifest=manifest_with(files={**TRUE.manifest.files, "voters.csv": "sha256:0"})),
        "a file that is not there: voters.csv",
    ),
    "a file too many": (pack({**TEXTS, "voters.csv": "Novák"}), "a file too many: voters.csv"),
    "a file too few": (pack({name: TEXTS[name] for name in NAMES[:-1]}), "The bundle has no outcome.jsonl"),
    "files in another order": (pack({name: TEXTS[name] for name in NAMES[::-1]}), "gives other bytes"),
    "dates in the archive": (repacked(date=(2026, 12, 16, 9, 0, 0)), "gives other bytes"),
    "compressed": (repacked(method=zipfile.ZIP_DEFLATED), "is compressed"),
    "something before it": (b"MZ" + DATA, "gives other bytes"),
    "something behind it": (DATA + b"hello", "gives other bytes"),
    "cut short": (DATA[: len(DATA) // 2], "not a whole ZIP file"),
    "empty": (b"", "not a whole ZIP file"),
    "a letter": (b"Dear city", "not a whole ZIP file"),
    "not UTF-8": (pack(TEXTS).replace(TEXTS[RECEIPTS_FILE].encode(), b"\xff" * len(TEXTS[RECEIPTS_FILE])), "ZIP"),
}


@pytest.mark.parametrize("name", PATCHED)
def test_a_patched_file_is_found_out(name: str) -> None:
    data, words = PATCHED[name]
    verification = verify(data)
    assert not verification.passed
    assert words in " | ".join(str(finding) for finding in verification.findings)


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_single_changed_byte_passes(position: int, change: int) -> None:
    changed = bytearray(DATA)
    changed[position] ^= change
    assert not verify(bytes(changed)).passed


@given(st.binary(max_size=200))
def test_no_bytes_break_the_verifier(data: bytes) -> None:
    assert not verify(data).passed


def test_many_broken_ballots_are_counted_not_listed() -> None:
    forged = replace(TRUE, ballots=tuple(f"{{{number}" for number in range(1000, 1200)))
    check = next(check for check in verify(write(forged)).checks if str(check.name) == "The ballots")
    assert "And 195 more ballots." in [str(finding) for finding in check.findings]
