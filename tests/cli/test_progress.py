"""Does a long count show that it is alive, and only to whoever watches?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from partnet_vote.cli import main, ticking
from tests.builders.pabulib import ballots, pb

LONG = pb(
    ballots("A", "A", "B", "B,C", ""), projects=[("A", "700", "Pond"), ("B", "500", "Trees"), ("C", "40", "Bench")]
)
ADD1 = ("--rule", "equal-shares", "--completion", "add1")


@pytest.fixture(autouse=True)
def at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "EVERY", 0.0)


@pytest.fixture
def path(tmp_path: Path) -> str:
    (tmp_path / "vote.pb").write_bytes(LONG)
    return str(tmp_path / "vote.pb")


def test_nobody_watches_and_nothing_is_shown(path: str, capsys: pytest.CaptureFixture[str]):
    assert main(["count", path, *ADD1]) == 0
    assert "step " not in capsys.readouterr().err


@pytest.mark.parametrize("command", [("count", *ADD1), ("rehearse",)])
def test_asked_for_it_stands_line_by_line_beside_the_answer(
    path: str, command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert main([command[0], path, *command[1:], "--progress", "--format", "json"]) == 0
    caught = capsys.readouterr()
    assert json.loads(caught.out)
    told = [line for line in caught.err.splitlines() if line.startswith("step ")]
    assert told
    assert told[0].startswith("step 1: 201 a voter, ")
    assert told[-1].endswith(" % of the budget spent")
    assert "\x1b" not in caught.err


def test_a_terminal_has_one_line_kept_fresh_and_cleared(
    path: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["count", path, *ADD1]) == 0
    shown = capsys.readouterr().err
    assert "\x1b[Kstep 1: 201 a voter" in shown
    assert shown.endswith(ticking.CLEAR_LINE)
