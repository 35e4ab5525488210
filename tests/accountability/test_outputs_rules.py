"""Are minutes read in pieces, and is what is wrong with papers said?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from partnet_vote.accountability.rules import outputs
from partnet_vote.accountability.rules.outputs import Block, Minutes, ResolutionTexts, StepKind, Version

WRITTEN = "# Zápis\n\nPrvní řádek\ndruhý řádek\n\nNový odstavec\n## Stůl 1\n- Stín\n- Hluk\nKonec"


def test_minutes_are_read_in_pieces() -> None:
    assert outputs.blocks(WRITTEN) == (
        Block("heading", ("Zápis",)),
        Block("text", ("První řádek", "druhý řádek")),
        Block("text", ("Nový odstavec",)),
        Block("part", ("Stůl 1",)),
        Block("list", ("Stín", "Hluk")),
        Block("text", ("Konec",)),
    )
    assert outputs.blocks(" \n\n") == ()
    assert outputs.blocks("#bez mezery") == (Block("text", ("#bez mezery",)),)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"number": " "}, "number"), ({"number": "x" * 41}, "number"), ({"body": ""}, "body"), ({"text": ""}, "text")],
)
def test_a_resolution_has_number_body_and_text(change: dict[str, str], field: str) -> None:
    values = {"number": "12/2026", "body": "Rada", "text": "Schvaluje.", "decided_on": date(2026, 5, 4)}
    assert outputs.resolution_issue(ResolutionTexts(**values)) is None  # type: ignore[arg-type]
    issue = outputs.resolution_issue(ResolutionTexts(**{**values, **change}))  # type: ignore[arg-type]
    assert issue is not None
    assert issue.field == field


def test_only_a_pdf_stands_beside_a_resolution() -> None:
    assert outputs.file_issue(b"%PDF-1.7 ...") is None
    assert outputs.file_issue(b"<html>") is not None
    assert outputs.file_issue(b"%PDF-" + b"x" * outputs.MOST_FILE) is not None


def test_a_version_is_published_once_and_withdrawn() -> None:
    version = Version(1, "x", datetime(2026, 5, 4, tzinfo=UTC), "moderator")
    draft, public = Minutes((version,)), Minutes((version,), 1)
    assert outputs.publication_issue(draft, StepKind.PUBLISHED, 1) is None
    assert outputs.publication_issue(draft, StepKind.PUBLISHED, 2) is not None
    assert outputs.publication_issue(public, StepKind.PUBLISHED, 1) is not None
    assert outputs.publication_issue(public, StepKind.WITHDRAWN, 0) is None
    assert outputs.publication_issue(draft, StepKind.WITHDRAWN, 0) is not None
    assert (draft.published, public.published, Minutes().last) == (None, version, 0)


def test_sums_are_what_sha256sum_reads() -> None:
    assert outputs.sums([("b.csv", "22"), ("a.html", "11")]) == "11  a.html\n22  b.csv\n"
