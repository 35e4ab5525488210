"""What may be asked about results? What is counted and not yet published is for this slice's own pages alone."""

from partnet_vote.results.queries.own_items import own_items, published_own_items
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
from partnet_vote.results.queries.verified import (
    list_rules,
    polls,
    public_forum,
    verified_forum,
    verified_lists,
    verified_lists_of,
)

__all__ = [
    "counts",
    "counts_by_ids",
    "file",
    "frozen",
    "list_rules",
    "objections",
    "objections_of",
    "option_places",
    "own_items",
    "polls",
    "public_forum",
    "publications",
    "publications_of",
    "published_elections",
    "published_own_items",
    "verified_forum",
    "verified_lists",
    "verified_lists_of",
]
