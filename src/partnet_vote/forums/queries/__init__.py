"""What may be asked about forums?"""

from partnet_vote.forums.queries.events import by_ids, forum, has_published, listed, table, tables
from partnet_vote.forums.queries.written import item_counts, items, shortlist, similar

__all__ = [
    "by_ids",
    "forum",
    "has_published",
    "item_counts",
    "items",
    "listed",
    "shortlist",
    "similar",
    "table",
    "tables",
]
