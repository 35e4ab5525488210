"""What may be asked about forums?"""

from partnet_vote.forums.queries.events import by_ids, forum, has_published, listed, table, tables
from partnet_vote.forums.queries.rooms import (
    code_counts,
    count,
    dots_of,
    open_number,
    room_ranking,
    room_vote,
    sheets,
    taps,
)
from partnet_vote.forums.queries.written import item_counts, items, shortlist, similar

__all__ = [
    "by_ids",
    "code_counts",
    "count",
    "dots_of",
    "forum",
    "has_published",
    "item_counts",
    "items",
    "listed",
    "open_number",
    "room_ranking",
    "room_vote",
    "sheets",
    "shortlist",
    "similar",
    "table",
    "tables",
    "taps",
]
