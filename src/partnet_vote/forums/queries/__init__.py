"""What may be asked about forums?"""

from partnet_vote.forums.queries.events import by_ids, forum, has_published, listed, table, tables
from partnet_vote.forums.queries.history import (
    edition,
    editions,
    every_edition,
    histories,
    items_of,
    links,
    occurrences,
    previous,
    suggestions,
)
from partnet_vote.forums.queries.people import attendance, by_ticket, came_by_table, people, person, seats
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
from partnet_vote.forums.queries.written import item_counts, items, items_by_table, shortlist, similar

__all__ = [
    "attendance",
    "by_ids",
    "by_ticket",
    "came_by_table",
    "code_counts",
    "count",
    "dots_of",
    "edition",
    "editions",
    "every_edition",
    "forum",
    "has_published",
    "histories",
    "item_counts",
    "items",
    "items_by_table",
    "items_of",
    "links",
    "listed",
    "occurrences",
    "open_number",
    "people",
    "person",
    "previous",
    "room_ranking",
    "room_vote",
    "seats",
    "sheets",
    "shortlist",
    "similar",
    "suggestions",
    "table",
    "tables",
    "taps",
]
