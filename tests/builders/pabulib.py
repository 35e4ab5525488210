"""Small hand-made Pabulib files, and where the real ones are found."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("PARTNET_PABULIB", Path(__file__).parents[3] / "shared" / "pabulib"))

PROJECTS = (("A", "600", "Pond"), ("B", "500", "Trees"), ("C", "400", "Benches"))


def pb(
    votes: Sequence[Sequence[str]],
    *,
    projects: Sequence[Sequence[str]] = PROJECTS,
    project_columns: Sequence[str] = ("project_id", "cost", "name"),
    vote_columns: Sequence[str] = ("voter_id", "vote"),
    meta: Mapping[str, str] | None = None,
    budget: str = "1000",
    vote_type: str = "approval",
    rule: str = "greedy",
    end: str = "\n",
) -> bytes:
    """The bytes of a file whose cells need no quotes."""
    keys = {
        "description": "A small vote",
        "num_projects": str(len(projects)),
        "num_votes": str(len(votes)),
        "budget": budget,
        "vote_type": vote_type,
        "rule": rule,
        "currency": "CZK",
        **(meta or {}),
    }
    rows = [("META",), ("key", "value"), *keys.items()]
    rows += [("PROJECTS",), project_columns, *projects, ("VOTES",), vote_columns, *votes]
    return (end.join(";".join(row) for row in rows) + end).encode()


def ballots(*marks: str) -> list[tuple[str, str]]:
    """Votes numbered from 1, one comma list each."""
    return [(str(number), vote) for number, vote in enumerate(marks, 1)]


def real_files() -> list[Path]:
    """The real elections, where they are present."""
    return sorted(FOLDER.glob("*.pb"))


def need_real_files() -> None:
    """Skip, and say so, where the real elections are absent."""
    if not real_files():
        pytest.skip(f"real elections are absent: no .pb file in {FOLDER.name} (set PARTNET_PABULIB)")
