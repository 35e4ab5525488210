"""What may be done to forums?"""

from partnet_vote.forums.service.events import add, cancel, edit, move, publish
from partnet_vote.forums.service.tables import add_table, edit_table, remove_table

__all__ = ["add", "add_table", "cancel", "edit", "edit_table", "move", "publish", "remove_table"]
