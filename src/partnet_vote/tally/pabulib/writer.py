"""How is a Pabulib file written? A `Document` to bytes that `reader.read` reads back as an equal document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnet_vote.tally.pabulib.document import Document
from partnet_vote.tally.pabulib.rows import fitted, written


def write(document: Document) -> bytes:
    """The whole file: UTF-8 without byte-order mark, LF line ends, quotes only where needed."""
    head = [
        ("META",),
        ("key", "value"),
        *document.meta,
        ("PROJECTS",),
        document.project_columns,
        *document.projects,
        ("VOTES",),
        document.vote_columns,
    ]
    return written(head).encode("utf-8") + document.votes


def compose(
    meta: Iterable[tuple[str, str]],
    project_columns: Sequence[str],
    projects: Iterable[Sequence[str]],
    vote_columns: Sequence[str],
    votes: Iterable[Sequence[str]],
) -> Document:
    """A document from plain cells, as an export builds it; every row must have one cell a column."""
    return Document(
        meta=tuple((key, value) for key, value in meta),
        project_columns=tuple(project_columns),
        projects=tuple(fitted(row, len(project_columns), 0) for row in projects),
        vote_columns=tuple(vote_columns),
        votes=written(fitted(row, len(vote_columns), 0) for row in votes).encode("utf-8"),
    )


def amount(hundredths: int) -> str:
    """Money as the files write it: whole units, two decimals only where needed."""
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02d}" if part else str(whole)
