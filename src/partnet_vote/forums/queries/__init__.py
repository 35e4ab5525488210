"""What may be asked about forums?"""

from partnet_vote.forums.queries.events import by_ids, forum, has_published, listed, table, tables

__all__ = ["by_ids", "forum", "has_published", "listed", "table", "tables"]
