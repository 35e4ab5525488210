"""Can a bundle be checked from docs/bundle.md alone, with none of our code?

A second, naive verifier written from that page: nothing of the product is imported but to make the bundle.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from fractions import Fraction
from pathlib import Path

from partnet_vote.tally.bundle import write
from tests.builders.bundle import bundle

PAGE = (Path(__file__).parents[2] / "docs" / "bundle.md").read_text(encoding="utf-8")


def opened() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(write(bundle()))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def sha(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def is_legal(marks: dict[str, int], form: dict[str, object]) -> bool:
    """The two formats that the test's bundle uses, by the page's table."""
    if form["kind"] == "approval":
        return set(marks.values()) == {1} and form["min"] <= len(marks) <= form["max"]
    assert form["kind"] == "points"
    return max(marks.values()) <= form["per_item"] and sum(marks.values()) <= form["total"]


def test_the_entries_are_those_of_the_page() -> None:
    assert list(opened()) == re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", PAGE, re.MULTILINE)


def test_the_hashes_are_those_of_the_entries() -> None:
    files = opened()
    manifest = json.loads(files["manifest.json"])
    assert manifest["format"] == "partnet-bundle/1"
    assert manifest["definition"] == sha(files["definition.json"])
    assert manifest["files"] == {name: sha(text) for name, text in files.items() if name != "manifest.json"}
    lines = files["outcome.jsonl"].splitlines()
    assert manifest["outcomes"] == {json.loads(line)["contest"]: sha(line) for line in lines}


def test_every_part_is_canonical() -> None:
    files = opened()
    for name in ("manifest.json", "definition.json"):
        assert canonical(json.loads(files[name])) == files[name]
    for name in ("ballots.jsonl", "outcome.jsonl"):
        assert files[name].endswith("\n")
        assert [canonical(json.loads(line)) for line in files[name].splitlines()] == files[name].splitlines()


def test_the_numbers_add_up() -> None:
    files = opened()
    manifest = json.loads(files["manifest.json"])
    ballots = [json.loads(line) for line in files["ballots.jsonl"].splitlines()]
    cast = Counter(ballot["style"] for ballot in ballots)
    assert cast == {record["style"]: record["cast"] for record in manifest["styles"]}
    assert all(record["cast"] <= record["issued"] <= record["entitled"] for record in manifest["styles"])
    assert len(set(files["receipts.txt"].splitlines())) == len(ballots)


def test_standing_and_scores_are_recounted_by_hand() -> None:
    files = opened()
    definition = json.loads(files["definition.json"])
    ballots = [json.loads(line) for line in files["ballots.jsonl"].splitlines()]
    weights = {style["number"]: Fraction(style["weight"]) for style in definition["styles"]}
    for contest, line in zip(definition["contests"], files["outcome.jsonl"].splitlines(), strict=True):
        outcome = json.loads(line)
        standing: Counter[str] = Counter()
        scores = {option["id"]: {"plus": Fraction(0), "points": Fraction(0)} for option in contest["options"]}
        for ballot in ballots:
            marks = ballot["contests"].get(contest["id"], {}).get("marks", {})
            kind = "empty" if not marks else "valid" if is_legal(marks, contest["ballot"]) else "spoilt"
            standing[kind] += 1
            for option, mark in marks.items() if kind == "valid" else ():
                scores[option]["plus"] += weights[ballot["style"]]
                scores[option]["points"] += weights[ballot["style"]] * mark
        for kind in ("valid", "empty", "spoilt"):
            assert sum(style[kind] for style in outcome["styles"]) == standing[kind]
        published = {
            each["option"]: {"plus": Fraction(each["plus"]), "points": Fraction(each["points"])}
            for each in outcome["weighted"]["scores"]
        }
        assert published == scores


def test_every_key_of_the_files_is_on_the_page() -> None:
    files = opened()
    named = set(re.findall(r"`([a-z_]+)`", PAGE)) | set(re.findall(r'"([a-z_]+)"', PAGE))
    manifest, definition = json.loads(files["manifest.json"]), json.loads(files["definition.json"])
    outcome = json.loads(files["outcome.jsonl"].splitlines()[0])
    deep = [
        manifest,
        *manifest["styles"],
        *manifest["deeds"],
        outcome,
        outcome["weighted"],
        outcome["weighted"]["outcome"],
    ]
    deep += outcome["weighted"]["scores"]
    assert {key for part in deep for key in part} <= named
    described = {key for key in definition if key not in ("city", "election_id", "language", "title")}
    assert described <= named
