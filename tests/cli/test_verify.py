"""Does `partnet-vote verify` recount a bundle, say what it found, and need nothing but the file?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from partnet_vote.cli import main
from partnet_vote.tally.bundle import write
from tests.builders.bundle import DEFINITION, bundle


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "lipovec.partnet.zip"
    path.write_bytes(write(bundle()))
    return path


@pytest.fixture
def forged(tmp_path: Path) -> Path:
    path = tmp_path / "forged.partnet.zip"
    path.write_bytes(write(replace(bundle(), ballots=bundle().ballots[1:])))
    return path


def test_a_true_bundle_holds(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(published)]) == 0
    text = capsys.readouterr().out
    assert "Everything holds." in text
    assert "WRONG" not in text
    assert "9 ballots, 9 receipt codes" in text
    assert DEFINITION.digest in text
    assert "The town, counted anew: 7 valid, 1 empty, 1 spoilt" in text
    assert "1. Option B, 500 CZK" in text
    assert "Option B: only through the weights" in text
    assert "withdraw-option, city council: The land was sold. (b)" in text
    assert "Option A: not, through the weights" in text
    assert "spoilt, 1: 3 marks, at most 2 allowed" in text
    assert "What no file can show about itself:" in text


def test_a_forged_one_does_not(forged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(forged)]) == 1
    text = capsys.readouterr().out
    assert "This bundle does NOT hold." in text
    assert "8 ballots, but 9 receipts." in text


RECEIPTS = [("K7QF-2M9D", "is in the list", 0), ("NONE-0000", "is not in the list", 1)]


@pytest.mark.parametrize(("code", "words", "answer"), RECEIPTS)
def test_a_receipt_is_looked_for(
    published: Path, capsys: pytest.CaptureFixture[str], code: str, words: str, answer: int
) -> None:
    assert main(["verify", str(published), "--receipt", code]) == answer
    assert f"Your receipt code {words}" in capsys.readouterr().out


def test_the_definition_is_compared_with_the_notice(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(published), "--definition", DEFINITION.digest]) == 0
    assert main(["verify", str(published), "--definition", "sha256:0"]) == 1
    assert "The definition's hash is not the one you gave" in capsys.readouterr().out


def test_the_answer_as_json(published: Path, forged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(published), "--format", "json", "--receipt", "K7QF-2M9D"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["ballots"], answer["receipt_found"]) == (True, 9, True)
    assert answer["definition"] == DEFINITION.digest
    assert [outcome["contest"] for outcome in answer["outcomes"]] == ["town", "north"]
    assert [deed["kind"] for deed in answer["deeds"]] == ["open", "withdraw-option", "close"]
    assert all(check["ok"] for check in answer["checks"])
    assert main(["verify", str(forged), "--format", "json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["ok"]
    assert "8 ballots, but 9 receipts." in [finding for check in answer["checks"] for finding in check["findings"]]


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nothing.zip")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_file_cannot_command_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sly.zip"
    path.write_bytes(write(replace(bundle(), ballots=("\x1b[2Jgone",))))
    assert main(["verify", str(path)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_nothing_of_the_server_is_loaded(published: Path) -> None:
    program = (
        "import sys; from partnet_vote.cli import main; code = main(['verify', sys.argv[1]]);"
        "print(code, sorted({'litestar', 'sqlalchemy', 'asyncpg', 'pydantic', 'jinja2'} & set(sys.modules)))"
    )
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, str(published)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=own)
    assert done.stdout.splitlines()[-1] == "0 []"
