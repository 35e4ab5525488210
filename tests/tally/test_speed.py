"""Is the count as fast, and as small, as promised? Each figure from a process of its own, the peer in the same run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders.pabulib import FOLDER, need_real_files

ROOT = Path(__file__).parents[2]
LODZ, WARSZAWA = "Poland_Lodz_2022.pb", "Poland_Warszawa_2024.pb"


def measured(who: str, file: str, rule: str) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "benchmarks" / "count.py"), "--child", who, file, rule]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)


@pytest.mark.drill
@pytest.mark.parametrize(
    ("file", "rule", "counting", "whole"),
    [
        (LODZ, "equal-shares", 500, 80),
        (LODZ, "phragmen", 500, 1),
        (LODZ, "greedy", 100, 1),
        (LODZ, "add1", 100, 1),
        (WARSZAWA, "equal-shares", 500, 80),
        (WARSZAWA, "phragmen", 500, 1),
        (WARSZAWA, "greedy", 100, 1),
    ],
)
def test_so_many_times_faster_than_pabutools_with_equal_winners(file: str, rule: str, counting: int, whole: int):
    need_real_files()
    ours, peer = (measured(who, str(FOLDER / file), rule) for who in ("ours", "pabutools"))
    assert ours["winners"] == peer["winners"]
    assert peer["count"] >= counting * ours["count"]
    assert peer["whole"] >= whole * ours["whole"]


@pytest.mark.drill
def test_a_million_ballots_in_seconds_and_within_two_gigabytes():
    found = measured("scale", "1000000", "all")
    assert found["collapse"] + found["equal-shares"] + found["phragmen"] < 6
    assert found["peak"] < 2000
