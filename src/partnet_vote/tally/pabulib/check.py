"""Does the file agree with itself? Its totals are recounted and its oddities named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from partnet_vote.tally.pabulib.amounts import Amounts, whole_number
from partnet_vote.tally.pabulib.document import Document, Finding, Noted
from partnet_vote.tally.pabulib.marks import Marks
from partnet_vote.tally.pabulib.vote_rows import Cells
from partnet_vote.tally.pabulib.words import all_different


def findings(document: Document, cells: Cells, money: Amounts, marks: Marks) -> tuple[Finding, ...]:
    """Everything worth saying about a file: contradictions (`is_fault`) and oddities, in file order by kind."""
    return (
        *_totals(document, marks),
        *_per_project(document, marks),
        *_ballots(document, cells, marks),
        *_voters(document, cells),
        *_money(document, money),
    )


def _finding(code: Noted, line: int | None, **values: str | int) -> Finding:
    return Finding(code, line, tuple(values.items()))


def _totals(document: Document, marks: Marks) -> Iterator[Finding]:
    """META's num_votes and num_projects against the rows; left out where META does not say."""
    counted = (
        ("num_votes", marks.voters, Noted.VOTES_TOTAL_DIFFERS),
        ("num_projects", len(document.projects), Noted.PROJECTS_TOTAL_DIFFERS),
    )
    for key, number, code in counted:
        recorded = document.get(key)
        line = document.meta_line(key)
        if recorded and whole_number(recorded, key, line) != number:
            yield _finding(code, line, recorded=recorded, counted=number)


def _per_project(document: Document, marks: Marks) -> Iterator[Finding]:
    """The columns votes and score against a recount."""
    ids = document.project_column("project_id") or ()
    supporters = np.bincount(marks.project, minlength=len(ids))
    scores = np.bincount(marks.project, weights=marks.points, minlength=len(ids))
    # Some files count a second naming, or one with zero points, as a vote.
    named = supporters + np.bincount(np.concatenate((marks.zero_project, marks.doubled_project)), minlength=len(ids))
    for column, counted, other, code in (
        ("votes", supporters, named, Noted.VOTES_DIFFER),
        ("score", scores, scores, Noted.SCORE_DIFFERS),
    ):
        for index, text in enumerate(document.project_column(column) or ()):
            line = document.project_line(index)
            if text and whole_number(text, column, line) not in (int(counted[index]), int(other[index])):
                yield _finding(code, line, project=ids[index], recorded=text, counted=int(counted[index]))
    for index in np.flatnonzero(supporters == 0):
        yield _finding(Noted.NEVER_VOTED_FOR, document.project_line(int(index)), project=ids[index])


def _ballots(document: Document, cells: Cells, marks: Marks) -> Iterator[Finding]:
    if marks.doubled_rows:
        first = marks.doubled_rows[0]
        voter = cells.cell(document.vote_columns.index("voter_id"), first)
        number = len(marks.doubled_rows)
        yield _finding(Noted.PROJECT_TWICE_IN_VOTE, document.vote_line(first), voter=voter, votes=number)
    if marks.empty:
        yield _finding(Noted.VOTE_EMPTY, None, votes=marks.empty)
    if len(marks.zero_project):
        yield _finding(Noted.POINTS_ZERO, None, marks=len(marks.zero_project))


def _voters(document: Document, cells: Cells) -> Iterator[Finding]:
    """Voter ids that stand on more than one row: each row stays one ballot."""
    if not len(cells):
        return
    starts, ends = cells.column(document.vote_columns.index("voter_id"))
    if all_different(cells.text, starts, ends):
        return
    text = cells.text.tobytes()
    names = [text[begin:end] for begin, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    for name, times in Counter(names).items():
        if times > 1:
            line = document.vote_line(names.index(name))
            yield _finding(Noted.VOTER_TWICE, line, voter=name.decode("utf-8"), times=times)


def _money(document: Document, money: Amounts) -> Iterator[Finding]:
    ids = document.project_column("project_id") or ()
    texts = document.project_column("cost") or ()
    for index, (cost, withdrawn) in enumerate(zip(money.costs, money.withdrawn, strict=True)):
        line = document.project_line(index)
        if withdrawn:
            yield _finding(Noted.COST_SENTINEL, line, project=ids[index], cost=texts[index])
        elif cost > money.budget:
            yield _finding(Noted.COST_ABOVE_BUDGET, line, project=ids[index])
    eligible = [cost for cost, withdrawn in zip(money.costs, money.withdrawn, strict=True) if not withdrawn]
    if sum(eligible) <= money.budget:
        yield _finding(Noted.EVERYTHING_AFFORDABLE, None)
