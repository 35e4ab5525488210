"""What may be done to forums?"""

from partnet_vote.forums.service.doors import guest_key, link_key, open_door, opens, pin, renew_door
from partnet_vote.forums.service.events import add, cancel, edit, move, publish
from partnet_vote.forums.service.items import (
    add_item,
    edit_item,
    let_guests,
    mark_item,
    merge_items,
    move_item,
    remove_item,
)
from partnet_vote.forums.service.shortlist import gather, keep_entries, merge_entries
from partnet_vote.forums.service.tables import add_table, edit_table, remove_table

__all__ = [
    "add",
    "add_item",
    "add_table",
    "cancel",
    "edit",
    "edit_item",
    "edit_table",
    "gather",
    "guest_key",
    "keep_entries",
    "let_guests",
    "link_key",
    "mark_item",
    "merge_entries",
    "merge_items",
    "move",
    "move_item",
    "open_door",
    "opens",
    "pin",
    "publish",
    "remove_item",
    "remove_table",
    "renew_door",
]
