"""Which election does a file hold? A document as a `Profile`, checked against what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from partnet_vote.tally.pabulib import check, reader
from partnet_vote.tally.pabulib.amounts import Amounts, amounts
from partnet_vote.tally.pabulib.document import Document, Finding
from partnet_vote.tally.pabulib.marks import Marks, marks
from partnet_vote.tally.pabulib.vote_rows import cells_of
from partnet_vote.tally.values import Profile, Project

OFFICIAL_WINNERS = ("1",)
OFFICIAL_WINNERS_WITH_OTHER_MONEY = ("1", "2", "3")
"""Poznań's 80 % rule funds some winners partly or wholly from reserves and marks them 2 and 3."""


@dataclass(frozen=True, eq=False, slots=True)
class Election:
    """A file ready to be counted, with everything a recount of the file found."""

    document: Document
    profile: Profile
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The contradictions; an election that has any must not be counted."""
        return tuple(finding for finding in self.findings if finding.is_fault)


def election(data: bytes) -> Election:
    """Read, collapse and check a `.pb` file; `PabulibError` where it cannot be read."""
    document = reader.read(data)
    money = amounts(document)
    cells = cells_of(document)
    flat = marks(document, cells)
    profile = _profile(document, money, flat)
    return Election(document, profile, money.rounded + check.findings(document, cells, money, flat))


def profile(document: Document) -> Profile:
    """The ballots of a document, collapsed, without the check."""
    return _profile(document, amounts(document), marks(document, cells_of(document)))


def _profile(document: Document, money: Amounts, flat: Marks) -> Profile:
    points = None if np.all(flat.points == 1) else flat.points
    return Profile.from_flat(_projects(document, money), money.budget, flat.voters, flat.voter, flat.project, points)


def _projects(document: Document, money: Amounts) -> tuple[Project, ...]:
    ids = document.project_column("project_id") or ()
    names = document.project_column("name") or ids
    categories = document.project_column("category") or ("",) * len(ids)
    return tuple(
        Project(id, cost, name, tuple(label.strip() for label in category.split(",") if label.strip()), withdrawn)
        for id, cost, name, category, withdrawn in zip(
            ids, money.costs, names, categories, money.withdrawn, strict=True
        )
    )


def official_winners(document: Document) -> frozenset[str] | None:
    """The ids the city funded; None where the file does not say."""
    selected = document.project_column("selected")
    if selected is None:
        return None
    taken = OFFICIAL_WINNERS_WITH_OTHER_MONEY if document.get("rule") == "greedy-custom" else OFFICIAL_WINNERS
    ids = document.project_column("project_id") or ()
    return frozenset(id for id, mark in zip(ids, selected, strict=True) if mark in taken)
