"""What may be asked about results? What is counted and not yet published is for this slice's own pages alone."""

from partnet_vote.results.queries.published import (
    counts,
    counts_by_ids,
    file,
    frozen,
    objections,
    objections_of,
    option_places,
    publications,
    publications_of,
    published_elections,
)

__all__ = [
    "counts",
    "counts_by_ids",
    "file",
    "frozen",
    "objections",
    "objections_of",
    "option_places",
    "publications",
    "publications_of",
    "published_elections",
]
